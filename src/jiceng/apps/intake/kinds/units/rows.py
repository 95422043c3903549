"""A row of a list of units, as it was read and as it was placed."""

from dataclasses import dataclass, field
from datetime import date

from jiceng.apps.intake.cells import Day
from jiceng.apps.intake.rows import RowReader
from jiceng.apps.organisations.models import UnitVersion


@dataclass(eq=False, slots=True)
class UnitRow:
    """A row without a fault in itself; what is empty says nothing.

    `founded`, a day or a month; `renamed_on`, since when `former_name` is no more its name; `above`, other
    texts that tell where it lies (the column of the township, the group row). Comparing finds the rest, of
    new units: `parent`, a unit of the register, another new one, or None for the root; `founded_on`; `order`.
    """

    source: RowReader
    code: str
    name: str
    former_name: str
    renamed_on: date | None
    kind: str
    form: str
    division_code: str
    founded: Day | None
    parent_code: str
    parent_name: str
    above: tuple[str, ...]
    parent: "UnitVersion | UnitRow | None" = None
    founded_on: date = field(default=date.min)
    order: int = 0
