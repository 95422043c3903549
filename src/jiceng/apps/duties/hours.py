"""Hours of training units have held in a year, against what the rule asks: read off the verdicts, so from the
records of what was held. They are the units' trainings; nobody's attendance is added up (safety rule 2).
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import verdicts_below
from jiceng.apps.organisations.models import UnitVersion
from jiceng.engines.procedure import HeldAs
from jiceng.kernel.actors import Actor
from jiceng.kernel.periods import Cadence, Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Duty, Profile


@dataclass(frozen=True, slots=True)
class Hours:
    """Of units: how many are asked for hours (`units`), how many have them (`reached`), hours asked and held,
    and what is missing where they are not reached.
    """

    units: int = 0
    reached: int = 0
    asked: int = 0
    held: int = 0
    missing: int = 0

    def __add__(self, other: "Hours") -> "Hours":
        return Hours(*(getattr(self, name) + getattr(other, name) for name in Hours.__slots__))


def training_duty(rules: "Profile | None" = None) -> "Duty | None":
    """The duty that asks for hours of training; None where the rules have none."""
    rules = rules or current_rules()
    kinds = {code for code, kind in rules.gathering_kinds.items() if kind.held_as is HeldAs.TRAINING}
    duties = (duty for duty in rules.duties.values() if duty.versions)
    return next((d for d in duties if set(d.versions[-1].plan.gathering_kinds) & kinds), None)


def training_hours_below(actor: Actor, version: UnitVersion, day: date, year: int) -> dict[int, Hours]:
    """Hours of a unit and all below it in a year, by unit id; none for units the rule does not bind, or
    excuses. Raises as `verdicts_below` does.
    """
    duty = training_duty()
    if duty is None:
        return {}
    period = Period.containing(Cadence.YEAR, date(year, 1, 1))
    rows = verdicts_below(actor, version, day, period).filter(duty=duty.code).exclude(state="excused")
    return {
        unit_id: Hours(1, int(held >= asked), asked, held, max(asked - held, 0))
        for unit_id, asked, held in rows.order_by().values_list("unit_id", "required", "counted")
    }
