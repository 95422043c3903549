"""Checks as sheets: the scoring sheet in the layout an office uses, the board, the list of units, the
items.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.procedure.standards import Level
from jiceng.engines.sheets.writing import Column, Line, TotalRow, Value, WrittenSheet
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import sides
from jiceng.faces.workbench.standards.words import check_state, source_words

if TYPE_CHECKING:
    from jiceng.apps.standards.selectors import Lacking, Standing
    from jiceng.apps.standards.sheets import Sheet

SHEET_LEVELS = (Level.SELF, Level.TOWN, Level.COUNTY)


def sheet_headings(sheet: "Sheet") -> list[str]:
    """The columns of the scoring sheet."""
    found = [
        *(_("No."), pgettext("of a scoring sheet", "Project"), pgettext("of a scoring sheet", "Content")),
        *(pgettext("of a scoring sheet", "Points"), pgettext("of a scoring sheet", "Own")),
        *(pgettext("of a scoring sheet", "Above"), pgettext("of a scoring sheet", "Acceptance")),
    ]
    if Level.RECHECK in sheet.assessments:
        found.append(pgettext("of a scoring sheet", "Recheck"))
    return [*found, pgettext("of a scoring sheet", "What the points rest on")]


def sheet_rows(sheet: "Sheet") -> list[list[Any]]:
    """The rows of the scoring sheet: number, project, content, points, each level's, what they rest on. A
    column of a level not reached stays blank, to be filled in by hand.
    """
    levels = [*SHEET_LEVELS, *([Level.RECHECK] if Level.RECHECK in sheet.assessments else [])]
    rows = []
    for number, line in enumerate(sheet.lines, start=1):
        item = line.item
        cells = [cell.points if (cell := line.at(level)) is not None else None for level in levels]
        told = source_words(line, sheet.level) if line.at(sheet.level) is not None else ""
        rows.append(
            [
                *(number, in_words(sheet.rule.headings[item.heading]), in_words(item.title), item.points),
                *(*cells, "" if line.waits(sheet.level) else told),
            ]
        )
    return rows


def sheet_totals(sheet: "Sheet") -> list[Any]:
    """The last row of the scoring sheet."""
    levels = [*SHEET_LEVELS, *([Level.RECHECK] if Level.RECHECK in sheet.assessments else [])]
    reached = set(sheet.levels)
    sums = [sheet.score_at(each).whole.points if each in reached else None for each in levels]
    whole = sum(each.item.points for each in sheet.lines)
    return ["", pgettext("row of a table", "Total"), "", whole, *sums, ""]


def scoring_sheet(sheet: "Sheet", title: str) -> WrittenSheet:
    """The scoring sheet as a workbook's."""
    headings = sheet_headings(sheet)
    widths = [6, 16, 42, 8, *[8] * (len(headings) - 5), 42]
    columns = [
        Column(heading, width, merged=place == 1)
        for place, (heading, width) in enumerate(zip(headings, widths, strict=True))
    ]
    lines: list[Line] = [*sheet_rows(sheet), TotalRow(sheet_totals(sheet))]
    return WrittenSheet(
        in_words(sheet.checklist.title), columns, lines, title, sides(sheet.unit.name, sheet.day)
    )


def units_sheet(title: str, name: str, standings: "Iterable[Standing]", rule: Any, day: date) -> WrittenSheet:
    """The units in official order, with what each check has come to."""
    headings = [
        *(_("Unit"), pgettext("a check", "Own check"), pgettext("a check", "Check from above")),
        *(pgettext("a check", "Acceptance"), pgettext("a check", "Yearly recheck")),
        _("Differences to settle"),
    ]
    lines: list[Line] = [
        [each.unit.name]
        + [check_state(each.checks.get(level), rule)[1] for level in Level]
        + [each.differences]
        for each in standings
    ]
    return WrittenSheet(title, [Column(each) for each in headings], lines, title, sides(name, day))


def groups_sheet(
    title: str,
    name: str,
    headings: Sequence[str],
    lines: Sequence[dict[str, Any]],
    total: dict[str, Any],
    day: date,
) -> WrittenSheet:
    """The board: units directly below, how many of each have come how far, and all together."""
    rows: list[Line] = [_counted(each) for each in lines]
    rows.append(TotalRow([pgettext("row of a table", "Total"), *_counted(total)[1:]]))
    return WrittenSheet(
        title, [Column(each) for each in [_("Unit"), *headings]], rows, title, sides(name, day)
    )


def _counted(line: dict[str, Any]) -> list[Value]:
    return [line["unit"].name, *(each["count"] for each in line["cells"])]


def lacking_sheet(title: str, name: str, rows: "Iterable[Lacking]", day: date) -> WrittenSheet:
    """The items the registers tell, and how many units have how much of each."""
    headings = [
        *(
            pgettext("of a scoring sheet", "Content"),
            pgettext("of a scoring sheet", "Points"),
            _("Units asked"),
        ),
        *(_("All points"), _("Some"), _("None"), _("Not entered")),
    ]
    lines: list[Line] = [
        [
            in_words(each.item.title),
            each.item.points,
            each.asked,
            each.full,
            each.some,
            each.none,
            each.unknown,
        ]
        for each in rows
    ]
    return WrittenSheet(title, [Column(each) for each in headings], lines, title, sides(name, day))
