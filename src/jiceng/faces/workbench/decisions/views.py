"""Decisions of a unit and those below it, and the story of one."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from jiceng.apps.decisions import interests, policies, selectors
from jiceng.apps.decisions.selectors import ORDERS, Wanted
from jiceng.apps.gatherings.policies import READ as READ_GATHERING
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.people.exports import bounded
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.policies import READ as READ_PERSON
from jiceng.engines.procedure import Keeper
from jiceng.engines.procedure.decisions import Action
from jiceng.faces.workbench.decisions import papers, words
from jiceng.faces.workbench.decisions.tables import board_sheet, decisions_sheet
from jiceng.faces.workbench.decisions.telling import Teller, clause, stored_line
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest

if TYPE_CHECKING:
    from jiceng.apps.decisions.models import Decision, ExpectedAction
    from jiceng.apps.organisations.models import UnitVersion

PAGE = 50
HOME = 5
"""Decisions on a home page; the list has them all."""


def flag_words() -> dict[str, str]:
    """What each mark of a decision is called, in the order of the list."""
    return {
        "": pgettext("decisions", "Under way"),
        "above": pgettext("decisions", "Waiting for the organisation above"),
        "stuck": pgettext("decisions", "Stuck"),
        "undisclosed": pgettext("decisions", "Notice to be posted"),
        "overdue": pgettext("decisions", "Notice overdue"),
        "violated": pgettext("decisions", "A rule was broken"),
        "ended": pgettext("decisions", "Ended"),
    }


@exportable
def decisions(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The decisions of a unit and of all below it; above them, where units lie below, how many of each."""
    version = unit_by_code(request.actor, code, request.day)
    wanted = _wanted(request)
    found = selectors.decisions(request.actor, version, request.day, wanted)
    board = selectors.board(request.actor, version, request.day)
    match table_asked(request, "decisions", "decisions_board"):
        case "decisions":
            return hand_out(request, _export(request, version, found))
        case "decisions_board" if board:
            return hand_out(request, _board_export(request, version, board))
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    may_start = version.ends_on is None and request.actor.may(policies.RECORD, version.path)
    context = {
        "unit": version,
        "steps": _steps(request, version),
        "wanted": wanted,
        "narrowed": wanted != Wanted(),
        "marks": _marks(found.counts, wanted.flag),
        "procedures": _procedures(found.procedures, wanted.procedure),
        "page": page,
        "rows": [_row(each, request.day) for each in page.object_list],
        "below": bool(board),
        "board": [
            _line(each, own=each[0].unit_id == version.unit_id) for each in board if any(each[1].values())
        ],
        "idle": sum(not any(counts.values()) for _unit, counts in board),
        "total": _total(version, board),
        "chased": board and any(counts["stuck"] for _unit, counts in board),
        "may_start": may_start and bool(selectors.procedures_for(version, request.day)),
    }
    return render(request, "decisions/decisions.html", context)


def _wanted(request: WorkbenchRequest) -> Wanted:
    asked = request.GET
    show, sort = asked.get("show", ""), asked.get("sort", "")
    return Wanted(
        show if show in flag_words() else "",
        asked.get("procedure", ""),
        asked.get("q", "").strip(),
        asked.get("own") == "1",
        sort if sort in ORDERS else "",
    )


def _steps(request: WorkbenchRequest, version: "UnitVersion") -> list[dict[str, str]]:
    above = ancestors(request.actor, version, request.day)
    steps = [{"label": each.name, "url": reverse("decisions", args=[each.unit.code])} for each in above]
    return [*steps, {"label": version.name, "url": ""}] if steps else []


def _marks(counts: dict[str, int], flag: str) -> list[dict[str, Any]]:
    return [
        {"code": code, "label": label, "count": counts[code or "open"], "current": code == flag}
        for code, label in flag_words().items()
    ]


def _procedures(counted: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    found = [
        {"code": code, "label": words.procedure_word(code), "count": count, "current": code == chosen}
        for code, count in counted.items()
    ]
    return sorted(found, key=lambda each: -int(each["count"]))


def _row(decision: "Decision", day: date) -> dict[str, Any]:
    """A decision in the list, with the thing that presses most."""
    first = _pressing(list(decision.expected.all()), day)
    found = {
        "decision": decision,
        "procedure": words.procedure_word(decision.procedure),
        "matter": words.matter_word(decision.procedure, decision.matter),
        "result": words.stored_result(decision),
        "result_mark": words.stored_mark(decision),
        "next": "",
    }
    if first is None:
        return found
    mark, soon = words.when_mark(first.opens_on, first.due_by, day)
    return found | {
        "next": words.expected_words(first, decision.procedure, day),
        "by": words.keeper_word(first.keeper),
        "mark": mark,
        "soon": soon,
        "when": words.expected_when(first, day),
        "due_by": first.due_by,
    }


def _pressing(expected: "list[ExpectedAction]", day: date) -> "ExpectedAction | None":
    """What may be done now before what is waited for, the soonest due first."""
    return min(
        expected,
        key=lambda each: (
            each.action == Action.KEEP_POSTED,
            each.opens_on is not None and each.opens_on > day,
            each.due_by or date.max,
            each.place,
        ),
        default=None,
    )


def _line(pair: "tuple[UnitVersion, dict[str, int]]", *, own: bool) -> dict[str, Any]:
    """A unit of the board with the figures, each a way to its list."""
    version, counts = pair
    address = reverse("decisions", args=[version.unit.code])
    return {
        "unit": version,
        "own": own,
        "url": _asked(address, own=own),
        "cells": [
            {"count": counts[code or "open"], "url": _asked(address, own=own, show=code)}
            for code in flag_words()
        ],
    }


def _total(version: "UnitVersion", board: "list[tuple[UnitVersion, dict[str, int]]]") -> dict[str, Any]:
    sums = {name or "open": sum(counts[name or "open"] for _unit, counts in board) for name in flag_words()}
    return _line((version, sums), own=False)


def _asked(address: str, *, own: bool, show: str = "") -> str:
    asked = ({"own": "1"} if own else {}) | ({"show": show} if show else {})
    return f"{address}?{urlencode(asked)}" if asked else address


def _export(request: WorkbenchRequest, version: "UnitVersion", found: selectors.Decisions) -> Export:
    """The decisions shown, all pages of them."""
    title = _("%(unit)s: decisions") % {"unit": version.name}
    rows = [_row(each, request.day) for each in bounded(found.rows)]
    sheet = decisions_sheet(title, version.name, rows, request.day)
    return Export("decisions", title, version, lambda _numbers: [sheet])


def _board_export(
    request: WorkbenchRequest, version: "UnitVersion", board: "list[tuple[UnitVersion, dict[str, int]]]"
) -> Export:
    title = _("%(unit)s: decisions by unit") % {"unit": version.name}
    sheet = board_sheet(title, version.name, board, flag_words(), request.day)
    return Export("decisions_board", title, version, lambda _numbers: [sheet])


@require_GET
def decision(request: WorkbenchRequest, decision_id: int) -> HttpResponse:
    """One decision's story, as at today or a day gone by (`?on=`)."""
    on = _on(request)
    story = selectors.story(request.actor, decision_id, on)
    noticed = papers.noticed(request, story) if on == request.day else []
    drafts = {each["step"].code: each["draft"] for each in noticed if "draft" in each}
    teller, version = Teller(request, story, drafts), story.unit
    may_record = request.actor.may(policies.RECORD, version.path)
    dropped = story.decision.dropped_on
    context = {
        "decision": story.decision,
        "unit": version,
        "steps": _way(version, story.decision.title),
        "on": on,
        "past": on < request.day,
        "procedure": words.procedure_word(story.decision.procedure),
        "matter": words.matter_word(story.decision.procedure, story.decision.matter),
        "whole": words.whole_words(story.decision, story.state),
        "whole_mark": words.RESULT_MARKS[story.state.result] if dropped is None else "excused",
        "line": teller.line(),
        "nexts": teller.nexts(),
        "told": teller.steps(),
        "loose": teller.loose(),
        "papers": papers.listed(request, story),
        "noticed": [each for each in noticed if "renew" in each],
        "concerned": _concerned(request, story),
        "reads_minutes": request.actor.may(READ_GATHERING, version.path),
        "may_drop": may_record and on == request.day and dropped is None and not story.decision.settled,
        "may_resume": may_record and on == request.day and dropped is not None,
        "may_annul": teller.may[Keeper.ABOVE] and not story.state.progress.annulled,
        "recuses": interests.may_read(request.actor, version)
        and bool(interests.steps_with_recusal(story.decision, on)),
    }
    return render(request, "decisions/decision.html", context)


def _on(request: WorkbenchRequest) -> date:
    """The day asked for; today where none is, or one to come."""
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), request.day)
    except ValueError:
        return request.day


def _way(version: "UnitVersion", *last: str) -> list[dict[str, str]]:
    """The way to a decision's pages."""
    label = _("%(unit)s: decisions") % {"unit": version.name}
    first = {"label": label, "url": reverse("decisions", args=[version.unit.code])}
    return [first, *({"label": each, "url": ""} for each in last)]


def _concerned(request: WorkbenchRequest, story: selectors.Story) -> list[Any]:
    """Whom it is about, for whoever reads persons there."""
    if not request.actor.may(READ_PERSON, story.unit.path):
        return []
    found = list(story.decision.concerned.order_by("pk"))
    seen = [(each.pk, story.decision.unit_id) for each in found]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    return found


@require_GET
def decision_record(request: WorkbenchRequest, decision_id: int) -> HttpResponse:
    """The record by which anybody can work the verdict out again: heads and votes, nobody's name."""
    story = selectors.story(request.actor, decision_id, request.day)
    answer = JsonResponse(
        selectors.public_record(story), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="decision-{decision_id}.json"'
    return answer


def home_lines(request: WorkbenchRequest, version: "UnitVersion") -> dict[str, Any]:
    """The decisions under way of a unit for its home page: the steps as a line, the next thing, its clause.

    Nothing but one query once they were judged that day.
    """
    found = selectors.under_way(request.actor, version, request.day)
    return {
        "lines": [_home_line(*each, request.day) for each in found[:HOME]],
        "more": max(len(found) - HOME, 0),
    }


def _home_line(decision: "Decision", expected: "list[ExpectedAction]", day: date) -> dict[str, Any]:
    first = _pressing(expected, day)
    found: dict[str, Any] = {"decision": decision, "line": stored_line(decision)}
    step = words.step_of(decision.procedure, first.step, day) if first else None
    if first is None or step is None:
        return found
    mark, soon = words.when_mark(first.opens_on, first.due_by, day)
    procedure = words.settings.PROFILE.procedures[decision.procedure]
    return found | {
        "next": words.expected_words(first, decision.procedure, day),
        "asked": words.asked(step, first.action, decision.matter, {}, procedure),
        "mark": mark,
        "soon": soon,
        "when": words.expected_when(first, day),
        "clause": clause(step.citation),
    }


@require_GET
def decision_figures(request: WorkbenchRequest, code: str) -> HttpResponse:
    """What of decisions a board of duties shows: how many are under way, stuck, with a notice overdue."""
    version = unit_by_code(request.actor, code, request.day)
    counts = selectors.counts(request.actor, version, request.day)
    address = reverse("decisions", args=[version.unit.code])
    shown = {"": _("Matters being decided")} | {
        each: flag_words()[each] for each in ("above", "stuck", "overdue")
    }
    figures = [
        {"label": label, "count": counts[flag or "open"], "url": _asked(address, own=False, show=flag)}
        for flag, label in shown.items()
        if counts[flag or "open"] or not flag
    ]
    return render(request, "decisions/figures.html", {"figures": figures})
