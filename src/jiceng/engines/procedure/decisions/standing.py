"""Where every step stands on a day, and what may be done now, by whom, from when and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jiceng.engines.procedure.courses import Keeper
from jiceng.engines.procedure.decisions.progress import Progress
from jiceng.engines.procedure.decisions.record import Record
from jiceng.engines.procedure.decisions.rules import Act, Procedure, ProcedureVersion, Step
from jiceng.engines.procedure.text import Text


class Standing(StrEnum):
    """Where a step stands."""

    DONE = "done"
    RUNNING = "running"
    OPEN = "open"
    OVERDUE = "overdue"
    WAITING = "waiting"
    BLOCKED = "blocked"
    LAPSED = "lapsed"
    PASSED_OVER = "passed_over"
    BARRED = "barred"


class Action(StrEnum):
    """What may be done."""

    ANNOUNCE = "announce"
    HOLD = "hold"
    POST = "post"
    KEEP_POSTED = "keep_posted"
    APPROVE = "approve"
    REPORT = "report"
    RULE = "rule"


ACTIONS = {
    Act.MEETING: Action.HOLD,
    Act.ELECTION: Action.HOLD,
    Act.POSTING: Action.POST,
    Act.APPROVAL: Action.APPROVE,
    Act.ACT: Action.REPORT,
}


@dataclass(frozen=True, slots=True)
class StepState:
    """One step on a day.

    `missing`, places to be filled before; `opens_on`, `due_by`, `latest`: from when, by when, and at the very
    latest when it can be done; `done_on`, the day it was; `announced`, whether a call to it stands.
    """

    step: Step
    standing: Standing
    missing: tuple[str, ...] = ()
    opens_on: date | None = None
    due_by: date | None = None
    latest: date | None = None
    done_on: date | None = None
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """One thing that may be done: by `who` (`keeper` records it), from a day, until a day; `answers`, the
    objection to be ruled on.
    """

    action: Action
    step: Step
    who: Text
    keeper: Keeper
    from_: date | None
    until: date | None
    answers: str = ""


def step_states(
    procedure: Procedure, version: ProcedureVersion, record: Record, progress: Progress, on: date
) -> tuple[StepState, ...]:
    """Every step of a version, by the figures in force on `on` where it then still is one."""
    today = procedure.in_force_on(on) or version
    places = {place: number for number, place in enumerate(version.places)}
    reached = max((places.get(place, -1) for place in progress.filled), default=-1)
    found = []
    for code, own in version.steps.items():
        step = own if code in progress.done else today.steps.get(code, own)
        over = places[own.place] < reached and not own.required
        found.append(_state(version, step, record, progress, on, over=over))
    return tuple(found)


def _state(
    version: ProcedureVersion, step: Step, record: Record, progress: Progress, on: date, *, over: bool
) -> StepState:
    done_on = progress.done.get(step.code)
    if done_on is not None:
        full = progress.full.get(step.code)
        running = full is not None and full > on
        return StepState(step, Standing.RUNNING if running else Standing.DONE, due_by=full, done_on=done_on)
    if record.matter in step.may_not or (step.only and record.matter not in step.only):
        return StepState(step, Standing.BARRED)
    if (step.place in progress.filled and step.code not in progress.short) or over:
        return StepState(step, Standing.PASSED_OVER)
    missing = progress.missing(version, step.place, on)
    if missing:
        return StepState(step, Standing.BLOCKED, missing)
    opens, due, latest = progress.window(step)
    calls = progress.announced.get(step.code)
    if calls and step.announcement is not None:
        called = calls[0].day + timedelta(days=step.announcement.days)
        opens = called if opens is None else max(opens, called)
    return StepState(step, _when(opens, due, latest, on), (), opens, due, latest, announced=bool(calls))


def _when(opens: date | None, due: date | None, latest: date | None, on: date) -> Standing:
    if opens is not None and opens > on:
        return Standing.WAITING
    if latest is not None and latest < on:
        return Standing.LAPSED
    return Standing.OVERDUE if due is not None and due < on else Standing.OPEN


def nexts(steps: tuple[StepState, ...], progress: Progress, on: date) -> tuple[Next, ...]:
    """What may be done on a day or is waited for, rulings first, then in the order of steps."""
    rulings = [
        Next(Action.RULE, each.step, each.step.who, each.step.keeper, on, objection.due, code)
        for code, objection in sorted(progress.objections.items())
        for each in steps
        if each.step.code == objection.event.step
    ]
    return (*rulings, *(found for each in steps for found in _next(each, on)))


def _next(state: StepState, on: date) -> Iterator[Next]:
    step, until = state.step, state.due_by or state.latest
    if state.standing is Standing.RUNNING:
        yield Next(Action.KEEP_POSTED, step, step.who, step.keeper, on, state.due_by)
    if state.standing not in (Standing.OPEN, Standing.OVERDUE, Standing.WAITING):
        return
    call = step.announcement
    start = max(state.opens_on or on, on)
    if call is not None and not state.announced:
        yield Next(Action.ANNOUNCE, step, step.who, step.keeper, on, until)
        start = max(start, on + timedelta(days=call.days)) if call.must else start
    yield Next(ACTIONS[step.act], step, step.who, step.keeper, start, until)
