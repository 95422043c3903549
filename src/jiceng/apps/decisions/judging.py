"""A decision as the engine reads it, judged by the rules of today; what follows is kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from jiceng.apps.decisions.models import OPEN, Decision, Event, ExpectedAction
from jiceng.apps.decisions.weighing import refusing
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import within
from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.decisions import FORMAT, Act, Record, Result, State, judge, read_record
from jiceng.kernel.actors import PathRange

AT_ONCE = 2_000
"""Decisions judged anew while someone waits, once a day or after a rule has changed: 0.3 ms each."""
ENDED = frozenset({Result.CARRIED_OUT, Result.REJECTED})


def record_json(decision: Decision, events: Iterable[Event]) -> dict[str, Any]:
    """The record of a decision as docs/procedures.md has it: heads and votes, nobody's name."""
    found = {
        "format": FORMAT,
        "procedure": decision.procedure,
        "opened_on": decision.opened_on.isoformat(),
        "events": [event_json(each) for each in events],
    }
    if decision.matter:
        found["matter"] = decision.matter
    if decision.unit_kind:
        found["unit_kind"] = decision.unit_kind
    return found


def public_record_of(rules: Profile, decision: Decision, events: Iterable[Event]) -> dict[str, Any]:
    """The record for anybody who works the verdict out again: with the office's own figures, where the
    procedure rests on them.
    """
    named = {each for version in rules.procedure(decision.procedure).versions for each in version.parameters}
    own = [
        {"code": each.code, "value": str(each.value), "from": each.from_.isoformat()}
        | ({"to": each.to.isoformat()} if each.to else {})
        for each in rules.values
        if each.code in named
    ]
    return record_json(decision, events) | ({"parameters": own} if own else {})


def event_json(event: Event) -> dict[str, Any]:
    """One entry as the record has it."""
    found: dict[str, Any] = {"id": event.code, "kind": event.kind, "day": event.day.isoformat(), **event.said}
    if event.step:
        found["step"] = event.step
    if event.replaces is not None:
        found["replaces"] = event.replaces.code
    return found


def events_of(decision: Decision) -> list[Event]:
    """Every entry of a decision, corrected ones too, in the order entered: one query."""
    return list(decision.events.select_related("replaces").order_by("number"))


def record_of(rules: Profile, decision: Decision, events: Iterable[Event]) -> Record:
    """The record as the engine reads it. Raises `Invalid` naming the field for what cannot be an event."""
    return read_record(record_json(decision, events), rules.procedure(decision.procedure))


def judged(rules: Profile, decision: Decision, events: Iterable[Event], on: date) -> State:
    """A decision as it stands at the end of a day."""
    return judge(rules.procedure(decision.procedure), record_of(rules, decision, events), on)


def keep(rules: Profile, decision: Decision, state: State) -> None:
    """Write what follows from a decision's entries. The caller holds it."""
    note(rules, decision, state)
    decision.save(update_fields=NOTED)
    decision.expected.all().delete()
    ExpectedAction.objects.bulk_create(expected_of(decision, state))


NOTED = ("result", "current", "violations", "last_day", "settled", "judged_on", "judged_by")


def note(rules: Profile, decision: Decision, state: State) -> None:
    """Set what follows from a state on a decision not yet saved."""
    decision.result, decision.current = str(state.result), state.current
    decision.violations = sum(1 for each in state.events if refusing(each))
    decision.last_day = max((each.event.day for each in state.events), default=decision.opened_on)
    # A void vote may be held again, and then waits; what was annulled or has lapsed does not.
    decision.settled = state.result in ENDED or (state.result is Result.VOID and not state.next)
    decision.judged_on, decision.judged_by = state.on, rules.fingerprint


def expected_of(decision: Decision, state: State) -> list[ExpectedAction]:
    """What may be done next in a decision that was noted, as rows not yet saved."""
    if decision.dropped_on is not None or decision.settled:
        return []
    return [
        ExpectedAction(
            decision=decision,
            place=place,
            action=each.action,
            step=each.step.code,
            keeper=each.keeper,
            opens_on=each.from_,
            due_by=each.until or _promised(decision, state, each.step.act),
            answers=each.answers,
        )
        for place, each in enumerate(state.next)
    ]


def _promised(decision: Decision, state: State, act: Act) -> date | None:
    """What was decided is to be carried out by the day the body said."""
    return decision.carry_out_by if act is Act.ACT and state.result is Result.ADOPTED else None


def bring_up_to_date(rules: Profile, path: str, on: date) -> int:
    """Judge anew the open decisions of a subtree that were judged on another day or by other rules, at most
    AT_ONCE; returns how many. One that someone writes to just now is left to that writer.
    """
    stale = _stale(rules, path, on)
    waiting = list(stale.values_list("pk", flat=True)[:AT_ONCE])
    if not waiting:
        return 0
    with transaction.atomic():
        rows = stale.filter(pk__in=waiting).order_by("pk")
        found = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True))
        events = _events(found)
        expected: list[ExpectedAction] = []
        for each in found:
            state = judged(rules, each, events[each.pk], on)
            note(rules, each, state)
            expected += expected_of(each, state)
        Decision.objects.bulk_update(found, NOTED, batch_size=500)
        ExpectedAction.objects.filter(decision__in=[each.pk for each in found]).delete()
        ExpectedAction.objects.bulk_create(expected)
    return len(found)


def _events(decisions: Sequence[Decision]) -> Mapping[int, list[Event]]:
    found: dict[int, list[Event]] = {each.pk: [] for each in decisions}
    rows = Event.objects.filter(decision_id__in=found).select_related("replaces").order_by("number")
    for each in rows:
        found[each.decision_id].append(each)
    return found


def _stale(rules: Profile, path: str, on: date) -> QuerySet[Decision]:
    """Open decisions of a subtree judged as at another day, or by other rules, of procedures there are."""
    there = UnitVersion.objects.filter(within([PathRange.below(path)]), ends_on__isnull=True)
    other = ~Q(judged_on=on) | ~Q(judged_by=rules.fingerprint)
    return Decision.objects.filter(
        OPEN, other, procedure__in=list(rules.procedures), unit_id__in=there.values("unit_id")
    )
