"""Lawful reasons that excuse a unit from a duty (免办)."""

from dataclasses import dataclass

import numpy as np

from jiceng.engines.procedure.columns import OPEN, Codes, Days
from jiceng.engines.procedure.finding import Finding
from jiceng.engines.procedure.outcome import EXCUSES
from jiceng.engines.procedure.plan import ExcuseKind, ExcuseRule, Plan
from jiceng.engines.procedure.population import Candidates, compares


@dataclass(frozen=True, eq=False)
class Excused:
    """Number in `EXCUSES` (0: none) and last day of the excuse (`OPEN`: for good) of every occasion;
    `findings`, one a rule.
    """

    excuse: Codes
    until: Days
    findings: tuple[Finding, ...]


def excused(candidates: Candidates, plan: Plan, postponed: Days) -> Excused:
    """What excuses each occasion.

    Reasons that hold for good go before a postponement, which ends on its day; among them the plan's order
    decides. Parameters: `postponed`, day until which each occasion was postponed, 0 when not.
    """
    findings = tuple(_finding(candidates, plan, rule, postponed) for rule in plan.excuses)
    excuse = np.zeros(len(candidates.occasions), np.int16)
    until = np.full(len(excuse), OPEN, np.int32)
    for lasting in (True, False):
        for each in findings:
            if (each.code != ExcuseKind.POSTPONED) is not lasting:
                continue
            chosen = each.holds & (excuse == 0)
            excuse[chosen] = EXCUSES.index(each.code)
            if not lasting:
                until[chosen] = postponed[chosen]
    return Excused(excuse, until, findings)


def _finding(candidates: Candidates, plan: Plan, rule: ExcuseRule, postponed: Days) -> Finding:
    occasions, units = candidates.occasions, candidates.census.facts.units
    match rule.kind:
        case ExcuseKind.FOUNDED:
            since = np.append(candidates.census.bound_since(plan.population), np.int32(0))[candidates.span]
            since = np.maximum(since, units.founded[occasions.unit])
            return Finding(rule.kind.value, since > occasions.opens, {}, {"since": since})
        case ExcuseKind.CLOSED:
            closed = units.closed[occasions.unit]
            return Finding(rule.kind.value, closed <= occasions.closes, {}, {"closed": closed})
        case ExcuseKind.POSTPONED:
            return Finding(rule.kind.value, postponed > 0, {}, {"until": postponed})
        case ExcuseKind.MEMBERS_AWAY:
            return _members_away(candidates, rule)


def _members_away(candidates: Candidates, rule: ExcuseRule) -> Finding:
    """Share of the members on the reference day who were away during the whole occasion."""
    comparator, share = rule.comparator, rule.share
    if comparator is None or share is None:
        raise AssertionError("a members_away rule is read with both")
    away, members = candidates.column("members_away"), candidates.column("members")
    holds = compares(comparator, away * share.denominator, members * share.numerator) & (members > 0)
    data = {"compare": comparator.value, "share": str(share)}
    return Finding(rule.kind.value, holds, data, {"away": away, "members": members})
