"""A small county's firms, listed and organised, for tests of coverage.

青石镇: 甲 with a branch of its own, 乙 and 丙 under a joint branch, 丁 with nothing (2 members), 戊 a shell,
己 with nothing (1 member), of the same trade as 丁. 河湾镇: 庚 suspended, 辛 with nothing.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jiceng.apps.coverage.models import Establishment
from jiceng.apps.coverage.selectors import Stock, stock
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.kernel.actors import Actor
from tests.apps.coverage.lists import row, take_in, workbook
from tests.county import AT, DAY, FOUNDED, SYSTEM, County

KIND = "private_firm"
ROWS: tuple[dict[str, Any], ...] = (
    row(1, 企业名称="甲公司", 党员人数=4),
    row(2, 企业名称="乙公司", 党员人数=1),
    row(3, 企业名称="丙公司", 党员人数=2),
    row(4, 企业名称="丁公司", 党员人数=2),
    row(5, 企业名称="戊公司", 从业人数=0),
    row(6, 企业名称="己公司", 党员人数=1),
    row(7, 企业名称="庚公司", 登记状态="停业", 乡镇="河湾镇"),
    row(8, 企业名称="辛公司", 乡镇="河湾镇"),
)


@dataclass
class Firms:
    """The firms and their units by name."""

    county: County
    units: dict[str, Unit] = field(default_factory=dict)
    known: dict[str, Establishment] = field(default_factory=dict)

    def stock(self, name: str = "青禾县", actor: Actor = SYSTEM) -> Stock:
        """What stands under a unit."""
        return stock(actor, self.county.version(name), DAY, KIND)

    def shown(self, show: str, name: str = "青禾县") -> list[str]:
        """Names behind a figure."""
        return [item.entry.name for item in self.stock(name).of(show)]


def firms(county: County, folder: Path) -> Firms:
    """Take the list in, and found the units of those that are organised."""
    made = Firms(county)
    tree = (
        ("甲公司", "F01", "branch", "青石镇"),
        ("青石镇联合支部", "F02", "joint_branch", "青石镇"),
        ("乙公司", "F03", "none", "青石镇联合支部"),
        ("丙公司", "F04", "none", "青石镇联合支部"),
    )
    for name, code, form, parent in tree:
        draft = UnitDraft(code, name, KIND, form)
        above = made.units.get(parent) or county.unit(parent)
        made.units[name] = found_unit(actor=SYSTEM, at=AT, parent=above, draft=draft, day=FOUNDED)
    take_in(workbook(folder, [*ROWS]))
    made.known = {each.name: each for each in Establishment.objects.all()}
    return made
