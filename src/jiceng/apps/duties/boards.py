"""The boards: the tree of units against the duties of a period, rolled up from the same verdicts."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import standing_on, verdicts_below
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.engines.procedure import Clock
from jiceng.kernel.actors import Actor
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Duty, Profile

Heads = tuple[int, int]  # units that owe, units below a usual frequency


@dataclass(slots=True)
class Cell:
    """How many verdicts of one duty stand in which state; `short`, those missed of a rule that says "normally"."""

    states: Counter[str] = field(default_factory=Counter)
    short: int = 0

    @property
    def owed(self) -> int:
        """Verdicts that count: all but the excused."""
        return sum(self.states.values()) - self.states["excused"]

    @property
    def done(self) -> int:
        """Done ones."""
        return self.states["done"]

    @property
    def missed(self) -> int:
        """Closed for good and not done."""
        return self.states["missed"]

    @property
    def violated(self) -> int:
        """Missed ones of rules that say "must"."""
        return self.missed - self.short

    @property
    def late(self) -> int:
        """Closed, not done, and still to be made up."""
        return self.states["late"]

    @property
    def open(self) -> int:
        """Not done while there is time."""
        return self.states["due"]

    @property
    def undone(self) -> int:
        """Not done, whatever the reason but an excuse."""
        return self.open + self.late + self.missed


@dataclass(slots=True)
class Row:
    """One unit directly below, or the board's own; how many units under it owe something (`units`), how many are below a usual
    frequency (`short_units`), its cells by duty code, and whether it has a board of its own."""

    version: UnitVersion
    units: int = 0
    short_units: int = 0
    has_below: bool = False
    cells: dict[str, Cell] = field(default_factory=dict)

    def cell(self, duty: str) -> Cell:
        """The cell of a duty, made empty where nothing is owed."""
        return self.cells.setdefault(duty, Cell())

    @property
    def owed(self) -> int:
        """Verdicts that count, over all duties."""
        return sum(cell.owed for cell in self.cells.values())

    @property
    def done(self) -> int:
        """Done ones, over all duties."""
        return sum(cell.done for cell in self.cells.values())

    @property
    def missed(self) -> int:
        """Missed ones, over all duties."""
        return sum(cell.missed for cell in self.cells.values())

    @property
    def late(self) -> int:
        """Late ones, over all duties."""
        return sum(cell.late for cell in self.cells.values())

    @property
    def short(self) -> int:
        """Missed ones of rules that say "normally", over all duties."""
        return sum(cell.short for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Board:
    """A period's board of one unit.

    A row for each unit below in official order, itself first when it owes something, and a total.
    """

    period: Period
    duties: "list[Duty]"
    rows: list[Row]
    total: Row


def board(actor: Actor, version: UnitVersion, day: date, period: Period) -> Board:
    """Roll the verdicts of all under a unit up to the units directly below it. A fixed number of queries.

    Duties by the calendar only: terms and vacancies have no period to compare by (see `people.changes`).
    """
    rules = current_rules()
    verdicts = verdicts_below(actor, version, day, period, rules).filter(duty__in=_by_calendar(rules))
    there = standing_on(version, min(period.end, day)) or version
    grouped = verdicts.annotate(group=Substr("path", 1, len(there.path) + SEGMENT))
    rows, total = _rows(there, min(period.end, day)), Row(version, has_below=True)
    counted = grouped.values("group", "duty", "version", "state").annotate(n=Count("pk")).order_by()
    for found in counted:
        usual = rules.duties[found["duty"]].versions[found["version"] - 1].strength == "normally"
        for row in (rows.get(found["group"]), total):
            if row is not None:
                cell = row.cell(found["duty"])
                cell.states[found["state"]] += found["n"]
                cell.short += found["n"] if usual and found["state"] == "missed" else 0
    _count_units(grouped, rules, rows, total)
    duties = [duty for code, duty in rules.duties.items() if code in total.cells]
    return Board(period, duties, [row for row in rows.values() if row.cells], total)


def _by_calendar(rules: "Profile") -> list[str]:
    return [
        code
        for code, duty in rules.duties.items()
        if any(version.plan.clock is Clock.CALENDAR for version in duty.versions)
    ]


def _count_units(
    grouped: "QuerySet[Verdict]", rules: "Profile", rows: dict[str, Row], total: Row
) -> None:
    """How many units owe something, and how many are below a usual frequency, by row."""
    usual = Q(pk__in=())
    for code, duty in rules.duties.items():
        numbers = [version.number for version in duty.versions if version.strength == "normally"]
        if numbers:
            usual |= Q(duty=code, version__in=numbers)
    counted = grouped.values("group").annotate(
        owing=Count("unit_id", distinct=True, filter=~Q(state="excused")),
        short=Count("unit_id", distinct=True, filter=Q(usual, state="missed")),
    )
    for found in counted.order_by():
        if found["group"] in rows:
            row = rows[found["group"]]
            row.units, row.short_units = found["owing"], found["short"]
            total.units += row.units
            total.short_units += row.short_units


def _rows(version: UnitVersion, day: date) -> dict[str, Row]:
    """A row for the unit itself and each one directly below on a day, by path, in official order."""
    lower = UnitVersion.objects.filter(on(day), parent_id=OuterRef("unit_id"))
    below = (
        UnitVersion.objects.filter(on(day), path__gt=version.path, path__lt=version.path + "~")
        .annotate(length=Length("path"), has_below=Exists(lower))
        .filter(length=len(version.path) + SEGMENT)
        .select_related("unit")
        .order_by("order", "unit_id")
    )
    own = {version.path: Row(version)}
    return own | {child.path: Row(child, has_below=child.has_below) for child in below}
