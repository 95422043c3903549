"""Judging a record by its procedure: a pure function of the rules, the record and the day asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from jiceng.engines.procedure.decisions.checks import Check
from jiceng.engines.procedure.decisions.counting import numbers_of
from jiceng.engines.procedure.decisions.electing import round_rule, winners
from jiceng.engines.procedure.decisions.findings import (
    AGAINST,
    NOT_DECIDED,
    ORDERLY,
    Fault,
    Finding,
    Weight,
    undone,
    verdict_of,
)
from jiceng.engines.procedure.decisions.progress import Objection, Progress
from jiceng.engines.procedure.decisions.record import RANK, STEPLESS, Event, Kind, Record
from jiceng.engines.procedure.decisions.rules import Procedure, ProcedureVersion, Step
from jiceng.engines.procedure.decisions.standing import Next, Standing, StepState, nexts, step_states


class Result(StrEnum):
    """What has become of the matter."""

    UNDER_WAY = "under_way"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    VOID = "void"
    CARRIED_OUT = "carried_out"


@dataclass(frozen=True, slots=True)
class JudgedEvent:
    """An event and what it is worth by the rule in force on its day (`version` None: none was)."""

    event: Event
    version: int | None
    verdict: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> bool:
        """Whether its step is done by it, or it is to be kept for what it says."""
        return not undone(self.findings)


@dataclass(frozen=True)
class State:
    """A decision on a day: every event judged, in order of days; every step's standing; what may be done.

    `version`, the rule that says what is still to come. What is seldom asked is worked out when it is.
    """

    procedure: Procedure
    record: Record
    on: date
    version: ProcedureVersion
    events: tuple[JudgedEvent, ...]
    progress: Progress = field(repr=False)

    @cached_property
    def steps(self) -> tuple[StepState, ...]:
        """Every step's standing, in order."""
        return step_states(self.procedure, self.version, self.record, self.progress, self.on)

    @cached_property
    def next(self) -> tuple[Next, ...]:
        """What may be done, or is waited for; nothing once the matter was annulled."""
        return () if self.progress.annulled else nexts(self.steps, self.progress, self.on)

    @property
    def current(self) -> str:
        """The first required place not yet filled or still running."""
        open_places = (each for each in self.version.required if not self._filled(each))
        return next(open_places, "")

    @property
    def elected(self) -> dict[str, tuple[str, ...]]:
        """Who is elected, by step."""
        return {step: tuple(found) for step, found in self.progress.elected.items()}

    @property
    def corrected(self) -> dict[str, str]:
        """By the id of an event that counts no more: what stands for it, "" where it was withdrawn."""
        return _corrected(self.record)

    def _filled(self, place: str) -> bool:
        """Whether a place is filled, and no posting of it still runs or is owed again."""
        full, steps = self.progress.full, self.version.steps
        unfinished = {code for code, day in full.items() if day > self.on} | self.progress.short
        return place in self.progress.filled and not any(
            code in steps and steps[code].place == place for code in unfinished
        )

    @cached_property
    def result(self) -> Result:
        """What has become of the matter."""
        if self.progress.annulled:
            return Result.VOID
        decided = self.progress.filled.get(self.version.deciding)
        if decided is not None and decided <= self.on:
            return Result.ADOPTED if self.current else Result.CARRIED_OUT
        last = _last_fault(self.version, self.progress, self.events)
        lapsed = last is Result.UNDER_WAY and any(
            each.standing is Standing.LAPSED and each.step.required for each in self.steps
        )
        return Result.VOID if lapsed else last

    def of_weight(self, weight: Weight) -> Iterator[tuple[JudgedEvent, Finding]]:
        """Findings of a weight, in order of days; what a later, valid event mended is still said."""
        for each in self.events:
            for finding in each.findings:
                if finding.weight is weight:
                    yield each, finding

    def event(self, code: str) -> JudgedEvent | None:
        """A judged event by its id."""
        return next((each for each in self.events if each.event.id == code), None)

    def step(self, code: str) -> StepState | None:
        """The state of a step, None where that day's rule has no such step."""
        return next((each for each in self.steps if each.step.code == code), None)


def judge(procedure: Procedure, record: Record, on: date) -> State:
    """Judge a record as at the end of a day; events of later days are left out.

    Every event is judged by the rule in force on its own day; what is still to come, by the rule of `on`, or
    of the day the matter was decided. The order of entry does not matter: events are taken by day, then by
    the usual order of steps. Never raises on a record that `read_record` has read for the procedure.
    """
    progress = Progress()
    judged = tuple(_take(procedure, record, progress, each, on) for each in in_order(procedure, record, on))
    return State(procedure, record, on, _frame(procedure, progress, on), judged, progress)


def in_order(procedure: Procedure, record: Record, on: date) -> list[Event]:
    """The events that count on a day, by day, usual order of steps, kind, and what they say."""
    order = procedure.order
    keys = {
        each.id: (each.day, order.get(each.step, -1), RANK[each.kind])
        for each in record.standing
        if each.day <= on
    }
    found = [each for each in record.standing if each.id in keys]
    if len(set(keys.values())) < len(keys):
        return sorted(found, key=lambda each: (keys[each.id], each.content, each.id))
    return sorted(found, key=lambda each: keys[each.id])


def _corrected(record: Record) -> dict[str, str]:
    withdrawn = {each.id for each in record.events if each.kind is Kind.WITHDRAWN}
    current = {event: record.current(event) for event in record.successors}
    return {event: "" if stands in withdrawn else stands for event, stands in sorted(current.items())}


def _take(procedure: Procedure, record: Record, progress: Progress, event: Event, on: date) -> JudgedEvent:
    """Judge one event and let it count."""
    version = procedure.in_force_on(event.day)
    step = version.steps.get(event.step) if version else None
    if version is None or (step is None and event.kind not in STEPLESS):
        near = nearest(procedure, event.day)
        usual = near.steps.get(event.step) or next(iter(near.steps.values()))
        finding = Finding(Fault.NOT_IN_FORCE, Weight.UNDOES, usual.citation, day=event.day)
        return JudgedEvent(event, version.number if version else None, str(Fault.NOT_IN_FORCE), (finding,))
    if step is None or event.kind is Kind.ANNULLED:
        findings = _annulled(progress, event, step or next(iter(version.steps.values())))
    elif event.kind is Kind.ANNOUNCED:
        progress.announced.setdefault(step.code, []).append(event)
        findings = ()
    elif event.kind is Kind.OBJECTED:
        findings = _objected(progress, event, step)
    elif event.kind is Kind.RULED and event.answers:
        findings = _ruled(record, progress, event, step)
    else:
        findings = tuple(Check(version, step, event, progress, record.matter, on).findings())
        _apply(progress, step, event, findings)
    return JudgedEvent(event, version.number, verdict_of(findings), findings)


def _annulled(progress: Progress, event: Event, step: Step) -> tuple[Finding, ...]:
    if not event.reason:
        return (Finding(Fault.REASON_MISSING, Weight.UNDOES, step.citation),)
    progress.annulled = progress.annulled or event.day
    return ()


def _objected(progress: Progress, event: Event, step: Step) -> tuple[Finding, ...]:
    """An objection in time holds up what follows where the posting says so."""
    posting, start = step.posting, progress.done.get(step.code)
    if posting is not None and start is None:
        return (Finding(Fault.OUT_OF_ORDER, Weight.UNDOES, step.citation, names=(step.code,)),)
    if posting is not None and posting.objection_days and start is not None:
        last = start + timedelta(days=posting.objection_days)
        if event.day > last:
            return (Finding(Fault.OBJECTED_LATE, Weight.NOTE, step.citation, day=last),)
    limited = posting is not None and posting.ruling_days > 0
    due = event.day + timedelta(days=posting.ruling_days) if posting is not None and limited else None
    holds = posting is not None and posting.objection_days > 0
    progress.objections[event.id] = Objection(event, due, holds)
    return ()


def _ruled(record: Record, progress: Progress, event: Event, step: Step) -> tuple[Finding, ...]:
    objection = progress.objections.pop(record.current(event.answers), None)
    if objection is None:
        return (Finding(Fault.NO_OBJECTION, Weight.UNDOES, step.citation, names=(event.answers,)),)
    progress.note_roll(step.code, event)
    if objection.due is not None and event.day > objection.due:
        return (Finding(Fault.RULED_LATE, Weight.VIOLATES, step.citation, day=objection.due),)
    return ()


def _apply(progress: Progress, step: Step, event: Event, findings: tuple[Finding, ...]) -> None:
    """Let a checked event count. A meeting, valid or not, uses up the call to it; a round elects."""
    undoing = {each.fault for each in findings if each.weight is Weight.UNDOES}
    if step.election is not None and event.kind is Kind.HELD and undoing <= {Fault.SEATS_OPEN, Fault.TIED}:
        _elected(progress, step, event)
    if event.kind is Kind.HELD:
        progress.announced.pop(step.code, None)
    if not undoing:
        progress.fill(step, event)
    elif undoing == {Fault.POSTED_SHORT} and step.posting is not None and not step.posting.holds:
        progress.short.add(step.code)
        progress.filled.setdefault(step.place, event.day)


def _elected(progress: Progress, step: Step, event: Event) -> None:
    numbers = numbers_of(step, event, progress.rolls.get(step.roll_of) if step.roll_of else None)
    before = progress.elected.setdefault(step.code, [])
    seats = progress.seats.setdefault(step.code, numbers.get("seats", 0))
    won, _tied = winners(round_rule(step, progress), event, numbers, seats - len(before), before)
    before.extend(won)
    progress.rounds[step.code] = progress.rounds.get(step.code, 0) + 1


def _frame(procedure: Procedure, progress: Progress, on: date) -> ProcedureVersion:
    """The rule that says what is still to come: that of the day the matter was decided, else of `on`."""
    for version in procedure.versions:
        day = progress.filled.get(version.deciding)
        if day is not None and day <= on and version.in_force_on(day):
            return version
    return nearest(procedure, on)


def nearest(procedure: Procedure, day: date) -> ProcedureVersion:
    """The rule in force on a day; where none is, the last before it, or the first there was."""
    before = [each for each in procedure.versions if each.in_force_from <= day]
    return before[-1] if before else procedure.versions[0]


def _last_fault(version: ProcedureVersion, progress: Progress, judged: tuple[JudgedEvent, ...]) -> Result:
    """What the latest vote or approval of a place not yet filled has decided."""
    for each in reversed(judged):
        step = version.steps.get(each.event.step)
        if step is None or step.place in progress.filled or each.event.answers:
            continue
        if each.event.kind not in (Kind.HELD, Kind.RULED) or each.counts:
            continue
        faults = {finding.fault for finding in each.findings if finding.weight is Weight.UNDOES}
        if faults <= AGAINST:
            return Result.REJECTED
        held = not faults & (ORDERLY | NOT_DECIDED)
        return Result.VOID if held and step.place == version.deciding else Result.UNDER_WAY
    return Result.UNDER_WAY
