"""Tokens: made by who manages access, cut down to what their owner may today."""

from datetime import date, timedelta

import pytest

from jiceng.apps.access import services as access
from jiceng.apps.access import tokens
from jiceng.apps.access.models import Token, User
from jiceng.apps.journal.models import AuditEntry
from jiceng.kernel.errors import Conflict, Invalid, JicengError, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County

YEAR = DAY + timedelta(days=366)
READ = ("unit.read", "gathering.read")


def issue(
    county: County,
    user: str = "county",
    *,
    by: str = "county",
    unit: str = "青禾县",
    permissions: tuple[str, ...] = READ,
    ends_on: date = YEAR,
    name: str = "对账",
) -> tuple[Token, str]:
    """A token for a user."""
    draft = tokens.TokenDraft(name, permissions, county.unit(unit), ends_on)
    actor = SYSTEM if by == "system" else county.actor(by)
    owner = User.objects.get(username=user)
    return tokens.issue_token(actor=actor, at=AT, user=owner, draft=draft)


def machine(county: County, role: str = "town_officer", unit: str = "青石镇") -> User:
    """A machine with a role."""
    grant = access.grant_to_username(
        actor=county.actor("county"),
        at=AT,
        username="platform",
        name="一体化平台",
        password="",
        role=role,
        unit=county.unit(unit),
        day=DAY,
        ends_on=None,
        machine=True,
    )
    return grant.user


def test_a_token_opens_what_it_names_where_it_reaches(county: County) -> None:
    _, key = issue(county, unit="青石镇")
    found = tokens.bearer(key, AT)
    assert found is not None
    assert found.actor.may("gathering.read", county.version("上窑村").path)
    assert not found.actor.may("person.read", county.version("上窑村").path)
    assert not found.actor.may("gathering.read", county.version("河湾镇").path)
    assert found.actor.id == county.users["county"].pk
    assert found.actor.purpose == "对账"


def test_a_token_wider_than_its_owner_opens_no_more_than_she_may(county: County) -> None:
    user = machine(county)
    _, key = issue(county, user.username, unit="青禾县", permissions=(*READ, "person.manage"))
    found = tokens.bearer(key, AT)
    assert found is not None
    assert found.actor.may("person.manage", county.version("上窑村").path)
    assert not found.actor.may("unit.read", county.version("南坡村").path)
    assert not found.actor.may("unit.read", county.version("青禾县").path)


def test_a_permission_the_owner_has_not_is_not_given(county: County) -> None:
    """A county officer records no meetings: neither does her token."""
    _, key = issue(county, permissions=("unit.read", "gathering.record"))
    found = tokens.bearer(key, AT)
    assert found is not None
    assert not found.actor.has("gathering.record")


def test_the_key_is_kept_nowhere_and_long(county: County) -> None:
    token, key = issue(county)
    assert key.startswith("jc_")
    assert len(key) >= 3 + 43
    kept = Token.objects.values().get(pk=token.pk)
    assert not any(key in str(value) for value in kept.values())
    assert key not in "".join(str(entry.content) for entry in AuditEntry.objects.all())


def test_a_revoked_role_acts_on_the_next_request(county: County) -> None:
    user = machine(county)
    _, key = issue(county, user.username)
    before = tokens.bearer(key, AT)
    access.revoke_grant(actor=county.actor("county"), at=AT, grant=user.grants.get())
    after = tokens.bearer(key, AT)
    assert before is not None
    assert after is not None
    assert (bool(before.actor.grants), bool(after.actor.grants)) == (True, False)


def test_a_closed_account_has_no_tokens(county: County) -> None:
    user = machine(county)
    _, key = issue(county, user.username)
    access.close_user(actor=county.actor("county"), at=AT, user=user)
    assert tokens.bearer(key, AT) is None


def test_a_revoked_token_is_refused_at_once(county: County) -> None:
    token, key = issue(county)
    tokens.revoke_token(actor=county.actor("county"), at=AT, token=token)
    assert tokens.bearer(key, AT) is None
    with pytest.raises(Conflict, match="token_ended"):
        tokens.revoke_token(actor=county.actor("county"), at=AT, token=token)


def test_a_token_lasts_through_the_day_before_it_ends(county: County) -> None:
    _, key = issue(county, ends_on=DAY + timedelta(days=1))
    assert tokens.bearer(key, AT) is not None
    assert tokens.bearer(key, AT + timedelta(days=1)) is None
    assert tokens.bearer(key, AT - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("ends_on", "right"),
    [(DAY, False), (DAY + timedelta(days=1), True), (YEAR, True), (YEAR + timedelta(days=1), False)],
)
def test_a_token_ends_within_a_year(county: County, ends_on: date, right: bool) -> None:
    if right:
        issue(county, ends_on=ends_on)
        return
    with pytest.raises(Invalid, match="token_ends_on"):
        issue(county, ends_on=ends_on)


@pytest.mark.parametrize(
    ("permissions", "code"),
    [((), "permissions_missing"), (("unit.read", "access.manage"), "unknown_permission")],
)
def test_what_a_token_cannot_have_is_refused(county: County, permissions: tuple[str, ...], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        issue(county, permissions=permissions)


@pytest.mark.parametrize(
    "forbidden", ["attendance.read", "person.read_id_number", "journal.read", "duty.rules"]
)
def test_no_token_is_given_what_is_for_people_alone(county: County, forbidden: str) -> None:
    with pytest.raises(Invalid, match="unknown_permission"):
        issue(county, permissions=(forbidden,))


def test_nobody_makes_a_token_in_another_persons_name(county: County) -> None:
    with pytest.raises(Refused, match="token_of_another"):
        issue(county, "shangyao")


@pytest.mark.parametrize(
    ("by", "error"),
    [("qingshi", Refused), ("hewan", NotFound), ("stranger", NotFound), ("auditor", Refused)],
)
def test_only_who_manages_access_makes_tokens(county: County, by: str, error: type[JicengError]) -> None:
    with pytest.raises(error):
        issue(county, by, by=by, unit="上窑村")


def test_a_machine_never_signs_in(county: County) -> None:
    user = machine(county)
    assert not user.has_usable_password()
    assert not user.check_password("")
    with pytest.raises(Conflict, match="machine_never_signs_in"):
        access.reset_password(
            actor=county.actor("county"), at=AT, user=user, password="a-long-enough-password"
        )


def test_owners_are_oneself_and_the_machines_one_manages(county: County) -> None:
    user = machine(county)
    assert tokens.possible_owners(county.actor("county"), DAY) == [county.users["county"], user]
    access.close_user(actor=county.actor("county"), at=AT, user=user)
    assert tokens.possible_owners(county.actor("county"), DAY) == [county.users["county"]]


def test_the_day_of_last_use_is_noted(county: County) -> None:
    token, key = issue(county)
    tokens.bearer(key, AT)
    token.refresh_from_db()
    assert token.last_used_on == DAY


@pytest.mark.parametrize("key", ["", "jc_", "jc_" + "a" * 43, "好", "\x00"])
def test_an_unknown_key_is_nobody(county: County, key: str) -> None:
    issue(county)
    assert tokens.bearer(key, AT) is None
