"""`jiceng token`: the key on standard output once, and nowhere else."""

from datetime import timedelta

from django.utils import timezone

from jiceng.apps.access.models import Token, User
from jiceng.apps.access.tokens import bearer
from tests.county import County
from tests.faces.cli.conftest import Command


def arguments(*more: str) -> tuple[str, ...]:
    """A token for reading the units of a town."""
    until = timezone.localdate() + timedelta(days=30)
    return ("--unit", "990525100", "--name", "对账", "--may", "unit.read", "--until", str(until), *more)


def test_a_programs_account_and_its_token_in_one_command(jiceng: Command, county: County) -> None:
    done = jiceng("token", "add", "platform", *arguments("--role", "town_officer"))
    assert done.status == 0, done.err
    found = bearer(done.out.strip(), timezone.now())
    assert found is not None
    assert found.actor.may("unit.read", county.version("上窑村").path)
    assert User.objects.get(username="platform").is_machine


def test_the_list_shows_no_key_and_a_revoked_token_is_dead(jiceng: Command, county: County) -> None:
    key = jiceng("token", "add", "county", *arguments()).out.strip()
    listed = jiceng("token", "list").out
    assert key not in listed
    assert "对账" in listed
    token = Token.objects.get()
    assert jiceng("token", "revoke", str(token.pk)).status == 0
    assert bearer(key, timezone.now()) is None
    assert jiceng("token", "revoke", str(token.pk)).status == 2


def test_nothing_is_half_made(jiceng: Command, county: County) -> None:
    before = User.objects.count()
    done = jiceng("token", "add", "platform", *arguments("--role", "town_officer", "--may", "access.manage"))
    assert done.status == 2
    assert (User.objects.count(), Token.objects.count()) == (before, 0)
