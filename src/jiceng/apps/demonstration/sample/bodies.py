"""Who deliberates and leads in the units of a sample."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from jiceng.apps.demonstration.records import (
    BodyRecord,
    HoldingRecord,
    PersonRecord,
    PostRecord,
    SeatRecord,
    TermRecord,
    UnitRecord,
)
from jiceng.apps.demonstration.sample.description import BodyPlan, Description, PostPlan
from jiceng.apps.demonstration.sample.tree import leading
from jiceng.engines.procedure import Profile

_NUMERALS = "一二三四五六七八九十"
_MEMBER_DAYS = 30


@dataclass(slots=True)
class Bodies:
    """Sets up bodies and posts, the lowest units first: those above are led by those who lead below."""

    profile: Profile
    description: Description
    today: date
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _seats: "count[int]" = field(default_factory=lambda: count(1))
    _posts: "count[int]" = field(default_factory=lambda: count(1))

    def set_up(self, random: Random, unit: UnitRecord) -> None:
        """Give a unit what the description plans for its kind and size."""
        taken: set[int] = set()
        for plan in self.description.bodies:
            least, most = plan.members
            fits = plan.unit == unit.kind and least <= unit.size <= most
            if fits and random.randrange(100) < plan.share:
                self._body(random, unit, plan, taken)
        for post in self.description.posts:
            if post.unit == unit.kind:
                self._post(random, unit, post)

    def _body(self, random: Random, unit: UnitRecord, plan: BodyPlan, taken: set[int]) -> None:
        pool = _leaders_below(unit) if plan.below else leading(unit, self.today)
        if plan.groups_of:
            self._groups(unit, plan, pool)
            return
        apart = [person for person in pool if person.id not in taken] or pool
        number = max(51, len(pool) // 10) if plan.tenth else random.randint(*plan.seats)
        seated = apart[: len(pool) if plan.seats == (0, 0) and not plan.tenth else number]
        if self.profile.body_kinds[plan.kind].elected:
            taken.update(person.id for person in seated)
        years = self.profile.term_years(unit.kind, self.today) or 3
        body = self._made(unit, plan.kind, self.profile.body_kinds[plan.kind].title.zh)
        if self.profile.body_kinds[plan.kind].elected:
            body.terms = _terms(random, unit, years, self.today)
        self._seat(body, seated)

    def _made(self, unit: UnitRecord, kind: str, name: str) -> BodyRecord:
        body = BodyRecord(next(self._ids), kind, name, unit.starts_on)
        unit.bodies.append(body)
        return body

    def _seat(self, body: BodyRecord, people: Sequence[PersonRecord]) -> None:
        since = body.terms[-1].starts_on if body.terms else body.starts_on
        for person in people:
            start = max(since, person.joined_on)
            body.seats.append(SeatRecord(next(self._seats), person, start))

    def _groups(self, unit: UnitRecord, plan: BodyPlan, pool: Sequence[PersonRecord]) -> None:
        parts = max(1, min(len(_NUMERALS), len(pool) // plan.groups_of))
        title = self.profile.body_kinds[plan.kind].title.zh
        for number in range(parts):
            body = self._made(unit, plan.kind, f"第{_NUMERALS[number]}{title}")
            self._seat(body, pool[number::parts])

    def _post(self, random: Random, unit: UnitRecord, plan: PostPlan) -> None:
        body = unit.body(plan.seat_of)
        seats = [seat for seat in body.seats if seat.ends_on is None] if body else []
        if len(seats) < plan.number:
            return
        seat = seats[plan.number - 1]
        post = PostRecord(next(self._posts), plan.kind, seat.starts_on)
        held = HoldingRecord(seat.person, seat.starts_on)
        gone = self.today - timedelta(days=random.randint(20, 110))
        if random.randrange(1000) < plan.vacant and seat.starts_on < gone:
            held.ends_on = seat.ends_on = gone
        post.holdings.append(held)
        unit.posts.append(post)


def _leaders_below(unit: UnitRecord) -> list[PersonRecord]:
    """The first holder of each unit below that has one."""
    posts = (post for each in unit.below()[1:] for post in each.posts[:1])
    return [held.person for post in posts for held in post.holdings if held.ends_on is None]


def _terms(random: Random, unit: UnitRecord, years: int, today: date) -> list[TermRecord]:
    """The terms of the last years: one follows the other, but a few bodies are a little over time."""
    start, found = unit.starts_on, []
    while True:
        due = _later(start, years)
        late = random.random() < 0.05
        if due > today or (late and (today - due).days < 150):
            found.append(TermRecord(start, due))
            return found[-2:]
        found.append(TermRecord(start, due, due))
        start = due


def _later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))
