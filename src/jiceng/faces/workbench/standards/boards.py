"""The board of units, what is lacking over all, and the sample of a check."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.standards import selectors, services
from jiceng.apps.standards.policies import ACCEPT, CHECK, OF_LEVEL
from jiceng.apps.standards.selectors import MARKS, Standing
from jiceng.engines.procedure.standards import Level
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.sentences import sentence
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.standards import tables, words
from jiceng.kernel.errors import JicengError, NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

PAGE = 50
GROUPED = ("all", "idle", "self_open", "self_done", "town_done", "accepted", "different")


def mark_words() -> dict[str, str]:
    """What each mark of a unit is called, in the order of the filters."""
    return {
        "all": pgettext("checks", "All"),
        "idle": pgettext("checks", "Own check not begun"),
        "self_open": pgettext("checks", "Own check under way"),
        "self_done": pgettext("checks", "Own check done"),
        "checking": pgettext("checks", "Being checked"),
        "town_done": pgettext("checks", "Checked from above"),
        "accepted": pgettext("checks", "Accepted"),
        "refused": pgettext("checks", "Not accepted"),
        "different": pgettext("checks", "Differences to settle"),
    }


@exportable
def units(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The units below and how far their checks of the year have come, in official order."""
    return shown(request, unit_by_code(request.actor, code, request.day))


def shown(request: WorkbenchRequest, version: "UnitVersion") -> HttpResponse:
    """The board of a unit the reader may see."""
    year = _year(request)
    standings = selectors.board(request.actor, version, year, request.day)
    mark, text = request.GET.get("show", ""), request.GET.get("q", "").strip()
    mark = mark if mark in MARKS else ""
    named = [each for each in standings if text in each.unit.name]
    found = [each for each in named if not mark or mark in each.marks]
    heads = selectors.heads(request.actor, version, request.day)
    groups = _groups(version, standings, heads, year)
    total = _line(version, standings, year)
    rule, headings = selectors.rule_today(request.day), [mark_words()[each] for each in GROUPED]
    title = _("%(unit)s: standards of %(year)s") % {"unit": version.name, "year": year}
    match table_asked(request, "standards_units", "standards_board"):
        case "standards_units":
            made = tables.units_sheet(title, version.name, found, rule, request.day)
            return hand_out(request, Export("standards_units", title, version, lambda _numbers: [made]))
        case "standards_board":
            made = tables.groups_sheet(title, version.name, headings, groups, total, request.day)
            return hand_out(request, Export("standards_board", title, version, lambda _numbers: [made]))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    counted, listed = selectors.counted(standings), selectors.counted(named)
    context = {
        "unit": version,
        "year": year,
        "years": [request.day.year, request.day.year - 1],
        "steps": _steps(request, version),
        "mark": mark,
        "text": text,
        "marks": [(each, label, listed[each]) for each, label in mark_words().items()],
        "headings": headings,
        "groups": groups,
        "total": total,
        "page": page,
        "rows": [_row(each, rule, year) for each in page.object_list],
        "levels": [words.level_word(each) for each in Level],
        "counted": counted,
        "due": rule.due_on(Level.SELF, year) if rule is not None else None,
        "chase": _chase(standings, heads, request, rule),
        "may_check": request.actor.may(CHECK, version.path) or request.actor.may(ACCEPT, version.path),
    }
    return render(request, "standards/units.html", context)


def _year(request: WorkbenchRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) <= request.day.year else request.day.year


def _steps(request: WorkbenchRequest, version: "UnitVersion", *last: str) -> list[dict[str, str]]:
    above = ancestors(request.actor, version, request.day)
    found = [{"label": each.name, "url": reverse("standards_units", args=[each.unit.code])} for each in above]
    own = reverse("standards_units", args=[version.unit.code]) if last else ""
    found.append({"label": version.name, "url": own})
    return [*found, *({"label": each, "url": ""} for each in last)] if above or last else []


def _groups(
    version: "UnitVersion", standings: list[Standing], heads: dict[str, "UnitVersion"], year: int
) -> list[dict[str, Any]]:
    """The units directly below that have units of their own, with their figures."""
    depth = len(version.path) + 7
    within: dict[str, list[Standing]] = {}
    for each in standings:
        within.setdefault(each.unit.path[:depth], []).append(each)
    if len(within) < 2 or len(within) == len(standings):
        return []
    return [_line(heads[path], found, year) for path, found in within.items() if path in heads]


def _line(version: "UnitVersion", standings: list[Standing], year: int) -> dict[str, Any]:
    """A unit of the board with its figures, each a way to its list."""
    counted = selectors.counted(standings)
    address = reverse("standards_units", args=[version.unit.code])

    def url(mark: str) -> str:
        asked = {"year": str(year)} | ({"show": mark} if mark != "all" else {})
        return f"{address}?{urlencode(asked)}#list"

    return {
        "unit": version,
        "url": url("all"),
        "cells": [{"count": counted[each], "url": url(each)} for each in GROUPED],
    }


def _row(standing: Standing, rule: Any, year: int) -> dict[str, Any]:
    address = reverse("standards", args=[standing.unit.unit.code])
    return {
        "unit": standing.unit,
        "url": f"{address}?{urlencode({'year': year})}",
        "cells": [
            (words.level_word(level), *words.check_state(standing.checks.get(level), rule)) for level in Level
        ],
    }


def _chase(
    standings: list[Standing], heads: dict[str, "UnitVersion"], request: WorkbenchRequest, rule: Any
) -> list[str]:
    """Whose own check is not done, as text to be sent on: one line a unit directly below."""
    year = _year(request)
    late = [each for each in standings if "self_done" not in each.marks]
    if not late:
        return []
    due = rule.due_on(Level.SELF, year) if rule is not None else None
    said = {"day": write_day(request.day, with_year=True), "year": year, "n": len(late)}
    first = ngettext(
        "As of %(day)s %(n)s unit has not closed its own check of %(year)s:",
        "As of %(day)s %(n)s units have not closed their own checks of %(year)s:",
        len(late),
    )
    lines = [first % said]
    if due is not None:
        lines[0] = _("%(text)s due by %(day)s") % {"text": lines[0], "day": write_day(due, with_year=True)}
    depth = max(len(path) for path in heads)
    within: dict[str, list[Standing]] = {}
    for each in late:
        within.setdefault(each.unit.path[:depth], []).append(each)
    comma = pgettext("between the words of a list", ", ")
    for path, found in within.items():
        told = comma.join(_state(each) for each in found)
        own = len(found) == 1 and found[0].unit.path == path
        lines.append(told if own else _("%(unit)s (%(n)s): %(names)s") % {
            "unit": heads[path].name if path in heads else "", "n": len(found), "names": told})  # fmt: skip
    return lines


def _state(standing: Standing) -> str:
    check = standing.checks.get(Level.SELF)
    if check is None:
        return standing.unit.name
    text = ngettext("%(unit)s, %(n)s item left", "%(unit)s, %(n)s items left", check.left)
    return text % {"unit": standing.unit.name, "n": check.left}


@exportable
def lacking(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Where points are lacking, by item: counts of units, so that help goes where it is needed."""
    version = unit_by_code(request.actor, code, request.day)
    rows, day, without = selectors.lacking(request.actor, version, request.day)
    title = _("%(unit)s: where points are lacking") % {"unit": version.name}
    if table_asked(request, "standards_lacking"):
        made = tables.lacking_sheet(title, version.name, rows, request.day)
        return hand_out(request, Export("standards_lacking", title, version, lambda _numbers: [made]))
    heading = _("Where points are lacking")
    context = {"unit": version, "rows": rows, "on": day, "without": without,
               "steps": _steps(request, version, heading)}  # fmt: skip
    return render(request, "standards/lacking.html", context)


@require_http_methods(["GET", "POST"])
def sample(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Pick the units to be checked: the program draws a sample anybody can draw again, the officer picks."""
    version = unit_by_code(request.actor, code, request.day)
    levels: list[Level] = [
        each for each in Level if each is not Level.SELF and request.actor.may(OF_LEVEL[each], version.path)
    ]
    if not levels:
        require(request.actor, CHECK, version.path)
        raise NotFound("page_not_found")
    asked = request.POST or request.GET
    level = next((each for each in levels if each == asked.get("level")), levels[0])
    year = _year(request)
    standings = selectors.board(request.actor, version, year, request.day)
    ids = [each.unit.unit_id for each in standings]
    before = selectors.accepted_before(ids, year) if level is Level.RECHECK else ()
    ready = selectors.ready_for(standings, level, before)
    if request.method == "POST":
        picked = [each.unit for each in ready if each.unit.unit.code in request.POST.getlist("units")]
        try:
            named: dict[str, Any] = {"actor": request.actor, "at": request.at, "seed": asked.get("seed", "")}
            made = services.open_checks(**named, units=[each.unit for each in picked], year=year, level=level)
            text = ngettext("%(n)s check is open.", "%(n)s checks are open.", len(made)) % {"n": len(made)}
            messages.success(request, text)
            return redirect(f"{reverse('standards_units', args=[code])}?show=checking")
        except JicengError as error:
            messages.error(request, sentence(error))
    return _sample_page(request, version, level, levels, ready, year)


def _sample_page(
    request: WorkbenchRequest,
    version: "UnitVersion",
    level: Level,
    levels: list[Level],
    ready: list[Standing],
    year: int,
) -> HttpResponse:
    asked = request.POST or request.GET
    text = asked.get("size", "")
    size = min(int(text), 500) if text.isdecimal() else max(1, round(len(ready) / 10)) if ready else 0
    seed = asked.get("seed", "").strip()[:40] or f"{year}-{level.value}-{request.day:%m%d}"
    proposed = selectors.proposed(ready, seed, size)
    words_of, chosen = asked.get("q", "").strip(), {each.unit.unit_id for each in proposed}
    others = [
        each for each in ready if words_of and words_of in each.unit.name and each.unit.unit_id not in chosen
    ]
    context = {
        "unit": version,
        "level": level,
        "level_word": words.level_word(level),
        "levels": [(each, words.level_word(each)) for each in levels],
        "ready": len(ready),
        "size": size,
        "seed": seed,
        "proposed": proposed,
        "others": others[:PAGE],
        "text": words_of,
        "year": year,
        "steps": _steps(request, version, _("Pick units to be checked")),
    }
    return render(request, "standards/sample.html", context)
