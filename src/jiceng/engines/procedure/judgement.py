"""Judging one dated rule over all its occasions: what outcomes and explanations are both read from."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from jiceng.engines.procedure.columns import OPEN, Days, Flags, Identities
from jiceng.engines.procedure.evidence import Placed, Reached, Selection, reach, select
from jiceng.engines.procedure.excuses import Excused, excused
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.finding import Finding, all_hold
from jiceng.engines.procedure.occasions import (
    Occasions,
    calendar_occasions,
    postponed_until,
    term_occasions,
    vacancy_occasions,
)
from jiceng.engines.procedure.plan import Clock, ExcuseKind, Plan
from jiceng.engines.procedure.population import Candidates, Census
from jiceng.engines.procedure.profile import Duty, DutyVersion, Profile


@dataclass(frozen=True, eq=False)
class Proof:
    """What was reached, and for calendar plans the acts looked at and those that count."""

    reached: Reached
    selection: Selection | None = None
    placed: Placed | None = None


@dataclass(frozen=True, eq=False)
class Judgement:
    """One version of a duty judged over its candidate occasions: everything an outcome or an explanation is
    read from.
    """

    duty: int
    version: DutyVersion
    occasions: Occasions
    findings: tuple[Finding, ...]
    owed: Flags
    at_risk_from: Days
    grace_until: Days
    needed: Identities
    proof: Proof
    excuses: Excused


class Evaluation:
    """One look at facts with a profile from `first` to `last`; what duties share is worked out once."""

    def __init__(self, profile: Profile, facts: Facts, first: date, last: date) -> None:
        self.census = Census(profile, facts)
        self.first = first
        self.last = last
        self._candidates: dict[tuple[object, ...], Candidates] = {}

    def candidates(self, plan: Plan) -> Candidates:
        """The plan's occasions; plans of one cadence share theirs."""
        key = (
            plan.clock,
            plan.cadence,
            plan.body_kinds,
            plan.lead_days,
            plan.post_kind,
            plan.allowed_days,
            plan.allowed_months,
        )
        if key not in self._candidates:
            self._candidates[key] = Candidates.of(self.census, self._occasions(plan))
        return self._candidates[key]

    def _occasions(self, plan: Plan) -> Occasions:
        facts, numbers = self.census.facts, self.census.profile.numbers
        if plan.clock is Clock.TERM:
            kinds = [numbers.body_kinds[kind] for kind in plan.body_kinds]
            return term_occasions(facts, kinds, plan.lead_days, self.first, self.last)
        if plan.clock is Clock.VACANCY and plan.post_kind:
            return vacancy_occasions(facts, numbers.post_kinds[plan.post_kind], plan, self.first, self.last)
        if plan.cadence is None:
            raise AssertionError("a calendar plan is read with its cadence")
        return calendar_occasions(facts, plan.cadence, self.first, self.last)

    def judge(self, duty: Duty, version: DutyVersion) -> Judgement | None:
        """Judge one version of a duty over all its occasions; None when it judges none of them."""
        plan, number = version.plan, self.census.profile.numbers.duties[duty.code]
        candidates = self.candidates(plan)
        occasions, in_force = candidates.occasions, candidates.in_force(version)
        if not in_force.any():
            return None
        findings = (Finding("in_force", in_force), *candidates.applicability(plan))
        postponed = self._postponed(plan, number, occasions)
        grace_until = np.maximum(occasions.closes, postponed) + np.int32(plan.grace_days)
        owed = all_hold(findings, len(occasions))
        needed = self._needed(plan, candidates)
        return Judgement(
            duty=number,
            version=version,
            occasions=occasions,
            findings=findings,
            owed=owed,
            at_risk_from=np.maximum(occasions.opens, occasions.closes - np.int32(plan.at_risk_days) + 1),
            grace_until=grace_until,
            needed=needed,
            proof=self._proof(plan, occasions, owed, grace_until, needed),
            excuses=excused(candidates, plan, postponed),
        )

    def _postponed(self, plan: Plan, duty: int, occasions: Occasions) -> Days:
        if plan.excuse(ExcuseKind.POSTPONED):
            return postponed_until(self.census.facts, duty, occasions)
        return np.zeros(len(occasions), np.int32)

    def _proof(
        self, plan: Plan, occasions: Occasions, owed: Flags, grace_until: Days, needed: Identities
    ) -> Proof:
        """What counts for each occasion; a term or vacancy is met by its own event."""
        if not plan.evidence:
            return Proof(Reached((occasions.met_on < OPEN).astype(np.int64), occasions.met_on))
        selection = select(self.census, plan, occasions, grace_until)
        placed = selection.accepted(owed)
        return Proof(reach(self.census, plan, placed, needed, occasions.opens), selection, placed)

    def _needed(self, plan: Plan, candidates: Candidates) -> Identities:
        requirement = plan.requirement
        if requirement.column:
            return candidates.column(requirement.column) + requirement.comparator.fewest(0)
        return np.full(len(candidates.occasions), requirement.comparator.fewest(requirement.value), np.int64)
