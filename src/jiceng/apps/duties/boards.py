"""The boards: the tree of units against the duties of a period, rolled up from the same verdicts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.db.models.functions import Length

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import tree_below, verdicts_below
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.engines.procedure import Clock
from jiceng.kernel.actors import Actor
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Duty, Profile


@dataclass(slots=True)
class Cell:
    """How many verdicts of one duty stand in which state; `short`, those missed of a rule that says
    "normally".
    """

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
    def behind(self) -> int:
        """Late, or below a usual frequency: what draws the eye without being a violation."""
        return self.late + self.short

    @property
    def open(self) -> int:
        """Not done while there is time."""
        return self.states["due"]

    @property
    def undone(self) -> int:
        """Not done, whatever the reason but an excuse."""
        return self.open + self.late + self.missed


Found = tuple[int, str, int, str]
"""A verdict as a board counts it: unit, duty, number of the rule's version, state."""


@dataclass(slots=True)
class Row:
    """One unit directly below, or the board's own; how many units under it owe something (`units`), how
    many are below a usual frequency (`short_units`), its cells by duty code, and whether it has a board of
    its own.
    """

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
    def violated(self) -> int:
        """Missed ones of rules that say "must", over all duties."""
        return self.missed - self.short

    @property
    def short(self) -> int:
        """Missed ones of rules that say "normally", over all duties."""
        return sum(cell.short for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Board:
    """A period's board of one unit.

    A row for each unit below in official order, itself first when it owes something, and a total. `groups`,
    codes of the groups of duties of which anything is owed, shown or not.
    """

    period: Period
    groups: list[str]
    duties: "list[Duty]"
    rows: list[Row]
    total: Row


def board(actor: Actor, version: UnitVersion, day: date, period: Period, group: str = "") -> Board:
    """Roll the verdicts of all under a unit up to the units directly below it. A fixed number of queries.

    Duties by the calendar only: terms and vacancies have no period to compare by (see `people.changes`).
    Parameters: `group`, count only the duties of this group.
    """
    rules = current_rules()
    there = tree_below(actor, version, day, period)
    paths = dict(there.values_list("unit_id", "path"))
    top = paths.get(version.unit_id, version.path)
    rows = _rows(there, paths, top)
    verdicts = verdicts_below(actor, version, day, period, rules).filter(duty__in=_by_calendar(rules))
    found = list(verdicts.values_list("unit_id", "duty", "version", "state").order_by())
    there_are = {rules.duties[code].group for code in {duty for _, duty, _, _ in found}}
    if group:
        found = [each for each in found if rules.duties[each[1]].group == group]
    row_of = {unit_id: path[: len(top) + SEGMENT] for unit_id, path in paths.items()}
    _count(rows, row_of, found, rules)
    total = _total(version, rows.values())
    duties = [duty for code, duty in rules.duties.items() if code in total.cells]
    groups = [code for code in rules.duty_groups if code in there_are]
    return Board(period, groups, duties, [row for row in rows.values() if row.cells], total)


def _by_calendar(rules: "Profile") -> list[str]:
    return [
        code
        for code, duty in rules.duties.items()
        if any(version.plan.clock is Clock.CALENDAR for version in duty.versions)
    ]


def _count(rows: dict[str, Row], row_of: dict[int, str], found: list[Found], rules: "Profile") -> None:
    """Write into each row the verdicts of its cells, and of how many units they are.

    Counted here and not by the database: grouping by unit there costs more than reading every verdict.
    """
    usual = {
        (code, version.number)
        for code, duty in rules.duties.items()
        for version in duty.versions
        if version.strength == "normally"
    }
    counted = Counter((row_of.get(unit_id), duty, number, state) for unit_id, duty, number, state in found)
    for (path, duty, number, state), n in counted.items():
        if path in rows:
            cell = rows[path].cell(duty)
            cell.states[state] += n
            cell.short += n if state == "missed" and (duty, number) in usual else 0
    owing = {unit_id for unit_id, _, _, state in found if state != "excused"}
    short = {each[0] for each in found if each[3] == "missed" and each[1:3] in usual}
    units, short_units = (Counter(map(row_of.get, each)) for each in (owing, short))
    for path, row in rows.items():
        row.units, row.short_units = units[path], short_units[path]


def _total(version: UnitVersion, rows: Iterable[Row]) -> Row:
    """The sum of the rows: no unit is in two of them."""
    total = Row(version, has_below=True)
    for row in rows:
        total.units += row.units
        total.short_units += row.short_units
        for duty, cell in row.cells.items():
            total.cell(duty).states.update(cell.states)
            total.cell(duty).short += cell.short
    return total


def _rows(there: "QuerySet[UnitVersion]", paths: dict[int, str], top: str) -> dict[str, Row]:
    """A row for the unit at the top and each one directly below it, by path, in official order."""
    deep = len(top) + SEGMENT
    parents = {path[:deep] for path in paths.values() if len(path) > deep}
    shown = there.annotate(length=Length("path")).filter(length__lte=deep)
    found = shown.select_related("unit").order_by("length", "order", "unit_id")
    return {child.path: Row(child, has_below=child.path in parents) for child in found}
