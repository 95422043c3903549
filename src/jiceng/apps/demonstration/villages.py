"""Self-government of villages and communities, their collectives, and members' training: bodies, meetings,
notices. Who sits in these bodies is not in the register: heads are counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import TypeVar

from jiceng.apps.demonstration.calendar import Slot, periods_of
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.meetings import Meetings, Room
from jiceng.apps.demonstration.records import BodyRecord, GatheringRecord, TermRecord, UnitRecord
from jiceng.apps.demonstration.words import HOLDING_FORMS, MEMBER_TRAINING, Words
from jiceng.kernel.periods import Cadence, Period

Choice = TypeVar("Choice")

_ELECTED = {
    "village": ("villagers_committee", "villagers_supervision"),
    "community": ("residents_committee",),
}
_STANDING = (("villagers_representatives", 0.95), ("collective_assembly", 0.9))
_COUNCIL, _COLLECTIVE = "collective_council", "collective_assembly"
_ELECTION = (12, 5)
"""Month and day on which village committees were elected, after the Party's own elections of the year."""
_ELECTION_DAYS, _ELECTION_YEAR = 24, 2021
_DONE, _IN_WEAK_TOWN, _WEAK = 0.965, 0.84, 0.4
_NO_QUORUM, _TOO_SHORT, _WITHOUT_ACCOUNTS = 0.012, 0.03, 0.03
_TRAINED = ((3, 4), (5, 7), (8, 9), (10, 12))
"""First and last months of a year's trainings: apart, so that no two fall on one day."""
_HOURS = (6, 8, 8, 8, 10, 12)
_LONG_LAW = date(2026, 1, 1)
"""From this day on notices stay posted for fifteen days; before, some were taken down sooner."""


def set_up(random: Random, unit: UnitRecord, words: Words, ids: Iterator[int]) -> None:
    """Give a village or community its committee with its term, its representatives, its collective."""
    known = words.profile.body_kinds
    elected = [kind for kind in _ELECTED.get(unit.kind, ()) if kind in known]
    if not elected:
        return
    term = _term(random, words, unit)
    for kind in elected:
        terms = [TermRecord(term.starts_on, term.due_on)]
        unit.bodies.append(BodyRecord(next(ids), kind, known[kind].title.zh, term.starts_on, terms=terms))
    if unit.kind != "village":
        return
    since = max(unit.starts_on, date(2020, 3, 1) + timedelta(days=int(random.random() * 300)))
    there = [kind for kind, share in _STANDING if random.random() < share]
    for kind in [*there, *([_COUNCIL] if _COLLECTIVE in there else [])]:
        if kind in known:
            unit.bodies.append(BodyRecord(next(ids), kind, known[kind].title.zh, since))


def _term(random: Random, words: Words, unit: UnitRecord) -> TermRecord:
    """The running term: that of the last general election."""
    years = words.profile.term_years(unit.kind, words.day) or 5
    year = _ELECTION_YEAR + (words.day.year - _ELECTION_YEAR) // years * years
    shift = timedelta(days=int(random.random() * _ELECTION_DAYS))
    if date(year, *_ELECTION) + shift > words.day:
        year -= years
    start = date(year, *_ELECTION) + shift
    return TermRecord(max(start, unit.starts_on), start.replace(year=year + years))


@dataclass(slots=True)
class Year:
    """What one unit holds and posts, period by period, besides its Party life."""

    meetings: Meetings
    random: Random
    unit: UnitRecord

    def hold(self) -> None:
        """Everything since the first day of the records."""
        if self.unit.form in HOLDING_FORMS and MEMBER_TRAINING in self._words.profile.duties:
            self._train()
        if self.unit.kind == "community":
            self._yearly("residents_meeting", (3, 9), (40, 90), 0.5)
        if self.unit.kind == "village" and "village_posting" in self._words.profile.gathering_kinds:
            self._village()

    @property
    def _words(self) -> Words:
        return self.meetings.words

    def _village(self) -> None:
        people, households = 300 + int(self.random.random() * 1500), 100 + int(self.random.random() * 500)
        assembly = "villagers_assembly" if self.random.random() < 0.2 else "villagers_assembly_of_households"
        share = 0.5 if assembly == "villagers_assembly" else 2 / 3
        size = people if assembly == "villagers_assembly" else households
        self._yearly(assembly, (2, 10), (size, size), share, "villagers_assembly")
        for period in self._periods(Cadence.QUARTER):
            self._post("village_posting", period)
            if self.unit.body("villagers_representatives") is not None:
                self._represent(period, 21 + households // 40)
        if self.unit.body(_COLLECTIVE) is not None:
            self._collective(people)

    def _represent(self, period: Period, representatives: int) -> None:
        """The representatives' quarter; the last one of the year evaluates the committee."""
        if (day := self._day(period)) is None or not self._does():
            return
        evaluates = period.end.month == 12 or (period.end.month == 9 and self.random.random() < 0.35)
        record = self._record("villagers_representatives_meeting", day)
        self._count(record, representatives, 2 / 3)
        if evaluates and self._does():
            record.items = "committee_evaluated"
            record.minutes += str(read_data("villages")["villagers_representatives_meeting"]["evaluated"])

    def _post(self, kind: str, period: Period) -> None:
        """A quarter's notice, early in it; the latest one is still posted."""
        day = period.start + timedelta(days=5 + int(self.random.random() * 50))
        if not (self._first <= day <= self._last and self._does()):
            return
        record = self._record(kind, day, self._pick(read_data("villages")["boards"]))
        record.items = self._posted_items(kind)
        short = self.random.random() < (0.2 if day < _LONG_LAW else _TOO_SHORT)
        length = 5 + int(self.random.random() * 9) if short else 15 + int(self.random.random() * 60)
        if day + timedelta(days=length) <= self._words.day:
            record.measured = length

    def _posted_items(self, kind: str) -> str:
        known = self._words.profile.gathering_kinds[kind].items
        least = set() if self.random.random() < _WITHOUT_ACCOUNTS else {"accounts"}
        chosen = [code for code in known if code in least or self.random.random() < 0.4]
        return ",".join(code for code in chosen if code != "yearly_report")

    def _collective(self, people: int) -> None:
        for period in self._periods(Cadence.QUARTER):
            if period.start >= date(2025, 5, 1):
                self._post("collective_posting", period)
        self._yearly("collective_council_meeting", (2, 4), (5, 7), 2 / 3)
        for record in self._yearly("collective_assembly", (4, 7), (people, people), 2 / 3):
            if self._does():
                self._report(record.day - timedelta(days=12 + int(self.random.random() * 6)))

    def _report(self, day: date) -> None:
        if day < self._first:
            return
        data = read_data("villages")["collective_posting"]
        record = self._record("collective_posting", day, self._pick(read_data("villages")["boards"]))
        record.subject = str(data["report"]).format(year=day.year - 1)
        record.minutes, record.items = str(data["report_text"]), "yearly_report"
        record.measured = 10 + int(self.random.random() * 20)
        if record.day + timedelta(days=record.measured) > self._words.day:
            record.measured = None

    def _yearly(
        self, kind: str, months: tuple[int, int], sizes: tuple[int, int], share: float, words: str = ""
    ) -> list[GatheringRecord]:
        """One meeting a year between two months, with a share of those entitled."""
        if kind not in self._words.profile.gathering_kinds:
            return []
        found = []
        for period in self._periods(Cadence.YEAR):
            first = date(period.start.year, months[0], 3)
            days = (date(period.start.year, months[1], 25) - first).days
            day = first + timedelta(days=int(self.random.random() * days))
            if self._first <= day <= self._last and self._does():
                record = self._record(kind, day, words=words)
                self._count(record, self.random.randint(*sizes), share)
                found.append(record)
        return found

    def _train(self) -> None:
        """Members' training, a day or so at a time; the members' own roll."""
        room = Room(self.meetings, self.random, self.unit)
        for period in self._periods(Cadence.YEAR):
            for first, last in _TRAINED:
                start = date(period.start.year, first, 6)
                length = (date(period.start.year, last, 24) - start).days
                day = start + timedelta(days=int(self.random.random() * length))
                if self._first <= day <= self._last and (self._does() or self.random.random() < 0.4):
                    room.hold(Slot(MEMBER_TRAINING, day, measured=self._pick(_HOURS)))

    @property
    def _first(self) -> date:
        return max(self.meetings.first, self.unit.starts_on)

    @property
    def _last(self) -> date:
        ended = self.unit.ends_on or self.unit.silent_since
        return self._words.day if ended is None else min(self._words.day, ended - timedelta(days=1))

    def _periods(self, cadence: Cadence) -> tuple[Period, ...]:
        return periods_of(cadence, self._first, self._last)

    def _day(self, period: Period) -> date | None:
        """A day in the last five weeks or so of a period; None when it has not come, or was before."""
        back = 3 + int(self.random.random() * 55)
        day = period.end - timedelta(days=back)
        return day if self._first <= day <= self._last else None

    def _does(self) -> bool:
        unit = self.unit
        return self.random.random() < (_WEAK if unit.weak else _IN_WEAK_TOWN if unit.in_weak_town else _DONE)

    def _pick(self, choices: Sequence[Choice]) -> Choice:
        return choices[int(self.random.random() * len(choices))]

    def _count(self, record: GatheringRecord, entitled: int, share: float) -> None:
        """Heads counted: enough, now and then too few."""
        least = int(entitled * share) + 1
        record.entitled = entitled
        if self.random.random() < _NO_QUORUM:
            record.present = max(1, int(least * 0.85) - 1)
        else:
            record.present = least + int(self.random.random() * (entitled - least + 1) * 0.7)
        record.attended = record.present

    def _record(self, kind: str, day: date, place: str = "", words: str = "") -> GatheringRecord:
        data = read_data("villages")
        said = data[words or kind]
        slots = {
            "n": 2 + int(self.random.random() * 7),
            "year": day.year,
            "month": day.month,
            "quarter": "一二三四"[(day.month - 1) // 3],
            "topic": self._pick(data["topics"]),
        }
        made = GatheringRecord(
            id=next(self.meetings.ids),
            unit_id=self.unit.id,
            body_id=None,
            kind=kind,
            state="held",
            day=day,
            time=None if place else time(*self._pick(((9, 0), (9, 30), (15, 0), (19, 30)))),
            place=place or self._pick(data["places"]),
            subject=self._pick(said["subjects"]).format_map(slots),
            recorded_on=min(day + timedelta(days=int(self.random.random() * 4)), self._words.day),
            recorded_by="",
            minutes=self._pick(said["texts"]).format_map(slots),
        )
        leader = self.unit.post("secretary")
        holder = leader.holder_on(day) if leader else None
        made.chair = holder.name if holder and not place else ""
        made.recorder = made.recorded_by = holder.name if holder else ""
        self.meetings.gatherings.append(made)
        return made
