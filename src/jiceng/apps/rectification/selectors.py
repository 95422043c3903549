"""Reads of cases, within what the actor may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from jiceng.apps.decisions.models import Decision
from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import open_verdicts
from jiceng.apps.organisations.models import UnitVersion, profile
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, tree_order, within
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.quantities.selectors import count
from jiceng.apps.rectification.grounds import Amount, thawed
from jiceng.apps.rectification.models import Attestation, Case, CaseEntry
from jiceng.apps.rectification.progress import (
    Standing,
    criterion_of,
    living,
    standing,
)
from jiceng.apps.rectification.proposals import Found, findings
from jiceng.engines.procedure.quantities import Criterion
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import months_after


@dataclass(slots=True)
class CaseNow:
    """A case as it stands: its unit, its standing; `holds`, the grounds the registers still bear out."""

    case: Case
    unit: UnitVersion
    standing: Standing
    holds: dict[str, list[Amount]] = field(default_factory=dict)

    @property
    def weaknesses(self) -> list[str]:
        """The grounds it was listed on."""
        return [each["weakness"] for each in self.case.grounds]

    @property
    def relapse(self) -> list[str]:
        """Grounds that hold again after the case was removed."""
        if self.case.removed_on is None:
            return []
        return [each for each in self.weaknesses if each in self.holds]


def standing_now(case: Case, day: date) -> Standing:
    """How one case stands on a day. Of a case the caller has already checked."""
    entries = list(case.entries.all())
    refresh(day, unit_ids=[case.unit_id])
    amounts = count(day, _asked(entries), [case.unit_id])
    of_unit = {code: units[case.unit_id] for code, units in amounts.items() if case.unit_id in units}
    return standing(current_rules(), case, entries, of_unit, day)


def _asked(entries: Iterable[CaseEntry]) -> set[str]:
    """Quantities that measures wait for."""
    wanted = (criterion_of(each) for _place, each in living(entries) if each.kind == "measure")
    return {each.quantity for each in wanted if each is not None}


def cases(
    actor: Actor, version: UnitVersion, day: date, *, closed: bool = False, held: Found | None = None
) -> list[CaseNow]:
    """The cases of a unit and of all below it, in official order of units: those open or looked back on;
    `closed`, those at their end. A constant number of queries. Parameters: `held`, what held at the last
    survey, where it was asked already.
    """
    units = {
        each.unit_id: each
        for each in last_versions(actor)
        .filter(within([PathRange.below(version.path)]), unit_id__in=Case.objects.values("unit_id"))
        .select_related("unit")
    }
    rows = list(Case.objects.filter(unit_id__in=units).prefetch_related("entries").order_by("pk"))
    codes = _asked(entry for each in rows for entry in each.entries.all() if each.removed_on is None)
    open_ids = [each.unit_id for each in rows if each.removed_on is None]
    amounts = count(day, codes, open_ids)
    held, rules = findings(units) if held is None else held, current_rules()
    found: dict[int, list[CaseNow]] = {}
    for case in rows:
        of_unit = {code: by[case.unit_id] for code, by in amounts.items() if case.unit_id in by}
        now = standing(rules, case, list(case.entries.all()), of_unit, day)
        if (now.stage == "closed") == closed:
            of_case = CaseNow(case, units[case.unit_id], now, held.get(case.unit_id, {}))
            found.setdefault(case.unit_id, []).append(of_case)
    return [each for unit in tree_order(units.values()) for each in found.get(unit.unit_id, ())]


def case_in_scope(actor: Actor, case_id: int, permission: str | None = None) -> tuple[Case, UnitVersion]:
    """A case and its unit. Raises `NotFound("case_not_found")` to outsiders, `Refused`."""
    case = Case.objects.select_related("unit", "decision").filter(pk=case_id).first()
    version = last_versions(actor).filter(unit_id=case.unit_id).first() if case else None
    if case is None or version is None:
        raise NotFound("weak_case_not_found")
    if permission is not None:
        require(actor, permission, version.path)
    version.unit = case.unit
    return case, version


def entry_in_scope(actor: Actor, entry_id: int) -> tuple[CaseEntry, UnitVersion]:
    """An entry of a case and its unit. Raises as `case_in_scope` does."""
    entry = CaseEntry.objects.select_related("replaces").filter(pk=entry_id).first()
    if entry is None:
        raise NotFound("weak_case_not_found")
    entry.case, version = case_in_scope(actor, entry.case_id)
    return entry, version


def attestation_in_scope(
    actor: Actor, attestation_id: int, permission: str
) -> tuple[Attestation, UnitVersion]:
    """What was attested of a unit. Raises `NotFound("weak_case_not_found")` to outsiders, `Refused`."""
    row = Attestation.objects.select_related("unit").filter(pk=attestation_id).first()
    version = last_versions(actor).filter(unit_id=row.unit_id).first() if row else None
    if row is None or version is None:
        raise NotFound("weak_case_not_found")
    require(actor, permission, version.path)
    version.unit = row.unit
    return row, version


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of a case as it was when listed: its amounts, or what was attested and answered."""

    weakness: str
    amounts: list[Amount]
    attestation: Attestation | None


def grounds(case: Case) -> list[Ground]:
    """The grounds of a case as they were kept."""
    ids = [each["attestation"] for each in case.grounds if "attestation" in each]
    said = Attestation.objects.in_bulk(ids) if ids else {}
    return [
        Ground(each["weakness"], thawed(each.get("amounts", ())), said.get(each.get("attestation", 0)))
        for each in case.grounds
    ]


def adopted_above(version: UnitVersion, day: date) -> list[Decision]:
    """Decisions of the last year by which a case of the unit can be listed or removed: adopted by it or by a
    unit above it. Of a unit the caller has already checked.
    """
    ids = [int(version.path[i : i + SEGMENT]) for i in range(0, len(version.path), SEGMENT)]
    rows = Decision.objects.filter(
        Q(result="adopted") | Q(result="carried_out"),
        unit_id__in=ids,
        dropped_on=None,
        opened_on__gte=months_after(day, -12),
    )
    return list(rows.order_by("-last_day", "-pk")[:50])


def calendar(actor: Actor, version: UnitVersion, day: date) -> list[tuple[date, str]]:
    """Days a unit has to keep anyway, with the duty of each: a measure best falls on one of them."""
    found: set[tuple[date, str]] = set()
    for each in open_verdicts(actor, version, day):
        closes = each.verdict.closes_on
        if closes is not None and closes >= day:
            found.add((closes, each.duty.code))
    return sorted(found)


def proposed_due(criterion: Criterion | None, days: list[tuple[date, str]], otherwise: date) -> date:
    """By when a measure could be done: one for so many gatherings falls on the unit's own next days."""
    rules = current_rules()
    quantity = rules.quantities.get(criterion.quantity) if criterion else None
    if quantity is None or criterion is None or not days or not isinstance(criterion.value, int):
        return otherwise
    kinds = set(quantity.words.get("gathering_kinds", ()))
    fitting = [closes for closes, code in days if kinds & _kinds_of(code, closes)]
    if not fitting:
        return otherwise
    return months_after(fitting[0], max(0, criterion.value - 1))


def _kinds_of(duty: str, day: date) -> set[str]:
    """The kinds of gathering by which a duty is done."""
    version = current_rules().duty(duty).version_on(day)
    return {kind for each in version.plan.evidence for kind in each.gathering_kinds} if version else set()


def concerning() -> list[QuerySet[Any]]:
    """What was said of units and waits for their answer, and cases under way: to be counted, by unit, with
    what else a page counts.
    """
    if not profile().weaknesses:
        return []
    unanswered = Attestation.objects.filter(ended_on=None, answered_on=None)
    return [unanswered, Case.objects.filter(removed_on=None)]


def own_next(actor: Actor, version: UnitVersion, day: date) -> tuple[str, int, date | None] | None:
    """What a unit itself is to do next: ("answer", attestation, None) or ("case", case, its day)."""
    asked = Attestation.objects.filter(unit_id=version.unit_id, ended_on=None, answered_on=None).first()
    if asked is not None:
        return "answer", asked.pk, None
    case = Case.objects.filter(unit_id=version.unit_id, removed_on=None).first()
    if case is None:
        return None
    own = [each for each in standing_now(case, day).open_measures if each.owner == "own"]
    return ("case", case.pk, own[0].due) if own else None
