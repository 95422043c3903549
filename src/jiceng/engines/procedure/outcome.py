"""Outcomes: what evaluation finds, independent of today; and the law that turns one into a state on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from jiceng.engines.procedure.columns import OPEN, Codes, Days, Identities, Numbers
from jiceng.engines.procedure.plan import ExcuseKind
from jiceng.kernel.periods import Period

EXCUSES: tuple[str, ...] = ("", *(kind.value for kind in ExcuseKind))
"""Codes of excuses by their number in outcomes; 0 is none."""


class State(StrEnum):
    """State of a duty on a day: 已办, 待办, 补办期, 未办, 免办, 不适用; `NOT_YET` before it opens, never shown."""

    DONE = "done"
    DUE = "due"
    LATE = "late"
    MISSED = "missed"
    EXCUSED = "excused"
    NOT_YET = "not_yet"
    NOT_APPLICABLE = "not_applicable"


STATES: tuple[State, ...] = tuple(State)
"""States by their number in `states_on`."""
_NUMBER = {state: number for number, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One duty of one unit in one period.

    `unit`, number in the facts; `version`, number of the duty's version that judged it; `required` and
    `counted`, how many; `met_on`, day on which the requirement was reached; `excuse_until`, last day of a
    dated excuse; `at_risk_from`, from which day a due one is near its end; `evidence`, ids of the acts that
    count.
    """

    unit: int
    duty: str
    version: int
    period: Period
    opens_on: date
    closes_on: date
    grace_until: date
    at_risk_from: date
    required: int
    counted: int
    met_on: date | None
    excuse: str
    excuse_until: date | None
    evidence: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Outcomes in columns, one row an applicable duty of a unit in a period, ordered by duty, unit, opening
    day.

    `duty` numbers `duties` (all of the profile's, in its order), `period` numbers `periods`, `excuse` numbers
    `EXCUSES`. Days are ordinals; `met_on` and `excuse_until` are `OPEN` when there is none. Row n has
    evidence `evidence_ids[evidence_offsets[n]:evidence_offsets[n + 1]]`.
    """

    duties: tuple[str, ...]
    periods: tuple[Period, ...]
    unit: Numbers
    duty: Codes
    version: Codes
    period: Numbers
    opens: Days
    closes: Days
    grace_until: Days
    at_risk_from: Days
    required: Numbers
    counted: Numbers
    met_on: Days
    excuse: Codes
    excuse_until: Days
    evidence_offsets: Identities
    evidence_ids: Identities

    def __len__(self) -> int:
        return len(self.unit)

    def row(self, number: int) -> Outcome:
        """One row as a value."""
        first, last = self.evidence_offsets[number], self.evidence_offsets[number + 1]
        return Outcome(
            unit=int(self.unit[number]),
            duty=self.duties[self.duty[number]],
            version=int(self.version[number]),
            period=self.periods[self.period[number]],
            opens_on=date.fromordinal(int(self.opens[number])),
            closes_on=date.fromordinal(int(self.closes[number])),
            grace_until=date.fromordinal(int(self.grace_until[number])),
            at_risk_from=date.fromordinal(int(self.at_risk_from[number])),
            required=int(self.required[number]),
            counted=int(self.counted[number]),
            met_on=_day(self.met_on[number]),
            excuse=EXCUSES[self.excuse[number]],
            excuse_until=_day(self.excuse_until[number]),
            evidence=tuple(self.evidence_ids[first:last].tolist()),
        )

    def rows(self) -> Iterator[Outcome]:
        """Every row as a value, in order."""
        return (self.row(number) for number in range(len(self)))


def _day(ordinal: np.int32) -> date | None:
    return None if ordinal == OPEN else date.fromordinal(int(ordinal))


def state_on(outcome: Outcome, day: date) -> State:
    """State of an outcome on a day, the first that fits.

    Done from the day it was met; excused while its excuse lasts; before it opens not yet; due while it is
    open; late within its grace; then missed.
    """
    if outcome.met_on is not None and outcome.met_on <= day:
        return State.DONE
    if outcome.excuse and (outcome.excuse_until is None or day <= outcome.excuse_until):
        return State.EXCUSED
    if day < outcome.opens_on:
        return State.NOT_YET
    if day <= outcome.closes_on:
        return State.DUE
    return State.LATE if day <= outcome.grace_until else State.MISSED


def at_risk_on(outcome: Outcome, day: date) -> bool:
    """Whether a due outcome is near its end (临期) on a day: a note, no state."""
    return state_on(outcome, day) is State.DUE and day >= outcome.at_risk_from


def states_on(outcomes: Outcomes, day: date) -> NDArray[np.int8]:
    """State of every row on a day, by the law of `state_on`, as numbers of `STATES`."""
    today = day.toordinal()
    conditions = [
        outcomes.met_on <= today,
        (outcomes.excuse > 0) & (today <= outcomes.excuse_until),
        today < outcomes.opens,
        today <= outcomes.closes,
        today <= outcomes.grace_until,
    ]
    order = (State.DONE, State.EXCUSED, State.NOT_YET, State.DUE, State.LATE)
    numbers = [np.int8(_NUMBER[state]) for state in order]
    return np.select(conditions, numbers, np.int8(_NUMBER[State.MISSED]))


def at_risk_rows(outcomes: Outcomes, day: date) -> NDArray[np.bool_]:
    """Which rows are due and near their end on a day."""
    due = states_on(outcomes, day) == _NUMBER[State.DUE]
    found: NDArray[np.bool_] = due & (outcomes.at_risk_from <= day.toordinal())
    return found
