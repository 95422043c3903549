"""Cases of admission: order, votes, corrections, and the memberships they give."""

from datetime import date

import pytest

from jiceng.apps.admissions.models import Admission, AdmissionEntry
from jiceng.apps.admissions.selectors import read_case
from jiceng.apps.admissions.services import (
    StepDraft,
    close_admission,
    correct_step,
    open_admission,
    record_step,
    reopen_admission,
)
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.people.services import PersonDraft, end_membership
from jiceng.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.admissions.steps import BEGUN, VOTE, apply, draft, take, up_to
from tests.county import AT, DAY, County, id_number


def expected(admission: Admission) -> set[str]:
    return set(admission.expected.filter(required=True).values_list("step", flat=True))


def test_a_whole_admission_from_application_to_full_membership(county: County) -> None:
    admission = up_to(county, "archive")
    memberships = list(Membership.objects.filter(person=admission.person).order_by("starts_on"))
    found = [(each.standing, each.starts_on, each.ends_on, each.joined_on) for each in memberships]
    assert found == [
        ("probationary", date(2024, 8, 31), date(2025, 8, 31), date(2024, 8, 31)),
        ("full", date(2025, 8, 31), None, date(2024, 8, 31)),
    ]
    assert (admission.outcome, admission.closed_on, admission.stage) == (
        "completed",
        date(2025, 10, 12),
        "probation",
    )
    assert not expected(admission)


def test_an_applicant_is_no_member(county: County) -> None:
    admission = apply(county)
    assert not Membership.objects.filter(person=admission.person).exists()
    assert (admission.stage, expected(admission)) == ("application", {"first_talk"})
    talk = admission.expected.get()
    assert (talk.due_by, talk.keeper) == (date(2023, 2, 28), "unit")


def test_every_write_leaves_its_entry_and_names_the_person_nowhere_else(county: County) -> None:
    admission = up_to(county, "activist")
    types = list(AuditEntry.objects.filter(type__startswith="admission.").values_list("type", flat=True))
    assert types == ["admission.opened", "admission.step_recorded", "admission.step_recorded"]
    subjects = set(AuditEntry.objects.filter(type__startswith="admission.").values_list("subject", flat=True))
    assert subjects == {f"person:{admission.person_id}"}


@pytest.mark.parametrize(
    ("last", "step", "changes", "code"),
    [
        ("application", "activist", {}, "step_missing_before"),
        ("review", "candidate", {"day": date(2024, 5, 31)}, "step_too_early"),
        ("candidate_filing", "introducers", {"people": {"introducer": 1}}, "step_too_few"),
        ("political_review", "training", {"measured": {"days": 2, "hours": 23}}, "step_too_little"),
        ("acceptance_notice", "pre_review", {"day": date(2024, 8, 25)}, "step_too_early"),
        ("acceptance_talk", "acceptance_approval", {"day": date(2025, 3, 1)}, "step_too_late"),
        ("conversion_application", "conversion_meeting", {"day": date(2025, 8, 30)}, "step_too_early"),
    ],
)
def test_what_is_out_of_order_is_refused_with_its_clause(
    county: County, last: str, step: str, changes: dict[str, object], code: str
) -> None:
    admission = up_to(county, last)
    before = AdmissionEntry.objects.count()
    with pytest.raises(Invalid) as refused:
        take(county, admission, step, **changes)
    assert refused.value.code == code
    assert "发展党员工作细则" in refused.value.data["clause"].zh or step == "pre_review"
    assert AdmissionEntry.objects.count() == before


def test_a_vote_that_fails_is_kept_and_the_meeting_votes_again(county: County) -> None:
    admission = up_to(county, "application_form")
    take(county, admission, "acceptance_meeting", day=date(2024, 8, 30), entitled=8, present=7, ayes=4)
    assert "acceptance_meeting" in expected(admission)
    take(county, admission, "acceptance_meeting")
    assert "acceptance_talk" in expected(admission)
    assert admission.entries.filter(step="acceptance_meeting").count() == 2


def test_an_approval_refused_gives_no_membership(county: County) -> None:
    admission = up_to(county, "acceptance_talk")
    take(county, admission, "acceptance_approval", passed=False)
    assert not Membership.objects.filter(person=admission.person).exists()
    assert "acceptance_approval" in expected(admission)


def test_the_secretary_does_not_approve_and_a_stranger_sees_nothing(county: County) -> None:
    admission = up_to(county, "acceptance_talk")
    given = draft(county, "acceptance_approval")
    for username, error in (("shangyao", Refused), ("liulin", NotFound), ("auditor", Refused)):
        with pytest.raises(error):
            record_step(
                actor=county.actor(username),
                at=AT,
                admission=admission,
                step="acceptance_approval",
                draft=given,
            )


def test_only_full_members_of_the_branch_are_named_and_nobody_twice(county: County) -> None:
    admission = up_to(county, "activist")
    ids = {
        "probationary": county.members["上窑村"][8].person_id,
        "elsewhere": county.members["柳林村"][0].person_id,
        "herself": admission.person_id,
    }
    for people in [*((each,) for each in ids.values()), (county.members["上窑村"][0].person_id,) * 2]:
        with pytest.raises(Invalid) as refused:
            record_step(
                actor=county.actor("shangyao"),
                at=AT,
                admission=admission,
                step="contacts",
                draft=StepDraft(date(2026, 6, 10), people={"contact": people}),
            )
        assert refused.value.field == "contact"


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"entitled": 0, "present": 0, "ayes": 0}, "nobody_entitled"),
        ({"entitled": 8, "present": 9, "ayes": 8}, "more_present_than_entitled"),
        ({"entitled": 8, "present": 7, "ayes": 8}, "more_ayes_than_present"),
    ],
)
def test_heads_that_cannot_be_are_refused(county: County, numbers: dict[str, int], code: str) -> None:
    admission = up_to(county, "application_form")
    with pytest.raises(Invalid, match=code):
        take(county, admission, "acceptance_meeting", **numbers)


def test_a_step_of_tomorrow_is_refused(county: County) -> None:
    admission = apply(county, day=date(2026, 11, 20))
    with pytest.raises(Invalid, match="step_in_the_future"):
        take(county, admission, "first_talk", day=date(2026, 11, 23))


def test_a_correction_shows_beside_what_it_corrects(county: County) -> None:
    admission = up_to(county, "activist")
    wrong = admission.entries.get(step="first_talk")
    new = correct_step(
        actor=county.actor("shangyao"),
        at=AT,
        entry=wrong,
        draft=draft(county, "first_talk", day=date(2023, 2, 10)),
        reason="谈话记录上是二月十日",
    )
    assert new.replaces == wrong
    assert admission.entries.count() == 4
    with pytest.raises(Conflict, match="step_corrected_already"):
        correct_step(actor=county.actor("shangyao"), at=AT, entry=wrong, draft=None, reason="再改")


def test_an_entry_that_later_steps_rest_on_is_not_struck_under_them(county: County) -> None:
    admission = up_to(county, "activist")
    talk = admission.entries.get(step="first_talk")
    with pytest.raises(Conflict, match="correction_unsettles"):
        correct_step(actor=county.actor("shangyao"), at=AT, entry=talk, draft=None, reason="没有谈")
    last = admission.entries.get(step="activist")
    correct_step(actor=county.actor("shangyao"), at=AT, entry=last, draft=None, reason="误录")
    assert expected(admission) == {"activist"}


def test_what_a_membership_rests_on_is_not_corrected_here(county: County) -> None:
    admission = up_to(county, "acceptance_approval")
    for step, username in (("acceptance_meeting", "shangyao"), ("acceptance_approval", "qingshi")):
        with pytest.raises(Conflict, match="step_gave_membership"):
            correct_step(
                actor=county.actor(username),
                at=AT,
                entry=admission.entries.get(step=step),
                draft=draft(county, step),
                reason="日期有误",
            )


def test_striking_the_last_step_opens_the_case_again(county: County) -> None:
    admission = up_to(county, "archive")
    last = admission.entries.get(step="archive")
    correct_step(actor=county.actor("shangyao"), at=AT, entry=last, draft=None, reason="材料未齐")
    admission.refresh_from_db()
    assert (admission.closed_on, admission.outcome) == (None, "")
    assert expected(admission) == {"archive"}


def test_a_case_is_closed_and_reopened(county: County) -> None:
    admission, actor = up_to(county, "activist"), county.actor("shangyao")
    close_admission(actor=actor, at=AT, admission=admission, day=DAY, outcome="withdrawn")
    with pytest.raises(Conflict, match="admission_closed"):
        take(county, admission, "contacts")
    assert not expected(admission)
    reopen_admission(actor=actor, at=AT, admission=admission, reason="本人仍愿申请")
    assert expected(admission) == {"contacts", "activist_filing"}


def test_a_case_is_not_closed_over_a_membership_it_gave(county: County) -> None:
    admission = up_to(county, "acceptance_approval")
    given = {"actor": county.actor("shangyao"), "at": AT, "admission": admission, "day": DAY}
    with pytest.raises(Conflict, match="still_a_member"):
        close_admission(**given, outcome="not_accepted")
    membership = admission.person.memberships.get(ends_on=None)
    end_membership(actor=county.actor("qingshi"), at=AT, membership=membership, day=DAY, reason="removed")
    close_admission(**given, outcome="not_accepted")


def test_who_is_in_the_register_does_not_apply_as_someone_new(county: County) -> None:
    with pytest.raises(Conflict, match="id_number_in_register"):
        apply(county, "赵大田", id_number=id_number(1))


def test_who_withdrew_may_apply_again_in_the_same_unit(county: County) -> None:
    first = apply(county, id_number=id_number(700, "19950402"))
    with pytest.raises(Conflict, match="admission_open"):
        apply(county, id_number=id_number(700, "19950402"), day=DAY)
    actor = county.actor("shangyao")
    close_admission(actor=actor, at=AT, admission=first, day=date(2024, 1, 1), outcome="withdrawn")
    again = apply(county, id_number=id_number(700, "19950402"), day=DAY)
    assert again.person_id == first.person_id


@pytest.mark.parametrize("there", ["member", "applicant"])
def test_an_id_number_of_another_unit_is_taken_like_any_other(county: County, there: str) -> None:
    """Whether somebody is registered elsewhere cannot be learnt: not at first, not by trying again."""
    number = id_number(1)
    if there == "applicant":
        number = id_number(700, "19950402")
        apply(county, "林晚秋", id_number=number)
    unknown = id_number(701, "19950402")
    known_cases = [apply(county, "甲", "柳林村", DAY, id_number=each) for each in (number, unknown)]
    first, other = known_cases
    assert first.person.id_number_masked
    assert bool(first.person.id_number_masked) == bool(other.person.id_number_masked)
    assert (first.same_as is not None, other.same_as) == (True, None)
    for admission, given in zip(known_cases, (number, unknown), strict=True):
        with pytest.raises(Conflict, match="admission_open"):
            apply(county, "甲", "柳林村", DAY, id_number=given)
        liulin = county.actor("liulin")
        close_admission(actor=liulin, at=AT, admission=admission, day=DAY, outcome="withdrawn")
        again = apply(county, "甲", "柳林村", DAY, id_number=given)
        assert again.person_id == admission.person_id
    told = {
        username: read_case(actor=county.actor(username), at=AT, admission_id=first.pk, day=DAY).same_as
        for username in ("liulin", "qingshi", "county")
    }
    assert told["liulin"] is None
    for username in ("qingshi", "county"):
        assert told[username] is not None, "who may see both is told"
        assert told[username].person == first.same_as


def test_what_is_written_of_an_opened_case_names_nobody(county: County) -> None:
    admission = apply(county, "朱小禾")
    [entry] = AuditEntry.objects.filter(type="admission.opened")
    assert admission.person.name not in (entry.content or "")


def test_age_is_asked_for_and_eighteen(county: County) -> None:
    given = {
        "actor": county.actor("shangyao"),
        "at": AT,
        "unit": county.unit("上窑村"),
        "course": "admission",
        "step": StepDraft(date(2026, 11, 20)),
    }
    with pytest.raises(Invalid, match="birth_date_missing"):
        open_admission(**given, person=PersonDraft("朱小禾"))
    with pytest.raises(Invalid, match="step_too_young"):
        open_admission(**given, person=PersonDraft("朱小禾", birth_date=date(2008, 11, 21)))
    assert not Person.objects.filter(name="朱小禾").exists()
    open_admission(**given, person=PersonDraft("朱小禾", birth_date=date(2008, 11, 20)))


def test_probation_is_extended_once_by_half_a_year_to_a_year(county: County) -> None:
    admission = up_to(county, "conversion_application")
    extension = StepDraft(date(2025, 8, 31), **VOTE, measured={"months": 6})  # type: ignore[arg-type]
    actor = county.actor("shangyao")
    record_step(actor=actor, at=AT, admission=admission, step="extension", draft=extension)
    meeting = admission.expected.get(step="conversion_meeting")
    assert meeting.opens_on == date(2026, 2, 28)
    with pytest.raises(Invalid, match="step_too_early"):
        take(county, admission, "conversion_meeting", day=date(2026, 2, 27))
    take(county, admission, "conversion_meeting", day=date(2026, 2, 28))


def test_the_application_itself_can_be_dated_back(county: County) -> None:
    admission = apply(county)
    assert admission.begun_on == BEGUN
