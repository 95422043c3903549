"""What the units of a sample held: gatherings and notices, as well kept as the description says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import count
from random import Random

from jiceng.apps.demonstration.records import BodyRecord, GatheringRecord, UnitRecord
from jiceng.apps.demonstration.rolls import Listed, RollBook, Rolls
from jiceng.apps.demonstration.sample.description import Description, MeetingPlan
from jiceng.engines.procedure import HeldAs, Plan, Profile
from jiceng.kernel.periods import Period, periods_between

_HOURS = ((9, 0), (10, 0), (14, 30), (15, 0), (19, 30))
_REASONS = ("", "", "leave", "leave", "ill")
_ABSENT, _AHEAD_DAYS = 0.16, 12


@dataclass(slots=True)
class Meetings:
    """Makes the gatherings of one unit after the other."""

    profile: Profile
    description: Description
    first: date
    today: date
    ids: "count[int]" = field(default_factory=lambda: count(1))
    book: RollBook = field(default_factory=RollBook)
    gatherings: list[GatheringRecord] = field(default_factory=list)

    def hold(self, random: Random, unit: UnitRecord) -> None:
        """Every gathering of a unit."""
        rolls = Rolls(self.book, unit)
        venue = random.choice(self.description.venues)
        hour = time(*random.choice(_HOURS))
        careful = random.gauss(0, 6)
        for plan in self.description.meetings:
            kind = self.profile.gathering_kinds[plan.kind]
            alike = kind.held_as is HeldAs.TRAINING
            for day, body, makes_up in self._days(random, unit, plan, careful):
                record = self._record(random, unit, plan, day, body, venue)
                record.time, record.makes_up = hour, makes_up
                announced = record.state == "announced"
                if not announced:
                    self._attend(random, record, rolls.on(day, body, alike=alike), plan)
                if record.entitled or plan.measured[1] or not kind.attended or announced:
                    record.id = next(self.ids)
                    self.gatherings.append(record)

    def _days(
        self, random: Random, unit: UnitRecord, plan: MeetingPlan, careful: float
    ) -> Iterator[tuple[date, BodyRecord | None, str]]:
        """When a unit met for a duty, with what body, and for what earlier period."""
        rule = self._rule(plan)
        body = self._body(unit, plan)
        if rule is None or rule.cadence is None or not self._binds(rule, unit, plan, body):
            return
        start = max(self.first, unit.starts_on)
        for period in periods_between(rule.cadence, start, self.today):
            day = period.start + timedelta(days=period.days * random.randint(*plan.within) // 100)
            if random.randrange(100) >= plan.kept + careful:
                late = period.end + timedelta(days=random.randint(1, max(rule.grace_days, 1)))
                if rule.grace_days and late <= self.today and random.randrange(100) < plan.made_up:
                    yield late, body, period.key
            elif start <= day <= self._latest(period):
                yield day, body, ""

    def _latest(self, _period: Period) -> date:
        return self.today + timedelta(days=_AHEAD_DAYS)

    def _rule(self, plan: MeetingPlan) -> Plan | None:
        version = self.profile.duties[plan.duty].version_on(self.today)
        return version.plan if version else None

    def _body(self, unit: UnitRecord, plan: MeetingPlan) -> BodyRecord | None:
        kind = self.profile.gathering_kinds[plan.kind].body
        return unit.body(kind) if kind else None

    def _binds(self, rule: Plan, unit: UnitRecord, plan: MeetingPlan, body: BodyRecord | None) -> bool:
        kind = self.profile.gathering_kinds[plan.kind]
        owing = rule.population
        seated = kind.body is not None and self.profile.body_kinds[kind.body].roll == "appointed"
        if (seated and body is None) or (not seated and not unit.members):
            return False
        held_here = not kind.unit_kinds or unit.kind in kind.unit_kinds
        instead = plan.kind in rule.gathering_kinds and self._another(unit, rule, plan)
        return held_here and not instead and (not owing.kinds or unit.kind in owing.kinds)

    def _another(self, unit: UnitRecord, rule: Plan, plan: MeetingPlan) -> bool:
        """Whether a body of the unit does instead what everyone would do: delegates, for an assembly."""
        kinds = (
            self.profile.gathering_kinds[kind].body for kind in rule.gathering_kinds if kind != plan.kind
        )
        return any(kind is not None and unit.body(kind) is not None for kind in kinds)

    def _record(
        self,
        random: Random,
        unit: UnitRecord,
        plan: MeetingPlan,
        day: date,
        body: BodyRecord | None,
        venue: str,
    ) -> GatheringRecord:
        ahead = day > self.today
        chair = _led_by(unit, day)
        words = {"month": day.month, "year": day.year, "matter": random.choice(self.description.matters)}
        return GatheringRecord(
            id=0,
            unit_id=unit.id,
            body_id=body.id if body else None,
            kind=plan.kind,
            state="announced" if ahead else "held",
            day=day,
            time=None,
            place=venue,
            subject=random.choice(plan.subjects).format(**words),
            recorded_on=min(day + timedelta(days=random.randrange(4)), self.today),
            recorded_by=chair,
            minutes="" if ahead else random.choice(plan.minutes).format(**words),
            items=",".join(plan.items),
            chair=chair,
            recorder=chair,
        )

    def _attend(
        self, random: Random, record: GatheringRecord, listed: Listed | None, plan: MeetingPlan
    ) -> None:
        """A notice has its days; a meeting its roll, with those absent."""
        if plan.measured[1]:
            length = random.randint(*plan.measured)
            still_posted = record.day + timedelta(length) > self.today
            record.measured = None if still_posted else length
            return
        if listed is None or not self.profile.gathering_kinds[plan.kind].attended:
            return
        people, roll = listed.people, listed.roll
        away = {
            place: "away" if people[place].is_away(record.day) else random.choice(_REASONS)
            for place in range(roll.size)
            if people[place].is_away(record.day) or random.random() < _ABSENT
        }
        record.roll, record.entitled = roll, roll.voting
        record.absent = [[roll.entries[place][0], reason] for place, reason in away.items()]
        record.present = roll.voting - sum(roll.entries[place][1] for place in away)
        record.attended = roll.size - len(away)


def _led_by(unit: UnitRecord, day: date) -> str:
    holders = (post.holder_on(day) for post in unit.posts)
    return next((person.name for person in holders if person), "")
