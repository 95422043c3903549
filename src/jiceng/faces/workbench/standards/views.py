"""A unit's sheet of a year: what it has, what is left to say, what each item rests on; as printed; as the
three basics.
"""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.apps.quantities.counting import Counted, Evidence
from jiceng.apps.quantities.selectors import amounts_of
from jiceng.apps.standards import selectors
from jiceng.apps.standards.policies import OF_LEVEL, RECORD
from jiceng.engines.procedure.standards import Basics, ItemKind, Level
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.quantities.telling import told
from jiceng.faces.workbench.standards import boards, tables, words
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.standards.sheets import Line, Sheet


def year_asked(request: WorkbenchRequest) -> int:
    """The year a page is about: this one, or an earlier one asked for."""
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) <= request.day.year else request.day.year


def titled(sheet: "Sheet") -> str:
    """What a year's sheet of a unit is called."""
    said = {"year": sheet.year, "title": in_words(sheet.checklist.title), "unit": sheet.unit.name}
    return _("%(unit)s: %(title)s, scoring sheet of %(year)s") % said


def steps(request: WorkbenchRequest, unit: "UnitVersion", *last: str) -> list[dict[str, str]]:
    """The way to a page of a unit's sheet."""
    found = [{"label": unit.name, "url": reverse("unit", args=[unit.unit.code])}]
    found.append(
        {"label": _("Standards"), "url": own_url(request, unit, year_asked(request)) if last else ""}
    )
    return [*found, *({"label": each, "url": ""} for each in last)]


def own_url(
    request: WorkbenchRequest, unit: "UnitVersion", year: int, name: str = "standards", *more: str
) -> str:
    """The address of a page of a unit's sheet; the year is named when it is not this one."""
    address = reverse(name, args=[unit.unit.code, *more])
    return address if year == request.day.year else f"{address}?year={year}"


@exportable
def standards(request: WorkbenchRequest, code: str) -> HttpResponse:
    """A unit's own sheet; of a unit that is checked against none, the board of those below."""
    version = unit_by_code(request.actor, code, request.day)
    try:
        sheet = selectors.sheet(request.actor, version, year_asked(request), request.day)
    except NotFound:
        return boards.shown(request, version)
    if table_asked(request, "standards_sheet"):
        return _handed_out(request, sheet)
    level = sheet.level
    context = {
        **_common(request, sheet),
        "groups": _groups(request, sheet),
        "stages": words.stages(sheet),
        "waiting": sheet.waiting(),
        "unsettled": sheet.unsettled(),
        "differing": [each for each in sheet.lines if (cell := each.at(level)) is not None and cell.differs],
        "years": selectors.years(request.actor, version, request.day),
        "steps": steps(request, version),
        "below": version.form in ("general_branch", "committee"),
    }
    return render(request, "standards/standards.html", context)


def _common(request: WorkbenchRequest, sheet: "Sheet") -> dict[str, Any]:
    """What every page of a sheet has."""
    current, last = sheet.current, sheet.last
    path, may = sheet.unit.path, request.actor.may
    level = Level(current.level) if current is not None else Level.SELF
    begins = not sheet.assessments and sheet.year == request.day.year
    return {
        "unit": sheet.unit,
        "sheet": sheet,
        "level": words.level_word(sheet.level),
        "score": sheet.score,
        "grade": words.grade_word(sheet.rule, sheet.score.grade),
        "caps": [sheet.rule.caps[each] for each in sheet.score.barred],
        "due": sheet.rule.due_on(sheet.level, sheet.year),
        "current": current,
        "last": last,
        "may_say": (current is not None or begins) and may(OF_LEVEL[level], path),
        "may_find": current is not None and level is not Level.SELF and may(OF_LEVEL[level], path),
        "may_reply": current is not None and level is not Level.SELF and may(RECORD, path),
        "may_reopen": current is None and last is not None and may(OF_LEVEL[Level(last.level)], path),
        "clause": sheet.rule.citation,
        "grades": words.grades(sheet),
        "other_year": sheet.year if sheet.year != request.day.year else None,
    }


def _groups(request: WorkbenchRequest, sheet: "Sheet") -> list[dict[str, Any]]:
    """The items under their headings."""
    return [
        {
            "title": title,
            "sum": sheet.score.headings[code],
            "rows": [_row(request, sheet, each) for each in sheet.lines if each.item.heading == code],
        }
        for code, title in sheet.rule.headings.items()
        if any(each.item.heading == code for each in sheet.lines)
    ]


def _row(request: WorkbenchRequest, sheet: "Sheet", line: "Line") -> dict[str, Any]:
    """An item in the list: what it has, on what that rests, what to do next."""
    cell = line.at(sheet.level)
    todo, url = words.advice(line, sheet.level, sheet.unit.unit.code)
    points = cell.points if cell is not None else None
    unknown = "due" if line.waits(sheet.level) else "missed"
    mark = (
        unknown
        if points is None
        else "done"
        if points == line.item.points
        else "late"
        if points
        else "missed"
    )
    return {
        "item": line.item,
        "points": points,
        "mark": mark,
        "source": words.source_words(line, sheet.level),
        "todo": todo if sheet.last is None or sheet.last.closed_at is None else "",
        "todo_url": url,
        "differs": cell is not None and cell.unsettled,
        "url": own_url(request, sheet.unit, sheet.year, "standards_item", line.item.code),
        "cells": [
            {"level": words.level_word(level), "points": each.points} for level, each in line.cells.items()
        ],
    }


def _handed_out(request: WorkbenchRequest, sheet: "Sheet") -> HttpResponse:
    title = titled(sheet)
    made = tables.scoring_sheet(sheet, title)
    return hand_out(request, Export("standards_sheet", title, sheet.unit, lambda _numbers: [made]))


@exportable
def sheet(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The scoring sheet to be printed, in the layout an office uses."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.sheet(request.actor, version, year_asked(request), request.day)
    if table_asked(request, "standards_sheet"):
        return _handed_out(request, found)
    rows = tables.sheet_rows(found)
    context = {
        **_common(request, found),
        "title": titled(found),
        "headings": tables.sheet_headings(found),
        "rows": _spanned(rows),
        "totals": tables.sheet_totals(found),
        "steps": steps(request, version, _("Scoring sheet")),
        "checks": [
            (words.level_word(each), found.assessments[each]) for each in found.levels if found.assessments
        ],
    }
    return render(request, "standards/sheet.html", context)


def _spanned(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """Rows whose project stands once for all that follow with the same."""
    found: list[dict[str, Any]] = []
    for number, project, *rest in rows:
        first = not found or found[-1]["project"] != project
        span = sum(each[1] == project for each in rows) if first else 0
        row = {"number": number, "project": project, "span": span, "content": rest[0]}
        found.append(row | {"cells": rest[1:-1], "source": rest[-1]})
    return found


@exportable
def basics(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The three basics: the same items, seen by what they build."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.sheet(request.actor, version, year_asked(request), request.day)
    if table_asked(request, "standards_sheet"):
        return _handed_out(request, found)
    groups = [
        {
            "title": words.basics_word(each),
            "sum": found.score.basics[each],
            "rows": [_row(request, found, line) for line in found.lines if line.item.basics is each],
        }
        for each in Basics
    ]
    context = {
        **_common(request, found),
        "groups": groups,
        "steps": steps(request, version, _("The three basics")),
    }
    return render(request, "standards/basics.html", context)


@require_GET
def item(request: WorkbenchRequest, code: str, item: str) -> HttpResponse:
    """One item: how it is earned, what the registers say and the records behind it, what each level has."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.sheet(request.actor, version, year_asked(request), request.day)
    line = found.line(item)
    if line is None:
        raise NotFound("page_not_found")
    cell = line.at(found.level)
    context = {
        **_common(request, found),
        "line": line,
        "row": _row(request, found, line),
        "heading": found.rule.headings[line.item.heading],
        "earned": words.rule_words(found.rules, line.item, found.day),
        "told": _told(request, found, line),
        "told_on": _told_on(found),
        "cells": [_cell(level, each) for level, each in line.cells.items()],
        "unsettled": cell is not None and cell.unsettled,
        "steps": steps(request, version, in_words(line.item.title)),
    }
    return render(request, "standards/item.html", context)


def _told_on(sheet: "Sheet") -> date:
    closed = sheet.last.closed_at if sheet.last is not None else None
    return timezone.localdate(closed) if closed is not None else sheet.day


def _told(request: WorkbenchRequest, sheet: "Sheet", line: "Line") -> Any:
    """What the registers say, with its records: as kept when the check was closed, else as they say now."""
    if line.item.kind is not ItemKind.DERIVED or line.known is None:
        return None
    code = sheet.unit.unit.code
    if len(line.known) < 3:
        quantity = line.item.quantity
        found = amounts_of(request.actor, sheet.unit, request.day, [quantity])
        return told(quantity, found.get(quantity), code)
    rests = tuple(
        Evidence(kind, id, date.fromisoformat(day) if day else None, word, period)
        for kind, id, day, word, period in line.known[2]
    )
    value = None if line.known[1] is None else Fraction(line.known[1])
    return told(line.item.quantity, Counted(value, rests), code)


def _cell(level: Level, cell: Any) -> dict[str, Any]:
    return {"level": words.level_word(level), "cell": cell, "said": list(reversed(cell.said))}


@require_GET
def due(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The line on a unit's home: empty once its own check is closed."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.to_do(request.actor, version, request.day)
    return render(request, "standards/due.html", {"unit": version, "standards": found})
