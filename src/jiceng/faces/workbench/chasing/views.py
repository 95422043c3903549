"""The chasing list of a unit and all below it, as text: by list, by town, what, which units."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.organisations.selectors import unit_by_code, whole
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.faces.workbench.chasing.lists import Line, list_title, lists
from jiceng.faces.workbench.middleware import WorkbenchRequest

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion


@require_GET
def chasing(request: WorkbenchRequest, code: str) -> HttpResponse:
    """What presses in a unit and below; with `?list=`, of one list alone."""
    version = unit_by_code(request.actor, code, request.day)
    units = whole(request.actor, version, request.day, "unit.read")
    found = _within(lists(request.actor, version, request.day, request.at), units)
    wanted = request.GET.get("list", "")
    wanted = wanted if wanted in found else ""
    context = {
        "unit": version,
        "steps": [
            {"label": version.name, "url": reverse("unit", args=[code])},
            {"label": _("Chasing list"), "url": ""},
        ],
        "wanted": wanted,
        "filters": [
            {"code": name, "title": list_title(name), "count": len(lines), "current": name == wanted}
            for name, lines in found.items()
            if lines or name == wanted
        ],
        "all": sum(map(len, found.values())),
        "sections": [
            {"title": list_title(name), "groups": _grouped(lines, units, version)}
            for name, lines in found.items()
            if lines and wanted in ("", name)
        ],
    }
    return render(request, "chasing/chasing.html", context)


def _within(found: dict[str, list[Line]], units: "list[UnitVersion]") -> dict[str, list[Line]]:
    """Of each list what is about the units shown."""
    there = {each.unit_id for each in units}
    return {name: [line for line in lines if line.unit_id in there] for name, lines in found.items()}


def _grouped(
    lines: Iterable[Line], units: "list[UnitVersion]", version: "UnitVersion"
) -> list[dict[str, Any]]:
    """Lines under the unit directly below the one asked about, in official order; equal ones are one line
    with its units.
    """
    place = {each.unit_id: number for number, each in enumerate(units)}
    names = {each.unit_id: each.name for each in units}
    paths = {each.unit_id: each.path for each in units}
    groups: dict[int, dict[tuple[str, str, str], Counter[int]]] = {}
    for line in sorted(lines, key=lambda each: place[each.unit_id]):
        said = groups.setdefault(_group(paths[line.unit_id], version), {})
        said.setdefault((line.what, line.when, line.rule), Counter())[line.unit_id] += 1
    return [
        {
            "name": names.get(group, version.name),
            "lines": [
                {"what": what, "when": when, "rule": rule, "units": _named(counted, names)}
                for (what, when, rule), counted in said.items()
            ],
        }
        for group, said in groups.items()
    ]


def _group(path: str, version: "UnitVersion") -> int:
    """The unit one below, or the one asked about for what is its own or directly below it."""
    end = len(version.path) + SEGMENT
    return int(path[end - SEGMENT : end]) if len(path) > end else version.unit_id


def _named(counted: Counter[int], names: dict[int, str]) -> list[dict[str, Any]]:
    return [{"name": names[unit_id], "times": number} for unit_id, number in counted.items()]
