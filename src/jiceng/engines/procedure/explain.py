"""Explanation: why one unit owes a duty in one period or not, and what was made of each of its gatherings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from jiceng.engines.procedure.columns import OPEN
from jiceng.engines.procedure.evaluate import outcomes_of
from jiceng.engines.procedure.evidence import Selection
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.finding import Condition
from jiceng.engines.procedure.judgement import Evaluation, Judgement
from jiceng.engines.procedure.outcome import Outcome
from jiceng.engines.procedure.profile import Citation, Duty, DutyVersion, Profile
from jiceng.kernel.periods import Period

DAY_COLUMNS = frozenset({"since", "closed", "until"})


@dataclass(frozen=True, slots=True)
class ActReason:
    """What was made of one gathering: accepted ("counts"), or the first condition it failed with its data."""

    id: int
    day: date
    accepted: bool
    reason: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why.

    `version` is the rule that judges the period, None when none was in force; then `citation` is None too.
    `conditions` are those of the population, all of which must hold; `excuses`, each lawful reason the rule
    names and whether it holds; `acts`, the gatherings of the rule's kinds held in the period or its grace, or
    meant to make it up; `outcome` is None when the duty does not apply.
    """

    duty: str
    period: Period
    version: DutyVersion | None
    citation: Citation | None
    conditions: tuple[Condition, ...]
    excuses: tuple[Condition, ...]
    acts: tuple[ActReason, ...]
    required: int
    counted: int
    outcome: Outcome | None


def explain(profile: Profile, facts: Facts, unit: int, duty_code: str, period: Period) -> Explanation:
    """Explain one duty of one unit in one period, by the plan that evaluation runs.

    Parameters: `facts`, of this unit alone or of many; `unit`, its number in them; `period`, a calendar
    period, or the interval from opening to closing day of a term or vacancy. Raises
    `NotFound("unknown_duty")`.
    """
    own = facts if facts.size == 1 and unit == 0 else facts.of_unit(unit)
    duty = profile.duty(duty_code)
    evaluation = Evaluation(profile, own, period.start, period.end)
    for version in duty.versions:
        judgement = evaluation.judge(duty, version)
        place = _place(judgement, period) if judgement else None
        if judgement is not None and place is not None:
            return _Reading(profile, own, judgement, place, unit).explanation(duty, period)
    code = "in_force" if duty.version_on(period.start) is None else "occasion_exists"
    return Explanation(duty.code, period, None, None, (Condition(code, {}, False),), (), (), 0, 0, None)


def _place(judgement: Judgement, period: Period) -> int | None:
    """Row of the period among the occasions that the judgement's version judges."""
    occasions = judgement.occasions
    same = (occasions.opens == period.start.toordinal()) & (occasions.closes == period.end.toordinal())
    found = np.flatnonzero(same & judgement.findings[0].holds)
    return int(found[0]) if len(found) else None


@dataclass(frozen=True)
class _Reading:
    """One row of a judgement over one unit, read aloud."""

    profile: Profile
    facts: Facts
    judgement: Judgement
    place: int
    unit: int

    def explanation(self, duty: Duty, period: Period) -> Explanation:
        version = self.judgement.version
        return Explanation(
            duty=duty.code,
            period=period,
            version=version,
            citation=version.citation,
            conditions=tuple(self._decoded(each.at(self.place)) for each in self.judgement.findings),
            excuses=tuple(self._decoded(each.at(self.place)) for each in self.judgement.excuses.findings),
            acts=self._acts(),
            required=int(self.judgement.needed[self.place]),
            counted=int(self.judgement.proof.reached.counted[self.place]),
            outcome=self._outcome(period),
        )

    def _outcome(self, period: Period) -> Outcome | None:
        if not self.judgement.owed[self.place]:
            return None
        outcomes = outcomes_of(self.profile, self.facts, [self.judgement])
        number = int(np.count_nonzero(self.judgement.owed[: self.place]))
        return replace(outcomes.row(number), unit=self.unit, period=period)

    def _acts(self) -> tuple[ActReason, ...]:
        selection = self.judgement.proof.selection
        if selection is None:
            return ()
        day = self.facts.acts.day[selection.rows]
        near = day >= self.judgement.occasions.opens[self.place]
        near &= day <= self.judgement.grace_until[self.place]
        shown = np.flatnonzero(near | (selection.occasion == self.place))
        found = [self._act(selection, int(row)) for row in shown]
        return tuple(sorted(found, key=lambda act: (act.day, act.id)))

    def _act(self, selection: Selection, row: int) -> ActReason:
        acts, act = self.facts.acts, selection.rows[row]
        accepted, condition = False, Condition("outside_period", {}, False)
        if selection.occasion[row] == self.place:
            failed = (each.at(row) for each in selection.findings if not each.holds[row])
            owed = bool(self.judgement.owed[self.place])
            condition = next(failed, Condition("counts" if owed else "not_owed", {}, owed))
            accepted = condition.holds
        day = date.fromordinal(int(acts.day[act]))
        return ActReason(int(acts.id[act]), day, accepted, condition.code, condition.data)

    def _decoded(self, condition: Condition) -> Condition:
        """The condition with codes and days in place of their numbers."""
        data = dict(condition.data)
        for key, codes in (("form", self.profile.organisation_forms), ("kind", self.profile.unit_kinds)):
            if key in data:
                data[key] = [*codes, ""][data[key]]
        for key in DAY_COLUMNS & set(data):
            known = 0 < data[key] < OPEN
            data[key] = date.fromordinal(data[key]) if known else None
        return replace(condition, data=data)
