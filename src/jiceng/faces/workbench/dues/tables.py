"""Dues as sheets: a unit's year by name, and the sums of units."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.dues.accounts import ELSEWHERE, EXEMPT, PAID, Cell
from jiceng.engines.sheets.writing import Column, TotalRow, Value, WrittenSheet
from jiceng.faces.workbench.dues.words import payer_title
from jiceng.faces.workbench.exports.workbooks import sides

if TYPE_CHECKING:
    from jiceng.apps.dues.selectors import MemberYear, Sums, Totals


def in_yuan(fen: int) -> float:
    """A sum as a number of a sheet."""
    return fen / 100


def year_sheet(title: str, name: str, rows: "Iterable[MemberYear]", year: int, day: date) -> WrittenSheet:
    """A line a member: as what she pays, twelve months, the sum; sums below."""
    found = list(rows)
    months = [_("Month %(number)s") % {"number": number} for number in range(1, 13)]
    headings = (
        pgettext("of a person", "Name"),
        _("Pays as"),
        _("Yuan a month"),
        *months,
        _("Paid in the year"),
    )
    lines: list[list[Value]] = [
        [
            row.person.name,
            payer_title(row.standing.payer) if row.standing else "",
            None if row.standard is None else in_yuan(row.standard),
            *(_cell(cell) for cell in row.cells),
            in_yuan(row.paid),
        ]
        for row in found
    ]
    sums = [in_yuan(sum(row.cells[place].paid for row in found)) for place in range(12)]
    total = TotalRow([_("Total"), "", None, *sums, in_yuan(sum(row.paid for row in found))])
    columns = [Column(each) for each in headings]
    return WrittenSheet(
        _("Dues of %(year)s") % {"year": year}, columns, [*lines, total], title, sides(name, day)
    )


def _cell(cell: Cell) -> Value:
    """What was paid; a word where nothing is asked here."""
    words = {EXEMPT: _("exempt"), ELSEWHERE: _("paid in another unit")}
    return in_yuan(cell.paid) if cell.state == PAID else words.get(cell.state, "")


def totals_sheet(title: str, name: str, found: "Totals", year: int, day: date) -> WrittenSheet:
    """A line a unit in official order, the sum below."""
    headings = (
        *(_("Unit"), _("Units with members"), _("Lists not set up"), _("Members"), _("Without a standard")),
        *(_("Exempt"), _("Owed so far, yuan"), _("Paid, yuan")),
    )
    lines = [[version.name, *_sums(sums)] for version, sums, _deep in found.rows]
    ending = TotalRow([_("Total"), *_sums(found.total)])
    columns = [Column(each) for each in headings]
    return WrittenSheet(
        _("Dues of %(year)s") % {"year": year}, columns, [*lines, ending], title, sides(name, day)
    )


def _sums(sums: "Sums") -> list[Value]:
    counts = (sums.units, sums.without, sums.members, sums.unset, sums.exempt)
    return [*counts, in_yuan(sums.owed), in_yuan(sums.paid)]
