"""`jiceng user` and `jiceng grant`: passwords never as arguments, roles bound to units."""

from io import StringIO

import pytest
from django.utils import timezone

from jiceng.apps.access.models import Factor, Grant, User
from tests.county import PASSWORD, County
from tests.faces.cli.conftest import Command

OFFICER = ("--role", "town_officer", "--unit", "990525101")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password stands on standard input."""
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\nmore\n"))


@pytest.mark.usefixtures("typed")
def test_a_user_is_created_with_a_first_role(jiceng: Command, county: County) -> None:
    done = jiceng("user", "add", "hewan2", *OFFICER, "--name", "何干事", "--password-stdin")
    assert done.status == 0, done.err
    assert "河湾镇" in done.out
    user = User.objects.get(username="hewan2")
    assert user.check_password(PASSWORD)
    assert user.name == "何干事"
    assert [(grant.role, grant.unit.code) for grant in user.grants.all()] == [("town_officer", "990525101")]
    assert PASSWORD not in done.out + done.err


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(
    "arguments",
    [
        ("hewan", *OFFICER),
        ("hewan2", "--role", "king", "--unit", "990525101"),
        ("hewan2", "--role", "auditor", "--unit", "nowhere"),
    ],
)
def test_nothing_is_half_made(jiceng: Command, county: County, arguments: tuple[str, ...]) -> None:
    before = (User.objects.count(), Grant.objects.count())
    done = jiceng("user", "add", *arguments, "--password-stdin")
    assert done.status == 2
    assert done.err.endswith("。\n")
    assert (User.objects.count(), Grant.objects.count()) == before


def test_an_easy_password_is_refused(
    jiceng: Command, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("12345678\n"))
    assert jiceng("user", "add", "hewan2", *OFFICER, "--password-stdin").status == 2
    assert not User.objects.filter(username="hewan2").exists()


@pytest.mark.usefixtures("typed")
def test_without_a_terminal_the_option_is_named(jiceng: Command, county: County) -> None:
    done = jiceng("user", "add", "hewan2", *OFFICER)
    assert done.status == 2
    assert "--password-stdin" in done.err
    assert not User.objects.filter(username="hewan2").exists()


def test_users_are_listed_with_their_roles(jiceng: Command, county: County) -> None:
    done = jiceng("user", "list")
    assert done.status == 0
    lines = [line for line in done.out.splitlines() if "qingshi" in line]
    assert len(lines) == 1
    assert "town_officer" in lines[0]
    assert "990525100" in lines[0]


def test_a_closed_user_may_do_nothing(jiceng: Command, county: County) -> None:
    jiceng("grant", "add", "qingshi", *OFFICER, "--until", "2999-01-01")
    assert county.actor("qingshi", timezone.localdate()).has("unit.read")
    assert jiceng("user", "close", "QINGSHI").status == 0
    assert not county.actor("qingshi", timezone.localdate()).has("unit.read")
    assert jiceng("user", "close", "nobody").status == 2


def test_a_role_is_granted_and_revoked(jiceng: Command, county: County) -> None:
    assert jiceng("grant", "add", "stranger", *OFFICER, "--until", "2999-01-01").status == 0
    assert county.actor("stranger", timezone.localdate()).may("person.manage", county.version("南坡村").path)
    assert jiceng("grant", "revoke", "stranger", *OFFICER).status == 0
    assert not county.actor("stranger", timezone.localdate()).has("person.manage")
    again = jiceng("grant", "revoke", "stranger", *OFFICER)
    assert again.status == 2
    assert again.err


def test_the_machine_takes_away_the_second_step_of_who_has_nobody_above_her(
    jiceng: Command, county: County
) -> None:
    user = county.users["county"]
    Factor.objects.create(user=user, kind="totp", name="x", secret=b"x", added_at=timezone.now())
    assert jiceng("user", "factors", "county").status == 0
    assert not Factor.objects.filter(user=user).exists()
    assert jiceng("user", "factors", "county").status == 2
