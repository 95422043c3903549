"""What of a nominee is checked against the registers, and what was found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.quantities.counting import Counted
from jiceng.apps.quantities.selectors import count
from jiceng.engines.procedure.exemplars import ExemplarKind
from jiceng.engines.procedure.quantities import kept

GOOD_STANDING = "good_standing"
"""The check of a person: a full member on the day."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `number` of the rule's (or GOOD_STANDING), the amount found, whether it is met (None: not
    known).
    """

    code: str
    quantity: str
    compare: str
    figure: Any
    counted: Counted | None
    met: bool | None

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        value = self.counted.value if self.counted else None
        return {
            "code": self.code,
            "quantity": self.quantity,
            "compare": self.compare,
            "figure": kept(self.figure) if self.figure is not None else None,
            "value": kept(value) if value is not None else None,
            "met": self.met,
        }


def checks(kind: ExemplarKind, version: UnitVersion, person: Person | None, day: date) -> list[Check]:
    """The checks of a kind on a unit, and on a person of it, as on a day. Of what the caller may see."""
    rules, rule = current_rules(), kind.version_on(day)
    found: list[Check] = []
    if person is not None:
        membership = Membership.objects.filter(on(day), person=person, unit_id=version.unit_id).first()
        full = membership is not None and membership.standing == "full"
        found.append(Check(GOOD_STANDING, "", "", None, None, full))
    if rule is None:
        return found
    refresh(day, unit_ids=[version.unit_id])
    amounts = count(day, {each.criterion.quantity for each in rule.checks}, [version.unit_id])
    for number, each in enumerate(rule.checks):
        counted = amounts[each.criterion.quantity].get(version.unit_id)
        figure = rules.amount(each.criterion.value, day)
        met = each.criterion.met(counted.value if counted else None, figure)
        found.append(
            Check(str(number), each.criterion.quantity, each.criterion.compare.value, figure, counted, met)
        )
    return found
