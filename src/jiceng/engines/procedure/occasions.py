"""Occasions: every period, term end and empty post in which a duty could be owed, before who owes it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from jiceng.engines.procedure.columns import OPEN, Days, Flags, Identities, Numbers
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.plan import Plan
from jiceng.engines.procedure.spells import keyed, ranges
from jiceng.kernel.periods import Cadence, periods_between


@dataclass(frozen=True, eq=False)
class Occasions:
    """Candidate occasions in order of unit and opening day.

    `reference` is the day on which the unit is looked at: the last day of the occasion or of the unit,
    whichever is first. `judged_on` is the day whose rule judges: the first day of a period or of a vacancy,
    the last day of a term. `met_on` is known for terms and vacancies, `OPEN` otherwise. `cadence` and `slots`
    (periods a unit) belong to calendar occasions, which are complete: occasion u·slots + s is unit u in
    period s, `alive` or not.
    """

    unit: Numbers
    opens: Days
    closes: Days
    reference: Days
    judged_on: Days
    met_on: Days
    alive: Flags
    cadence: Cadence | None = None
    slots: int = 0

    def __len__(self) -> int:
        return len(self.unit)

    @property
    def slot_opens(self) -> Days:
        """First days of the calendar's periods."""
        return self.opens[: self.slots]

    @property
    def slot_closes(self) -> Days:
        """Last days of the calendar's periods."""
        return self.closes[: self.slots]


def calendar_occasions(facts: Facts, cadence: Cadence, first: date, last: date) -> Occasions:
    """Every period of a cadence that has a day in [first, last], for every unit."""
    periods = periods_between(cadence, first, last)
    starts = np.array([period.start.toordinal() for period in periods], np.int32)
    ends = np.array([period.end.toordinal() for period in periods], np.int32)
    unit = np.repeat(np.arange(facts.size, dtype=np.int32), len(periods))
    opens, closes = np.tile(starts, facts.size), np.tile(ends, facts.size)
    closed = facts.units.closed[unit]
    return Occasions(
        unit=unit,
        opens=opens,
        closes=closes,
        reference=np.minimum(closes, closed - 1),
        judged_on=opens,
        met_on=np.full(len(unit), OPEN, np.int32),
        alive=(closed > opens) & (facts.units.founded[unit] <= closes),
        cadence=cadence,
        slots=len(periods),
    )


def term_occasions(facts: Facts, kinds: list[int], lead_days: int, first: date, last: date) -> Occasions:
    """One occasion a term of the body kinds: from `lead_days` before its end until its end.

    It is met when the next term begins. A term that ended without a successor (its body was wound up) makes
    none. One not met stays in view after its end.
    """
    rows = np.flatnonzero(np.isin(facts.terms.body_kind, kinds))
    terms = facts.terms
    closes, successor = terms.ends_on[rows], terms.successor_start[rows]
    ended = np.minimum(terms.ended[rows], _body_ends(facts, terms.body[rows]))
    wound_up = (ended <= closes) & (successor == OPEN)
    return _events(
        facts, terms.unit[rows], (closes - lead_days, closes, closes, successor), ~wound_up, first, last
    )


def vacancy_occasions(facts: Facts, kind: int, plan: Plan, first: date, last: date) -> Occasions:
    """One occasion a gap of a post: from the first empty day until the time allowed is over; met when a
    holder comes.
    """
    rows = np.flatnonzero(facts.vacancies.post == kind)
    opens, filled = facts.vacancies.start[rows], facts.vacancies.end[rows]
    closes = months_later(opens, plan.allowed_months) + np.int32(plan.allowed_days)
    real = filled > opens
    return _events(facts, facts.vacancies.unit[rows], (opens, closes, opens, filled), real, first, last)


def _body_ends(facts: Facts, bodies: Identities) -> Days:
    """First day on which each body is no more; `OPEN` for one not listed."""
    identities, place = np.unique(facts.bodies.body, return_inverse=True)
    ends = np.zeros(len(identities) + 1, np.int32)
    np.maximum.at(ends, place, facts.bodies.end)
    ends[-1] = OPEN
    found = np.searchsorted(identities, bodies)
    listed = np.append(identities, -1)[found] == bodies
    return ends[np.where(listed, found, -1)]


def _events(
    facts: Facts, unit: Numbers, days: tuple[Days, Days, Days, Days], real: Flags, first: date, last: date
) -> Occasions:
    """Occasions of (opens, closes, judged on, met on) that a look at [first, last] must show."""
    opens, closes, judged_on, met_on = days
    closed = facts.units.closed[unit]
    view = (opens <= last.toordinal()) & (np.maximum(closes, met_on) >= first.toordinal())
    view &= real & (closed > opens) & (closed > first.toordinal())
    chosen = np.flatnonzero(view)
    chosen = chosen[np.lexsort((closes[chosen], opens[chosen], unit[chosen]))]
    return Occasions(
        unit=unit[chosen],
        opens=opens[chosen],
        closes=closes[chosen],
        reference=np.minimum(closes, closed - 1)[chosen],
        judged_on=judged_on[chosen],
        met_on=met_on[chosen],
        alive=np.ones(len(chosen), np.bool_),
    )


def months_later(days: Days, months: int) -> Days:
    """The day of the same number so many months later, or that month's last; ordinals in, ordinals out."""
    if not months:
        return days
    epoch = date(1970, 1, 1).toordinal()
    moment = (days.astype(np.int64) - epoch).astype("datetime64[D]")
    month = moment.astype("datetime64[M]")
    within = moment - month.astype("datetime64[D]")
    following = (month + np.timedelta64(months + 1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    later = np.minimum((month + np.timedelta64(months, "M")).astype("datetime64[D]") + within, following)
    found: Days = (later.astype(np.int64) + epoch).astype(np.int32)
    return found


def postponed_until(facts: Facts, duty: int, occasions: Occasions) -> Days:
    """Until which day each occasion of a duty was postponed; 0 when it was not."""
    until = np.zeros(len(occasions), np.int32)
    rows = np.flatnonzero(facts.postponements.duty == duty)
    if not len(rows):
        return until
    table = facts.postponements
    keys = keyed(occasions.unit, occasions.opens)
    wanted = keyed(table.unit[rows], table.start[rows])
    row, place = ranges(np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right"))
    same = occasions.closes[place] == table.end[rows][row]
    np.maximum.at(until, place[same], table.until[rows][row][same])
    return until
