"""Pages of the reading log and the journal."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiceng.apps.organisations.entries import EntryFilter, entries
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.people import policies
from jiceng.apps.people.readings import ReadingFilter, person_names
from jiceng.apps.people.readings import readings as find_readings
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.words import part_word, purpose_word
from jiceng.faces.workbench.records.forms import JournalForm, ReadingsForm
from jiceng.faces.workbench.records.words import details, type_word

if TYPE_CHECKING:
    from jiceng.apps.journal.models import AuditEntry
    from jiceng.apps.organisations.models import UnitVersion

PAGE = 50


@require_GET
def readings(request: WorkbenchRequest) -> HttpResponse:
    """Who read whose file, when, and what for."""
    form = ReadingsForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = ReadingFilter(
        reader=asked.get("reader", "").strip(),
        person=asked.get("person", "").strip(),
        person_id=asked.get("file"),
        part=asked.get("part", ""),
        first=asked.get("first"),
        last=asked.get("last"),
    )
    page = Paginator(find_readings(request.actor, wanted), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    names, units = person_names(rows), _units(request, rows)
    context = {
        "form": form,
        "page": page,
        "narrowed": wanted != ReadingFilter(),
        "rows": [
            {
                "reading": row,
                "person": names.get(row.person_id, ""),
                "unit": units.get(row.unit_id or 0),
                "part": part_word(row.part),
                "purpose": purpose_word(row.purpose),
                "open": _may_open(request, units.get(row.unit_id or 0)),
            }
            for row in rows
        ],
    }
    return render(request, "records/readings.html", context, status=422 if form.errors else 200)


def _units(request: WorkbenchRequest, rows: list[Any]) -> "dict[int, UnitVersion]":
    """The units that entries name, under their last name."""
    ids = {row.unit_id for row in rows if row.unit_id is not None}
    found = last_versions(request.actor).filter(unit_id__in=ids).select_related("unit")
    return {version.unit_id: version for version in found}


def _may_open(request: WorkbenchRequest, unit: "UnitVersion | None") -> bool:
    """Whether the reader may open files of that unit; opening is itself a look that is logged."""
    return unit is not None and request.actor.may(policies.READ, unit.path)


@require_GET
def journal(request: WorkbenchRequest) -> HttpResponse:
    """Who changed what, when."""
    form = JournalForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = EntryFilter(type=asked.get("type", ""), first=asked.get("first"), last=asked.get("last"))
    page = Paginator(entries(request.actor, wanted), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    units = _units(request, rows)
    context = {
        "form": form,
        "page": page,
        "narrowed": wanted != EntryFilter(),
        "rows": [
            {
                "entry": row,
                "title": type_word(row.type),
                "details": details(row),
                "unit": units.get(row.unit_id or 0),
                "url": _url(request, row, units.get(row.unit_id or 0)),
            }
            for row in rows
        ],
    }
    return render(request, "records/journal.html", context, status=422 if form.errors else 200)


def _url(request: WorkbenchRequest, entry: "AuditEntry", unit: "UnitVersion | None") -> str:
    """Where what was written can be seen: the person's file or the meeting, for those who may open it."""
    kind, _, number = entry.subject.partition(":")
    if unit is None or not number.isdigit():
        return ""
    if kind == "person" and _may_open(request, unit):
        return reverse("person", args=[int(number)])
    if kind == "gathering" and request.actor.may("gathering.read", unit.path):
        return reverse("gathering", args=[int(number)])
    return ""
