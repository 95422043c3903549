"""The boards, and what a cell is made of."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.duties import boards, cells
from jiceng.apps.duties.freshness import horizon
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.editorial.selectors import waiting_here
from jiceng.apps.feedback.selectors import Waiting, open_and_waiting
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.people.changes import vacant_posts
from jiceng.apps.people.exports import bounded
from jiceng.apps.transfers.deadlines import due
from jiceng.faces.shared.dates import write_period
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.admissions.views import due_lines
from jiceng.faces.workbench.boards.periods import choice, chosen_period
from jiceng.faces.workbench.boards.tables import board_sheet, verdicts_sheet
from jiceng.faces.workbench.boards.words import deduction
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rules.words import frequency
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure import Duty

FIRST_UNDONE = 12
PAGE = 50
SORTS: dict[str, Callable[[boards.Row], int]] = {
    "": lambda row: 0,
    "units": lambda row: -row.units,
    "missed": lambda row: -row.missed,
}
"""How a board may be sorted: in official order, by units that owe, by what was missed."""
OWED_STATES = ("missed", "late", "due", "done", "excused")


@exportable
def board(request: WorkbenchRequest, code: str) -> HttpResponse:
    """A unit's board of a period: the units below against the duties by the calendar."""
    version = unit_by_code(request.actor, code, request.day)
    period = chosen_period(request.GET.get("period", ""), request.day)
    titles = settings.PROFILE.duty_groups
    group = request.GET.get("group", "") if request.GET.get("group") in titles else ""
    found = boards.board(request.actor, version, request.day, period, group)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else ""
    rows = sorted(found.rows, key=SORTS[sort])
    if table_asked(request, "board"):
        said = {"unit": version.name, "period": write_period(period)}
        title = _("%(unit)s, %(period)s: duties done") % said
        sheet = board_sheet(title, found, rows, request.day)
        return hand_out(request, Export("board", title, version, lambda _numbers: [sheet]))
    questions_open, waiting = _questions(request, version)
    vacant = list(vacant_posts(request.actor, request.day, version.path))
    context = {
        "unit": version,
        "steps": _steps(request, version),
        "board": found,
        "period": period,
        "choice": choice(period, horizon(request.day)[0], request.day),
        "begun": period.start <= request.day,
        "sort": sort,
        "lines": [
            _line(row, found.duties, period, group, own=row.version.unit_id == version.unit_id)
            for row in rows
        ],
        "total": _line(found.total, found.duties, period, group, own=False),
        "groups": [(code, titles[code]) for code in found.groups],
        "group": group,
        "vacant": _vacancies(request, vacant),
        "motion": len(due(request.actor, request.day, version.path)),
        "admissions": due_lines(request, version),
        "decides": bool(settings.PROFILE.procedures),
        "questions_open": questions_open,
        "waiting": waiting,
        "articles_waiting": waiting_here(request.actor, version, request.day),
    }
    return render(request, "boards/board.html", context)


def _questions(request: WorkbenchRequest, version: "UnitVersion") -> tuple[int, Waiting | None]:
    """On the board of a unit whose desk is the reader's: questions that lie open, and that wait too long."""
    at_home = any(grant.unit_id == version.unit_id for grant in request.actor.grants)
    return open_and_waiting(request.actor, request.at, request.day) if at_home else (0, None)


def _steps(request: WorkbenchRequest, version: "UnitVersion", *more: dict[str, str]) -> list[dict[str, str]]:
    """The way down to a unit's board; nothing for the one at the top."""
    above = ancestors(request.actor, version, request.day)
    steps = [{"label": each.name, "url": reverse("board", args=[each.unit.code])} for each in above]
    if not more:
        return [*steps, {"label": version.name, "url": ""}] if steps else []
    return [*steps, {"label": version.name, "url": reverse("board", args=[version.unit.code])}, *more]


def _line(row: boards.Row, duties: "list[Duty]", period: Period, group: str, *, own: bool) -> dict[str, Any]:
    """A row as the table shows it: where its name leads, and its cells in the order of the columns."""
    code = row.version.unit.code
    if row.has_below and not own:
        asked = {"period": period.key} | ({"group": group} if group else {})
        url = f"{reverse('board', args=[code])}?{urlencode(asked)}"
    else:
        url = reverse("unit", args=[code])
    shown = [
        {"duty": duty, "cell": row.cells.get(duty.code), "url": _cell_url(code, period, duty.code, own=own)}
        for duty in duties
    ]
    return {"row": row, "url": url, "own": own, "cells": shown}


def _cell_url(
    code: str, period: Period, duty: str, *, own: bool, name: str = "board_cell", **more: str
) -> str:
    asked = {"period": period.key, "duty": duty} | ({"own": "1"} if own else {}) | more
    return f"{reverse(name, args=[code])}?{urlencode(asked)}"


def _vacancies(request: HttpRequest, vacant: list[Any]) -> dict[str, Any]:
    """Vacant posts whose filling a rule asks for: how many, the longest in days."""
    rules = current_rules()
    kinds = {version.plan.post_kind for duty in rules.duties.values() for version in duty.versions}
    kept = [post for post in vacant if post.kind in kinds]
    day = request.day  # type: ignore[attr-defined]
    return {
        "count": len(kept),
        "days": max(((day - post.vacant_since).days for post in kept), default=0),
        "posts": [rules.post_kinds[kind].title for kind in sorted({post.kind for post in kept})],
    }


@require_GET
def board_cell(request: WorkbenchRequest, code: str) -> HttpResponse:
    """One cell explained: in the side panel, or as a page where there are no scripts."""
    version = unit_by_code(request.actor, code, request.day)
    context = _cell(request, version, FIRST_UNDONE)
    partly = bool(getattr(request, "htmx", False))
    if not partly:
        context["steps"] = _steps(request, version, {"label": context["detail"].duty.title, "url": ""})
    template = "boards/cell_panel.html" if partly else "boards/cell.html"
    answer = render(request, template, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _cell(request: WorkbenchRequest, version: "UnitVersion", limit: int) -> dict[str, Any]:
    """What panel, page and list of a cell say."""
    period = chosen_period(request.GET.get("period", ""), request.day)
    duty, own = request.GET.get("duty", ""), request.GET.get("own") == "1"
    detail = cells.cell_detail(request.actor, version, request.day, period, duty, own=own, limit=limit)
    return {
        "unit": version,
        "period": period,
        "own": own,
        "detail": detail,
        "clauses": [{"version": each, "asks": frequency(detail.rules, each)} for each in detail.versions],
        "deductions": [deduction(excuse, count) for excuse, count in detail.excuses.items()],
        "all_url": _cell_url(version.unit.code, period, duty, own=own, name="board_cell_all", state="undone"),
        "every_url": _cell_url(version.unit.code, period, duty, own=own, name="board_cell_all"),
        "board_url": f"{reverse('board', args=[version.unit.code])}?{urlencode({'period': period.key})}",
    }


@exportable
def board_cell_all(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Every verdict of a cell, by state, page by page."""
    version = unit_by_code(request.actor, code, request.day)
    context = _cell(request, version, 0)
    detail, period, own = context["detail"], context["period"], context["own"]
    rows = cells.cell_verdicts(
        request.actor, version, request.day, period, detail.duty.code, own=own, rules=detail.rules
    )
    wanted = _wanted(request.GET.get("state", ""), detail.cell)
    if wanted == "undone":
        rows = rows.filter(state__in=cells.UNDONE)
    elif wanted in OWED_STATES:
        rows = rows.filter(state=wanted)
    if table_asked(request, "verdicts"):
        return hand_out(request, _verdicts(request, version, context, rows))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    more = {
        "page": page,
        "rows": cells.named(page.object_list, request.day, period, detail.rules),
        "filters": _filters(version, context, wanted),
        "steps": _steps(request, version, {"label": detail.duty.title, "url": ""}),
    }
    return render(request, "boards/cell_all.html", context | more)


def _verdicts(
    request: WorkbenchRequest, version: "UnitVersion", context: dict[str, Any], rows: Any
) -> Export:
    """The verdicts shown, all pages of them."""
    detail, period = context["detail"], context["period"]
    said = {"unit": version.name, "duty": in_words(detail.duty.title), "period": write_period(period)}
    title = _("%(unit)s: %(duty)s, %(period)s") % said
    named = cells.named(bounded(rows), request.day, period, detail.rules)
    sheet = verdicts_sheet(title, version.name, named, request.day)
    return Export("verdicts", title, version, lambda _numbers: [sheet])


def _undone_states(cell: boards.Cell) -> list[str]:
    return [state for state in cells.UNDONE if cell.states[state]]


def _wanted(state: str, cell: boards.Cell) -> str:
    """The state asked for; where only one is undone, "undone" means that one."""
    states = _undone_states(cell)
    return states[0] if state == "undone" and len(states) == 1 else state


def _filters(version: "UnitVersion", context: dict[str, Any], wanted: str) -> list[dict[str, Any]]:
    """States to choose, with how many there are; those without any left out."""
    cell, duty = context["detail"].cell, context["detail"].duty.code
    usual = all(each.strength == "normally" for each in context["detail"].versions)
    offered = [("", _("All"), sum(cell.states.values()))]
    if len(_undone_states(cell)) > 1:
        offered.append(("undone", _("Not done"), cell.undone))
    offered += [(state, "", cell.states[state]) for state in OWED_STATES]
    return [
        {
            "state": state,
            "label": label,
            "strength": "normally" if usual else "must",
            "count": count,
            "current": state == wanted,
            "url": _cell_url(
                version.unit.code,
                context["period"],
                duty,
                own=context["own"],
                name="board_cell_all",
                state=state,
            ),
        }
        for state, label, count in offered
        if count or state == wanted
    ]
