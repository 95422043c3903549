"""Reads of cases of admission, within what the actor may see. Looking into one case is written in the reading
log.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Window

from jiceng.apps.admissions import policies
from jiceng.apps.admissions.cases import (
    KIND,
    JudgedCase,
    bring_up_to_date,
    course_of,
    entries_of,
    is_in_force,
    judge,
    rule_of,
)
from jiceng.apps.admissions.models import Admission, AdmissionEntry, ExpectedStep
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.harvesting import watch
from jiceng.apps.journal.services import record_reading
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, visible, within
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.people.policies import READ
from jiceng.apps.people.selectors import may_read_file
from jiceng.engines.procedure import Course, Keeper, Profile, StepRule, Text
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

FILTERS = ("", "overdue", "unit", "above", "closed")
"""Cases to list: open ones, those with something overdue, those that wait for the unit or for the
organisation above, closed ones.
"""


def courses() -> tuple[Course, ...]:
    """The courses by which a member is admitted here; none where the profile has none."""
    return profile().courses_of(KIND)


@dataclass(frozen=True, slots=True)
class Due:
    """A step someone may record now: `days_left` until it is due, negative once overdue, None without a
    limit; `lapsed` once it may no longer be done and the vote it rests on must be held again.
    """

    expected: ExpectedStep
    rule: StepRule
    unit: str
    days_left: int | None
    lapsed: bool


def due(actor: Actor, version: UnitVersion, day: date, limit: int) -> tuple[list[Due], int]:
    """What is to be done about admissions in a unit and below it, by the actor: a branch's own steps for who
    records there, those of the organisation above for who approves. Soonest first, at most `limit`; and how
    many there are in all.
    """
    keeper = Keeper.ABOVE if actor.may(policies.APPROVE, version.path) else Keeper.UNIT
    permission = policies.APPROVE if keeper is Keeper.ABOVE else policies.RECORD
    if not (actor.may(permission, version.path) and actor.may(READ, version.path)):
        return [], 0
    rules = current_rules()
    known = [each.code for each in rules.courses_of(KIND) if is_in_force(each, day)]
    if not known:
        return [], 0
    bring_up_to_date(rules, version.path, day)
    below = _below(actor, version, day)
    rows = ExpectedStep.objects.filter(
        ready_on(day),
        keeper=keeper,
        admission__course__in=known,
        admission__unit_id__in=below.values("unit_id"),
    )
    named = below.filter(unit_id=OuterRef("admission__unit_id")).values("name")[:1]
    rows = rows.annotate(unit_name=Subquery(named), number=Window(Count("pk")))
    rows = rows.select_related("admission", "admission__person").order_by(
        F("due_by").asc(nulls_last=True), "admission_id", "place"
    )
    found = list(rows[:limit])
    return [_due(rules, each, day) for each in found], found[0].number if found else 0


def overdue(actor: Actor, version: UnitVersion, day: date) -> list[tuple[ExpectedStep, StepRule]]:
    """Steps past their last day in cases of a unit and all below it, whoever is to record them, oldest first:
    for a list that names nobody. Nothing to who reads no persons there.
    """
    if not actor.may(READ, version.path):
        return []
    rules = current_rules()
    known = [each.code for each in rules.courses_of(KIND) if is_in_force(each, day)]
    bring_up_to_date(rules, version.path, day)
    below = _below(actor, version, day).values("unit_id")
    rows = ExpectedStep.objects.filter(
        ready_on(day), due_by__lt=day, admission__course__in=known, admission__unit_id__in=below
    )
    rows = rows.select_related("admission").order_by("due_by", "admission_id", "place")
    return [(each, rule_of(course_of(rules, each.admission.course), each.step, day)) for each in rows]


def _due(rules: Profile, each: Any, day: date) -> Due:
    days = None if each.due_by is None else (each.due_by - day).days
    rule = rule_of(course_of(rules, each.admission.course), each.step, day)
    lapsed = each.latest is not None and each.latest < day
    return Due(each, rule, each.unit_name, days, lapsed)


def ready_on(day: date, prefix: str = "") -> Q:
    """Required steps that may be recorded on `day`; `prefix`, the way to them from the row asked."""
    now = Q(**{f"{prefix}opens_on__isnull": True}) | Q(**{f"{prefix}opens_on__lte": day})
    return Q(**{f"{prefix}required": True}) & now


def _below(actor: Actor, version: UnitVersion, day: date) -> QuerySet[UnitVersion]:
    """The unit and all below it, as they are on `day`, whose persons the actor reads."""
    return visible(actor, day, READ).filter(within([PathRange.below(version.path)])).order_by()


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases of a unit and those below: how many fit each filter ("open" for those without one), how many open
    ones stand in each stage, and the rows asked for, soonest due first.
    """

    counts: dict[str, int]
    stages: dict[str, int]
    rows: QuerySet[Admission]


def cases(actor: Actor, version: UnitVersion, day: date, wanted: str, stage: str = "") -> Cases:
    """The cases of a unit and all below it. Raises `Refused` for whoever reads no persons there."""
    require(actor, READ, version.path)
    bring_up_to_date(current_rules(), version.path, day)
    every = Admission.objects.filter(unit_id__in=_below(actor, version, day).values("unit_id"))
    every = every.annotate(
        late=_any(day, due_by__lt=day),
        of_unit=_any(day, keeper=Keeper.UNIT),
        of_above=_any(day, keeper=Keeper.ABOVE),
    )
    rows = every.filter(_FILTERED[wanted if wanted in FILTERS else ""])
    if stage:
        rows = rows.filter(stage=stage)
    due = Min("expected__due_by", filter=ready_on(day, "expected__"))
    order = ("-closed_on", "pk") if wanted == "closed" else (F("next_due").asc(nulls_last=True), "pk")
    found = rows.annotate(next_due=due).select_related("person", "unit").prefetch_related("expected")
    counts = every.aggregate(**{name or "open": Count("pk", filter=fits) for name, fits in _FILTERED.items()})
    stages = every.filter(_OPEN).order_by().values_list("stage").annotate(number=Count("pk"))
    return Cases(counts, dict(stages), found.order_by(*order))


def _any(day: date, **more: object) -> Exists:
    return Exists(ExpectedStep.objects.filter(ready_on(day), admission_id=OuterRef("pk"), **more))


_OPEN = Q(closed_on__isnull=True)
_FILTERED = {
    "": _OPEN,
    "overdue": _OPEN & Q(late=True),
    "unit": _OPEN & Q(of_unit=True),
    "above": _OPEN & Q(of_above=True),
    "closed": ~_OPEN,
}


def unit_names(actor: Actor, version: UnitVersion, day: date) -> dict[int, UnitVersion]:
    """The unit and those below it whose persons the actor reads, by id."""
    return {each.unit_id: each for each in _below(actor, version, day)}


def titles() -> dict[str, dict[str, Text]]:
    """Titles of stages and steps of every course of admission, by course, then by code (stages begin with
    ":").
    """
    found: dict[str, dict[str, Text]] = {}
    for course in courses():
        words = found.setdefault(course.code, {})
        for version in course.versions:
            words |= {f":{stage.code}": stage.title for stage in version.stages}
            words |= {code: step.title for code, step in version.steps.items()}
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody the actor may see already: a person's file, or, of an applicant, her case."""

    person: Person
    case_id: int | None


def known(actor: Actor, person: Person, day: date) -> Known | None:
    """Somebody of the register as the actor may see her; None for whoever she may not."""
    if may_read_file(actor, person.pk, day):
        return Known(person, None)
    units = last_versions(actor, READ).values("unit_id")
    case = Admission.objects.filter(person=person, unit_id__in=units).order_by("-pk").first()
    return Known(person, case.pk) if case is not None else None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case: where it stands, every entry (corrected and struck ones too), who is named in them, and
    whom of the register the ID number handed in belongs to, for those who may know.
    """

    admission: Admission
    unit: UnitVersion
    judged: JudgedCase
    entries: list[AdmissionEntry]
    names: dict[int, str]
    same_as: Known | None


def admission_in_scope(actor: Actor, admission_id: int, permission: str) -> tuple[Admission, UnitVersion]:
    """A case and its unit. Raises `NotFound("admission_not_found")` to outsiders, `Refused` to those who see
    the unit and may not do this.
    """
    admission = Admission.objects.select_related("unit", "person", "same_as").filter(pk=admission_id).first()
    version = last_versions(actor).filter(unit_id=admission.unit_id).first() if admission else None
    if admission is None or version is None:
        raise NotFound("admission_not_found")
    require(actor, READ, version.path)
    require(actor, permission, version.path)
    version.unit = admission.unit
    return admission, version


def entry_in_scope(actor: Actor, entry_id: int) -> tuple[AdmissionEntry, UnitVersion, StepRule]:
    """An entry the actor may correct, its unit and its rule. Raises as `admission_in_scope` does."""
    entry = AdmissionEntry.objects.filter(pk=entry_id).prefetch_related("people").first()
    if entry is None:
        raise NotFound("admission_not_found")
    admission, version = admission_in_scope(actor, entry.admission_id, READ)
    rule = rule_of(course_of(current_rules(), admission.course), entry.step, entry.day)
    require(actor, policies.APPROVE if rule.keeper is Keeper.ABOVE else policies.RECORD, version.path)
    entry.admission = admission
    return entry, version, rule


@transaction.atomic
def read_case(*, actor: Actor, at: datetime, admission_id: int, day: date) -> CaseFile:
    """Open a case; the look is written in the reading log."""
    admission, version = admission_in_scope(actor, admission_id, READ)
    watch(actor=actor, at=at, persons=[admission.person_id], unit_id=admission.unit_id)
    record_reading(
        actor=actor,
        at=at,
        person_id=admission.person_id,
        unit_id=admission.unit_id,
        part="admission",
        purpose=actor.purpose or "ordinary",
    )
    entries = entries_of(admission)
    judged = judge(current_rules(), admission, entries, day)
    ids = {named.person_id for each in entries for named in each.people.all()}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    same_as = known(actor, admission.same_as, day) if admission.same_as is not None else None
    return CaseFile(admission, version, judged, entries, names, same_as)


def case_state(actor: Actor, admission_id: int, day: date) -> tuple[Admission, UnitVersion, JudgedCase]:
    """A case as a form needs it, for who may see it."""
    admission, version = admission_in_scope(actor, admission_id, READ)
    return admission, version, judge(current_rules(), admission, entries_of(admission), day)


def nameable(actor: Actor, version: UnitVersion, day: date) -> list[Membership]:
    """Members of the unit on `day` who may be named in a step, by pinyin initials."""
    require(actor, READ, version.path)
    rows = Membership.objects.filter(on(day), unit_id=version.unit_id).select_related("person")
    return list(rows.order_by("person__initials", "person_id"))
