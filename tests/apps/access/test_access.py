"""Grants: bound to subtrees and dates, gone at the next request."""

from datetime import date

import pytest

from jiceng.apps.access import policies, selectors, services
from jiceng.apps.access.models import User
from jiceng.apps.organisations import services as organisations
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, PASSWORD, SYSTEM, County


def test_a_grant_begins_and_ends_on_its_days(county: County) -> None:
    user = county.users["stranger"]
    services.grant_role(
        actor=SYSTEM,
        at=AT,
        user=user,
        role="town_officer",
        unit=county.unit("青石镇"),
        day=date(2026, 12, 1),
        ends_on=date(2027, 1, 1),
    )
    path = county.version("上窑村").path
    days = (DAY, date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [selectors.actor_for(user, day).may("unit.read", path) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_a_revocation_acts_on_the_next_request(county: County) -> None:
    client = county.client("qingshi")
    url = "/units/990525100200/"
    assert client.get(url).status_code == 200
    grant = selectors.grants(county.actor("county"), DAY).get(user__username="qingshi")
    services.revoke_grant(actor=county.actor("county"), at=AT, grant=grant)
    assert selectors.actor_for(county.users["qingshi"], DAY).grants == ()


def test_a_closed_user_may_nothing(county: County) -> None:
    user = county.users["county"]
    user.is_active = False
    assert selectors.actor_for(user, DAY).grants == ()


@pytest.mark.parametrize(
    ("username", "error"), [("qingshi", Refused), ("shangyao", Refused), ("stranger", NotFound)]
)
def test_only_who_manages_access_grants(county: County, username: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.grant_role(
            actor=county.actor(username),
            at=AT,
            user=county.users["stranger"],
            role="secretary",
            unit=county.unit("上窑村"),
            day=DAY,
            ends_on=None,
        )


def test_the_same_grant_twice_and_unknown_roles_are_refused(county: County) -> None:
    kwargs = {
        "actor": SYSTEM,
        "at": AT,
        "user": county.users["qingshi"],
        "unit": county.unit("青石镇"),
        "day": DAY,
    }
    with pytest.raises(Conflict):
        services.grant_role(**kwargs, role="town_officer", ends_on=None)
    with pytest.raises(Invalid, match="unknown_role"):
        services.grant_role(**kwargs, role="king", ends_on=None)
    with pytest.raises(Invalid, match="grant_ends"):
        services.grant_role(**kwargs, role="auditor", ends_on=DAY)


def test_an_easy_password_is_refused_and_no_account_is_left(county: County) -> None:
    with pytest.raises(Invalid, match="password_too_easy"):
        services.grant_to_username(
            actor=county.actor("county"),
            at=AT,
            username="new",
            name="新人",
            password="12345",
            role="secretary",
            unit=county.unit("上窑村"),
            day=DAY,
            ends_on=None,
        )
    assert not User.objects.filter(username="new").exists()


def test_changing_ones_password_needs_the_present_one(county: County) -> None:
    user = county.users["shangyao"]
    actor = county.actor("shangyao")
    with pytest.raises(Invalid, match="password_wrong"):
        services.change_password(actor=actor, at=AT, user=user, old="wrong", new="another-long-one")
    services.change_password(actor=actor, at=AT, user=user, old=PASSWORD, new="another-long-one")
    assert User.objects.get(pk=user.pk).check_password("another-long-one")


def test_no_officers_role_reads_attendance_by_name() -> None:
    readers = {role for role, permissions in policies.ROLES.items() if "attendance.read" in permissions}
    assert readers == {"secretary"}


def test_a_closed_account_loses_its_roles_and_cannot_sign_in(county: County) -> None:
    user = county.users["qingshi"]
    services.close_user(actor=county.actor("county"), at=AT, user=user)
    assert not User.objects.get(pk=user.pk).is_active
    assert county.actor("qingshi").grants == ()
    with pytest.raises(Conflict, match="user_closed"):
        services.close_user(actor=SYSTEM, at=AT, user=User.objects.get(pk=user.pk))
    with pytest.raises(Refused):
        services.close_user(actor=county.actor("hewan"), at=AT, user=county.users["liulin"])


def test_a_role_in_a_unit_closed_since_is_still_revoked(county: County) -> None:
    draft = organisations.UnitDraft("990525100-1", "临时支部", "branch", "branch")
    unit = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=date(2026, 1, 1)
    )
    user = county.users["stranger"]
    grant = services.grant_role(
        actor=SYSTEM, at=AT, user=user, role="secretary", unit=unit, day=date(2026, 2, 1), ends_on=None
    )
    organisations.close_unit(actor=SYSTEM, at=AT, unit=unit, day=date(2026, 11, 1), reason="撤并")
    with pytest.raises(NotFound):
        services.revoke_grant(actor=county.actor("hewan"), at=AT, grant=grant)
    services.close_user(actor=county.actor("county"), at=AT, user=user)
    grant.refresh_from_db()
    assert (grant.ends_on, grant.revoked_at) == (DAY, AT)


def test_nobody_grants_herself_a_role(county: County) -> None:
    """An officer who manages access would else read, as secretary, who was absent (safety rule 2)."""
    with pytest.raises(Refused, match="own_access"):
        services.grant_role(
            actor=county.actor("county"),
            at=AT,
            user=county.users["county"],
            role="secretary",
            unit=county.unit("上窑村"),
            day=DAY,
            ends_on=None,
        )


def test_a_role_that_acts_on_everyone_is_granted_at_the_top_alone(county: County) -> None:
    kwargs = {"actor": SYSTEM, "at": AT, "user": county.users["stranger"], "role": "county_officer"}
    with pytest.raises(Invalid, match="role_of_the_whole"):
        services.grant_role(**kwargs, unit=county.unit("青石镇"), day=DAY, ends_on=None)
    services.grant_role(**kwargs, unit=county.unit("青禾县"), day=DAY, ends_on=None)


def test_attendance_by_name_is_read_in_the_very_unit_of_the_grant(county: County) -> None:
    services.grant_role(
        actor=SYSTEM,
        at=AT,
        user=county.users["stranger"],
        role="secretary",
        unit=county.unit("青石镇"),
        day=DAY,
        ends_on=None,
    )
    actor = county.actor("stranger")
    village, town = county.version("上窑村").path, county.version("青石镇").path
    assert actor.may("gathering.record", village)
    assert actor.may("attendance.read", town)
    assert not actor.may("attendance.read", village)
    assert county.actor("shangyao").may("attendance.read", village)


def test_a_forgotten_password_is_set_by_who_manages_access_and_by_nobody_else(county: County) -> None:
    user = county.users["qingshi"]
    for username in ("hewan", "shangyao", "qingshi"):
        with pytest.raises(Refused):
            services.reset_password(actor=county.actor(username), at=AT, user=user, password="a-new-long-one")
    with pytest.raises(Refused):
        services.reset_password(
            actor=county.actor("county"), at=AT, user=county.users["county"], password="a-new-long-one"
        )
    services.reset_password(actor=county.actor("county"), at=AT, user=user, password="a-new-long-one")
    assert User.objects.get(pk=user.pk).check_password("a-new-long-one")
