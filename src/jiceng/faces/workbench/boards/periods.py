"""Which period a board shows, and which others can be chosen."""

from dataclasses import dataclass
from datetime import date

from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import Cadence, Period


@dataclass(frozen=True, slots=True)
class Choice:
    """The periods to choose from around the one shown."""

    shown: Period
    year_before: Period | None
    year: Period
    quarters: list[Period]
    months: list[Period]
    year_after: Period | None


def chosen_period(key: str, day: date) -> Period:
    """The period of a key; the quarter of `day` for none. Raises `Invalid("bad_period")`; an interval is none
    here.
    """
    if not key:
        return Period.containing(Cadence.QUARTER, day)
    found = Period.parse(key)
    if found.cadence is None:
        raise Invalid("bad_period", field="period", value=key)
    return found


def choice(shown: Period, first: date, day: date) -> Choice:
    """Periods that have begun by `day`: the year of the one shown, its quarters, the months of its quarter,
    the years beside it.
    """
    year = Period.containing(Cadence.YEAR, shown.start)
    quarters = _within(Cadence.QUARTER, year, day)
    months: list[Period] = []
    if shown.cadence in (Cadence.MONTH, Cadence.QUARTER):
        months = _within(Cadence.MONTH, Period.containing(Cadence.QUARTER, shown.start), day)
    before, after = year.previous(), year.next()
    return Choice(
        shown=shown,
        year_before=_same(shown, before, before.end) if before.end >= first else None,
        year=year,
        quarters=quarters,
        months=months,
        year_after=_same(shown, after, day) if after.start <= day else None,
    )


def _within(cadence: Cadence, whole: Period, day: date) -> list[Period]:
    found = Period.containing(cadence, whole.start)
    listed = []
    while found.start <= min(whole.end, day):
        listed.append(found)
        found = found.next()
    return listed


def _same(shown: Period, year: Period, latest: date) -> Period:
    """The same part of another year, or its last quarter that has begun."""
    if shown.cadence is Cadence.YEAR:
        return year
    start = shown.start.replace(year=year.start.year)
    return Period.containing(Cadence.QUARTER, min(start, latest))
