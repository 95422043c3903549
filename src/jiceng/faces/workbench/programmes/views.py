"""The board of a programme, one project on a page, and the report to print."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.programmes import policies, selectors
from jiceng.engines.procedure.programmes import Kind, Standing
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.programmes.tables import programme_sheet
from jiceng.faces.workbench.programmes.words import Line, line, told_target

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.programmes.selectors import Board
    from jiceng.engines.procedure.programmes import Programme, Project

CHANGES_SHOWN = 5


@require_GET
def programmes(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The programmes a unit has part in; where there is but one, that one."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.programmes()
    if len(found) == 1:
        return redirect("programme", code, found[0].code)
    return render(request, "programmes/programmes.html", {"unit": version, "programmes": found})


@dataclass(frozen=True, slots=True)
class Shown:
    """A project with its indicators as the pages show them."""

    project: "Project"
    part: Any
    url: str
    lines: tuple[Line, ...]

    @property
    def met(self) -> int:
        """How many of its indicators have met their target."""
        return sum(each.row.progress.standing is Standing.MET for each in self.lines)

    @property
    def aimed(self) -> int:
        """How many have a target and an amount to hold against it."""
        judged = (Standing.UNKNOWN, Standing.NO_TARGET)
        return sum(each.row.progress.standing not in judged for each in self.lines)


@exportable
def programme(request: WorkbenchRequest, code: str, programme: str) -> HttpResponse:
    """A programme in a unit: every indicator with its baseline, target and months, from what is kept."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.board(request.actor, version, programme, request.day)
    projects = [shown(request, found, each) for each in found.programme.projects]
    if table_asked(request, "programme"):
        title = _title(version, found.programme)
        return hand_out(
            request, Export("programme", title, version, lambda _n: [programme_sheet(title, found, projects)])
        )
    return render(
        request,
        "programmes/programme.html",
        _common(request, found)
        | {"projects": projects, "facts": _facts(projects), "changes": changes(found)},
    )


def _title(version: "UnitVersion", programme: "Programme") -> str:
    return _("%(unit)s: %(programme)s") % {"unit": version.name, "programme": in_words(programme.title)}


def _common(request: WorkbenchRequest, found: "Board", *more: dict[str, str]) -> dict[str, Any]:
    """What every page of a programme in a unit needs."""
    return {
        "unit": found.unit,
        "programme": found.programme,
        "board": found,
        "risks": [{"risk": each, "project": _named(found, each.project)} for each in found.risks],
        "steps": way(request, found.unit, found.programme, *more),
        "may_record": request.actor.may(policies.RECORD, found.unit.path),
        "may_steer": request.actor.may(policies.STEER, found.unit.path),
        "may_read": selectors.topmost(found.unit) and request.actor.may(policies.STEER, found.unit.path),
    }


def _named(found: "Board", project: str) -> Any:
    return next((each.title for each in found.programme.projects if each.code == project), project)


def way(
    request: WorkbenchRequest, version: "UnitVersion", programme: "Programme", *more: dict[str, str]
) -> list[dict[str, str]]:
    """The way down to a page: the programme in the units above, then in this one."""
    above = ancestors(request.actor, version, request.day)
    steps = [
        {"label": each.name, "url": reverse("programme", args=[each.unit.code, programme.code])}
        for each in [*above, version]
    ]
    if more:
        return [*steps, *more]
    steps[-1]["url"] = ""
    return steps if len(steps) > 1 else []


def shown(request: WorkbenchRequest, found: "Board", project: "Project") -> Shown:
    """A project's lines, each measure's outcomes before what was done for them."""
    lines = tuple(
        line(row, request.day, in_words(measure.title))
        for measure in project.measures
        for row in found.of(measure.indicators)
    )
    address = reverse("programme_project", args=[found.unit.unit.code, found.programme.code, project.code])
    return Shown(project, found.programme.parts[project.part], address, lines)


def _facts(projects: list[Shown]) -> dict[str, int]:
    lines = [each for shown in projects for each in shown.lines]
    standings = [each.row.progress.standing for each in lines]
    return {
        "met": standings.count(Standing.MET),
        "nearer": standings.count(Standing.UNDER_WAY),
        "stuck": standings.count(Standing.NO_NEARER),
        "untold": sum(not each.row.carried or each.row.now is None for each in lines),
        "records": sum(bool(each.indicator.quantity and each.row.now) for each in lines),
        "all": len(lines),
    }


def changes(found: "Board") -> list[dict[str, Any]]:
    """Targets that were changed, the newest first: what they were, what they are, why."""
    rows = [row for row in found.rows.values() if len(row.changes) > 1 and row.aim and not row.aim.inherited]
    told: list[dict[str, Any]] = [
        {
            "indicator": row.indicator,
            "set": row.changes[0],
            "now": told_target(row, 0),
            "before": told_target(row, 1),
        }
        for row in rows
    ]
    return sorted(told, key=lambda each: each["set"].set_on, reverse=True)[:CHANGES_SHOWN]


@require_GET
def project(request: WorkbenchRequest, code: str, programme: str, project: str) -> HttpResponse:
    """One project of a programme in a unit: who answers for what, its indicators, its risks."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.board(request.actor, version, programme, request.day)
    asked = found.programme.project(project)
    context = _common(request, found, {"label": in_words(asked.title), "url": ""})
    measures = [
        {"measure": each, "lines": [line(row, request.day) for row in found.of(each.indicators)]}
        for each in asked.measures
    ]
    context["risks"] = [each for each in context["risks"] if each["risk"].project == project]
    return render(request, "programmes/project.html", context | {"project": asked, "measures": measures})


@require_GET
def report(request: WorkbenchRequest, code: str, programme: str) -> HttpResponse:
    """A programme in a unit on one sheet: outcomes, risks, changed targets, and what nothing tells yet."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.board(request.actor, version, programme, request.day)
    projects = [shown(request, found, each) for each in found.programme.projects]
    outcomes = [
        (each, [one for one in each.lines if one.indicator.kind is Kind.OUTCOME and one.row.now is not None])
        for each in projects
    ]
    context = _common(request, found, {"label": pgettext("a paper", "Report"), "url": ""})
    untold = [one for each in projects for one in each.lines if one.row.now is None]
    more = {"outcomes": outcomes, "untold": untold, "facts": _facts(projects), "changes": changes(found)}
    return render(
        request, "programmes/report.html", context | more | {"title": _title(version, found.programme)}
    )
