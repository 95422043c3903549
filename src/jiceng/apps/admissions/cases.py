"""A case as the engine reads it: its entries in force, judged by the rules of today; what follows is kept."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from jiceng.apps.admissions.models import Admission, AdmissionEntry, ExpectedStep
from jiceng.engines.procedure import (
    Course,
    CourseEntry,
    CourseRecord,
    CourseState,
    Profile,
    Standing,
    judge_course,
)
from jiceng.kernel.errors import NotFound

KIND = "admission"
EXPECTED = (Standing.OPEN, Standing.OVERDUE, Standing.WAITING, Standing.LAPSED)
AT_ONCE = 300
"""Cases judged anew for one page, after a rule has changed."""


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case with its entries in force, in the order they were recorded, and its state."""

    course: Course
    entries: tuple[AdmissionEntry, ...]
    state: CourseState


def course_of(rules: Profile, code: str) -> Course:
    """The course of admission of that code. Raises `NotFound("unknown_course")`."""
    found = rules.courses.get(code)
    if found is None or found.kind != KIND:
        raise NotFound("unknown_course", course=code)
    return found


def in_force(entries: Iterable[AdmissionEntry]) -> list[AdmissionEntry]:
    """Entries no other one corrects, those struck left out; a correction stands in the place of what it
    corrects.
    """
    known = {each.pk: each for each in entries}
    replaced = {each.replaces_id for each in known.values()}
    current = [each for each in known.values() if each.pk not in replaced and not each.struck]
    return sorted(current, key=lambda each: _origin(each, known))


def _origin(entry: AdmissionEntry, known: dict[int, AdmissionEntry]) -> int:
    """Key of the first entry of a chain of corrections; one not yet saved comes last."""
    while entry.replaces_id is not None:
        entry = known.get(entry.replaces_id) or entry.replaces  # type: ignore[assignment]
    return entry.pk or 1 << 62


def read_entry(entry: AdmissionEntry, roles: Iterable[str]) -> CourseEntry:
    """An entry as the engine reads it; `roles`, one for each person named in it."""
    return CourseEntry(
        step=entry.step,
        day=entry.day,
        entitled=entry.entitled,
        present=entry.present,
        ayes=entry.ayes,
        measured=entry.measured,
        people=Counter(roles),
        passed=entry.passed,
    )


def entries_of(admission: Admission) -> list[AdmissionEntry]:
    """Every entry of a case, with the people named, in the order recorded: two queries."""
    return list(admission.entries.prefetch_related("people").order_by("pk"))


def judge(rules: Profile, admission: Admission, entries: Iterable[AdmissionEntry], on: date) -> JudgedCase:
    """A case as it stands on `on`. Parameters: `entries`, all of it, with the people named."""
    course = course_of(rules, admission.course)
    current = in_force(entries)
    read = [read_entry(each, (named.role for named in each.people.all())) for each in current]
    record = CourseRecord(tuple(read), admission.person.birth_date)
    return JudgedCase(course, tuple(current), judge_course(course, record, on))


def keep(rules: Profile, admission: Admission, state: CourseState, on: date) -> None:
    """Write what follows from a case's entries: its stage and what is expected next."""
    admission.stage = state.stage
    admission.judged_by = rules_name(rules, admission.course, on)
    admission.save(update_fields=["stage", "judged_by", "closed_on", "outcome"])
    admission.expected.all().delete()
    if admission.closed_on is not None:
        return
    ExpectedStep.objects.bulk_create(
        ExpectedStep(
            admission=admission,
            step=each.rule.code,
            place=place,
            keeper=each.rule.keeper,
            required=each.rule.required,
            opens_on=each.opens_on,
            due_by=each.due_by,
            latest=each.latest,
        )
        for place, each in enumerate(state.steps)
        if each.standing in EXPECTED
    )


def rules_name(rules: Profile, course: str, on: date) -> str:
    """Which rules a case was judged by: it changes with any figure, and when another version comes into
    force.
    """
    return f"{rules.fingerprint}/{course_of(rules, course).version_on(on).number}"


def bring_up_to_date(rules: Profile, path: str, on: date) -> None:
    """Judge anew the open cases of a subtree that were judged by other rules, some at a time."""
    names = [rules_name(rules, course.code, on) for course in rules.courses_of(KIND)]
    stale = Admission.objects.filter(
        closed_on__isnull=True, unit__versions__ends_on__isnull=True, course__in=rules.courses
    ).exclude(judged_by__in=names)
    below = stale.filter(unit__versions__path__gte=path, unit__versions__path__lt=path + "~")
    found = list(below.select_related("person").prefetch_related("entries__people")[:AT_ONCE])
    if not found:
        return
    with transaction.atomic():
        for each in found:
            keep(rules, each, judge(rules, each, each.entries.all(), on).state, on)
