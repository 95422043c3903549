"""Periods an office counts by: month, quarter, half-year, year, and any interval.

A period has both its days inclusive, as office language has it (10月1日至12月31日), and one key:
"2026-10", "2026-Q4", "2026-H1", "2026", "2026-10-01/2026-12-31". ISO 8601 is followed where it has a notation
(months, years, intervals); quarters and half-years use the customary Q and H.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jiceng.kernel.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years an office can mean; beyond them the reckoning of days itself ends (date.min, date.max)."""


class Cadence(StrEnum):
    """How often a rule asks: 每月, 每季度, 每半年, 每年."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Length in months."""
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[self.value]


_KEY = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` to `end`, both inclusive; ordered by start, then end. `cadence` is None for an
    interval.
    """

    start: date
    end: date
    cadence: Cadence | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Invalid("period_ends_before_it_starts", start=self.start, end=self.end)

    @classmethod
    def parse(cls, key: str) -> "Period":
        """Read a key. Raises `Invalid("bad_period")` when it is none."""
        try:
            found = cls._interval(key) if "/" in key else cls._calendar(key)
            if not FIRST_YEAR <= found.start.year <= found.end.year <= LAST_YEAR:
                raise ValueError(key)
            return found
        except ValueError:
            raise Invalid("bad_period", field="period", value=key) from None

    @classmethod
    def _interval(cls, key: str) -> "Period":
        start, end = (date.fromisoformat(part) for part in key.split("/"))
        return cls(start, end)

    @classmethod
    def _calendar(cls, key: str) -> "Period":
        match = _KEY.fullmatch(key)
        if match is None:
            raise ValueError(key)
        year = int(match["year"])
        if match["month"]:
            return cls.containing(Cadence.MONTH, date(year, int(match["month"]), 1))
        if match["quarter"]:
            return cls.containing(Cadence.QUARTER, date(year, 3 * int(match["quarter"]), 1))
        if match["half"]:
            return cls.containing(Cadence.HALF_YEAR, date(year, 6 * int(match["half"]), 1))
        return cls.containing(Cadence.YEAR, date(year, 1, 1))

    @classmethod
    def containing(cls, cadence: Cadence, day: date) -> "Period":
        """The period of that cadence in which `day` lies."""
        first = (day.month - 1) // cadence.months * cadence.months + 1
        last = first + cadence.months - 1
        end = date(day.year, last, monthrange(day.year, last)[1])
        return cls(date(day.year, first, 1), end, cadence)

    @property
    def key(self) -> str:
        """The one written form; `Period.parse(period.key) == period`."""
        match self.cadence:
            case Cadence.MONTH:
                return f"{self.start:%Y-%m}"
            case Cadence.QUARTER:
                return f"{self.start.year:04}-Q{self.end.month // 3}"
            case Cadence.HALF_YEAR:
                return f"{self.start.year:04}-H{self.end.month // 6}"
            case Cadence.YEAR:
                return f"{self.start.year:04}"
            case None:
                return f"{self.start}/{self.end}"

    def __str__(self) -> str:
        return self.key

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.end - self.start).days + 1

    def contains(self, day: date) -> bool:
        """Whether `day` lies in it."""
        return self.start <= day <= self.end

    def next(self) -> "Period":
        """The one that follows: of the same cadence, or of as many days."""
        return self._beside(self.end + timedelta(days=1), 1)

    def previous(self) -> "Period":
        """The one before: of the same cadence, or of as many days."""
        return self._beside(self.start - timedelta(days=1), -1)

    def _beside(self, day: date, direction: int) -> "Period":
        if self.cadence is not None:
            return Period.containing(self.cadence, day)
        span = timedelta(days=self.days - 1) * direction
        return Period(min(day, day + span), max(day, day + span))


def periods_between(cadence: Cadence, first: date, last: date) -> tuple[Period, ...]:
    """Every period of `cadence` that has a day in [first, last], in order; none when last < first."""
    found: list[Period] = []
    period = Period.containing(cadence, first)
    while period.start <= last and first <= last:
        found.append(period)
        period = period.next()
    return tuple(found)


def months_after(day: date, months: int) -> date:
    """The same day some months on; the month's last day where there is none such (31 August + 6: 28
    February).

    Parameters: `months`, may be negative.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
