"""Verdicts from the side of meetings: what a record settles, what it needs to count."""

from datetime import date

import pytest

from jiceng.apps.duties import desk
from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.services import Minutes
from jiceng.kernel.errors import NotFound
from tests.county import AT, DAY, County


def record(county: County, kind: str, day: date) -> int:
    return services.record_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        body=None,
        minutes=Minutes(kind, day),
    ).pk


def test_a_record_names_the_duty_and_the_period_it_settles(county: County) -> None:
    pk = record(county, "members_meeting", date(2026, 10, 15))
    found = desk.settled_by(county.actor("shangyao"), county.version("上窑村"), pk, DAY)
    assert [(each.duty.code, each.verdict.period, each.state) for each in found] == [
        ("members_meeting", "2026-Q4", "done")
    ]


def test_one_records_number_within_anothers_is_not_mistaken(county: County) -> None:
    first = record(county, "members_meeting", date(2026, 10, 15))
    for month in range(1, 10):
        record(county, "members_meeting", date(2026, month, 15))
    found = desk.settled_by(county.actor("shangyao"), county.version("上窑村"), first, DAY)
    assert [each.verdict.period for each in found] == ["2026-Q4"]


def test_the_quorum_is_that_of_the_rule_in_force(county: County) -> None:
    rule = desk.asked_of("members_meeting", DAY).quorum
    assert rule is not None
    assert [rule.needed(entitled) for entitled in (8, 9)] == [4, 5]
    assert rule.reached(4, 8)
    assert not rule.reached(3, 8)
    assert not rule.reached(0, 0)


def test_a_kind_without_a_quorum_and_a_day_before_any_rule_have_none(county: County) -> None:
    assert desk.asked_of("activity_day", DAY).quorum is None
    assert desk.asked_of("members_meeting", date(2010, 1, 1)).quorum is None


def test_fixed_parts_asked_for_are_counted_and_chosen_ones_are_not(county: County) -> None:
    asked = desk.asked_of("activity_day", DAY)
    assert asked.fewest_parts == 5
    assert asked.parts_among(["oath", "dues", "volunteering"]) == 2
    assert desk.asked_of("party_lecture", DAY).fewest_parts == 0  # a lecture by another counts too


def test_verdicts_of_a_month_are_counted(county: County) -> None:
    actor, version = county.actor("shangyao"), county.version("上窑村")
    desk.settled_by(actor, version, 0, DAY)  # computes what is stale
    assert desk.computed_count(actor, version, date(2026, 10, 1), date(2026, 10, 31), DAY)[0] >= 2


@pytest.mark.parametrize("username", ["liulin", "stranger"])
def test_outsiders_learn_nothing(county: County, username: str) -> None:
    actor, version = county.actor(username), county.version("上窑村")
    with pytest.raises(NotFound):
        desk.settled_by(actor, version, 1, DAY)
    with pytest.raises(NotFound):
        desk.computed_count(actor, version, DAY, DAY, DAY)
