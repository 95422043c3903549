"""What a source is asked, and what it answers: an amount a unit, with what it rests on."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.quantities import Figure, Quantity


@dataclass(frozen=True, slots=True)
class Evidence:
    """A record an amount rests on: what it is ("gathering", "verdict", "post", "term", "decision", …), its
    id, its day, and a word of the profile that names it (a duty, a kind of gathering), with its period if
    any.
    """

    kind: str
    id: int
    day: date | None = None
    code: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity of one unit. `value` None: asked of it, but nobody has entered what it is read from."""

    value: "Figure | None"
    evidence: tuple[Evidence, ...] = ()


@dataclass
class Ask:
    """One quantity asked of some units (None: of all) as on a day. `kept`, what the sources of one call have
    read so far: what two ask is read once.
    """

    rules: "Profile"
    quantity: "Quantity"
    day: date
    unit_ids: Collection[int] | None
    kept: dict[Hashable, Any] = field(default_factory=dict)

    def words(self, name: str) -> tuple[str, ...]:
        """The codes of one of the quantity's lists."""
        return self.quantity.words.get(name, ())

    @property
    def since(self) -> date:
        """The day `months` before: what happened on it is no longer counted."""
        return months_after(self.day, -int(self.rules.amount(self.quantity.months, self.day)))

    def once(self, name: Hashable, read: Callable[[], Any]) -> Any:
        """What `read` gives, read once a call."""
        if name not in self.kept:
            self.kept[name] = read()
        return self.kept[name]

    def of(self, rows: QuerySet[Any], field: str = "unit_id") -> QuerySet[Any]:
        """The rows of the units asked."""
        return rows if self.unit_ids is None else rows.filter(**{f"{field}__in": self.unit_ids})


Counter = Callable[[Ask], dict[int, Counted]]
"""Reads a quantity of units. A unit it says nothing of is not asked; one that has none of it is 0."""


def months_between(first: date, last: date) -> int:
    """Whole months from a day to another; 0 when it has not yet been a month."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months if months_after(first, months) <= last else months - 1)
