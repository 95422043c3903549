"""Gatherings: written once, the roll frozen, corrections kept."""

from datetime import date

import pytest

from jiceng.apps.gatherings import selectors, services
from jiceng.apps.gatherings.models import Gathering, Roll
from jiceng.apps.gatherings.services import Announcement, Minutes
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations import bodies
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import services as people
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.county import AT, DAY, SYSTEM, County

HELD = date(2026, 11, 10)


def record(county: County, **changes: object) -> Gathering:
    minutes = Minutes(**({"kind": "members_meeting", "day": HELD, "text": "讨论水渠维修。"} | changes))
    return services.record_gathering(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )


def test_the_roll_is_everyone_of_the_day_and_those_on_probation_do_not_vote(county: County) -> None:
    gathering = record(county)
    assert (gathering.entitled, gathering.present, gathering.attended) == (8, 8, 9)


def test_absences_are_exceptions_to_the_roll(county: County) -> None:
    absent = {county.members["上窑村"][1].person_id: "away", county.members["上窑村"][-1].person_id: ""}
    gathering = record(county, absent=absent)
    assert (gathering.entitled, gathering.present, gathering.attended) == (8, 7, 7)
    shown = selectors.attendance(county.actor("shangyao"), gathering, county.version("上窑村"))
    assert {a.person_id: a.reason for a in shown if a.absent} == absent


def test_equal_rolls_are_kept_once(county: County) -> None:
    record(county)
    record(county, day=date(2026, 11, 11))
    assert Roll.objects.count() == 1


def test_the_roll_stays_as_it_was_when_the_register_changes(county: County) -> None:
    gathering = record(county)
    people.end_membership(
        actor=SYSTEM, at=AT, membership=county.members["上窑村"][5], day=date(2026, 11, 20), reason="died"
    )
    gathering.refresh_from_db()
    assert gathering.roll is not None
    assert gathering.roll.size == 9


def test_a_committee_meeting_has_its_committees_roll(county: County) -> None:
    gathering = services.record_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        body=county.committee,
        minutes=Minutes("branch_committee_meeting", HELD),
    )
    assert gathering.entitled == 3


def test_a_unit_without_a_register_counts_heads_by_hand(county: County) -> None:
    gathering = services.record_gathering(
        actor=county.actor("qingshi"),
        at=AT,
        unit=county.unit("青石镇"),
        body=None,
        minutes=Minutes("members_meeting", HELD, entitled=11, present=9),
    )
    assert (gathering.roll, gathering.entitled, gathering.present) == (None, 11, 9)


@pytest.mark.parametrize("username", ["qingshi", "county"])
def test_officers_see_counts_and_no_names(county: County, username: str) -> None:
    gathering = record(county)
    with pytest.raises(Refused):
        selectors.attendance(county.actor(username), gathering, county.version("上窑村"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": date(2026, 11, 23)}, "held_in_the_future"),
        ({"kind": "party"}, "unknown_gathering_kind"),
        ({"items": ("dance",)}, "unknown_item"),
        ({"absent": {999999: ""}}, "absent_not_on_roll"),
        ({"makes_up": "2026-11"}, "makes_up_not_past"),
        ({"kind": "branch_committee_meeting"}, "body_missing"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    county: County, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        record(county, **changes)
    assert not Gathering.objects.exists()


def test_a_correction_keeps_what_was_said_before(county: County) -> None:
    gathering = record(county)
    services.correct_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        gathering=gathering,
        minutes=Minutes("members_meeting", HELD, text="讨论道路硬化。"),
        reason="笔误",
        revision=1,
    )
    gathering.refresh_from_db()
    assert (gathering.minutes, gathering.revision) == ("讨论道路硬化。", 2)
    (before,) = selectors.revisions(county.actor("shangyao"), gathering, county.version("上窑村"))
    assert before.content["minutes"] == "讨论水渠维修。"


def test_two_who_correct_the_same_version_do_not_overwrite_each_other(county: County) -> None:
    gathering = record(county)
    kwargs = {
        "actor": county.actor("shangyao"),
        "at": AT,
        "gathering": gathering,
        "reason": "笔误",
        "revision": 1,
    }
    services.correct_gathering(**kwargs, minutes=Minutes("members_meeting", HELD, text="甲"))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        services.correct_gathering(**kwargs, minutes=Minutes("members_meeting", HELD, text="乙"))


def test_an_announcement_becomes_the_record_once(county: County) -> None:
    announced = services.announce(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        body=None,
        announcement=Announcement("members_meeting", DAY, place="村委会"),
    )
    kwargs = {"actor": county.actor("shangyao"), "at": AT, "unit": county.unit("上窑村"), "body": None}
    held = services.record_gathering(**kwargs, minutes=Minutes("members_meeting", DAY), announced=announced)
    assert held.pk == announced.pk
    assert held.state == "held"
    with pytest.raises(Conflict, match="already_recorded"):
        services.record_gathering(**kwargs, minutes=Minutes("members_meeting", DAY), announced=announced)


def test_what_is_cancelled_stays_readable_and_counts_no_more(county: County) -> None:
    gathering = record(county)
    services.cancel_gathering(actor=county.actor("shangyao"), at=AT, gathering=gathering, reason="重复登记")
    found, _ = selectors.gathering_by_id(county.actor("shangyao"), gathering.pk)
    assert found.state == "cancelled"


def test_attendance_by_name_expires_and_the_counts_stay(county: County) -> None:
    gathering = record(county, absent={county.members["上窑村"][1].person_id: "ill"})
    assert services.expire_attendance(actor=SYSTEM, at=AT, before=date(2026, 11, 11)) == 1
    gathering.refresh_from_db()
    assert (gathering.absent, gathering.roll, gathering.present) == (None, None, 7)
    assert not Roll.objects.exists()


def test_no_journal_entry_names_who_was_absent(county: County) -> None:
    person_id = county.members["上窑村"][1].person_id
    gathering = record(county, absent={person_id: "ill"})
    entry = AuditEntry.objects.get(subject=f"gathering:{gathering.pk}")
    assert entry.content is not None
    assert "absent" not in entry.content
    assert "ill" not in entry.content


@pytest.mark.parametrize(
    ("username", "error"), [("liulin", NotFound), ("auditor", Refused), ("stranger", NotFound)]
)
def test_only_who_records_for_the_unit_records(county: County, username: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.record_gathering(
            actor=county.actor(username),
            at=AT,
            unit=county.unit("上窑村"),
            body=None,
            minutes=Minutes("members_meeting", HELD),
        )


def test_after_a_move_the_new_place_decides_who_records_what_was_before(county: County) -> None:
    organisations.move_unit(
        actor=SYSTEM, at=AT, unit=county.unit("上窑村"), day=DAY, parent=county.unit("河湾镇")
    )
    gathering = record(county)
    assert gathering.day < DAY
    cancel = {"at": AT, "gathering": gathering, "reason": "误录"}
    with pytest.raises(NotFound):
        services.cancel_gathering(actor=county.actor("qingshi"), **cancel)
    services.cancel_gathering(actor=county.actor("hewan"), **cancel)


def test_a_correction_is_of_a_kind_the_unit_can_hold(county: County) -> None:
    gathering = record(county)
    for kind, code in (("nothing", "unknown_gathering_kind"), ("branch_committee_meeting", "body_missing")):
        with pytest.raises(Invalid, match=code):
            services.correct_gathering(
                actor=county.actor("shangyao"),
                at=AT,
                gathering=gathering,
                minutes=Minutes(kind, HELD, text="更正"),
                reason="更正",
                revision=1,
            )


def test_a_committees_meeting_is_held_by_a_body_of_its_kind(county: County) -> None:
    group = bodies.found_body(
        actor=SYSTEM, at=AT, unit=county.unit("上窑村"), kind="party_group", name="一组", day=HELD
    )
    with pytest.raises(Invalid, match="body_missing"):
        services.record_gathering(
            actor=county.actor("shangyao"),
            at=AT,
            unit=county.unit("上窑村"),
            body=group,
            minutes=Minutes("branch_committee_meeting", HELD),
        )
