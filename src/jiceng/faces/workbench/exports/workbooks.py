"""A table as a workbook: the file and its mark, and the purpose asked for where it names members."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.journal.files import new_mark
from jiceng.apps.people import exports, policies
from jiceng.engines.sheets.writing import Properties, WrittenSheet, write_workbook
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.file_notes import file_note, mark_words
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.handing_out import WORKBOOK, hand_out_made
from jiceng.faces.workbench.exports.forms import PurposeForm
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, NotFound, Refused

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

Numbers = Mapping[int, str]
"""Whole identity numbers by person id; empty unless they were asked for."""
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Export:
    """A table about to leave.

    `table`, its code in the journal; `title`, what it is and of whom, which names the file too; `unit`, of
    which unit, None: of all the reader has the permission `reach` on; `build` makes its sheets; `persons`,
    whether they show who is a member, so that a purpose is asked for; `numbers`, whether they have a column
    of identity numbers, which may be asked for whole; `back`, the page it leaves from.
    """

    table: str
    title: str
    unit: "UnitVersion | None"
    build: Callable[[Numbers], Sequence[WrittenSheet]]
    persons: bool = False
    numbers: bool = False
    reach: str = "unit.read"
    back: str = ""


def exportable(view: View) -> View:
    """A page that is read, or sent a purpose when one of its tables is to leave (`?export=`)."""

    @wraps(view)
    def within_methods(request: WorkbenchRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = ["GET", "POST"] if request.GET.get("export") else ["GET"]
        return (
            view(request, *args, **kwargs) if request.method in allowed else HttpResponseNotAllowed(allowed)
        )

    return within_methods


def table_asked(request: WorkbenchRequest, *tables: str) -> str:
    """Which of the page's tables is asked for as a file; "" for none.

    Raises `NotFound("page_not_found")` for one it does not have.
    """
    table = request.GET.get("export", "")
    if table and table not in tables:
        raise NotFound("page_not_found")
    return table


def may_leave(request: WorkbenchRequest, unit: "UnitVersion | None", reach: str = "unit.read") -> bool:
    """Whether the reader may take out a table of persons: for the button."""
    return exports.may_export_persons(request.actor, unit, reach)


def hand_out(request: WorkbenchRequest, export: Export) -> HttpResponse:
    """The file; where the table names members, first a page that asks what for.

    Raises `Refused` without the right to take out persons, `Invalid("too_many_rows")`.
    """
    if not export.persons:
        return _file(request, request.actor, export, {})
    if not may_leave(request, export.unit, export.reach):
        raise Refused("not_permitted", permission=policies.EXPORT)
    whole = export.numbers and export.unit is not None and _may_unmask(request.actor, export.unit)
    form = PurposeForm(request.POST or None, numbers=whole)
    if request.method == "POST" and form.is_valid():
        actor = request.actor.with_purpose(form.purpose())
        try:
            return _file(request, actor, export, _numbers(request, actor, export, form))
        except Invalid as error:
            add_error(form, error)
    steps = [
        {"label": export.title, "url": export.back or request.path},
        {"label": _("Export to Excel"), "url": ""},
    ]
    context = {"form": form, "export": export, "back": export.back or request.path, "steps": steps}
    return render(request, "exports/purpose.html", context, status=422 if form.errors else 200)


def _may_unmask(actor: Actor, unit: "UnitVersion") -> bool:
    return actor.may(policies.READ_ID_NUMBER, unit.path)


def _numbers(request: WorkbenchRequest, actor: Actor, export: Export, form: PurposeForm) -> Numbers:
    """Whole identity numbers, where they were ticked; each look is in the reading log before one is seen."""
    if export.unit is None or not form.cleaned_data.get("numbers"):
        return {}
    return exports.read_id_numbers(actor=actor, at=request.at, version=export.unit, day=request.day)


def _file(request: WorkbenchRequest, actor: Actor, export: Export, numbers: Numbers) -> HttpResponse:
    """The workbook, once the journal has it."""
    mark = new_mark()
    note = _note(request, actor, export, mark)
    sheets = [replace(sheet, notes=(*sheet.notes, note)) for sheet in export.build(numbers)]
    content = io.BytesIO()
    rows = write_workbook(content, sheets, Properties(export.title, actor.name, request.at, note))
    exports.export_table(
        actor=actor,
        at=request.at,
        table=export.table,
        unit=export.unit,
        reach=export.reach,
        rows=sum(rows),
        persons=export.persons,
        numbers=len(numbers),
        file=content.getvalue(),
        mark=mark,
    )
    return hand_out_made(f"{export.title} {request.day}.xlsx", WORKBOOK, content.getvalue())


def sides(name: str, day: date) -> tuple[str, str]:
    """The line under a title: of whom, and as of which day."""
    as_of = _("As of %(day)s") % {"day": write_day(day, with_year=True)}
    return _("Unit: %(name)s") % {"name": name}, as_of


def _note(request: WorkbenchRequest, actor: Actor, export: Export, mark: str) -> str:
    """Who took it out, when, what for and under which mark; an import takes a line that begins so for a
    note.
    """
    if not export.persons:
        return file_note(actor.name, request.at, mark)
    moment = timezone.localtime(request.at)
    said = {"name": actor.name, "day": write_day(moment, with_year=True), "time": f"{moment:%H:%M}"}
    text = _(
        "Note: taken out by %(name)s on %(day)s at %(time)s. Purpose: %(purpose)s. Holds data of persons: "
        "for this purpose only, not to be passed on."
    )
    return text % (said | {"purpose": actor.purpose}) + f" {mark_words(mark)}"
