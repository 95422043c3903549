"""When a branch meets: plausible days for each duty's gatherings in every period, done, made up for,
missed or still to come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from jiceng.apps.demonstration.records import BodyRecord, UnitRecord
from jiceng.apps.demonstration.words import (
    ACTIVITY_DAY,
    APPRAISAL,
    BRANCH_COMMITTEE,
    HEART_TALKS,
    LIFE_MEETING,
    MEMBERS_MEETING,
    PARTY_GROUP,
    PARTY_LECTURE,
    SECRETARY_LECTURE,
    Words,
)
from jiceng.kernel.periods import Cadence, Period, periods_between

_ORDINARY, _IN_WEAK_TOWN, _WEAK = 0.978, 0.86, 0.42
_MADE_UP = 0.45
_AHEAD = 14
_ANNOUNCED = {ACTIVITY_DAY: 0.2, MEMBERS_MEETING: 0.4, BRANCH_COMMITTEE: 0.08}
_NEXT_YEAR = 0.35
"""Share of branches whose yearly meetings fall after the year's turn, where the rule's grace allows it."""


periods_of = cache(periods_between)
"""Asked by every unit of nearly the same days."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One gathering to hold, or to announce when its day is still to come."""

    duty: str
    day: date
    body: BodyRecord | None = None
    makes_up: str = ""
    announced: bool = False
    measured: int | None = None


@dataclass(slots=True)
class Calendar:
    """The habits of one unit and the days that follow from them; `first`, `today`: the days records are
    made for.
    """

    words: Words
    random: Random
    unit: UnitRecord
    first: date
    today: date

    def slots(self) -> Iterator[Slot]:
        """Every gathering of the unit that was held or is announced, not in order."""
        habits = _Habits.of(self.random)
        for duty, cadence, plan in (
            (ACTIVITY_DAY, Cadence.MONTH, self._activity),
            (BRANCH_COMMITTEE, Cadence.MONTH, self._committee),
            (PARTY_GROUP, Cadence.MONTH, self._groups),
            (MEMBERS_MEETING, Cadence.QUARTER, self._quarter),
            (LIFE_MEETING, Cadence.YEAR, self._year),
            (SECRETARY_LECTURE, Cadence.YEAR, self._lecture),
        ):
            if not self.words.binds(duty, self.unit.kind, self.unit.form):
                continue
            for period in self._periods(cadence):
                yield from plan(habits, period)

    def _periods(self, cadence: Cadence) -> tuple[Period, ...]:
        start = max(self.first, self.unit.starts_on)
        last = self.today + timedelta(days=_AHEAD)
        if self.unit.ends_on is not None:
            last = min(last, self.unit.ends_on - timedelta(days=1))
        return periods_of(cadence, start, last)

    def _activity(self, habits: "_Habits", period: Period) -> Iterator[Slot]:
        yield from self._held(ACTIVITY_DAY, period, period.start.replace(day=habits.activity_day))

    def _committee(self, habits: "_Habits", period: Period) -> Iterator[Slot]:
        body = self.unit.body("branch_committee")
        if body is not None:
            day = period.start.replace(day=min(habits.committee_day + int(self.random.random() * 4), 12))
            yield from self._held(BRANCH_COMMITTEE, period, day, body)

    def _groups(self, habits: "_Habits", period: Period) -> Iterator[Slot]:
        groups = [body for body in self.unit.bodies if body.kind == PARTY_GROUP]
        done = self._does()
        for number, body in enumerate(groups):
            day = period.start.replace(day=8 + number + int(self.random.random() * 9))
            if done or self.random.random() < 0.5:
                yield from self._on(PARTY_GROUP, day, body)

    def _quarter(self, habits: "_Habits", period: Period) -> Iterator[Slot]:
        start = max(period.start, self.first, self.unit.starts_on)
        draw = self.random.random
        early = draw()
        back = (
            4 + int(draw() * 22)
            if early < 0.76
            else 27 + int(draw() * 28)
            if early < 0.95
            else 58 + int(draw() * 22)
        )
        day = max(period.end - timedelta(days=back), start + timedelta(days=int(draw() * 9)))
        yield from self._held(MEMBERS_MEETING, period, day)
        lecture = day - timedelta(days=18 + int(draw() * 22))
        if habits.lecture_with_meeting or lecture < start:
            lecture = day
        yield from self._held(PARTY_LECTURE, period, lecture)

    def _year(self, habits: "_Habits", period: Period) -> Iterator[Slot]:
        talks = self._within(period, (6, 7) if habits.talks_in_summer else (11, 12))
        yield from self._held(HEART_TALKS, period, talks)
        meeting, makes_up = self._turn_of_year(habits, LIFE_MEETING, period)
        appraisal = meeting
        if not habits.appraisal_with_meeting:
            appraisal = meeting + timedelta(days=3 + int(self.random.random() * 6))
            appraisal = appraisal if makes_up else min(appraisal, period.end)
        yield from self._held(LIFE_MEETING, period, meeting, makes_up=makes_up)
        yield from self._held(APPRAISAL, period, appraisal, makes_up=makes_up)

    def _turn_of_year(self, habits: "_Habits", duty: str, period: Period) -> tuple[date, str]:
        grace = min(self.words.grace_days(duty), self.words.grace_days(APPRAISAL)) - 10
        if habits.after_new_year and grace > 0:
            return period.end + timedelta(days=5 + int(self.random.random() * min(grace - 5, 48))), period.key
        return self._within(period, (12, 12)), ""

    def _lecture(self, habits: "_Habits", period: Period) -> Iterator[Slot]:
        yield from self._held(SECRETARY_LECTURE, period, self._within(period, (4, 12)))

    def _within(self, period: Period, months: tuple[int, int]) -> date:
        """A day between two months of a year, inside the days the unit's records cover."""
        start = max(date(period.start.year, months[0], 4), self.first, self.unit.starts_on)
        end = max(date(period.start.year, months[1], 27), start)
        return min(start + timedelta(days=int(self.random.random() * ((end - start).days + 1))), period.end)

    def _does(self) -> bool:
        unit = self.unit
        share = _WEAK if unit.weak else _IN_WEAK_TOWN if unit.in_weak_town else _ORDINARY
        return self.random.random() < share

    def _held(
        self, duty: str, period: Period, day: date, body: BodyRecord | None = None, makes_up: str = ""
    ) -> Iterator[Slot]:
        """The gathering on its day; or missed, and then made up for by some, within grace."""
        if not self.words.binds(duty, self.unit.kind, self.unit.form):
            return
        if self._does():
            yield from self._on(duty, day, body, makes_up)
            return
        grace = self.words.grace_days(duty)
        if grace > 2 and not makes_up and self.random.random() < _MADE_UP:
            late = period.end + timedelta(days=1 + int(self.random.random() * min(grace - 1, 12)))
            if late <= self.today:
                yield from self._on(duty, late, body, period.key)

    def _on(self, duty: str, day: date, body: BodyRecord | None = None, makes_up: str = "") -> Iterator[Slot]:
        unit = self.unit
        if day < max(self.first, unit.starts_on) or (unit.ends_on is not None and day >= unit.ends_on):
            return
        if body is not None and (day < body.starts_on or (body.ends_on is not None and day >= body.ends_on)):
            return
        if day <= self.today:
            yield Slot(duty, day, body, makes_up)
        elif (day - self.today).days <= _AHEAD and self.random.random() < _ANNOUNCED.get(duty, 0.0):
            yield Slot(duty, day, body, makes_up, announced=True)


@dataclass(frozen=True, slots=True)
class _Habits:
    """What a branch always does the same way."""

    activity_day: int
    committee_day: int
    lecture_with_meeting: bool
    talks_in_summer: bool
    appraisal_with_meeting: bool
    after_new_year: bool

    @classmethod
    def of(cls, random: Random) -> "_Habits":
        return cls(
            activity_day=random.choice((5, 6, 8, 8, 10, 10, 12, 15, 15, 15, 16, 18, 20, 20, 22, 25, 25, 26)),
            committee_day=random.randint(2, 8),
            lecture_with_meeting=random.random() < 0.6,
            talks_in_summer=random.random() < 0.45,
            appraisal_with_meeting=random.random() < 0.6,
            after_new_year=random.random() < _NEXT_YEAR,
        )
