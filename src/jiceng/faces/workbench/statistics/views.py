"""The yearly tables of a unit, and the list behind each figure."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.people import policies
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.statistics.behind import OF_PERSONS, Behind, cell_list, searched
from jiceng.apps.statistics.selectors import YearTables, year_tables
from jiceng.engines.procedure import GAINED, LOST, ONCE, TOTAL
from jiceng.faces.shared import statistics_words as words
from jiceng.faces.shared.statistics_tables import (
    checks_sheet,
    set_title,
    shown,
    table_sheet,
    table_title,
)
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import (
    Export,
    exportable,
    hand_out,
    may_leave,
    table_asked,
)
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.statistics.lists import list_sheet, listed, mendable
from jiceng.faces.workbench.units.pages import breadcrumb, unit_url
from jiceng.kernel.errors import NotFound

PAGE = 100
YEARS = 5
"""Years to choose from at a glance; earlier ones are one step further."""


@exportable
def statistics(request: WorkbenchRequest, code: str) -> HttpResponse:
    """One table of a year, with the sums that must agree over all of them."""
    file, tables, chosen = _asked(request, code)
    asked = table_asked(request, "statistics", "statistic")
    if asked:
        return _handed_out(request, file, tables, chosen, whole=asked == "statistics")
    statistic = tables.statistic(chosen)
    reads = statistic.of not in OF_PERSONS or request.actor.may(policies.READ, file.current.path)
    context = {
        "unit": file.current,
        "tables": tables,
        "running": tables.day == request.day and (request.day.month, request.day.day) != (12, 31),
        "steps": _steps(file),
        "years": _years(request, file, tables.year),
        "chosen": chosen,
        "titles": [(each, words.title(each)) for each in settings.PROFILE.statistics],
        "statistic": statistic,
        "heading": in_words(settings.PROFILE.classifications[statistic.rows].title),
        "columns": [(words.column_word(statistic, each), "." in each) for each in shown(tables, chosen)[1]],
        "lines": _lines(tables, chosen, reads=reads),
        "faults": _faults(tables),
        "missing": _missing(request, file, tables),
    }
    return render(request, "statistics/statistics.html", context)


def _asked(request: WorkbenchRequest, code: str) -> tuple[UnitFile, YearTables, str]:
    """The unit, its tables of the year asked for, and which of them."""
    file = unit_file(request.actor, code, request.day)
    text = request.GET.get("year", "")
    if text and not (text.isdecimal() and len(text) == 4):
        raise NotFound("page_not_found")
    tables = year_tables(request.actor, file, int(text or request.day.year), request.day)
    chosen = request.GET.get("table", "") or next(iter(settings.PROFILE.statistics))
    return file, tables, tables.statistic(chosen).code


def _steps(file: UnitFile, *last: str) -> list[dict[str, str]]:
    """The way down to the tables, and to a list behind one."""
    url = reverse("statistics", args=[file.current.unit.code])
    own = {"label": _("Yearly tables"), "url": url if last else ""}
    more = [{"label": each, "url": ""} for each in last]
    return breadcrumb(file.above, {"label": file.current.name, "url": unit_url(file.current)}, own, *more)


def _years(request: WorkbenchRequest, file: UnitFile, year: int) -> dict[str, Any]:
    """Years to choose from, and those before and after them."""
    last = request.day.year if year > request.day.year - YEARS else year
    first = max(file.founded_on.year, last - YEARS + 1)
    earlier = first - 1 if first > file.founded_on.year else None
    later = last + 1 if last < request.day.year else None
    return {"shown": list(range(first, last + 1)), "earlier": earlier, "later": later}


def _lines(tables: YearTables, code: str, *, reads: bool) -> list[dict[str, Any]]:
    """The table's rows, each figure with the address of its list where the reader may open it."""
    statistic, figures = tables.statistic(code), tables.figures[code]
    rows, columns = shown(tables, code)
    lines = []
    for row in rows:
        numbers = [(column, figures.at(row, column)) for column in columns]
        cells = [(n, _list_url(tables, code, row, column) if reads and n else "") for column, n in numbers]
        lines.append(
            {
                "title": words.row_word(statistic, row),
                "total": row == TOTAL,
                "sum": row in (GAINED, LOST),
                "cells": cells,
            }
        )
    return lines


def _table_url(tables: YearTables, code: str) -> str:
    asked = {"year": str(tables.year), "table": code}
    return f"{reverse('statistics', args=[tables.version.unit.code])}?{urlencode(asked)}"


def _list_url(tables: YearTables, code: str, row: str, column: str) -> str:
    asked = {"year": str(tables.year), "table": code, "row": row, "column": column}
    return f"{reverse('statistic_list', args=[tables.version.unit.code])}?{urlencode(asked)}"


def _faults(tables: YearTables) -> list[dict[str, str]]:
    """What does not agree, in words."""
    return [
        {
            "table": words.title(check.statistic),
            "check": words.check_word(check),
            "where": words.fault_word(tables.statistic(check.statistic), check, fault),
            "url": _list_url(tables, check.statistic, ONCE, TOTAL) if check.kind == ONCE else "",
        }
        for check in tables.checks
        for fault in check.faults
    ]


def _missing(request: WorkbenchRequest, file: UnitFile, tables: YearTables) -> list[dict[str, Any]]:
    """What the register does not say of members: how many, and the list in which it can be completed."""
    found = []
    reads = request.actor.may(policies.READ, file.current.path)
    for code, statistic in settings.PROFILE.statistics.items():
        groups = settings.PROFILE.classifications[statistic.rows].groups
        unknown = next((each.code for each in groups if each.rest == "unknown"), "")
        number = tables.figures[code].at(unknown, TOTAL) if unknown and statistic.of == "members" else 0
        if number:
            url = _list_url(tables, code, unknown, TOTAL) if reads else ""
            found.append(
                {
                    "title": in_words(settings.PROFILE.classifications[statistic.rows].title),
                    "count": number,
                    "url": url,
                }
            )
    return found


def _handed_out(
    request: WorkbenchRequest, file: UnitFile, tables: YearTables, chosen: str, *, whole: bool
) -> HttpResponse:
    """One table, or all with the sums that must agree: numbers, and nobody's name."""
    codes = list(settings.PROFILE.statistics) if whole else [chosen]
    title = set_title(tables) if whole else table_title(tables, chosen)
    sheets = [*(table_sheet(tables, code) for code in codes), *([checks_sheet(tables)] if whole else [])]
    table = "statistics" if whole else "statistic"
    return hand_out(request, Export(table, title, file.current, lambda _numbers: sheets))


@exportable
def statistic_list(request: WorkbenchRequest, code: str) -> HttpResponse:
    """What one figure counts: as many rows as the figure says."""
    file, tables, chosen = _asked(request, code)
    row, column = request.GET.get("row", TOTAL), request.GET.get("column", TOTAL)
    whole = cell_list(tables, chosen, row, column)
    text = request.GET.get("q", "").strip()
    behind = searched(tables, whole, text) if text else whole
    statistic = tables.statistic(chosen)
    said = words.cell_word(statistic, row, column)
    persons = behind.of not in ("units", "terms")
    title = f"{table_title(tables, chosen)} · {said}"
    if table_asked(request, "statistic_list"):
        back = _list_url(tables, chosen, row, column)
        export = Export(
            "statistic_list",
            title,
            file.current,
            lambda _numbers: [list_sheet(tables, behind, title)],
            persons=persons,
            back=back,
        )
        return hand_out(request, export)
    page = Paginator(range(len(behind.ids)), PAGE).get_page(request.GET.get("page"))
    table = listed(tables, behind, list(page.object_list))
    _note(request, behind, table.seen)
    context = {
        "unit": file.current,
        "tables": tables,
        "steps": _steps(file, said),
        "heading": words.title(chosen),
        "said": said,
        "behind": whole,
        "asked": [("year", tables.year), ("table", chosen), ("row", row), ("column", column)],
        "all_url": _list_url(tables, chosen, row, column),
        "text": text,
        "page": page,
        "table": table,
        "may_leave": not persons or may_leave(request, file.current),
        "may_mend": mendable(statistic, row) and request.actor.may(policies.MANAGE, file.current.path),
        "back": _table_url(tables, chosen),
    }
    return render(request, "statistics/list.html", context)


def _note(request: WorkbenchRequest, behind: Behind, seen: list[tuple[int, int | None]]) -> None:
    """Whose lines were shown, in the reading log, as of any list of persons."""
    if behind.of in OF_PERSONS:
        note_names_seen(actor=request.actor, at=request.at, persons=seen)
