"""The yearly tables as sheets: one a table, the sums that must agree, and the list behind a figure."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.procedure import GAINED, LOST, TOTAL
from jiceng.engines.sheets.writing import Column, Line, TotalRow, Value, WrittenSheet
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.statistics_words import (
    check_word,
    column_word,
    fault_word,
    row_word,
    title,
)
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.apps.statistics.selectors import YearTables


def table_title(tables: "YearTables", code: str) -> str:
    """What a table is called: whose, of which year."""
    said = {"unit": tables.unit_name, "year": tables.year, "table": title(code)}
    return _("%(unit)s %(year)s: %(table)s") % said


def set_title(tables: "YearTables") -> str:
    """What all tables of a year together are called."""
    return _("%(unit)s %(year)s: yearly tables") % {"unit": tables.unit_name, "year": tables.year}


def shown(tables: "YearTables", code: str) -> tuple[list[str], list[str]]:
    """Rows and columns of a table that are shown: without groups for the case that anything falls in them."""
    statistic, figures = tables.statistic(code), tables.figures[code]
    kept = []
    for name, codes in ((statistic.rows, figures.rows), (statistic.columns, figures.columns)):
        quiet = {each.code for each in settings.PROFILE.classifications[name].groups if each.if_any}
        kept.append([each for each in codes if each not in quiet or _any(tables, code, each)])
    return kept[0], kept[1]


def _any(tables: "YearTables", code: str, group: str) -> bool:
    figures = tables.figures[code]
    if group in figures.rows:
        return figures.at(group, TOTAL) > 0
    return any(figures.at(row, group) for row in figures.rows)


def table_sheet(tables: "YearTables", code: str) -> WrittenSheet:
    """A table as its page shows it."""
    statistic, figures = tables.statistic(code), tables.figures[code]
    rows, columns = shown(tables, code)
    heading = in_words(settings.PROFILE.classifications[statistic.rows].title)
    over = pgettext("of a total", "Of which")
    written = [
        Column(heading, 30),
        *(Column(column_word(statistic, each), over=over if "." in each else "") for each in columns),
    ]
    lines: list[Line] = []
    for row in rows:
        cells: list[Value] = [row_word(statistic, row), *(figures.at(row, column) for column in columns)]
        lines.append(TotalRow(cells) if row in (TOTAL, GAINED, LOST) else cells)
    return WrittenSheet(title(code), written, lines, table_title(tables, code), _sides(tables))


def checks_sheet(tables: "YearTables") -> WrittenSheet:
    """Every sum that must agree, and whether it does."""
    headings = (_("Table"), _("What must agree"), _("Agrees"), _("Where it does not"))
    lines: list[Line] = []
    for check in tables.checks:
        statistic = tables.statistic(check.statistic)
        faults = "; ".join(fault_word(statistic, check, fault) for fault in check.faults)
        word = _("yes") if check.holds else _("no")
        lines.append([title(check.statistic), check_word(check), word, faults])
    columns = [Column(heading) for heading in headings]
    name = _("Sums that must agree")
    return WrittenSheet(name, columns, lines, f"{set_title(tables)} · {name}", _sides(tables))


def _sides(tables: "YearTables") -> tuple[str, str]:
    filled = _("Filled in by (seal): %(unit)s") % {"unit": tables.unit_name}
    return filled, _("As of %(day)s") % {"day": write_day(tables.day, with_year=True)}
