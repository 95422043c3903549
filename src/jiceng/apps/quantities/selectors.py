"""Amounts of quantities, as on any day, with what they rest on. Reads only, and always of what stands now
in the registers.
"""

from collections.abc import Collection, Hashable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import within
from jiceng.apps.quantities.counting import Ask, Counted
from jiceng.apps.quantities.sources import SOURCES
from jiceng.engines.procedure.quantities import Criterion, Quantity, Source
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

Amounts = dict[str, dict[int, Counted]]
"""By code of the quantity and id of the unit. A unit that is not in it is not asked that quantity."""

NONE_IS_NOTHING = frozenset(
    {
        *(Source.MEMBERS, Source.GATHERINGS, Source.DECISIONS, Source.VIOLATIONS, Source.STEPS),
        *(Source.COVERED, Source.NEEDS, Source.PRACTICES, Source.CASES),
        *(Source.YOUNG_MEMBERS, Source.MOBILE, Source.SUCCESSORS, Source.FORMED),
    }
)
"""Sources of which a unit without any record has 0; of the others it is not asked."""


def amounts_below(actor: Actor, version: UnitVersion, day: date, codes: Iterable[str]) -> Amounts:
    """Quantities of a unit and all under it that are there on `day`, with a constant number of queries."""
    require(actor, READ, version.path)
    refresh(day, ranges=[PathRange.below(version.path)])
    there = UnitVersion.objects.filter(on(day), within([PathRange.below(version.path)]))
    return _counted(day, codes, there)


def amounts_of(actor: Actor, version: UnitVersion, day: date, codes: Iterable[str]) -> dict[str, Counted]:
    """Quantities of one unit on `day`; those it is not asked are left out."""
    require(actor, READ, version.path)
    refresh(day, unit_ids=[version.unit_id])
    found = count(day, codes, [version.unit_id])
    return {code: units[version.unit_id] for code, units in found.items() if version.unit_id in units}


def count(day: date, codes: Iterable[str], unit_ids: Collection[int] | None = None) -> Amounts:
    """Quantities of some units (None: of all) on `day`. Of units the caller has already checked."""
    there = UnitVersion.objects.filter(on(day))
    if unit_ids is not None:
        there = there.filter(unit_id__in=unit_ids)
    return _counted(day, codes, there)


def quantity(code: str) -> Quantity:
    """A quantity by code. Raises `NotFound("unknown_quantity")`."""
    return _quantity(current_rules(), code)


def _quantity(rules: "Profile", code: str) -> Quantity:
    if code not in rules.quantities:
        raise NotFound("unknown_quantity", quantity=code)
    return rules.quantities[code]


def met(criterion: Criterion, counted: Counted | None, day: date) -> bool | None:
    """Whether a criterion holds of a unit; None where it is not asked of it, or not known."""
    if counted is None:
        return None
    return criterion.met(counted.value, current_rules().amount(criterion.value, day))


def _counted(day: date, codes: Iterable[str], there: QuerySet[UnitVersion]) -> Amounts:
    rules, units = current_rules(), list(there.values_list("unit_id", "kind", "form"))
    named = {unit for unit, _kind, _form in units} if len(units) <= _MOST_NAMED else None
    kept: dict[Hashable, Any] = {}
    found: Amounts = {}
    for code in dict.fromkeys(codes):
        asked = _quantity(rules, code)
        counted = SOURCES[asked.source](Ask(rules, asked, day, named, kept))
        nothing = Counted(0) if asked.source in NONE_IS_NOTHING else None
        found[code] = {
            unit: each
            for unit, kind, form in units
            if (not asked.unit_kinds or kind in asked.unit_kinds)
            and (not asked.forms or form in asked.forms)
            and (each := counted.get(unit, nothing)) is not None
        }
    return found


_MOST_NAMED = 500
"""Units named one by one in a query; with more, the whole table is read and the rest left out."""
