"""Who deliberates and leads: committees and Party groups with their terms and seats, posts with their
holders.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from jiceng.apps.demonstration.records import (
    BodyRecord,
    HoldingRecord,
    MemberRecord,
    PersonRecord,
    PostRecord,
    SeatRecord,
    TermRecord,
    UnitRecord,
)
from jiceng.apps.demonstration.words import (
    BRANCH_COMMITTEE,
    COMMITTEE,
    GENERAL_BRANCH,
    HOLDING_FORMS,
    PARTY_GROUP,
    SECRETARY,
    Words,
)

_NUMERALS = "一二三四五六七八九十"
_ROUND = (2021, 10, 6)
"""First day of the last general election of villages and communities; the rounds before and after follow
by their term.
"""
_ROUND_DAYS = 78
_GROUP_FROM, _GROUP_SIZE = 26, 13
_LEADING_AGES = (28, 64)


@dataclass(slots=True)
class Leadership:
    """Sets up the bodies and posts of units."""

    words: Words
    first_day: date
    body_ids: "count[int]" = field(default_factory=lambda: count(1))
    seat_ids: "count[int]" = field(default_factory=lambda: count(1))
    post_ids: "count[int]" = field(default_factory=lambda: count(1))
    leading: set[int] = field(default_factory=set)

    @property
    def today(self) -> date:
        """The day of the demonstration."""
        return self.words.day

    def set_up(self, random: Random, unit: UnitRecord) -> None:
        """Give a unit with a form its committee, groups and posts. Its members, and those below it, are
        there already.
        """
        if unit.form not in (*HOLDING_FORMS, GENERAL_BRANCH, COMMITTEE):
            return
        pool = self._pool(unit)
        random.shuffle(pool)
        pool.sort(key=self._fitness)
        body_kind = self.words.committee_of(unit.form, len(self._full(unit)))
        body = self._committee(random, unit, body_kind, pool) if body_kind else None
        leaders = [seat.person for seat in body.seats if seat.ends_on is None] if body else []
        self._posts(random, unit, body, leaders or [member.person for member in pool[:1]])
        if unit.form in HOLDING_FORMS and len(pool) >= _GROUP_FROM and random.random() < 0.3:
            self._groups(unit)

    def _full(self, unit: UnitRecord) -> list[MemberRecord]:
        return [row for row in unit.members if row.standing == "full" and row.ends_on is None]

    def _pool(self, unit: UnitRecord) -> list[MemberRecord]:
        """Who may lead a unit: its members; of a town or county, those of its offices; else those of its
        sub-branches.
        """
        if unit.form in HOLDING_FORMS:
            return self._full(unit)
        below = [each for each in unit.below() if each.form in HOLDING_FORMS]
        if unit.kind in ("county", "town"):
            below = [each for each in below if each.setting == "office"][:4]
        return [row for each in below for row in self._full(each)]

    def _fitness(self, member: MemberRecord) -> tuple[bool, bool, bool]:
        age = (self.today - member.person.birth_date).days / 365.25
        away = bool(member.person.away) and member.person.away[-1][1] is None
        least, most = _LEADING_AGES
        taken = member.person.id in self.leading
        return (away or taken, not least <= age <= most, (self.today - member.starts_on).days < 1200)

    def _committee(
        self, random: Random, unit: UnitRecord, kind: str, pool: Sequence[MemberRecord]
    ) -> BodyRecord:
        seats = 5 if len(pool) >= 22 else 3 if kind == BRANCH_COMMITTEE else 1
        if unit.form in (GENERAL_BRANCH, COMMITTEE):
            seats = 7 if len(pool) >= 120 else 5
        terms = self._terms(random, unit)
        title = self.words.profile.body_kinds[kind].title.zh
        body = BodyRecord(next(self.body_ids), kind, title, terms[0].starts_on, terms=terms)
        for member in pool[:seats]:
            body.seats.append(self._seat(random, member, terms))
            self.leading.add(member.person.id)
        if len(terms) > 1 and len(pool) > seats + 2:
            self._former_seats(random, body, pool[seats : seats + 2])
        unit.bodies.append(body)
        return body

    def _seat(self, random: Random, member: MemberRecord, terms: Sequence[TermRecord]) -> SeatRecord:
        term = terms[-1] if random.random() < 0.3 else terms[0]
        start = max(term.starts_on, member.starts_on)
        return SeatRecord(next(self.seat_ids), member.person, start)

    def _former_seats(self, random: Random, body: BodyRecord, former: Sequence[MemberRecord]) -> None:
        """Those who were not elected again, one for each who came in at the last term, two at most."""
        start, end = body.terms[0].starts_on, body.terms[-1].starts_on
        came = sum(1 for seat in body.seats if seat.starts_on >= end)
        for member in former[:came]:
            if max(start, member.starts_on) < end:
                since = max(start, member.starts_on)
                body.seats.append(SeatRecord(next(self.seat_ids), member.person, since, end))

    def _terms(self, random: Random, unit: UnitRecord) -> list[TermRecord]:
        years = self._years(unit)
        villages = unit.setting in ("village", "community")
        if villages:
            start = self._round_start(random, years)
        else:
            over = random.random() < 0.03
            back = 6 + int(random.random() * 55) if over else -int(random.random() * years * 365)
            start = _later(self.today, -years) - timedelta(days=back)
        if start <= unit.starts_on:
            return [TermRecord(unit.starts_on, _later(unit.starts_on, years))]
        before = TermRecord(max(_later(start, -years), unit.starts_on), start, start)
        current = TermRecord(start, _later(start, years))
        return [before, *(self._elected(random, current, years) if villages else [current])]

    def _years(self, unit: UnitRecord) -> int:
        own = self.words.profile.term_years(unit.kind, self.today)
        above = unit.parent
        if unit.kind == "branch" and above is not None:  # a sub-branch follows the unit it belongs to
            return self._years(above)
        return own or 5

    def _round_start(self, random: Random, years: int) -> date:
        """A day in the last general election whose successors are due by now or later."""
        start = date(*_ROUND) + timedelta(days=int(random.random() ** 0.8 * _ROUND_DAYS))
        while _later(start, years) < self.today - timedelta(days=200):
            start = _later(start, years)
        while start > self.today:
            start = _later(start, -years)
        return start

    def _elected(self, random: Random, term: TermRecord, years: int) -> list[TermRecord]:
        """The running term; where its end is near or past, most have elected anew, a few are over time."""
        left = (term.due_on - self.today).days
        if left > 50 or random.random() < (0.62 if left > 0 else 0.05):
            return [term]
        latest = min(term.due_on, self.today)
        day = latest - timedelta(days=int(random.random() * 24))
        if day <= term.starts_on:
            return [term]
        term.ended_on = day
        return [term, TermRecord(day, _later(day, years))]

    def _posts(
        self, random: Random, unit: UnitRecord, body: BodyRecord | None, leaders: Sequence[PersonRecord]
    ) -> None:
        kinds = self.words.posts_of(unit.kind, len(leaders) if body else 1)
        for kind, person in zip(kinds, leaders, strict=False):
            since = max(self._since(random, unit, body, person), unit.starts_on)
            post = PostRecord(next(self.post_ids), kind, since)
            if kind == SECRETARY and len(leaders) > 2 and random.random() < 0.45:
                self._predecessor(random, unit, post, leaders[-1], since)
            post.holdings.append(HoldingRecord(person, since))
            unit.posts.append(post)

    def _since(self, random: Random, unit: UnitRecord, body: BodyRecord | None, person: PersonRecord) -> date:
        if body is not None:
            seat = next((seat for seat in body.seats if seat.person is person), None)
            if seat is not None:
                return seat.starts_on
        joined = next((row.starts_on for row in unit.members if row.person is person), unit.starts_on)
        return max(joined, self.today - timedelta(days=200 + int(random.random() * 2200)))

    def _predecessor(
        self, random: Random, unit: UnitRecord, post: PostRecord, person: PersonRecord, until: date
    ) -> None:
        start = max(
            until - timedelta(days=1100 + int(random.random() * 1900)), unit.starts_on, person.joined_on
        )
        if start < until:
            post.starts_on = start
            post.holdings.append(HoldingRecord(person, start, until))

    def _groups(self, unit: UnitRecord) -> None:
        spans = _spans(unit)
        parts = min(4, max(2, round(len(spans) / _GROUP_SIZE)))
        start = max(unit.starts_on, date(2019, 3, 1))
        title = self.words.profile.body_kinds[PARTY_GROUP].title.zh
        groups = [
            BodyRecord(next(self.body_ids), PARTY_GROUP, f"第{_NUMERALS[number]}{title}", start)
            for number in range(parts)
        ]
        for number, (person, came, left) in enumerate(spans):
            if left is None or left > start:
                seat = SeatRecord(next(self.seat_ids), person, max(came, start), left)
                groups[number % parts].seats.append(seat)
        unit.bodies.extend(groups)


def _spans(unit: UnitRecord) -> list[tuple[PersonRecord, date, date | None]]:
    """Each member with the first and last day in the unit, whatever the standing, longest members first."""
    spans: dict[int, tuple[PersonRecord, date, date | None]] = {}
    for row in unit.members:
        known = spans.get(row.person.id)
        spans[row.person.id] = (row.person, known[1] if known else row.starts_on, row.ends_on)
    return sorted(spans.values(), key=lambda span: (span[0].joined_on, span[0].id))


def _later(day: date, years: int) -> date:
    """The same day of another year."""
    if (day.month, day.day) == (2, 29):
        day = day - timedelta(days=1)
    return day.replace(year=day.year + years)
