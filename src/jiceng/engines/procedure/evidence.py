"""Evidence: which gatherings count for which occasion, and on which day they were enough."""

from dataclasses import dataclass, replace

import numpy as np

from jiceng.engines.procedure.columns import CADENCE_NUMBERS, OPEN, Acts, Bits, Days, Flags, Identities
from jiceng.engines.procedure.finding import Finding, all_hold
from jiceng.engines.procedure.occasions import Occasions
from jiceng.engines.procedure.plan import Count, Evidence, ItemRule, MeasureRule, Plan, Quorum
from jiceng.engines.procedure.population import Census, compares, standing_from
from jiceng.engines.procedure.rules import BODIES
from jiceng.engines.procedure.spells import keyed


@dataclass(frozen=True, eq=False)
class Selection:
    """Acts of a plan's gathering kinds: their rows in the facts, the occasion each belongs to (−1: none), and
    what was found of each.
    """

    rows: Identities
    occasion: Identities
    findings: tuple[Finding, ...]

    def accepted(self, owed: Flags) -> "Placed":
        """The acts that count for occasions that are owed."""
        chosen = all_hold(self.findings, len(self.rows)) & (self.occasion >= 0)
        chosen &= np.append(owed, np.False_)[self.occasion]
        return Placed(self.rows[chosen], self.occasion[chosen])


@dataclass(frozen=True, eq=False)
class Placed:
    """Acts that count: rows in the facts and the occasion of each."""

    rows: Identities
    occasion: Identities


@dataclass(frozen=True, eq=False)
class Reached:
    """How many contributions each occasion has, and the day of the one that was enough (`OPEN`: none)."""

    counted: Identities
    met_on: Days


def select(census: Census, plan: Plan, occasions: Occasions, grace_until: Days) -> Selection:
    """Acts of the plan's gathering kinds, each with its occasion and the conditions it must fulfil.

    An act belongs to the period of its day, or to the one it makes up when that has the plan's cadence; then
    it must lie between the first day of that period and the end of its grace.
    """
    acts = census.facts.acts
    rows = np.flatnonzero(_kinds(census, plan.gathering_kinds)[acts.kind])
    occasion, in_time = _place(acts, rows, occasions, grace_until)
    findings = [Finding("outside_grace", in_time, {}, {})]
    for each in plan.evidence:
        others = ~_kinds(census, each.gathering_kinds)[acts.kind[rows]]
        asked = _asked(census, each, acts, rows)
        findings += [replace(finding, holds=finding.holds | others) for finding in asked]
    if plan.requirement.count is Count.BODIES and plan.requirement.column:
        kind = census.profile.numbers.body_kinds[plan.requirement.column.removeprefix(BODIES)]
        findings.append(_of_body(census, kind, rows, occasion, occasions))
    return Selection(rows, occasion, tuple(findings))


def _kinds(census: Census, codes: tuple[str, ...]) -> Flags:
    """Whether each kind of gathering is among `codes`, by its number; the last place answers for −1."""
    wanted = np.zeros(len(census.profile.gathering_kinds) + 1, np.bool_)
    wanted[[census.profile.numbers.gathering_kinds[kind] for kind in codes]] = True
    return wanted


def _asked(census: Census, evidence: Evidence, acts: Acts, rows: Identities) -> list[Finding]:
    """What one kind of evidence asks of each act, whether the act is of it or not."""
    found = []
    if evidence.quorum:
        found.append(_quorum(evidence.quorum, acts, rows))
    if evidence.items:
        found.append(_items(census, evidence.items, acts, rows))
    if evidence.measured:
        found.append(_measured(evidence.measured, acts, rows))
    return found


def _place(acts: Acts, rows: Identities, occasions: Occasions, grace_until: Days) -> tuple[Identities, Flags]:
    """Occasion of each act (−1: none), and whether it was held in time for it."""
    day = acts.day[rows]
    cadence = CADENCE_NUMBERS[occasions.cadence.value] if occasions.cadence else 0
    claims = (acts.makes_up_cadence[rows] == cadence) & (acts.makes_up_start[rows] > 0)
    named = np.where(claims, acts.makes_up_start[rows], day)
    slot = np.searchsorted(occasions.slot_opens, named, side="right") - 1
    inside = (slot >= 0) & (named <= occasions.slot_closes[slot])
    occasion = np.where(inside, acts.unit[rows].astype(np.int64) * occasions.slots + slot, -1)
    in_time = ~claims | ((day >= occasions.opens[occasion]) & (day <= grace_until[occasion]))
    return occasion, in_time


def _quorum(quorum: Quorum, acts: Acts, rows: Identities) -> Finding:
    entitled = acts.entitled[rows].astype(np.int64)
    present = acts.present[rows].astype(np.int64)
    share = quorum.share
    enough = compares(quorum.comparator, present * share.denominator, entitled * share.numerator)
    data = {"compare": quorum.comparator.value, "share": str(share)}
    return Finding("no_quorum", enough & (entitled > 0), data, {"entitled": entitled, "present": present})


def _measured(rule: MeasureRule, acts: Acts, rows: Identities) -> Finding:
    measured = acts.measured[rows].astype(np.int64)
    data = {"unit": rule.unit.value, "compare": rule.comparator.value, "value": rule.value}
    return Finding(
        "measure_short", compares(rule.comparator, measured, rule.value), data, {"measured": measured}
    )


def item_mask(census: Census, rule: ItemRule) -> np.uint64:
    """Bits of a rule's items."""
    return np.uint64(census.profile.numbers.item_bits(rule.among))


def _items(census: Census, rule: ItemRule, acts: Acts, rows: Identities) -> Finding:
    found = np.bitwise_count(acts.items[rows] & item_mask(census, rule)).astype(np.int64)
    data = {"among": list(rule.among), "compare": rule.comparator.value, "value": rule.value}
    return Finding("items_missing", compares(rule.comparator, found, rule.value), data, {"found": found})


def _of_body(
    census: Census, kind: int, rows: Identities, occasion: Identities, occasions: Occasions
) -> Finding:
    """Whether the body that met is one of those counted: of the kind, of the unit, standing throughout the
    occasion.
    """
    table, acts = census.facts.bodies, census.facts.acts
    ours = np.flatnonzero(table.kind == kind)
    ours = ours[np.lexsort((table.start[ours], table.body[ours]))]
    identities, place = np.unique(table.body[ours], return_inverse=True)
    keys = keyed(place.astype(np.int32), table.start[ours])
    body = np.searchsorted(identities, acts.body[rows])
    listed = np.append(identities, -1)[body] == acts.body[rows]
    begun_by = standing_from(census.facts, occasions)[occasion]
    row = np.searchsorted(keys, keyed(body.astype(np.int32), begun_by), side="right") - 1
    row = np.append(ours, -1)[row]
    if not len(ours):
        return Finding("other_body", np.zeros(len(rows), np.bool_))
    same = (table.unit[row] == acts.unit[rows]) & (table.body[row] == acts.body[rows])
    stood = (table.start[row] <= begun_by) & (table.end[row] > occasions.reference[occasion])
    return Finding("other_body", listed & same & stood, {}, {"body": acts.body[rows]})


def reach(census: Census, plan: Plan, placed: Placed, needed: Identities, opens: Days) -> Reached:
    """Count contributions and find the day on which they were enough.

    A contribution is a distinct pair of occasion and token (the act, its day, its body, an item, or just
    any), on its earliest day; a notice contributes on the day it has been posted long enough. Hours are added
    up instead. Parameters: `needed`, how many each occasion asks for; where that is none, it is met as it
    opens.
    """
    if plan.requirement.count is Count.MEASURED:
        return _added_up(census, placed, needed, opens)
    occasion, token, day = _contributions(census, plan, placed)
    if plan.requirement.count is not Count.GATHERINGS:
        order = np.lexsort((day, token, occasion))
        occasion, token, day = occasion[order], token[order], day[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = (occasion[1:] != occasion[:-1]) | (token[1:] != token[:-1])
        occasion, day = occasion[first], day[first]
    day = day[np.lexsort((day, occasion))]
    counted = np.bincount(occasion, minlength=len(needed)).astype(np.int64)
    place = np.cumsum(counted) - counted + needed - 1
    met = (counted >= needed) & (needed > 0)
    met_on = np.full(len(needed), OPEN, np.int32)
    met_on[met] = day[place[met]]
    return Reached(counted, np.where(needed > 0, met_on, opens))


def _added_up(census: Census, placed: Placed, needed: Identities, opens: Days) -> Reached:
    """The hours of each occasion, and the day of the act that made them enough."""
    day, hours = census.facts.acts.day[placed.rows], census.facts.acts.measured[placed.rows].astype(np.int64)
    order = np.lexsort((day, placed.occasion))
    occasion, day, hours = placed.occasion[order], day[order], hours[order]
    counted = np.zeros(len(needed), np.int64)
    np.add.at(counted, occasion, hours)
    before = np.cumsum(counted) - counted
    enough = np.cumsum(hours) - before[occasion] >= needed[occasion]
    met_on = np.full(len(needed), OPEN, np.int32)
    np.minimum.at(met_on, occasion[enough], day[enough])
    return Reached(counted, np.where(needed > 0, met_on, opens))


def _days(census: Census, plan: Plan, rows: Identities) -> Days:
    """The day from which each act counts."""
    acts = census.facts.acts
    later = np.zeros(len(census.profile.gathering_kinds), np.int32)
    for each in plan.evidence:
        if each.measured:
            kinds = [census.profile.numbers.gathering_kinds[kind] for kind in each.gathering_kinds]
            later[kinds] = each.measured.full_after
    found: Days = acts.day[rows] + later[acts.kind[rows]]
    return found


def _contributions(census: Census, plan: Plan, placed: Placed) -> tuple[Identities, Identities, Days]:
    """Occasion, token and day of every contribution, repeated ones included."""
    acts, rows = census.facts.acts, placed.rows
    day = _days(census, plan, rows)
    match plan.requirement.count:
        case Count.GATHERINGS:
            return placed.occasion, rows, day
        case Count.DAYS:
            return placed.occasion, acts.day[rows].astype(np.int64), day
        case Count.BODIES:
            return placed.occasion, acts.body[rows], day
        case Count.ANY:
            return placed.occasion, np.zeros(len(rows), np.int64), day
        case Count.ITEMS:
            mask = sum((item_mask(census, each.items) for each in plan.evidence if each.items), np.uint64(0))
            act, item = _bits(acts.items[rows], mask)
            return placed.occasion[act], item, day[act]
        case Count.MEASURED:
            raise AssertionError("hours are added up")


def _bits(values: Bits, mask: np.uint64) -> tuple[Identities, Identities]:
    """Every pair (row, bit) of the bits that `values` and `mask` share."""
    bits = np.array([bit for bit in range(64) if int(mask) >> bit & 1], np.uint64)
    row, column = np.nonzero((values[:, None] >> bits[None, :]) & np.uint64(1))
    return row.astype(np.int64), bits[column].astype(np.int64)
