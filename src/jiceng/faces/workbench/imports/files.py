"""What is taken away from the room of imports: rows to be mended, empty forms to be filled in."""

import io
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.intake.empty_forms import empty_form
from jiceng.apps.intake.report import Rejection
from jiceng.apps.intake.returned import returned_sheets
from jiceng.apps.intake.selectors import import_by_id
from jiceng.apps.intake.services import permitted_kinds
from jiceng.apps.intake.uploads import give_back
from jiceng.apps.intake.vocabulary import vocabularies
from jiceng.engines.sheets.writing import Properties, WrittenSheet, write_workbook
from jiceng.faces.shared.sentences import explain
from jiceng.faces.workbench.exports.workbooks import CONTENT_TYPE
from jiceng.faces.workbench.imports.words import file_name
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import NotFound


@require_GET
def returned(request: WorkbenchRequest, import_id: int) -> HttpResponse:
    """The rows of one's file that have a fault, with the reasons; mended they can be sent in again."""
    sent = import_by_id(request.actor, import_id)
    layout, faults = give_back(actor=request.actor, at=request.at, import_id=import_id)
    sheets = returned_sheets(layout, faults, _reason)
    stem = file_name(sent.name).rpartition(".")[0] or file_name(sent.name)
    return _file(request, _("%(file)s, to be mended") % {"file": stem}, sheets)


def _reason(fault: Rejection) -> str:
    return explain(fault.column, fault.code, fault.data)


@require_GET
def template(request: WorkbenchRequest, kind: str) -> HttpResponse:
    """An empty form with the usual headings and an example, which an import leaves out."""
    if kind not in vocabularies():
        raise NotFound("page_not_found")
    permitted_kinds(request.actor, kind)
    title = _("%(table)s, empty form") % {"table": vocabularies()[kind].title["zh"]}
    return _file(request, title, [empty_form(kind)])


def _file(request: WorkbenchRequest, title: str, sheets: Sequence[WrittenSheet]) -> HttpResponse:
    content = io.BytesIO()
    write_workbook(content, sheets, Properties(title, request.actor.name, request.at))
    answer = HttpResponse(content.getvalue(), content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or ""
    return answer
