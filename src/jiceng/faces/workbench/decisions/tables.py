"""Decisions as sheets: the list, and the board of units."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, Line, TotalRow, WrittenSheet
from jiceng.faces.workbench.exports.workbooks import sides

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion


def decisions_sheet(title: str, name: str, rows: Sequence[Mapping[str, Any]], day: date) -> WrittenSheet:
    """The decisions as their list has them; nobody's name."""
    headings = (
        *(_("Matter"), _("Unit"), _("Procedure"), _("Kind of matter"), _("Begun on")),
        *(
            pgettext("decisions", "Result"),
            _("Next step"),
            _("Whose step"),
            _("Due by"),
            _("Last entry"),
            _("Rules broken"),
        ),
    )
    lines = [
        [
            row["decision"].title,
            row["decision"].unit_name,
            row["procedure"],
            row["matter"],
            row["decision"].opened_on,
            row["result"],
            row["next"],
            row.get("by", ""),
            row.get("due_by"),
            row["decision"].last_day,
            row["decision"].violations,
        ]
        for row in rows
    ]
    return WrittenSheet(_("Decisions"), [Column(each) for each in headings], lines, title, sides(name, day))


def board_sheet(
    title: str,
    name: str,
    board: "Sequence[tuple[UnitVersion, Mapping[str, int]]]",
    flags: Mapping[str, str],
    day: date,
) -> WrittenSheet:
    """The units directly below, how many decisions of each bear which mark, and all together."""
    lines: list[Line] = [[unit.name, *(counts[code or "open"] for code in flags)] for unit, counts in board]
    sums = [sum(counts[code or "open"] for _unit, counts in board) for code in flags]
    lines.append(TotalRow([pgettext("row of a table", "Total"), *sums]))
    headings = [_("Unit"), *flags.values()]
    return WrittenSheet(_("Decisions"), [Column(each) for each in headings], lines, title, sides(name, day))
