"""Receipts of a month: to be printed and cut, or as a Word file in the office's own form."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from jiceng.apps.dues import receipts as files
from jiceng.apps.dues import selectors
from jiceng.apps.organisations.letters import title
from jiceng.engines.documents import in_capitals
from jiceng.faces.shared.dates import write_day, write_month
from jiceng.faces.shared.file_notes import file_note
from jiceng.faces.shared.handing_out import WORD, hand_out_made
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.dues.recording import month_asked
from jiceng.faces.workbench.dues.views import kept, steps
from jiceng.faces.workbench.dues.words import yuan
from jiceng.faces.workbench.middleware import WorkbenchRequest

if TYPE_CHECKING:
    from jiceng.apps.dues.models import Payment


@require_GET
def receipts(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Receipts of a month, to be printed and cut."""
    file, month = kept(request, code), month_asked(request)
    found = selectors.receipts(request.actor, file.current, month)
    back = f"{reverse('record_dues', args=[code])}?month={month:%Y-%m}"
    last = [{"label": write_month(month), "url": back}, {"label": _("Receipts"), "url": ""}]
    context = {
        "unit": file.current,
        "month": month,
        "steps": steps(file, *last),
        "word": f"{reverse('dues_receipts_word', args=[code])}?month={month:%Y-%m}"
        if found and files.may_write()
        else "",
        "receipts": [{"first": rows[0], "last": rows[-1], **_sum(rows)} for rows in found],
    }
    return render(request, "dues/receipts.html", context)


def _sum(rows: "Sequence[Payment]") -> dict[str, str]:
    fen = sum(each.amount_fen for each in rows)
    return {"sum": yuan(fen), "capitals": in_capitals(fen)}


@require_GET
def document(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The same as a .docx; for a month without any, the page that says so."""
    file, month = kept(request, code), month_asked(request)
    unit, actor = file.current, request.actor
    if not selectors.receipts(actor, unit, month):
        return redirect(f"{reverse('dues_receipts', args=[code])}?month={month:%Y-%m}")
    made = files.take_out(
        actor=actor,
        at=request.at,
        version=unit,
        month=month,
        words=lambda found: _values(found, unit.name),
        note=lambda mark: file_note(actor.name, request.at, mark),
    )
    name = f"{unit.name} {in_words(title(files.CODE))} {month:%Y-%m}.docx"
    return hand_out_made(name, WORD, made)


def _values(found: "Sequence[Sequence[Payment]]", unit: str) -> dict[str, Any]:
    """What stands in the fields of the template, in the organisation's own language."""
    with override("zh-hans"):
        return {
            "title": in_words(title(files.CODE)),
            "unit": unit,
            "receipts": [
                {
                    "number": rows[0].receipt,
                    "name": rows[0].person.name,
                    "months": _months(rows[0].month, rows[-1].month),
                    "received_by": rows[0].entered_by,
                    "day": write_day(rows[0].paid_on, with_year=True),
                    **_sum(rows),
                }
                for rows in found
            ],
        }


def _months(first: date, last: date) -> str:
    said = {"first": write_month(first), "last": write_month(last)}
    return said["first"] if first == last else _("%(first)s to %(last)s") % said
