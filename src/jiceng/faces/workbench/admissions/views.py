"""The list of cases, and one case with its steps."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from jiceng.apps.admissions import policies, selectors
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.apps.people.exports import bounded
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.policies import READ
from jiceng.engines.procedure import PASSED, Standing
from jiceng.engines.sheets.writing import WrittenSheet
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.admissions import words
from jiceng.faces.workbench.admissions.recording import room_title, steps_to
from jiceng.faces.workbench.admissions.tables import admissions_sheet
from jiceng.faces.workbench.exports.workbooks import (
    Export,
    Numbers,
    exportable,
    hand_out,
    may_leave,
    table_asked,
)
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.words import age, sex_word
from jiceng.faces.workbench.units.pages import unit_url
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.admissions.models import Admission, AdmissionEntry
    from jiceng.apps.admissions.selectors import CaseFile, Cases, Due
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure import StepRule, StepState

PAGE = 50
DUE = 5
"""Lines on a home page; the list has them all."""


@exportable
def admissions(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The cases of a unit and of all below it: who stands where, what is due when, by whom."""
    version = unit_by_code(request.actor, code, request.day, READ)
    if not selectors.courses():
        raise NotFound("page_not_found")
    wanted, stage = request.GET.get("show", ""), request.GET.get("stage", "")
    found = selectors.cases(request.actor, version, request.day, wanted, stage)
    units = selectors.unit_names(request.actor, version, request.day)
    if table_asked(request, "admissions"):
        return hand_out(request, _export(request, version, units, found))
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    seen = [(case.person_id, case.unit_id) for case in page.object_list]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    context = {
        "unit": version,
        "heading": room_title(),
        "steps": [{"label": version.name, "url": unit_url(version)}, {"label": room_title(), "url": ""}],
        "wanted": wanted,
        "filters": _filters(found, wanted),
        "stages": _stages(found, stage),
        "below": len(units) > 1,
        "page": page,
        "rows": _rows(request, list(page.object_list), units),
        "may_record": request.actor.may(policies.RECORD, version.path) and version.ends_on is None,
        "may_leave": may_leave(request, version),
    }
    return render(request, "admissions/admissions.html", context)


def _filters(found: "Cases", wanted: str) -> list[dict[str, Any]]:
    labels = {
        "": pgettext("cases of admission", "Open"),
        "overdue": pgettext("cases of admission", "With something overdue"),
        "unit": _("Waiting for the unit"),
        "above": _("Waiting for the organisation above"),
        "closed": pgettext("cases of admission", "Closed"),
    }
    return [
        {"code": code, "label": label, "count": found.counts[code or "open"], "current": code == wanted}
        for code, label in labels.items()
    ]


def _stages(found: "Cases", stage: str) -> list[dict[str, Any]]:
    """How many open cases stand in each stage, in order of the course."""
    titles = {
        code: title
        for steps in selectors.titles().values()
        for code, title in steps.items()
        if code[0] == ":"
    }
    return [
        {
            "code": code[1:],
            "title": title,
            "count": found.stages.get(code[1:], 0),
            "current": code[1:] == stage,
        }
        for code, title in titles.items()
    ]


def _rows(
    request: WorkbenchRequest, cases: "list[Admission]", units: "dict[int, UnitVersion]"
) -> list[dict[str, Any]]:
    titles = selectors.titles()
    return [_row(request, case, units, titles.get(case.course, {})) for case in cases]


def _row(
    request: WorkbenchRequest, case: "Admission", units: "dict[int, UnitVersion]", titles: dict[str, Any]
) -> dict[str, Any]:
    """A case in the list, with the step that presses most."""
    day = request.day
    steps = sorted(
        (each for each in case.expected.all() if each.required),
        key=lambda each: (
            each.opens_on is not None and each.opens_on > day,
            each.due_by or day.max,
            each.place,
        ),
    )
    found = {
        "case": case,
        "unit": units.get(case.unit_id),
        "stage": titles.get(f":{case.stage}", ""),
        "outcome": words.outcome_word(case.outcome),
        "next": "",
    }
    if not steps:
        return found
    first = steps[0]
    lapsed = first.latest is not None and first.latest < day
    waits = first.opens_on is not None and first.opens_on > day
    late = lapsed or (first.due_by is not None and first.due_by < day)
    standing = Standing.WAITING if waits else Standing.OVERDUE if late else Standing.OPEN
    mark, soon = words.state_mark(standing, first.due_by, day)
    more = {
        "next": titles.get(first.step, first.step),
        "by": words.keeper_word(first.keeper),
        "mark": mark,
        "soon": soon,
        "text": words.expected_text(first.opens_on, first.due_by, day, lapsed=lapsed),
        "due_by": first.due_by,
    }
    return found | more


def _export(
    request: WorkbenchRequest, version: "UnitVersion", units: "dict[int, UnitVersion]", found: "Cases"
) -> Export:
    """The cases shown, all pages of them."""
    title = _("%(unit)s: %(room)s") % {"unit": version.name, "room": room_title()}

    def build(_numbers: Numbers) -> list[WrittenSheet]:
        rows = _rows(request, bounded(found.rows), units)
        return [admissions_sheet(title, version.name, rows, request.day)]

    back = reverse("admissions", args=[version.unit.code])
    return Export("admissions", title, version, build, persons=True, back=back)


@require_GET
def admission(request: WorkbenchRequest, admission_id: int) -> HttpResponse:
    """One case: every step of the course, what was recorded of it, its clause, and what may be done now."""
    file = selectors.read_case(actor=request.actor, at=request.at, admission_id=admission_id, day=request.day)
    may = {
        "unit": request.actor.may(policies.RECORD, file.unit.path),
        "above": request.actor.may(policies.APPROVE, file.unit.path),
    }
    person, is_open = file.admission.person, file.admission.closed_on is None
    ready = [each for each in file.judged.state.ready if is_open and may[each.rule.keeper]]
    stages = _case_stages(request, file, may, ready[0].rule.code if ready else "")
    context = {
        "case": file.admission,
        "unit": file.unit,
        "person": person,
        "steps": [*steps_to(file.unit), {"label": person.name, "url": ""}],
        "sex": sex_word(person.sex),
        "age": age(person.birth_date, request.day),
        "same_as": file.same_as,
        "is_open": is_open,
        "outcome": words.outcome_word(file.admission.outcome),
        "stages": stages,
        "first": ready[0] if ready else None,
        "is_member": file.judged.state.stage != "" and any(each.gave for each in file.entries),
        "may_record": may["unit"],
        "may_reopen": may["unit"] and not is_open and file.admission.outcome != "completed",
    }
    return render(request, "admissions/admission.html", context)


def _case_stages(
    request: WorkbenchRequest, file: "CaseFile", may: dict[str, bool], first: str
) -> list[dict[str, Any]]:
    state = file.judged.state
    found, passed = [], True
    for stage in state.version.stages:
        own = [each for each in state.steps if each.rule.stage == stage.code]
        done = all(each.standing in (Standing.DONE, Standing.SKIPPED) for each in own)
        now = not done and passed
        passed = passed and done
        found.append(
            {
                "title": stage.title,
                "open": now,
                "steps": [_case_step(request, file, each, may, first) for each in own],
                "done": sum(each.standing == Standing.DONE for each in own if each.rule.required),
                "all": sum(each.rule.required for each in own),
            }
        )
    return found


def _case_step(
    request: WorkbenchRequest, file: "CaseFile", state: "StepState", may: dict[str, bool], first: str
) -> dict[str, Any]:
    rule = state.rule
    is_open = file.admission.closed_on is None
    # A lapsed step too: it may have been done in time and be entered only now.
    ready = state.standing in (Standing.OPEN, Standing.OVERDUE, Standing.LAPSED)
    mark, soon = words.state_mark(state.standing, state.due_by, request.day)
    titles = {each.rule.code: each.rule.title for each in file.judged.state.steps}
    return {
        "rule": rule,
        "asked": words.asked_lines(rule),
        "by": words.keeper_word(rule.keeper),
        "mark": mark,
        "soon": soon,
        "text": words.state_text(state) if is_open else "",
        "is_done": state.standing == Standing.DONE,
        "missing": [titles[code] for code in state.missing],
        "may_record": is_open and ready and may[rule.keeper],
        "is_first": rule.code == first,
        "entries": [
            _case_entry(file, each, rule, may[rule.keeper]) for each in file.entries if each.step == rule.code
        ],
    }


def _case_entry(file: "CaseFile", entry: "AdmissionEntry", rule: "StepRule", may: bool) -> dict[str, Any]:
    """An entry by the rule it was judged by; one no longer in force by that of its step."""
    judged = {file.judged.entries[each.number].pk: each for each in file.judged.state.entries}
    found = judged.get(entry.pk)
    rule = found.rule if found else rule
    fixed = {each.since for each in file.judged.state.version.steps.values() if each.standing}
    gave = any(each.gave for each in file.entries)
    return {
        "entry": entry,
        "lines": words.entry_lines(rule, entry, file.names),
        "in_force": found is not None,
        "passed": found is not None and found.verdict in PASSED,
        "verdict": words.verdict_word(found.verdict) if found else "",
        "may_correct": may and found is not None and not entry.gave and not (gave and entry.step in fixed),
    }


def due_lines(request: WorkbenchRequest, version: "UnitVersion") -> dict[str, Any]:
    """What the actor may do now about admissions here and below, for a home page or a board."""
    found, number = selectors.due(request.actor, version, request.day, DUE)
    lines = [_due_line(request, each) for each in found]
    return {"lines": lines, "more": number - len(lines), "title": room_title() if lines else ""}


def _due_line(request: WorkbenchRequest, each: "Due") -> dict[str, Any]:
    late = each.lapsed or (each.days_left is not None and each.days_left < 0)
    standing = Standing.OVERDUE if late else Standing.OPEN
    mark, soon = words.state_mark(standing, each.expected.due_by, request.day)
    expected = each.expected
    return {
        "due": each,
        "title": in_words(each.rule.title),
        "name": expected.admission.person.name,
        "mark": mark,
        "soon": soon,
        "text": words.expected_text(expected.opens_on, expected.due_by, request.day, lapsed=each.lapsed),
    }
