"""The page of registers to print, and each register as a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.duties import policies as duty_policies
from jiceng.apps.gatherings import policies as gathering_policies
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.people import policies as people_policies
from jiceng.engines.sheets.writing import WrittenSheet
from jiceng.faces.workbench.exports import registers as papers
from jiceng.faces.workbench.exports.words import register_words
from jiceng.faces.workbench.exports.workbooks import Export, Numbers, hand_out, may_leave
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import breadcrumb, unit_url
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

YEARS = 3
"""Years whose ledger is offered: this one and those before it that are still looked into."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A register: how its sheet is made, the right to read what it holds, whether it names members."""

    build: Callable[["WorkbenchRequest", "UnitVersion", Numbers], WrittenSheet]
    permission: str
    persons: bool = True
    numbers: bool = False


PAPERS = {
    "member_register": Paper(
        lambda request, version, numbers: papers.member_register(
            request.actor, version, request.day, numbers
        ),
        people_policies.READ,
        numbers=True,
    ),
    "leader_table": Paper(
        lambda request, version, _numbers: papers.leader_table(request.actor, version, request.day),
        people_policies.READ,
    ),
    "vacancy_table": Paper(
        lambda request, version, _numbers: papers.vacancy_table(request.actor, version, request.day),
        duty_policies.READ,
        persons=False,
    ),
    "gathering_ledger": Paper(
        lambda request, version, _numbers: papers.gathering_ledger(
            request.actor, version, request.day, _year(request)
        ),
        gathering_policies.READ,
    ),
}
"""By code, as `words.register_words` names them. The ledger names who chaired and who wrote."""


@require_GET
def registers(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The usual registers of a unit and all below it, to be printed."""
    version = unit_by_code(request.actor, code, request.day)
    context = {
        "unit": version,
        "steps": _steps(request, version, {"label": _("Registers to print"), "url": ""}),
        "statistics": bool(settings.PROFILE.statistics),
        "papers": [
            {"code": name, "title": title, "why": _why(name), "persons": PAPERS[name].persons}
            for name, title in register_words().items()
            if _may(request, version, PAPERS[name])
        ],
        "years": [request.day.year - n for n in range(YEARS)],
    }
    return render(request, "exports/registers.html", context)


def _may(request: WorkbenchRequest, version: "UnitVersion", paper: Paper) -> bool:
    readable = request.actor.may(paper.permission, version.path)
    return readable and (not paper.persons or may_leave(request, version))


def _why(name: str) -> str:
    words = {
        "member_register": _("Members by unit, with sums; asks what for."),
        "leader_table": _("Posts and committees with their terms; asks what for."),
        "vacancy_table": _("Terms that are over or end within a year, posts nobody holds."),
        "gathering_ledger": _("What was held in a year, unit by unit; asks what for."),
    }
    return words[name]


def _steps(request: WorkbenchRequest, version: "UnitVersion", *last: dict[str, str]) -> list[dict[str, str]]:
    above = ancestors(request.actor, version, request.day)
    return breadcrumb(above, {"label": version.name, "url": unit_url(version)}, *last)


@require_http_methods(["GET", "POST"])
def register(request: WorkbenchRequest, code: str, name: str) -> HttpResponse:
    """One register as a workbook; where it names members, first what it is for."""
    version = unit_by_code(request.actor, code, request.day)
    if name not in PAPERS:
        raise NotFound("page_not_found")
    paper = PAPERS[name]
    require(request.actor, paper.permission, version.path)
    year = _year(request) if name == "gathering_ledger" else None

    def build(numbers: Numbers) -> list[Any]:
        return [paper.build(request, version, numbers)]

    export = Export(
        table=name,
        title=papers.title_of(name, version, year),
        unit=version,
        build=build,
        persons=paper.persons,
        numbers=paper.numbers,
        back=reverse("registers", args=[code]),
    )
    return hand_out(request, export)


def _year(request: WorkbenchRequest) -> int:
    """The year of the ledger: the one asked for, or this one. Raises `NotFound("page_not_found")` for one
    not offered.
    """
    offered = {str(request.day.year - n): request.day.year - n for n in range(YEARS)}
    asked = request.GET.get("year", str(request.day.year))
    if asked not in offered:
        raise NotFound("page_not_found")
    return offered[asked]
