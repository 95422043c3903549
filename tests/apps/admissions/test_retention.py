"""Applicants who were not accepted are erased when their time is over, and nobody else."""

from datetime import date

import pytest

from jiceng.apps.admissions.models import Admission
from jiceng.apps.admissions.retention import erase_applicants
from jiceng.apps.admissions.services import close_admission, reopen_admission
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.models import Person, PostHolding
from jiceng.kernel.errors import Refused
from tests.apps.admissions.steps import apply, take, up_to
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

CLOSED = date(2023, 11, 22)
AFTER = date(2023, 11, 23)


def closed(county: County, admission: Admission, day: date = CLOSED, outcome: str = "not_accepted") -> int:
    """Close a case; the person's id."""
    close_admission(actor=county.actor("shangyao"), at=AT, admission=admission, day=day, outcome=outcome)
    return admission.person_id


def erase(before: date) -> int:
    return erase_applicants(actor=SYSTEM, at=AT, before=before)


def test_an_applicant_is_erased_on_the_day_after_the_last_one_of_keeping(county: County) -> None:
    admission = apply(county)
    take(county, admission, "first_talk")
    person_id = closed(county, admission)
    assert erase(CLOSED) == 0
    assert Person.objects.filter(pk=person_id).exists()
    assert erase(AFTER) == 1
    assert not Person.objects.filter(pk=person_id).exists()
    assert not Admission.objects.exists()
    entries = AuditEntry.objects.filter(subject=f"person:{person_id}")
    assert entries.count() >= 3
    assert {(each.content, each.salt) for each in entries} == {(None, None)}
    assert all(each.commitment for each in entries)


def test_how_many_were_erased_is_written_without_a_name(county: County) -> None:
    closed(county, apply(county))
    closed(county, apply(county, "朱小谷"), outcome="withdrawn")
    assert erase(AFTER) == 2
    entry = AuditEntry.objects.get(type="admission.applicants_erased")
    assert entry.content == '{"before":"2023-11-23","persons":2}'
    assert erase(AFTER) == 0
    assert AuditEntry.objects.filter(type="admission.applicants_erased").count() == 1


def test_whoever_became_a_member_or_still_applies_is_kept(county: County) -> None:
    up_to(county, "archive")
    apply(county, "朱小谷")
    again = closed(county, apply(county, "朱小麦"))
    reopen_admission(
        actor=county.actor("shangyao"), at=AT, admission=Admission.objects.get(person_id=again), reason="误结"
    )
    later = apply(county, "朱小豆")
    closed(county, later, day=DAY)
    assert erase(DAY) == 0
    assert Admission.objects.count() == 4


def test_whom_something_else_names_is_kept(county: County) -> None:
    person_id = closed(county, apply(county))
    post = county.unit("南坡村").posts.get(kind="secretary")
    PostHolding.objects.create(post=post, person_id=person_id, starts_on=FOUNDED, ends_on=CLOSED)
    assert erase(AFTER) == 0


def test_a_corrected_case_is_erased_with_all_its_entries(county: County) -> None:
    admission = apply(county)
    entry = take(county, admission, "first_talk")
    Admission.objects.get().entries.create(
        step="first_talk", day=entry.day, replaces=entry, reason="笔误", recorded_at=AT, recorded_by="x"
    )
    closed(county, admission)
    assert erase(AFTER) == 1


def test_only_the_program_erases(county: County) -> None:
    with pytest.raises(Refused):
        erase_applicants(actor=county.actor("county"), at=AT, before=DAY)
