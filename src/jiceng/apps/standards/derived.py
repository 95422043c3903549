"""What the registers say of the items that are read off them: computed, kept for the day, dropped when a
fact of the unit is written.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from jiceng.apps.duties.freshness import hold_all, refresh
from jiceng.apps.duties.models import Freshness
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.quantities.selectors import Amounts, count
from jiceng.apps.quantities.sources import SOURCES
from jiceng.apps.standards.models import Derived

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.standards import Checklist, ChecklistVersion

Row = tuple[int, str, str]
"""A unit's id, kind and form."""
MOST_EVIDENCE = 24
"""Records kept of an item's evidence when a check is closed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the registers say of a unit: by item, points (None: not entered) and amount in words, and, once
    frozen, evidence; and the caps that hold.
    """

    items: dict[str, list[Any]]
    barred: tuple[str, ...]


def rule_of(checklist: "Checklist", year: int) -> "ChecklistVersion | None":
    """The version a year's checks are by: that in force when the year begins, else when it ends."""
    return checklist.version_on(date(year, 1, 1)) or checklist.version_on(date(year, 12, 31))


def computed(
    rules: "Profile", version: "ChecklistVersion", day: date, units: Sequence[Row], *, evidence: bool = False
) -> dict[int, Known]:
    """What the registers say of units on a day. Their verdicts are up to date already."""
    codes = [code for code in version.quantities if rules.quantities[code].source in SOURCES]
    amounts = count(day, codes, {unit for unit, _kind, _form in units} if len(units) < 500 else None)
    return {row[0]: _of_unit(rules, version, day, row, amounts, evidence=evidence) for row in units}


def _of_unit(
    rules: "Profile", version: "ChecklistVersion", day: date, row: Row, amounts: Amounts, *, evidence: bool
) -> Known:
    unit, kind, form = row
    counted = {code: units[unit] for code, units in amounts.items() if unit in units}

    def figures(given: Any) -> Any:
        return rules.amount(given, day)

    items: dict[str, list[Any]] = {}
    for code, item in version.asked_of(kind, form).items():
        each = counted.get(item.quantity)
        if each is None:
            continue
        value = None if each.value is None else str(each.value)
        items[code] = [item.earned(each.value, figures), value]
        if evidence:
            items[code].append(
                [[e.kind, e.id, str(e.day or ""), e.code, e.period] for e in each.evidence[:MOST_EVIDENCE]]
            )
    values = {code: each.value for code, each in counted.items()}
    return Known(items, version.barring(values, figures))


def known_now(rules: "Profile", checklist: "Checklist", version: UnitVersion, day: date) -> Known:
    """What the registers say of a unit today: as kept, or computed and kept."""
    row = Derived.objects.filter(
        unit_id=version.unit_id, checklist=checklist.code, day=day, rules=rules.fingerprint
    ).first()
    if row is None:
        return _keep(rules, checklist, version, day)
    return Known(row.known, tuple(row.barred.split()))


def _keep(rules: "Profile", checklist: "Checklist", version: UnitVersion, day: date) -> Known:
    rule = rule_of(checklist, day.year)
    if rule is None:
        return Known({}, ())
    refresh(day, unit_ids=[version.unit_id], rules=rules)
    with transaction.atomic():  # who writes a fact of the unit waits, or is waited for: see duties.freshness
        list(Freshness.objects.select_for_update().filter(unit_id=version.unit_id))
        found = computed(rules, rule, day, [(version.unit_id, version.kind, version.form)])[version.unit_id]
        Derived.objects.update_or_create(
            unit_id=version.unit_id, checklist=checklist.code, defaults=_values(rules, day, found)
        )
    return found


def _values(rules: "Profile", day: date, known: Known) -> dict[str, Any]:
    return {"day": day, "rules": rules.fingerprint, "known": known.items, "barred": " ".join(known.barred)}


def units_asked(checklist: "Checklist", day: date) -> list[Row]:
    """All units a checklist is asked of."""
    there = UnitVersion.objects.filter(on(day), kind__in=checklist.unit_kinds, form__in=checklist.forms)
    return list(there.values_list("unit_id", "kind", "form"))


def compute_all(rules: "Profile", day: date) -> int:
    """Compute and keep what the registers say of every unit, in the transaction of the caller. Returns how
    many.
    """
    hold_all()
    Derived.objects.all().delete()
    rows: list[Derived] = []
    for checklist in rules.checklists.values():
        rule = rule_of(checklist, day.year)
        units = units_asked(checklist, day) if rule is not None else []
        for unit, known in (computed(rules, rule, day, units) if rule is not None else {}).items():
            rows.append(Derived(unit_id=unit, checklist=checklist.code, **_values(rules, day, known)))
    Derived.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def all_kept(rules: "Profile", day: date) -> bool:
    """Whether what the registers say on `day` is kept of every unit a checklist is asked of."""
    kept = Derived.objects.filter(day=day, rules=rules.fingerprint)
    for checklist in rules.checklists.values():
        units = {unit for unit, _kind, _form in units_asked(checklist, day)}
        of = set(kept.filter(checklist=checklist.code).values_list("unit_id", flat=True))
        if rule_of(checklist, day.year) is not None and units - of:
            return False
    return True


def facts_written(*, unit_ids: Collection[int], **_: object) -> None:
    """Receiver of `entry_recorded`: what was derived of those units holds no more."""
    if unit_ids:
        drop(unit_ids)


def drop(unit_ids: Iterable[int]) -> None:
    """Forget what was derived of units."""
    Derived.objects.filter(unit_id__in=list(unit_ids)).delete()
