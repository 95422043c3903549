"""Notices that stay posted, training with its hours, meetings of people whom no register lists."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest

from jiceng.apps.duties.desk import settled_by
from jiceng.apps.gatherings import selectors, services
from jiceng.apps.gatherings.models import Gathering, Roll
from jiceng.apps.gatherings.services import MOST_MEASURED, Minutes
from jiceng.apps.journal.models import AuditEntry
from jiceng.kernel.errors import Conflict, Invalid
from tests.county import AT, DAY, SYSTEM, County

POSTED = date(2026, 10, 20)


def record(county: County, key: object = None, **changes: object) -> Gathering:
    given = {"kind": "village_posting", "day": POSTED, "items": ("accounts",)} | changes
    return services.record_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        body=None,
        minutes=Minutes(**given),
        entry_key=key,
    )


def done(county: County, gathering: Gathering, day: date) -> dict[str, str]:
    """Duties a record counts for, with their state on a day."""
    found = settled_by(county.actor("shangyao"), county.version("上窑村"), gathering.pk, day)
    return {each.duty.code: each.state for each in found}


def test_a_notice_has_no_roll_and_nobody_present(county: County) -> None:
    gathering = record(county)
    assert (gathering.roll, gathering.entitled, gathering.present, gathering.measured) == (None, 0, 0, None)
    assert not Roll.objects.exists()


def test_a_notice_still_posted_settles_its_duties_after_fifteen_days(county: County) -> None:
    gathering = record(county)
    full = POSTED + timedelta(15)
    assert done(county, gathering, full - timedelta(1)) == {
        "village_posting": "due",
        "accounts_posting": "due",
    }
    assert done(county, gathering, full) == {"village_posting": "done", "accounts_posting": "done"}


@pytest.mark.parametrize(("days", "counts"), [(14, False), (15, True)])
def test_a_notice_taken_down_counts_by_its_days(county: County, days: int, counts: bool) -> None:
    gathering = record(county, measured=days)
    assert ("village_posting" in done(county, gathering, DAY)) is counts


def test_a_notice_taken_down_too_soon_is_corrected_and_no_longer_counts(county: County) -> None:
    gathering = record(county)
    minutes = Minutes("village_posting", POSTED, items=("accounts",), measured=9)
    corrected = services.correct_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        gathering=gathering,
        minutes=minutes,
        reason="大风刮掉",
        revision=1,
    )
    assert corrected.measured == 9
    assert done(county, corrected, DAY) == {}
    assert corrected.revisions.get().content["measured"] is None


def test_hours_of_training_add_up(county: County) -> None:
    for month, hours in ((3, 16), (6, 15)):
        last = record(county, kind="member_training", day=date(2026, month, 9), items=(), measured=hours)
    assert done(county, last, DAY) == {"member_training": "due"}
    last = record(county, kind="member_training", day=date(2026, 11, 9), items=(), measured=1)
    assert done(county, last, DAY) == {"member_training": "done"}


def test_at_a_training_those_on_probation_count_like_the_others(county: County) -> None:
    members = len(county.members["上窑村"])
    training = record(county, kind="member_training", items=(), measured=8)
    assert (training.entitled, training.present, training.attended) == (members, members, members)
    meeting = record(county, kind="members_meeting", items=())
    assert (meeting.entitled, meeting.attended) == (members - 1, members)


def test_a_talk_has_no_roll_and_says_who_talked_with_whom(county: County) -> None:
    talk = record(county, kind="heart_talk", items=("between_members",))
    assert (talk.roll, talk.entitled, talk.attended, talk.items) == (None, 0, 0, "between_members")
    assert (
        selectors.roll_on(county.actor("shangyao"), county.version("上窑村"), None, "heart_talk", DAY) == []
    )


@pytest.mark.parametrize(("present", "counts"), [(200, True), (199, False)])
def test_households_are_counted_by_hand_and_two_thirds_are_enough(
    county: County, present: int, counts: bool
) -> None:
    gathering = record(
        county, kind="villagers_assembly_of_households", items=(), entitled=300, present=present
    )
    assert (gathering.roll, gathering.entitled, gathering.present) == (None, 300, present)
    assert ("villagers_assembly" in done(county, gathering, DAY)) is counts


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"measured": -1}, "taken_down_before_posted"),
        ({"measured": (DAY - POSTED).days + 1}, "taken_down_in_the_future"),
        ({"kind": "members_meeting", "items": (), "measured": 2}, "not_measured"),
        ({"kind": "member_training", "items": (), "measured": MOST_MEASURED + 1}, "measure_out_of_range"),
        ({"kind": "member_training", "items": (), "measured": -1}, "measure_out_of_range"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(county: County, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        record(county, **changes)
    assert not Gathering.objects.exists()


def test_a_notice_taken_down_today_may_be_recorded(county: County) -> None:
    assert record(county, measured=(DAY - POSTED).days).measured == (DAY - POSTED).days


def test_a_form_sent_twice_is_one_record_and_a_changed_figure_is_not_lost(county: County) -> None:
    key = uuid4()
    assert record(county, key, measured=15) == record(county, key, measured=15)
    with pytest.raises(Conflict, match="already_recorded"):
        record(county, key, measured=16)


def test_the_journal_keeps_the_measure(county: County) -> None:
    record(county, measured=15)
    entry = AuditEntry.objects.filter(type="gathering.recorded").last()
    assert entry is not None
    assert json.loads(entry.content)["measured"] == 15


def test_a_kind_is_offered_to_the_units_that_hold_it(county: County) -> None:
    def kinds(name: str) -> set[str]:
        found = selectors.occasions(SYSTEM, county.version(name), DAY)
        return {each.kind.code for each in found}

    assert {"village_posting", "villagers_assembly", "member_training"} <= kinds("上窑村")
    assert "residents_meeting" not in kinds("上窑村")
    assert {"member_training"} == kinds("青石镇") & {
        "village_posting",
        "villagers_assembly",
        "member_training",
    }
