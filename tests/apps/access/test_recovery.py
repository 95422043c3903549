"""Forgotten passwords: an officer is told, and nobody learns which names there are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jiceng.apps.access import recovery, selectors, services
from jiceng.apps.access.models import Grant, Recovery, User
from jiceng.apps.organisations.models import UnitVersion
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, PASSWORD, SYSTEM, County


def asked(county: County, username: str = "county") -> list[str]:
    return [each.grant.user.username for each in recovery.open_requests(county.actor(username), DAY)]


def test_the_officer_sees_who_asked_and_nobody_else_does(county: County) -> None:
    for name in ("shangyao", " QINGSHI ", "shangyao", "nobody", "county"):
        assert recovery.ask(name, "10.0.0.1", AT)
    assert asked(county) == ["qingshi", "shangyao"]
    for username in ("qingshi", "auditor", "shangyao", "stranger"):
        assert asked(county, username) == []
    assert Recovery.objects.count() == 5


def test_a_new_password_settles_it_and_must_be_changed(county: County) -> None:
    recovery.ask("shangyao", "10.0.0.1", AT)
    user = county.users["shangyao"]
    services.reset_password(actor=county.actor("county"), at=AT, user=user, password="one-for-once")
    assert asked(county) == []
    assert User.objects.get(pk=user.pk).must_change_password
    change = {"actor": county.actor("shangyao"), "at": AT, "user": user, "old": "one-for-once"}
    with pytest.raises(Invalid, match="password_unchanged"):
        services.change_password(**change, new="one-for-once")
    services.change_password(**change, new="another of my own")
    assert not User.objects.get(pk=user.pk).must_change_password


def test_what_she_did_not_ask_is_put_away(county: County) -> None:
    recovery.ask("shangyao", "10.0.0.1", AT)
    user = county.users["shangyao"]
    with pytest.raises(Refused):
        recovery.put_away(actor=county.actor("qingshi"), at=AT, user=user)
    recovery.put_away(actor=county.actor("county"), at=AT, user=user)
    assert asked(county) == []
    with pytest.raises(Conflict, match="recovery_settled"):
        recovery.put_away(actor=county.actor("county"), at=AT, user=user)


def test_whose_roles_have_ended_is_answered_and_listed_like_others(county: County) -> None:
    county_officer = county.actor("county")
    for username in ("shangyao", "qingshi"):
        user = county.users[username]
        for grant in user.grants.all():
            services.revoke_grant(actor=county_officer, at=AT, grant=grant)
        assert recovery.ask(username, "10.0.0.1", AT)
    assert sorted(asked(county)) == ["qingshi", "shangyao"]
    UnitVersion.objects.filter(unit=county.unit("上窑村")).update(ends_on=DAY)
    assert sorted(asked(county)) == ["qingshi", "shangyao"], "her unit has closed since"
    [first, _] = recovery.open_requests(county_officer, DAY)
    assert selectors.grant_by_id(county_officer, first.grant.pk) == first.grant
    recovery.put_away(actor=county_officer, at=AT, user=first.grant.user)
    assert len(asked(county)) == 1


def test_who_holds_a_role_beyond_the_officers_reach_is_neither_listed_nor_put_away(county: County) -> None:
    """As with every act over an account: the right is needed wherever she holds a role."""
    recovery.ask("shangyao", "10.0.0.1", AT)
    user = county.users["shangyao"]
    Grant.objects.create(user=user, role="secretary", unit=county.unit("南坡村"), starts_on=DAY)
    whole = county.actor("county")
    top = county.actor("qingshi").grants[0]
    part = replace(whole, grants=(replace(top, permissions=whole.grants[0].permissions),))
    assert recovery.open_requests(part, DAY) == []
    with pytest.raises(NotFound):
        recovery.put_away(actor=part, at=AT, user=user)
    assert len(recovery.open_requests(whole, DAY)) == 1


def test_nobody_puts_away_what_was_asked_in_her_own_name(county: County) -> None:
    recovery.ask("county", "10.0.0.1", AT)
    with pytest.raises(Refused):
        recovery.put_away(actor=county.actor("county"), at=AT, user=county.users["county"])


def test_one_address_asks_ten_times_an_hour_whatever_the_names(county: County) -> None:
    for number in range(recovery.MOST_AN_HOUR):
        assert recovery.ask(f"name{number}", "10.0.0.1", AT)
    assert not recovery.ask("shangyao", "10.0.0.1", AT)
    assert recovery.ask("shangyao", "10.0.0.2", AT)
    assert recovery.ask("shangyao", "10.0.0.1", AT + timedelta(hours=1))


def test_what_was_asked_is_forgotten_after_a_month_and_names_no_address(county: County) -> None:
    recovery.ask("nobody", "10.0.0.1", AT)
    assert b"10.0.0.1" not in bytes(Recovery.objects.get().address)
    recovery.ask("nobody", "10.0.0.1", AT + recovery.KEPT + timedelta(seconds=1))
    assert Recovery.objects.count() == 1


def test_a_password_an_officer_chose_must_be_changed_and_one_from_the_machine_need_not(
    county: County,
) -> None:
    given = {"at": AT, "name": "新", "password": PASSWORD}
    by_officer = services.create_user(actor=county.actor("county"), username="new1", **given)
    by_machine = services.create_user(actor=SYSTEM, username="new2", **given)
    assert (by_officer.must_change_password, by_machine.must_change_password) == (True, False)
