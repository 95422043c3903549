"""Grounds of a case and of a proposal: a criterion that holds of a unit, with the amounts and records it
rests on, frozen as plain data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.quantities.counting import Counted, Evidence
from jiceng.apps.quantities.selectors import Amounts, count
from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.quantities import kept
from jiceng.engines.procedure.weaknesses import Weakness, WeaknessVersion

MOST_EVIDENCE = 24
"""Records kept with one amount; how many there were is its value."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it was: of which quantity, how it was compared with what figure, what it rests on."""

    quantity: str
    compare: str
    figure: Any
    counted: Counted


def derived(rules: Profile, day: date) -> dict[str, tuple[Weakness, WeaknessVersion]]:
    """The weaknesses the registers know, as the rules in force on a day have them."""
    found = {}
    for code, weakness in rules.weaknesses.items():
        version = weakness.version_on(day)
        if version is not None and not weakness.attested:
            found[code] = (weakness, version)
    return found


def holding(
    versions: Iterable[UnitVersion], day: date, amounts: Amounts | None = None
) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """Which weaknesses hold of units on a day, with their frozen amounts: by unit, then by weakness."""
    rules, there = current_rules(), list(versions)
    asked = derived(rules, day)
    codes = {each.quantity for _weakness, version in asked.values() for each in version.when}
    counted = count(day, codes, [each.unit_id for each in there]) if amounts is None else amounts
    found: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for version in there:
        for code, (weakness, rule) in asked.items():
            if not weakness.concerns(version.kind, version.form):
                continue
            of_unit = {each: counted[each].get(version.unit_id) for each in codes}
            values = {each: got.value if got else None for each, got in of_unit.items()}
            if rule.holds(values, lambda given: rules.amount(given, day)):
                found.setdefault(version.unit_id, {})[code] = _frozen(rules, rule, of_unit, day)
    return found


def _frozen(
    rules: Profile, rule: WeaknessVersion, amounts: Mapping[str, Counted | None], day: date
) -> list[dict[str, Any]]:
    return [
        {
            "quantity": each.quantity,
            "compare": each.compare.value,
            "figure": kept(rules.amount(each.value, day)),
            "value": kept(got.value if got and got.value is not None else 0),
            "evidence": [_plain(record) for record in (got.evidence if got else ())[:MOST_EVIDENCE]],
        }
        for each in rule.when
        for got in (amounts[each.quantity],)
    ]


def _plain(record: Evidence) -> list[Any]:
    return [
        record.kind,
        record.id,
        record.day.isoformat() if record.day else None,
        record.code,
        record.period,
    ]


def thawed(amounts: Iterable[Mapping[str, Any]]) -> list[Amount]:
    """Frozen amounts as they can be told."""
    return [
        Amount(
            each["quantity"],
            each["compare"],
            _figure(each["figure"]),
            Counted(_figure(each["value"]), tuple(_record(record) for record in each["evidence"])),
        )
        for each in amounts
    ]


def _figure(plain: Any) -> Any:
    return Fraction(plain) if isinstance(plain, str) else plain


def _record(plain: Any) -> Evidence:
    kind, id, day, code, period = plain
    return Evidence(kind, id, date.fromisoformat(day) if day else None, code, period)
