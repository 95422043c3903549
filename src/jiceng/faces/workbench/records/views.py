"""Pages of the reading log and the journal."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiceng.apps.journal.policies import READ as READ_JOURNAL
from jiceng.apps.organisations.entries import EntryFilter, entries
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.people import policies
from jiceng.apps.people.exports import bounded
from jiceng.apps.people.readings import ReadingFilter, much_reading, person_names
from jiceng.apps.people.readings import readings as find_readings
from jiceng.apps.transfers.selectors import visitor_names
from jiceng.engines.sheets.writing import WrittenSheet
from jiceng.faces.workbench.exports.workbooks import (
    Export,
    Numbers,
    exportable,
    hand_out,
    may_leave,
    table_asked,
)
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.words import part_word, purpose_word
from jiceng.faces.workbench.records.forms import FoundForm, JournalForm, ReadingsForm
from jiceng.faces.workbench.records.tables import journal_sheet, readings_sheet
from jiceng.faces.workbench.records.words import details, type_words
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.journal.models import AuditEntry
    from jiceng.apps.organisations.models import UnitVersion

PAGE = 50
MOST_LOGGED = 10_000
"""Entries of a log in one file: days narrow it, and each is put in words while someone waits."""


@exportable
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
    found = find_readings(request.actor, wanted)
    if table_asked(request, "readings") and not form.errors:
        title = _("Reading log")
        return hand_out(
            request,
            _export(
                request,
                "readings",
                title,
                lambda: readings_sheet(title, _looks(request, bounded(found, MOST_LOGGED))),
            ),
        )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "narrowed": wanted != ReadingFilter(),
        "alerts": [(row, json.loads(row.content or "{}").get("persons")) for row in _alerts(request)],
        "rows": _looks(request, list(page.object_list)),
        "may_leave": may_leave(request, None, READ_JOURNAL),
    }
    return render(request, "records/readings.html", context, status=422 if form.errors else 200)


def _alerts(request: WorkbenchRequest) -> "list[AuditEntry]":
    return much_reading(request.actor, request.day)


def _looks(request: WorkbenchRequest, rows: list[Any]) -> list[dict[str, Any]]:
    """Readings as the page lists them."""
    people, units = person_names(rows), _units(request, rows)
    names = people | visitor_names(-row.person_id for row in rows)
    return [
        {
            "reading": row,
            "person": names.get(row.person_id) or _("no longer kept"),
            "unit": units.get(row.unit_id or 0),
            "part": part_word(row.part),
            "purpose": purpose_word(row.purpose),
            "open": row.person_id in people and _may_open(request, units.get(row.unit_id or 0)),
        }
        for row in rows
    ]


def _export(request: WorkbenchRequest, table: str, title: str, sheet: Callable[[], WrittenSheet]) -> Export:
    """One of the logs: both name members, so each leaves for a purpose only."""

    def build(_numbers: Numbers) -> list[WrittenSheet]:
        return [sheet()]

    return Export(table, title, None, build, persons=True, reach=READ_JOURNAL, back=request.path)


def _units(request: WorkbenchRequest, rows: list[Any]) -> "dict[int, UnitVersion]":
    """The units that entries name, under their last name."""
    ids = {row.unit_id for row in rows if row.unit_id is not None}
    found = last_versions(request.actor).filter(unit_id__in=ids).select_related("unit")
    return {version.unit_id: version for version in found}


def _may_open(request: WorkbenchRequest, unit: "UnitVersion | None") -> bool:
    """Whether the reader may open files of that unit; opening is itself a look that is logged."""
    return unit is not None and request.actor.may(policies.READ, unit.path)


@exportable
def journal(request: WorkbenchRequest) -> HttpResponse:
    """Who changed what, when."""
    form = JournalForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = EntryFilter(
        type=asked.get("type", ""),
        first=asked.get("first"),
        last=asked.get("last"),
        file=asked.get("file", "").strip(),
    )
    found = entries(request.actor, wanted)
    if table_asked(request, "journal") and not form.errors:
        title = _("Journal")
        return hand_out(
            request,
            _export(
                request,
                "journal",
                title,
                lambda: journal_sheet(title, _entries(request, bounded(found, MOST_LOGGED))),
            ),
        )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "narrowed": wanted != EntryFilter(),
        "rows": _entries(request, list(page.object_list)),
        "found": FoundForm(),
        "may_leave": may_leave(request, None, READ_JOURNAL),
    }
    return render(request, "records/journal.html", context, status=422 if form.errors else 200)


@require_POST
def find_file(request: WorkbenchRequest) -> HttpResponse:
    """Look for a file that turned up, by its hash alone: nothing of it is kept."""
    if not request.actor.has(READ_JOURNAL):
        raise NotFound("page_not_found")
    form = FoundForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the file that turned up."))
        return redirect("journal")
    digest = sha256()
    for chunk in form.cleaned_data["found"].chunks():
        digest.update(chunk)
    return redirect(f"{reverse('journal')}?{urlencode({'file': digest.hexdigest()})}")


def _entries(request: WorkbenchRequest, rows: "list[AuditEntry]") -> list[dict[str, Any]]:
    """Entries as the page lists them."""
    units, titles = _units(request, rows), type_words()
    return [
        {
            "entry": row,
            "title": titles.get(row.type, row.type),
            "details": details(row),
            "unit": units.get(row.unit_id or 0),
            "url": _url(request, row, units.get(row.unit_id or 0)),
        }
        for row in rows
    ]


def _url(request: WorkbenchRequest, entry: "AuditEntry", unit: "UnitVersion | None") -> str:
    """Where what was written can be seen: the person's file or the meeting, for those who may open it."""
    kind, _, number = entry.subject.partition(":")
    if unit is None or not number.isdigit() or entry.shredded_at is not None:
        return ""
    if kind == "person" and _may_open(request, unit):
        return reverse("person", args=[int(number)])
    if kind == "gathering" and request.actor.may("gathering.read", unit.path):
        return reverse("gathering", args=[int(number)])
    return ""
