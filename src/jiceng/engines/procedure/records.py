"""Columns from plain records: for tests, worked cases and one unit at a time."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.engines.procedure.columns import (
    CADENCE_NUMBERS,
    OPEN,
    Absences,
    Acts,
    Bodies,
    Memberships,
    Postponements,
    Terms,
    UnitSpans,
    Vacancies,
)
from jiceng.engines.procedure.profile import Profile
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period

Key = Hashable


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """What a unit was from `start` to `end` (exclusive); `form` "" for none."""

    kind: str
    form: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit under any key of the caller's; `closed` exclusive."""

    key: Key
    founded: date
    spans: tuple[SpanRecord, ...]
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    """A membership."""

    unit: Key
    start: date
    end: date | None = None
    voting: bool = True


@dataclass(frozen=True, slots=True)
class AbsenceRecord:
    """A spell of a member away."""

    unit: Key
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """A body."""

    unit: Key
    body: int
    kind: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A term of a body; `ends_on` is the last day it should have, `successor_start` the first day of the
    next.
    """

    unit: Key
    body: int
    body_kind: str
    start: date
    ends_on: date
    ended: date | None = None
    successor_start: date | None = None


@dataclass(frozen=True, slots=True)
class ActRecord:
    """A gathering held; `makes_up`, the earlier period it makes up; `measured`, hours it lasted or days it
    was posted, None: not noted, or still posted.
    """

    id: int
    unit: Key
    kind: str
    day: date
    entitled: int = 0
    present: int = 0
    items: tuple[str, ...] = ()
    body: int = -1
    makes_up: Period | None = None
    measured: int | None = None


@dataclass(frozen=True, slots=True)
class VacancyRecord:
    """A post empty from `start` until a holder came on `end`."""

    unit: Key
    post: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class PostponementRecord:
    """An approved postponement."""

    unit: Key
    duty: str
    period: Period
    until: date


def days(given: Iterable[date | None]) -> Any:
    """Ordinals of days, `OPEN` for None."""
    return [OPEN if day is None else day.toordinal() for day in given]


@dataclass(frozen=True)
class Columnist:
    """Turns records into columns with a profile's code numbers and the caller's unit keys.

    Its methods raise `NotFound`: "unknown_unit" for a record of a unit not among the keys; "unknown_code" for
    a word the profile lacks.
    """

    profile: Profile
    numbers: Mapping[Key, int]

    def unit(self, rows: Iterable[Any]) -> Any:
        """Unit numbers of records."""
        try:
            return [self.numbers[row.unit] for row in rows]
        except KeyError as error:
            raise NotFound("unknown_unit", unit=str(error.args[0])) from None

    def codes(self, codes: Iterable[str], numbers: Mapping[str, int]) -> Any:
        """Numbers of codes, −1 for "" (none)."""
        try:
            return [numbers[code] if code else -1 for code in codes]
        except KeyError as error:
            raise NotFound("unknown_code", value=str(error.args[0])) from None

    def spans(self, units: Sequence[UnitRecord]) -> UnitSpans:
        """Versions of all units, in columns."""
        rows = [(number, span) for number, unit in enumerate(units) for span in unit.spans]
        numbers: Any = [number for number, _ in rows]
        spans = [span for _, span in rows]
        return UnitSpans(
            unit=numbers,
            kind=self.codes((span.kind for span in spans), self.profile.numbers.unit_kinds),
            form=self.codes((span.form for span in spans), self.profile.numbers.organisation_forms),
            start=days(span.start for span in spans),
            end=days(span.end for span in spans),
        )

    def memberships(self, rows: list[MembershipRecord]) -> Memberships:
        """Memberships, in columns."""
        voting: Any = [row.voting for row in rows]
        return Memberships(self.unit(rows), days(r.start for r in rows), days(r.end for r in rows), voting)

    def absences(self, rows: list[AbsenceRecord]) -> Absences:
        """Spells away, in columns."""
        return Absences(self.unit(rows), days(r.start for r in rows), days(r.end for r in rows))

    def bodies(self, rows: list[BodyRecord]) -> Bodies:
        """Bodies, in columns."""
        identities: Any = [row.body for row in rows]
        kinds = self.codes((row.kind for row in rows), self.profile.numbers.body_kinds)
        return Bodies(
            self.unit(rows), kinds, days(r.start for r in rows), days(r.end for r in rows), identities
        )

    def terms(self, rows: list[TermRecord]) -> Terms:
        """Terms, in columns."""
        identities: Any = [row.body for row in rows]
        return Terms(
            unit=self.unit(rows),
            body=identities,
            body_kind=self.codes((row.body_kind for row in rows), self.profile.numbers.body_kinds),
            start=days(row.start for row in rows),
            ends_on=days(row.ends_on for row in rows),
            ended=days(row.ended for row in rows),
            successor_start=days(row.successor_start for row in rows),
        )

    def acts(self, rows: list[ActRecord]) -> Acts:
        """Gatherings, in columns."""
        plain: dict[str, Any] = {
            name: [getattr(row, name) for row in rows] for name in ("id", "body", "entitled", "present")
        }
        made_up = [makes_up_numbers(row.makes_up) for row in rows]
        items: Any = [self.profile.numbers.item_bits(row.items) for row in rows]
        start: Any = [start for start, _ in made_up]
        cadence: Any = [cadence for _, cadence in made_up]
        measured: Any = [self.profile.measured(row.kind, row.measured) for row in rows]
        return Acts(
            unit=self.unit(rows),
            kind=self.codes((row.kind for row in rows), self.profile.numbers.gathering_kinds),
            day=days(row.day for row in rows),
            makes_up_start=start,
            makes_up_cadence=cadence,
            items=items,
            measured=measured,
            **plain,
        )

    def vacancies(self, rows: list[VacancyRecord]) -> Vacancies:
        """Gaps of posts, in columns."""
        posts = self.codes((row.post for row in rows), self.profile.numbers.post_kinds)
        return Vacancies(self.unit(rows), posts, days(r.start for r in rows), days(r.end for r in rows))

    def postponements(self, rows: list[PostponementRecord]) -> Postponements:
        """Postponements, in columns."""
        return Postponements(
            unit=self.unit(rows),
            duty=self.codes((row.duty for row in rows), self.profile.numbers.duties),
            start=days(row.period.start for row in rows),
            end=days(row.period.end for row in rows),
            until=days(row.until for row in rows),
        )


def makes_up_numbers(period: Period | None) -> tuple[int, int]:
    """First day and cadence number of the period an act makes up; (0, 0) for none or for an interval."""
    if period is None or period.cadence is None:
        return 0, 0
    return period.start.toordinal(), CADENCE_NUMBERS[period.cadence]
