"""What is taken away from the room of imports: rows to be mended, empty forms to be filled in."""

import io
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.intake.empty_forms import empty_form
from jiceng.apps.intake.layout import Layout
from jiceng.apps.intake.previews import Faults
from jiceng.apps.intake.report import Rejection
from jiceng.apps.intake.returned import returned_sheets
from jiceng.apps.intake.selectors import import_by_id
from jiceng.apps.intake.services import permitted_kinds
from jiceng.apps.intake.uploads import give_back
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.engines.sheets.writing import Properties, WrittenSheet, write_workbook
from jiceng.faces.shared.file_notes import file_note
from jiceng.faces.shared.handing_out import WORKBOOK, hand_out_made
from jiceng.faces.shared.sentences import explain
from jiceng.faces.workbench.imports.words import file_name
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import NotFound


@require_GET
def returned(request: WorkbenchRequest, import_id: int) -> HttpResponse:
    """The rows of one's file that have a fault, with the reasons; mended they can be sent in again."""
    sent = import_by_id(request.actor, import_id)
    stem = file_name(sent.name).rpartition(".")[0] or file_name(sent.name)
    title = _("%(file)s, to be mended") % {"file": stem}

    def write(layout: Layout, faults: Faults, mark: str) -> bytes:
        note = file_note(request.actor.name, request.at, mark)
        return _workbook(request, title, returned_sheets(layout, faults, _reason), note)

    file = give_back(actor=request.actor, at=request.at, import_id=import_id, write=write)
    return hand_out_made(f"{title}.xlsx", WORKBOOK, file)


def _reason(fault: Rejection) -> str:
    return explain(fault.column, fault.code, fault.data)


@require_GET
def template(request: WorkbenchRequest, kind: str) -> HttpResponse:
    """An empty form with the usual headings and an example, which an import leaves out."""
    if kind not in vocabularies():
        raise NotFound("page_not_found")
    permitted_kinds(request.actor, kind)
    title = _("%(table)s, empty form") % {"table": vocabularies()[kind].title["zh"]}
    return hand_out_made(f"{title}.xlsx", WORKBOOK, _workbook(request, title, [empty_form(kind)]))


def _workbook(request: WorkbenchRequest, title: str, sheets: Sequence[WrittenSheet], note: str = "") -> bytes:
    content = io.BytesIO()
    write_workbook(content, sheets, Properties(title, request.actor.name, request.at, note))
    return content.getvalue()
