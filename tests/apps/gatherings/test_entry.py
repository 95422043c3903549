"""A form sent twice, a record taken back, a correction without attendance, what a unit meets for."""

from datetime import date
from uuid import uuid4

import pytest

from jiceng.apps.gatherings import selectors, services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Minutes
from jiceng.kernel.errors import Conflict, NotFound
from tests.county import AT, DAY, SYSTEM, County

HELD = date(2026, 11, 10)
KEY = uuid4()


def record(county: County, key: object = KEY, **changes: object) -> Gathering:
    minutes = Minutes(**({"kind": "members_meeting", "day": HELD, "text": "讨论水渠维修。"} | changes))
    return services.record_gathering(
        actor=county.actor("shangyao"),
        at=AT,
        unit=county.unit("上窑村"),
        body=None,
        minutes=minutes,
        entry_key=key,
    )


def correct(county: County, gathering: Gathering, minutes: Minutes) -> Gathering:
    return services.correct_gathering(
        actor=county.actor("shangyao"), at=AT, gathering=gathering, minutes=minutes, reason="漏写", revision=1
    )


def test_a_form_sent_twice_is_one_record(county: County) -> None:
    assert record(county) == record(county)
    assert Gathering.objects.count() == 1


def test_a_form_changed_after_it_was_sent_is_refused_not_lost(county: County) -> None:
    record(county)
    with pytest.raises(Conflict, match="already_recorded"):
        record(county, text="另一次会议。")


def test_other_forms_with_the_same_words_are_other_meetings(county: County) -> None:
    record(county)
    record(county, uuid4())
    record(county, None)
    assert Gathering.objects.count() == 3


def test_what_was_taken_back_is_recorded_anew_only_by_another_form(county: County) -> None:
    gathering = record(county)
    services.cancel_gathering(actor=county.actor("shangyao"), at=AT, gathering=gathering, reason="登错")
    with pytest.raises(Conflict, match="entry_taken_back") as refusal:
        record(county)
    assert refusal.value.data == {"gathering": gathering.pk}
    assert record(county, uuid4()) != gathering


def test_taking_back_is_a_version_with_its_reason(county: County) -> None:
    gathering = record(county)
    services.cancel_gathering(actor=county.actor("shangyao"), at=AT, gathering=gathering, reason="登错")
    gathering.refresh_from_db()
    (revision,) = selectors.revisions(county.actor("shangyao"), gathering, county.version("上窑村"))
    assert (gathering.state, gathering.revision) == ("cancelled", 2)
    assert (revision.number, revision.reason) == (1, "登错")


def test_a_correction_without_attendance_leaves_it_as_it_is(county: County) -> None:
    missing = county.members["上窑村"][1].person_id
    gathering = record(county, absent={missing: "ill"})
    corrected = correct(county, gathering, Minutes("members_meeting", HELD, subject="水渠", absent=None))
    assert (corrected.subject, corrected.present, corrected.absent) == ("水渠", 7, [[missing, "ill"]])


def test_a_correction_never_brings_expired_attendance_back(county: County) -> None:
    gathering = record(county, absent={county.members["上窑村"][1].person_id: "ill"})
    services.expire_attendance(actor=SYSTEM, at=AT, before=DAY)
    corrected = correct(county, gathering, Minutes("members_meeting", HELD, subject="水渠"))
    assert (corrected.subject, corrected.present, corrected.roll) == ("水渠", 7, None)


def test_a_unit_meets_for_what_its_bodies_allow(county: County) -> None:
    found = selectors.occasions(county.actor("shangyao"), county.version("上窑村"), DAY)
    by_kind = {each.kind.code: each.body for each in found}
    assert by_kind["branch_committee_meeting"] == county.committee
    assert by_kind["members_meeting"] is None
    assert "party_group_meeting" not in by_kind
    with pytest.raises(NotFound):
        selectors.occasions(county.actor("liulin"), county.version("上窑村"), DAY)
