"""Writes to cases of admission: open, record a step, correct, close, reopen.

What is out of order is refused with the reason; what was entered wrongly is corrected by a new entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiceng.apps.admissions import audit_types, policies
from jiceng.apps.admissions.cases import (
    JudgedCase,
    bring_up_to_date,
    course_of,
    entries_of,
    judge,
    keep,
    rule_of,
    version_on,
)
from jiceng.apps.admissions.memberships import give
from jiceng.apps.admissions.models import Admission, AdmissionEntry, AdmissionPerson
from jiceng.apps.admissions.ordering import check_correction, check_numbers, check_people, check_step
from jiceng.apps.admissions.selectors import known
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import admit, hold
from jiceng.apps.people.models import Person
from jiceng.apps.people.services import PersonDraft, build_person
from jiceng.engines.procedure import Keeper, Profile, StepRule
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

OUTCOMES = ("withdrawn", "not_accepted", "moved", "died")
"""How a case may be closed before its end; "completed" follows from its last step."""


@dataclass(frozen=True, slots=True)
class StepDraft:
    """What is recorded of a step, as far as its rule asks for it; `people` maps roles to person ids."""

    day: date
    entitled: int = 0
    present: int = 0
    ayes: int = 0
    measured: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    passed: bool = True
    note: str = ""


@transaction.atomic
def open_admission(
    *, actor: Actor, at: datetime, unit: Unit, course: str, person: PersonDraft, step: StepDraft
) -> Admission:
    """Open a case with its first step: the person, who need not be in the register, and what she handed in.

    Raises `Invalid` naming the field (the day, where no rule was in force on it);
    `Conflict("admission_open")` while a case of hers is open here; `Conflict("id_number_in_register")` for
    somebody of the register whose file the actor may read. An ID number that belongs to anybody else is taken
    like any other, so that nobody learns from it who is in the register: see `Admission.same_as`.
    """
    admit(actor, policies.RECORD, unit, step.day, lasting=True)
    rules = current_rules()
    first = next(iter(version_on(course_of(rules, course), step.day).steps))
    applicant, same_as = _applicant(actor, at, person, unit)
    admission = Admission(unit=unit, person=applicant, same_as=same_as, course=course, begun_on=step.day)
    if Admission.objects.filter(person=admission.person, closed_on__isnull=True).exists():
        raise Conflict("admission_open")
    admission.save()
    entry = _entry(admission, actor, at, first, step)
    judged = _write(rules, admission, entry, step, at)
    keep(rules, admission, judged.state, timezone.localdate(at))
    _record(actor, at, audit_types.ADMISSION_OPENED, admission, entry)
    return admission


def _applicant(actor: Actor, at: datetime, draft: PersonDraft, unit: Unit) -> tuple[Person, Person | None]:
    """The person of a draft: who has applied here before and is no member, or one kept anew; and whom of the
    register her ID number belongs to, where the actor may not see that one.
    """
    person = build_person(draft)
    if person.birth_date is None:
        raise Invalid("birth_date_missing", field="birth_date")
    found = None
    if person.id_number_index is not None:
        found = Person.objects.filter(id_number_index=person.id_number_index).first()
    if found is not None:
        here = Admission.objects.filter(Q(person=found) | Q(same_as=found), unit=unit)
        before = here.select_related("person").order_by("-pk").first()
        if before is not None and not before.person.memberships.filter(ends_on__isnull=True).exists():
            return before.person, before.same_as
        if known(actor, found, timezone.localdate(at)) is not None:
            raise Conflict("id_number_in_register", field="id_number")
        person.id_number_sealed = person.id_number_index = None
    person.save()
    return person, found


@transaction.atomic
def record_step(
    *, actor: Actor, at: datetime, admission: Admission, step: str, draft: StepDraft
) -> AdmissionEntry:
    """Record a step of an open case; a membership it gives begins with it, the last step closes the case.

    A vote that failed, or a decision against, is kept too and leaves the step to be done.
    Raises `Invalid` for what is out of order, naming the field: its data say which clause, what is missing,
    from when or until when it may be done; `Conflict("admission_closed")`.
    """
    admission = _held(admission)
    rules = current_rules()
    rule = _rule(rules, admission, step, draft.day)
    admit(actor, permission_of(rule), admission.unit, draft.day)
    if admission.closed_on is not None:
        raise Conflict("admission_closed")
    entry = _entry(admission, actor, at, step, draft)
    judged = _write(rules, admission, entry, draft, at)
    _record(actor, at, audit_types.STEP_RECORDED, admission, entry)
    give(actor, at, admission, entry, judged)
    if judged.state.complete:
        admission.closed_on, admission.outcome = draft.day, "completed"
    keep(rules, admission, judged.state, timezone.localdate(at))
    return entry


@transaction.atomic
def correct_step(
    *, actor: Actor, at: datetime, entry: AdmissionEntry, draft: StepDraft | None, reason: str
) -> AdmissionEntry:
    """Correct an entry by a new one that shows; `draft` None says that the step did not take place.

    Raises what `record_step` does; `Conflict("step_corrected_already")`; `Conflict("step_gave_membership")`
    for one that a membership rests on; `Conflict("correction_unsettles")` where a later step would no longer
    be in order; `Invalid("reason_missing")`.
    """
    admission = _held(entry.admission)
    rules, today = current_rules(), timezone.localdate(at)
    rule = _rule(rules, admission, entry.step, entry.day)
    admit(actor, permission_of(rule), admission.unit, draft.day if draft else entry.day)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    check_correction(rules, admission, entry)
    wanted = draft or StepDraft(entry.day)
    new = _entry(admission, actor, at, entry.step, wanted)
    new.replaces, new.reason, new.struck = entry, reason.strip(), draft is None
    if draft is None:
        new.save()
        judged = check_step(rules, admission, new, today)
    else:
        judged = _write(rules, admission, new, wanted, at)
    if admission.outcome == "completed" and not judged.state.complete:
        admission.closed_on, admission.outcome = None, ""
    keep(rules, admission, judged.state, today)
    _record(actor, at, audit_types.STEP_CORRECTED, admission, new, reason=reason.strip(), struck=new.struck)
    return new


@transaction.atomic
def close_admission(*, actor: Actor, at: datetime, admission: Admission, day: date, outcome: str) -> None:
    """Close a case before its end, with its outcome.

    Raises `Invalid("unknown_reason")`, `Conflict("admission_closed")`, `Conflict("still_a_member")` while a
    membership it gave goes on: that is ended in the register first. A membership it did not give is no
    hindrance.
    """
    admission = _held(admission)
    admit(actor, policies.RECORD, admission.unit, day)
    if outcome not in OUTCOMES:
        raise Invalid("unknown_reason", field="outcome", value=outcome)
    if day > timezone.localdate(at):
        raise Invalid("step_in_the_future", field="day")
    if day < admission.begun_on:
        raise Invalid("closed_before_begun", field="day", begun_on=admission.begun_on)
    if admission.closed_on is not None:
        raise Conflict("admission_closed")
    gave = admission.entries.exclude(gave="").exists()
    if gave and admission.person.memberships.filter(ends_on__isnull=True).exists():
        raise Conflict("still_a_member")
    admission.closed_on, admission.outcome = day, outcome
    _keep(admission, at)
    _record(actor, at, audit_types.ADMISSION_CLOSED, admission, None, day=str(day), outcome=outcome)


@transaction.atomic
def reopen_admission(*, actor: Actor, at: datetime, admission: Admission, reason: str) -> None:
    """Take back a closing made by mistake. Raises `Conflict("admission_not_closed")` for an open or completed
    case, `Conflict("admission_open")` where the person has another one, `Invalid("reason_missing")`.
    """
    admission = _held(admission)
    admit(actor, policies.RECORD, admission.unit, timezone.localdate(at), lasting=True)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if admission.closed_on is None or admission.outcome == "completed":
        raise Conflict("admission_not_closed")
    if Admission.objects.filter(person=admission.person, closed_on__isnull=True).exists():
        raise Conflict("admission_open")
    admission.closed_on, admission.outcome = None, ""
    _keep(admission, at)
    _record(actor, at, audit_types.ADMISSION_REOPENED, admission, None, reason=reason.strip())


def judge_stale(*, at: datetime) -> int:
    """Judge anew every open case judged by other rules than today's; pages do so for a few at a time.

    Returns how many. No audit entry: what follows from entries and rules anyone can judge again.
    """
    rules, number = current_rules(), 0
    while judged := bring_up_to_date(rules, "", timezone.localdate(at)):
        number += judged
    return number


def permission_of(rule: StepRule) -> str:
    """By which permission a step is recorded and corrected."""
    return policies.APPROVE if rule.keeper is Keeper.ABOVE else policies.RECORD


def _held(admission: Admission) -> Admission:
    """The case, one writer at a time; its unit first, as whoever moves a membership holds them: neither waits
    for the other in a circle.
    """
    hold([admission.unit_id])
    rows = Admission.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("unit", "person").get(pk=admission.pk)


def _rule(rules: Profile, admission: Admission, step: str, day: date) -> StepRule:
    return rule_of(course_of(rules, admission.course), step, day)


def _entry(admission: Admission, actor: Actor, at: datetime, step: str, draft: StepDraft) -> AdmissionEntry:
    return AdmissionEntry(
        admission=admission,
        step=step,
        day=draft.day,
        entitled=draft.entitled,
        present=draft.present,
        ayes=draft.ayes,
        measured={name: number for name, number in draft.measured.items() if number},
        passed=draft.passed,
        note=draft.note.strip(),
        recorded_at=at,
        recorded_by=actor.name,
    )


def _write(
    rules: Profile, admission: Admission, entry: AdmissionEntry, draft: StepDraft, at: datetime
) -> JudgedCase:
    """Save an entry with the people named, if it is in order; keep what follows."""
    today = timezone.localdate(at)
    if draft.day > today:
        raise Invalid("step_in_the_future", field="day")
    version_on(course_of(rules, admission.course), draft.day)
    rule = _rule(rules, admission, entry.step, draft.day)
    check_numbers(rule, draft.entitled, draft.present, draft.ayes)
    check_people(rule, admission, draft.people, draft.day)
    entry.save()
    AdmissionPerson.objects.bulk_create(
        AdmissionPerson(entry=entry, role=role, person_id=id)
        for role, ids in draft.people.items()
        for id in ids
    )
    return check_step(rules, admission, entry, today)


def _keep(admission: Admission, at: datetime) -> None:
    rules, today = current_rules(), timezone.localdate(at)
    keep(rules, admission, judge(rules, admission, entries_of(admission), today).state, today)


def _record(
    actor: Actor,
    at: datetime,
    type: AuditType,
    admission: Admission,
    entry: AdmissionEntry | None,
    **content: object,
) -> None:
    told = {"step": entry.step, "day": str(entry.day), "passed": entry.passed} if entry is not None else {}
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"person:{admission.person_id}",
        unit_ids=[admission.unit_id],
        content={"admission": admission.pk, "unit": admission.unit.code, **told, **content},
    )
