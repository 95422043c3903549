"""A second evaluator, row by row, written from the rules' prose: plain dates and loops, no columns.

A duty is judged by the version in force on the first day of a period or vacancy, on the last day of a term.
The unit is looked at on the last day of the occasion, or its own last day if that is earlier.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jiceng.engines.procedure import (
    AbsenceRecord,
    ActRecord,
    BodyRecord,
    Duty,
    DutyVersion,
    Facts,
    MembershipRecord,
    Outcome,
    PostponementRecord,
    Profile,
    SpanRecord,
    TermRecord,
    UnitRecord,
    VacancyRecord,
)
from jiceng.engines.procedure.plan import Clock, Count, ExcuseKind, MeasureRule, MeasureUnit, Plan
from jiceng.kernel.periods import Period, periods_between

ONE = timedelta(days=1)


@dataclass(frozen=True)
class World:
    """Records of a few units, whose keys are their numbers."""

    units: list[UnitRecord]
    memberships: list[MembershipRecord] = field(default_factory=list)
    absences: list[AbsenceRecord] = field(default_factory=list)
    bodies: list[BodyRecord] = field(default_factory=list)
    terms: list[TermRecord] = field(default_factory=list)
    acts: list[ActRecord] = field(default_factory=list)
    vacancies: list[VacancyRecord] = field(default_factory=list)
    postponements: list[PostponementRecord] = field(default_factory=list)

    def facts(self, profile: Profile) -> Facts:
        """The same in columns."""
        tables = {name: rows for name, rows in vars(self).items() if name != "units"}
        return Facts.from_rows(profile, self.units, **tables)


@dataclass(frozen=True)
class Occasion:
    """A period, a term's end, an empty post; `met` for the last two."""

    period: Period
    met: date | None = None


def naive_outcomes(profile: Profile, world: World, first: date, last: date) -> list[Outcome]:
    """Every duty of every unit, one after the other."""
    found = []
    for duty in profile.duties.values():
        for unit in world.units:
            for version in duty.versions:
                for occasion in _occasions(version, world, unit, first, last):
                    outcome = _Judge(world, unit, duty, version, occasion).outcome()
                    if outcome is not None:
                        found.append(outcome)
    return found


def _occasions(
    version: DutyVersion, world: World, unit: UnitRecord, first: date, last: date
) -> Iterator[Occasion]:
    plan = version.plan
    if plan.clock is Clock.CALENDAR:
        assert plan.cadence is not None
        for period in periods_between(plan.cadence, first, last):
            if version.in_force_on(period.start):
                yield Occasion(period)
    elif plan.clock is Clock.TERM:
        for term in world.terms:
            if term.unit != unit.key or term.body_kind not in plan.body_kinds or _wound_up(world, term):
                continue
            occasion = Occasion(
                Period(term.ends_on - timedelta(plan.lead_days), term.ends_on), term.successor_start
            )
            if version.in_force_on(term.ends_on) and _in_view(occasion, unit, first, last):
                yield occasion
    else:
        for vacancy in world.vacancies:
            if vacancy.unit != unit.key or vacancy.post != plan.post_kind:
                continue
            end = _months_later(vacancy.start, plan.allowed_months) + timedelta(plan.allowed_days)
            occasion = Occasion(Period(vacancy.start, end), vacancy.end)
            if version.in_force_on(vacancy.start) and _in_view(occasion, unit, first, last):
                yield occasion


def _wound_up(world: World, term: TermRecord) -> bool:
    """The body ended within the term and nobody followed."""
    if term.successor_start is not None:
        return False
    ends = [body.end for body in world.bodies if body.body == term.body]
    body_end = None if not ends or None in ends else max(end for end in ends if end)
    return any(end is not None and end <= term.ends_on for end in (term.ended, body_end))


def _in_view(occasion: Occasion, unit: UnitRecord, first: date, last: date) -> bool:
    if occasion.period.start > last:
        return False
    if unit.closed is not None and unit.closed <= first:
        return False
    return occasion.met is None or occasion.period.end >= first or occasion.met >= first


def _months_later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def _holds(row: Any, day: date) -> bool:
    return row.start <= day and (row.end is None or day < row.end)


def long_enough(rule: MeasureRule, act: ActRecord) -> bool:
    """Whether it lasted, or hangs, as long as asked; what has no end noted still hangs."""
    if act.measured is None:
        return rule.unit is MeasureUnit.DAYS or rule.comparator.holds(0, rule.value)
    return rule.comparator.holds(act.measured, rule.value)


def _bound(plan: Plan, span: SpanRecord) -> bool:
    population = plan.population
    form = not population.forms or span.form in population.forms
    return form and (not population.kinds or span.kind in population.kinds)


@dataclass(frozen=True)
class _Judge:
    world: World
    unit: UnitRecord
    duty: Duty
    version: DutyVersion
    occasion: Occasion

    @property
    def plan(self) -> Plan:
        return self.version.plan

    @property
    def period(self) -> Period:
        return self.occasion.period

    @property
    def reference(self) -> date:
        closed = self.unit.closed
        return self.period.end if closed is None else min(self.period.end, closed - ONE)

    def outcome(self) -> Outcome | None:
        unit, period = self.unit, self.period
        if unit.closed is not None and unit.closed <= period.start:
            return None
        span = next((span for span in unit.spans if _holds(span, self.reference)), None)
        if span is None or not _bound(self.plan, span):
            return None
        for each in self.plan.population.where:
            if each.comparator.holds(self.column(each.column), each.value) is not each.expected:
                return None
        accepted = sorted(self.accepted(), key=lambda act: (act.day, act.id))
        needed = self.needed()
        days = self.contributions(accepted)
        met = days[needed - 1] if len(days) >= needed > 0 else None
        if needed <= 0:
            met = period.start
        counted = len(days)
        if not self.plan.evidence:
            met, counted = self.occasion.met, int(self.occasion.met is not None)
        excuse, until = self.excuse(span)
        at_risk = period.end - timedelta(self.plan.at_risk_days) + ONE
        return Outcome(
            unit=int(str(unit.key)),
            duty=self.duty.code,
            version=self.version.number,
            period=period,
            opens_on=period.start,
            closes_on=period.end,
            grace_until=self.grace_until(),
            at_risk_from=max(period.start, at_risk),
            required=needed,
            counted=counted,
            met_on=met,
            excuse=excuse,
            excuse_until=until,
            evidence=tuple(act.id for act in accepted),
        )

    def own(self, rows: list[Any]) -> list[Any]:
        return [row for row in rows if row.unit == self.unit.key]

    def column(self, name: str) -> int:
        members = [row for row in self.own(self.world.memberships) if _holds(row, self.reference)]
        if name == "members":
            return len(members)
        if name == "voting_members":
            return sum(row.voting for row in members)
        return sum(
            body.kind == name.removeprefix("bodies.") and self.standing(body)
            for body in self.own(self.world.bodies)
        )

    def standing(self, body: BodyRecord) -> bool:
        begun_by = max(self.period.start, self.unit.founded)
        return body.start <= begun_by and (body.end is None or self.reference < body.end)

    def needed(self) -> int:
        requirement = self.plan.requirement
        value = self.column(requirement.column) if requirement.column else requirement.value
        return requirement.comparator.fewest(value)

    def postponed_until(self) -> date | None:
        if not any(rule.kind is ExcuseKind.POSTPONED for rule in self.plan.excuses):
            return None
        found = [
            row.until
            for row in self.own(self.world.postponements)
            if row.duty == self.duty.code
            and (row.period.start, row.period.end) == (self.period.start, self.period.end)
        ]
        return max(found, default=None)

    def grace_until(self) -> date:
        return max(self.period.end, self.postponed_until() or date.min) + timedelta(self.plan.grace_days)

    def accepted(self) -> Iterator[ActRecord]:
        for act in self.own(self.world.acts):
            evidence = next((each for each in self.plan.evidence if act.kind in each.gathering_kinds), None)
            if evidence is None:
                continue
            if act.makes_up is not None and act.makes_up.cadence == self.plan.cadence:
                if act.makes_up != self.period or not self.period.start <= act.day <= self.grace_until():
                    continue
            elif not self.period.contains(act.day):
                continue
            if evidence.quorum and not evidence.quorum.comparator.holds_share(
                act.present, act.entitled, evidence.quorum.share
            ):
                continue
            rule = evidence.items
            if rule and not rule.comparator.holds(len(set(act.items) & set(rule.among)), rule.value):
                continue
            if evidence.measured and not long_enough(evidence.measured, act):
                continue
            if self.plan.requirement.count is Count.BODIES and not self.counts_as_body(act):
                continue
            yield act

    def counts_as_body(self, act: ActRecord) -> bool:
        kind = str(self.plan.requirement.column).removeprefix("bodies.")
        bodies = [body for body in self.own(self.world.bodies) if body.body == act.body and body.kind == kind]
        return any(self.standing(body) for body in bodies)

    def contributions(self, accepted: list[ActRecord]) -> list[date]:
        """Earliest day of each distinct token, in order; every hour is a token of its own."""
        first: dict[object, date] = {}
        for act in accepted:
            for token in self.tokens(act):
                first[token] = min(self.counts_from(act), first.get(token, date.max))
        return sorted(first.values())

    def counts_from(self, act: ActRecord) -> date:
        """A notice counts once it has hung so many days after its first."""
        (rule,) = [each.measured for each in self.plan.evidence if act.kind in each.gathering_kinds]
        if rule is None or rule.unit is MeasureUnit.HOURS:
            return act.day
        day, hung = act.day, 0
        while not rule.comparator.holds(hung, rule.value):
            day, hung = day + ONE, hung + 1
        return day

    def tokens(self, act: ActRecord) -> list[object]:
        rule = self.plan.evidence[0].items if self.plan.evidence else None
        match self.plan.requirement.count:
            case Count.GATHERINGS:
                return [act.id]
            case Count.DAYS:
                return [act.day]
            case Count.BODIES:
                return [act.body]
            case Count.MEASURED:
                return [(act.id, hour) for hour in range(act.measured or 0)]
            case Count.ANY:
                return ["any"]
            case Count.ITEMS:
                return [item for item in dict.fromkeys(act.items) if rule and item in rule.among]

    def excuse(self, span: SpanRecord) -> tuple[str, date | None]:
        postponed = self.postponed_until()
        for rule in self.plan.excuses:
            if rule.kind is ExcuseKind.FOUNDED:
                holds = max(self.bound_since(span), self.unit.founded) > self.period.start
            elif rule.kind is ExcuseKind.CLOSED:
                holds = self.unit.closed is not None and self.unit.closed <= self.period.end
            elif rule.kind is ExcuseKind.MEMBERS_AWAY:
                assert rule.comparator is not None
                assert rule.share is not None
                holds = rule.comparator.holds_share(self.away(), self.column("members"), rule.share)
            else:
                continue
            if holds:
                return rule.kind.value, None
        return ("postponed", postponed) if postponed else ("", None)

    def away(self) -> int:
        return sum(
            row.start <= self.period.start and (row.end is None or self.reference < row.end)
            for row in self.own(self.world.absences)
        )

    def bound_since(self, span: SpanRecord) -> date:
        start = span.start
        for before in sorted(self.unit.spans, key=lambda each: each.start, reverse=True):
            if before.end == start and _bound(self.plan, before):
                start = before.start
        return start
