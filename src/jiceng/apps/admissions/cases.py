"""A case as the engine reads it: its entries in force, judged by the rules of today; what follows is kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from jiceng.apps.admissions.models import Admission, AdmissionEntry, ExpectedStep
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import within
from jiceng.engines.procedure import (
    Course,
    CourseEntry,
    CourseRecord,
    CourseState,
    CourseVersion,
    Profile,
    Standing,
    StepRule,
    judge_course,
)
from jiceng.kernel.actors import PathRange
from jiceng.kernel.errors import Invalid, NotFound

KIND = "admission"
EXPECTED = (Standing.OPEN, Standing.OVERDUE, Standing.WAITING, Standing.LAPSED)
AT_ONCE = 60
"""Cases judged anew for one page after a rule has changed; more wait for `jiceng rebuild`."""


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


def version_on(course: Course, day: date) -> CourseVersion:
    """The version in force on a day someone entered. Raises `Invalid("course_not_in_force")` naming it."""
    try:
        return course.version_on(day)
    except NotFound as missing:
        raise Invalid(missing.code, field="day", **missing.data) from missing


def is_in_force(course: Course, day: date) -> bool:
    """Whether some version of the course is in force on `day`."""
    return any(each.in_force_on(day) for each in course.versions)


def rule_of(course: Course, step: str, day: date) -> StepRule:
    """A step by the figures of a day; where that day has none, by the newest version that knows the step.

    Raises `NotFound("unknown_step")` where no version does.
    """
    known = [each for each in course.versions if step in each.steps]
    if not known:
        raise NotFound("unknown_step", step=step)
    newest = max(known, key=lambda each: each.in_force_from)
    return next((each for each in known if each.in_force_on(day)), newest).steps[step]


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


def judge(
    rules: Profile,
    admission: Admission,
    entries: Iterable[AdmissionEntry],
    on: date,
    roles: Mapping[int, Sequence[str]] | None = None,
) -> JudgedCase:
    """A case as it stands on `on`; once its course is in force no more, as it stood on the last day it was.

    Steps unknown to the version the case follows are left out. Parameters: `entries`, all of it, with the
    people named; `roles`, by entry those of the people named, where the caller has them already.
    """
    course = course_of(rules, admission.course)
    on = _judged_on(course, on)
    current = in_force(entries)
    first = min((each.day for each in current if each.day <= on), default=on)
    followed = course.version_on(first)
    current = [each for each in current if each.step in followed.steps]
    read = [read_entry(each, _roles(each) if roles is None else roles.get(each.pk, ())) for each in current]
    record = CourseRecord(tuple(read), admission.person.birth_date)
    return JudgedCase(course, tuple(current), judge_course(course, record, on))


def _roles(entry: AdmissionEntry) -> Iterable[str]:
    return (named.role for named in entry.people.all())


def _judged_on(course: Course, on: date) -> date:
    """`on`, or the last day before it on which the course was in force."""
    if is_in_force(course, on):
        return on
    ended = (each.in_force_to for each in course.versions)
    return max((day for day in ended if day is not None and day < on), default=on)


def keep(rules: Profile, admission: Admission, state: CourseState, on: date) -> None:
    """Write what follows from a case's entries: its stage and what is expected next. The caller holds it."""
    admission.stage = state.stage
    admission.judged_by = rules_name(rules, admission.course, on)
    admission.save(update_fields=["stage", "judged_by", "closed_on", "outcome"])
    admission.expected.all().delete()
    if admission.closed_on is None:
        ExpectedStep.objects.bulk_create(_expected(admission, state))


def take_stage(rules: Profile, admission: Admission, state: CourseState, on: date) -> list[ExpectedStep]:
    """Give an open case its stage, and return what is expected of it next. Nothing is saved."""
    admission.stage, admission.judged_by = state.stage, rules_name(rules, admission.course, on)
    return _expected(admission, state)


def _expected(admission: Admission, state: CourseState) -> list[ExpectedStep]:
    return [
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
    ]


def rules_name(rules: Profile, course: str, on: date) -> str:
    """Which rules a case was judged by: it changes with any figure, and when another version comes into
    force.
    """
    found = course_of(rules, course)
    return f"{rules.fingerprint}/{found.version_on(_judged_on(found, on)).number}"


def bring_up_to_date(rules: Profile, path: str, on: date) -> int:
    """Judge anew the open cases of a subtree that were judged by other rules, at most AT_ONCE.

    A case that someone writes to just now is left to that writer. Returns how many were judged.
    """
    stale = _stale(rules, path, on)
    waiting = list(stale.values_list("pk", flat=True)[:AT_ONCE])
    if not waiting:
        return 0
    with transaction.atomic():
        # Asked again once the rows are held: whoever closed a case meanwhile has closed it.
        rows = stale.filter(pk__in=waiting).order_by("pk")
        held = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
        found = list(held.select_related("person").prefetch_related("entries__people"))
        expected: list[ExpectedStep] = []
        for each in found:
            expected += take_stage(rules, each, judge(rules, each, each.entries.all(), on).state, on)
        Admission.objects.bulk_update(found, ["stage", "judged_by"])
        ExpectedStep.objects.filter(admission__in=found).delete()
        ExpectedStep.objects.bulk_create(expected)
    return len(found)


def _stale(rules: Profile, path: str, on: date) -> QuerySet[Admission]:
    """Open cases of a subtree judged by other rules than those of `on`."""
    other = Q(pk__in=())
    for course in rules.courses_of(KIND):
        if _judged_on(course, on) >= min(each.in_force_from for each in course.versions):
            other |= Q(course=course.code) & ~Q(judged_by=rules_name(rules, course.code, on))
    there = UnitVersion.objects.filter(within([PathRange.below(path)]), ends_on__isnull=True)
    return Admission.objects.filter(other, closed_on__isnull=True, unit_id__in=there.values("unit_id"))
