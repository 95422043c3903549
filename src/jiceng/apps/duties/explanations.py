"""Why a unit owes a duty or not: the plan run on its own records, as they are now."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jiceng.apps.duties import policies
from jiceng.apps.duties.facts import load_facts
from jiceng.apps.duties.freshness import horizon, judged_from
from jiceng.apps.duties.models import Postponement
from jiceng.apps.duties.rules import current_rules, may_be_postponed
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.policies import require
from jiceng.engines.procedure import State, at_risk_on, evaluate, explain, state_on
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Cadence, Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Duty, DutyVersion, Explanation, Outcome, Profile


@dataclass(frozen=True, slots=True)
class Occasion:
    """A duty in one period as it stands on a day."""

    outcome: "Outcome"
    version: "DutyVersion"
    state: str
    at_risk: bool

    @property
    def period(self) -> Period:
        """The period, or the interval of a term or vacancy."""
        return self.outcome.period


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation with what stands around it.

    `occasion`, the period asked for, None where the duty does not apply; `history`, all periods that have
    opened, oldest first;
    `postponements` of this period, newest first; `may_be_postponed`, whether the rule knows that.
    """

    rules: "Profile"
    duty: "Duty"
    period: Period
    explanation: "Explanation"
    occasion: Occasion | None
    history: list[Occasion]
    postponements: list[Postponement]
    may_be_postponed: bool

    @property
    def postponed(self) -> Postponement | None:
        """The postponement in force."""
        return next((each for each in self.postponements if each.withdrawn_at is None), None)


def explained(
    actor: Actor, version: UnitVersion, duty: str, day: date, period: Period | None = None
) -> Explained:
    """Why a unit owes, owes not, has done or was excused from a duty in a period (None: the one of `day`, or
    the last there was).

    Parameters: `version`, the unit as it is today. Raises `NotFound("unknown_duty")`. A fixed number of
    queries.
    """
    require(actor, policies.READ, version.path)
    rules = current_rules()
    if duty not in rules.duties:
        raise NotFound("unknown_duty")
    first, last = judged_from(day), horizon(day)[1]
    if period is not None:
        first, last = min(first, period.start), max(last, period.end)
    facts, _ = load_facts(rules, [version.unit_id], first, duty)
    found = rules.duties[duty]
    history = [
        _occasion(outcome, found, day) for outcome in evaluate(rules, facts, first, last, [duty]).rows()
    ]
    history = sorted((each for each in history if each.state != State.NOT_YET), key=lambda each: each.period)
    chosen = period or _period_of(found, history, day)
    there = {each.period.key: each for each in history}
    rows = Postponement.objects.filter(unit_id=version.unit_id, duty=duty, period=chosen.key)
    return Explained(
        rules=rules,
        duty=found,
        period=chosen,
        explanation=explain(rules, facts, 0, duty, chosen),
        occasion=there.get(chosen.key),
        history=history,
        postponements=list(rows.order_by("-approved_at")),
        may_be_postponed=may_be_postponed(rules, duty, chosen),
    )


def _occasion(outcome: "Outcome", duty: "Duty", day: date) -> Occasion:
    version = duty.versions[outcome.version - 1]
    return Occasion(outcome, version, state_on(outcome, day).value, at_risk_on(outcome, day))


def _period_of(duty: "Duty", history: list[Occasion], day: date) -> Period:
    """The period of a day; for a term or vacancy the last one."""
    version = duty.version_on(day) or duty.versions[-1]
    if version.plan.cadence is not None:
        return Period.containing(version.plan.cadence, day)
    return history[-1].period if history else Period.containing(Cadence.YEAR, day)
