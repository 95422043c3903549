"""Reads of decisions, within what the actor may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Substr

from jiceng.apps.decisions.drafts import Entry
from jiceng.apps.decisions.judging import bring_up_to_date, events_of, judged, public_record_of
from jiceng.apps.decisions.models import OPEN, Decision, Disclosure, Event, ExpectedAction
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import Unit, UnitVersion
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import last_versions, visible, within
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people.models import Person
from jiceng.engines.procedure import Keeper, Profile
from jiceng.engines.procedure.decisions import Action, JudgedEvent, Procedure, State, as_json
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import Invalid, NotFound

STUCK = "decision_stuck_days"
"""The figure: after so many days without an entry a decision under way counts as stuck."""


def procedures_for(version: UnitVersion, day: date) -> tuple[Procedure, ...]:
    """The procedures a unit may begin on a day."""
    return tuple(
        each
        for each in current_rules().procedures.values()
        if each.offered
        and (not each.unit_kinds or version.kind in each.unit_kinds)
        and each.in_force_on(day) is not None
    )


def decision_in_scope(
    actor: Actor, decision_id: int, permission: str | None = None
) -> tuple[Decision, UnitVersion]:
    """A decision and its unit. Raises `NotFound("decision_not_found")` to outsiders, `Refused` to those who
    see the unit and may not do this.
    """
    decision = Decision.objects.select_related("unit").filter(pk=decision_id).first()
    version = last_versions(actor).filter(unit_id=decision.unit_id).first() if decision else None
    if decision is None or version is None:
        raise NotFound("decision_not_found")
    if permission is not None:
        require(actor, permission, version.path)
    version.unit = decision.unit
    return decision, version


def event_in_scope(actor: Actor, event_id: int) -> tuple[Event, UnitVersion]:
    """An entry and its unit, for who sees it. Raises as `decision_in_scope` does."""
    event = Event.objects.select_related("replaces", "gathering").filter(pk=event_id).first()
    if event is None:
        raise NotFound("decision_not_found")
    decision, version = decision_in_scope(actor, event.decision_id)
    event.decision = decision
    return event, version


@dataclass(frozen=True, slots=True)
class Story:
    """One decision whole: its unit, every entry (corrected ones too), how it stands, the notices written for
    it.
    """

    decision: Decision
    unit: UnitVersion
    events: list[Event]
    state: State
    disclosures: list[Disclosure]


def story(actor: Actor, decision_id: int, day: date) -> Story:
    """One decision as it stands at the end of a day. Raises as `decision_in_scope` does."""
    decision, version = decision_in_scope(actor, decision_id)
    rows = decision.events.select_related("replaces", "gathering", "article", "entry__leaf")
    events = list(rows.order_by("number"))
    state = judged(current_rules(), decision, events, day)
    disclosures = list(decision.disclosures.select_related("article").order_by("pk"))
    return Story(decision, version, events, state, disclosures)


def public_record(story: Story) -> dict[str, Any]:
    """The record of a decision for anybody: heads and votes, no names (docs/procedures.md)."""
    return public_record_of(current_rules(), story.decision, story.events)


def public_verdict(story: Story) -> dict[str, Any]:
    """What `jiceng procedure judge` answers on that record."""
    return as_json(story.state)


def preview(
    *,
    decision: Decision,
    entry: Entry,
    on: date,
    replaces: Event | None = None,
    before: Sequence[Event] | None = None,
) -> tuple[State, JudgedEvent | None]:
    """How a decision would stand with an entry that is not made yet, and what that would be worth (None of a
    day after `on`). Nothing is written. Parameters: `before`, the entries there are, where they were read
    already. Raises `Invalid` for what cannot be an event.
    """
    before = events_of(decision) if before is None else before
    number = before[-1].number + 1 if before else 1
    event = Event(number=number, step=entry.step, kind=entry.kind, day=entry.day, said=dict(entry.said))
    event.replaces = replaces
    state = judged(current_rules(), decision, [*before, event], on)
    return state, state.event(event.code)


def persons_named(unit: Unit, names: str) -> tuple[int, ...]:
    """Persons of a unit's register by their names, as typed one after the other. Raises
    `Invalid("not_in_register_here")` with the names nobody or more than one has.
    """
    wanted = dict.fromkeys(filter(None, re.split(r"[\s,，、;；]+", names)))
    rows = Person.objects.filter(name__in=wanted, memberships__unit=unit).distinct()
    found = list(rows.values_list("name", "pk"))
    wrong = [name for name in wanted if [each for each, _pk in found].count(name) != 1]
    if wrong:
        raise Invalid("not_in_register_here", field="concerned", names=wrong)
    return tuple(pk for _name, pk in found)


def _below(actor: Actor, version: UnitVersion, day: date) -> QuerySet[UnitVersion]:
    """A unit and all below it as they are on a day; of a closed unit, what there was at its end."""
    there = visible(actor, day) if version.ends_on is None else last_versions(actor)
    return there.filter(within([PathRange.below(version.path)])).order_by()


def _expected(day: date, **more: object) -> Exists:
    rows = ExpectedAction.objects.filter(decision_id=OuterRef("pk"), **more)
    return Exists(rows.filter(Q(opens_on__isnull=True) | Q(opens_on__lte=day)))


def _pressing(day: date) -> QuerySet[ExpectedAction]:
    """What a decision waits for, as its line in a list says it: what may be done now before what is only
    waited for, the soonest due first. A list sorted by another day than it shows would look unsorted.
    """
    keeps, later = Q(action=Action.KEEP_POSTED), Q(opens_on__gt=day)
    after = Case(When(keeps, then=2), default=0) + Case(When(later, then=1), default=0)
    rows = ExpectedAction.objects.filter(decision_id=OuterRef("pk"))
    return rows.order_by(after, F("due_by").asc(nulls_last=True), "place")


def flags(rules: Profile, day: date) -> dict[str, Q]:
    """What lists and boards tell apart, by name: "" under way; "above" waiting for the organisation above;
    "stuck" past a day, or long without an entry; "undisclosed" with a notice to be posted; "overdue" with one
    past its day; "violated" with a rule broken; "ended".
    """
    quiet = Q(pk__in=())
    if STUCK in rules.parameters:
        since = date.fromordinal(day.toordinal() - int(rules.figure(STUCK, day)))
        quiet = Q(last_day__lt=since, waits=False)
    return {
        "": OPEN,
        "above": OPEN & Q(for_above=True),
        "stuck": OPEN & (Q(late=True) | quiet),
        "undisclosed": OPEN & Q(to_post=True),
        "overdue": OPEN & Q(post_late=True),
        "violated": Q(violations__gt=0),
        "ended": ~OPEN,
    }


def _marked(actor: Actor, version: UnitVersion, day: date) -> QuerySet[Decision]:
    """The decisions of a unit and all below it, with what `flags` asks of each; they are up to date."""
    rows = Decision.objects.filter(unit_id__in=_below(actor, version, day).values("unit_id"))
    return rows.annotate(
        for_above=_expected(day, keeper=Keeper.ABOVE),
        late=_expected(day, due_by__lt=day),
        to_post=_expected(day, action=Action.POST),
        post_late=_expected(day, action=Action.POST, due_by__lt=day),
        waits=_expected(day, action=Action.KEEP_POSTED),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions of a list are wanted: `flag`, one of `flags`; `procedure` by its code ("": all);
    `text`, in the title; `own`, of the unit itself alone; `sort`, one of ORDERS.
    """

    flag: str = ""
    procedure: str = ""
    text: str = ""
    own: bool = False
    sort: str = ""


ORDERS: dict[str, tuple[Any, ...]] = {
    "": (F("next_due").asc(nulls_last=True), "-last_day", "-pk"),
    "opened": ("-opened_on", "-pk"),
    "entered": ("-last_day", "-pk"),
    "title": ("title", "pk"),
}
"""How a list is sorted: soonest due first, last begun, last entered, by title."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions of a unit and those below: how many bear each of `flags` and how many are of each procedure,
    narrowed otherwise as the rows asked for.
    """

    counts: dict[str, int]
    procedures: dict[str, int]
    rows: QuerySet[Decision]


def decisions(
    actor: Actor,
    version: UnitVersion,
    day: date,
    wanted: Wanted = Wanted(),  # frozen
) -> Decisions:
    """The decisions of a unit and all below it that are wanted; soonest due first, ended ones latest first.

    Those judged on another day are judged anew first.
    """
    bring_up_to_date(current_rules(), version.path, day)
    every, marks = _marked(actor, version, day), flags(current_rules(), day)
    if wanted.own:
        every = every.filter(unit_id=version.unit_id)
    if wanted.text:
        every = every.filter(title__icontains=wanted.text)
    kinds = every.filter(chosen := marks.get(wanted.flag, OPEN)).order_by().values_list("procedure")
    if wanted.procedure:
        every = every.filter(procedure=wanted.procedure)
    named = _below(actor, version, day).filter(unit_id=OuterRef("unit_id")).values("name")[:1]
    rows = every.filter(chosen).select_related("unit").prefetch_related("expected")
    rows = rows.annotate(unit_name=Subquery(named), next_due=Subquery(_pressing(day).values("due_by")[:1]))
    usual = "entered" if wanted.flag == "ended" else ""
    order = ORDERS.get(wanted.sort or usual, ORDERS[""])
    counts = every.aggregate(**{name or "open": Count("pk", filter=fits) for name, fits in marks.items()})
    return Decisions(counts, dict(kinds.annotate(number=Count("pk"))), rows.order_by(*order))


def board(actor: Actor, version: UnitVersion, day: date) -> list[tuple[UnitVersion, dict[str, int]]]:
    """How many decisions of each unit directly below, with all under it, bear each of `flags`; the unit's own
    decisions are under its own name where it has any. In official order; nothing where no unit lies below.
    Goes with `decisions`, which brings them up to date.
    """
    there = list(visible(actor, day).filter(parent_id=version.unit_id))
    if not there:
        return []
    marks = flags(current_rules(), day)
    start = len(version.path) + 1
    path = UnitVersion.objects.filter(unit_id=OuterRef("unit_id"), ends_on__isnull=True).values("path")[:1]
    rows = (
        _marked(actor, version, day)
        .annotate(path=Subquery(path))
        .annotate(child=Substr("path", start, SEGMENT))
    )
    sums = {name or "open": Count("pk", filter=fits, distinct=True) for name, fits in marks.items()}
    counted: Any = rows.order_by().values("child").annotate(**sums)
    found = {each["child"]: {name: each[name] for name in sums} for each in counted}
    nothing = dict.fromkeys(sums, 0)
    own = found.get("", nothing)
    pairs = [(child, found.get(child.path[start - 1 :], nothing)) for child in there]
    return [*pairs, (version, own)] if any(own.values()) else pairs


def counts(actor: Actor, version: UnitVersion, day: date) -> dict[str, int]:
    """How many decisions of a unit and all below it bear each of `flags` ("" as "open")."""
    bring_up_to_date(current_rules(), version.path, day)
    marks = flags(current_rules(), day)
    sums = {name or "open": Count("pk", filter=fits) for name, fits in marks.items()}
    found: dict[str, int] = _marked(actor, version, day).aggregate(**sums)
    return found


def late_actions(actor: Actor, version: UnitVersion, day: date) -> list[ExpectedAction]:
    """What decisions of a unit and all below it should have done by now, the oldest first."""
    bring_up_to_date(current_rules(), version.path, day)
    rows = ExpectedAction.objects.filter(
        due_by__lt=day,
        decision__unit_id__in=_below(actor, version, day).values("unit_id"),
        decision__settled=False,
        decision__dropped_on__isnull=True,
    )
    rows = rows.exclude(action=Action.KEEP_POSTED).select_related("decision")
    return list(rows.order_by("due_by", "decision_id", "place"))


def under_way(actor: Actor, version: UnitVersion, day: date) -> list[tuple[Decision, list[ExpectedAction]]]:
    """The decisions of a unit that are under way, soonest due first, each with what may be done or is waited
    for. One query where all were judged that day.
    """
    require(actor, READ, version.path)
    rules, found = current_rules(), _under_way(version)
    if any((each.judged_on, each.judged_by) != (day, rules.fingerprint) for each, _ in found):
        bring_up_to_date(rules, version.path, day)
        found = _under_way(version)
    return found


def _under_way(version: UnitVersion) -> list[tuple[Decision, list[ExpectedAction]]]:
    rows = ExpectedAction.objects.filter(
        decision__unit_id=version.unit_id, decision__settled=False, decision__dropped_on__isnull=True
    )
    found: dict[int, tuple[Decision, list[ExpectedAction]]] = {}
    for each in rows.select_related("decision").order_by("decision_id", "place"):
        found.setdefault(each.decision_id, (each.decision, []))[1].append(each)

    def soonest(pair: tuple[Decision, list[ExpectedAction]]) -> tuple[date, date, int]:
        decision, expected = pair
        due = min((each.due_by for each in expected if each.due_by), default=date.max)
        return due, decision.last_day, decision.pk

    return sorted(found.values(), key=soonest)
