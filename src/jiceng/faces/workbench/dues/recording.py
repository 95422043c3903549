"""Keeping the list: as what members pay, who paid, what was put right."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.dues import reductions, selectors, services
from jiceng.apps.dues.accounts import DUE, EXEMPT, UNSET
from jiceng.apps.dues.months import first_of
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.history import unit_file
from jiceng.apps.organisations.selectors import ancestors
from jiceng.faces.shared.dates import write_month
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.dues.forms import AskForm, CorrectForm, DecideForm, RecordForm, StandardsForm
from jiceng.faces.workbench.dues.views import kept, known, steps
from jiceng.faces.workbench.dues.words import asked_of, payer_title, yuan
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, done
from jiceng.kernel.errors import Invalid, JicengError

if TYPE_CHECKING:
    from jiceng.apps.dues.selectors import MemberYear

GET_OR_POST = ("GET", "POST")


def month_asked(request: WorkbenchRequest) -> date:
    """The month in the address; this one where there is none, or none that can be read."""
    try:
        found = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return first_of(request.day)
    return found if abs(found.year - request.day.year) <= 2 else first_of(request.day)


@require_http_methods(GET_OR_POST)
def standards(request: WorkbenchRequest, code: str) -> HttpResponse:
    """As what members pay: those of whom it was not said, or with `?all=1` everybody."""
    file = kept(request, code)
    rows = selectors.year_list(request.actor, file.current, request.day.year, request.day)
    here = [row for row in rows if row.cells[request.day.month - 1].state]
    everybody = request.GET.get("all") == "1"
    asked = [row for row in here if everybody or row.standing is None]
    payers = current_rules().payers.values()
    usual = next((each.code for each in payers if file.current.kind in each.unit_kinds), "")
    form = StandardsForm(request.POST or None, rows=asked, payers=payers, usual=usual, day=request.day)
    if request.method == "POST" and form.is_valid():
        month = date.fromisoformat(form.cleaned_data["since"])
        try:
            number = services.set_standings(
                actor=request.actor, at=request.at, unit=file.current.unit, month=month, drafts=form.drafts()
            )
        except Invalid as error:
            _put(form, error)
        except JicengError as error:
            add_error(form, error)
        else:
            text = ngettext(
                "The standard of %(n)s member is set.", "The standards of %(n)s members are set.", number
            )
            messages.success(request, text % {"n": number})
            return redirect("dues", code)
    context = {
        "unit": file.current,
        "steps": steps(file, {"label": _("As what members pay"), "url": ""}),
        "form": form,
        "everybody": everybody,
        "asked": asked,
        "rule": [asked_of(each, request.day) for each in payers],
    }
    return render(request, "dues/standards.html", context, status=422 if form.errors else 200)


def _put(form: StandardsForm, error: Invalid) -> None:
    """Put what the service refuses to the row it is about."""
    field = f"given-{error.data.get('person')}"
    add_error(form, Invalid(error.code, **error.data | {"field": field}))


@require_http_methods(GET_OR_POST)
def record(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Record a month: all paid as usual but those whose tick is taken away; what is recorded stands below."""
    file, month = kept(request, code), month_asked(request)
    found = selectors.year_list(request.actor, file.current, month.year, request.day)
    cells = {row.person.pk: row.cells[month.month - 1] for row in found}
    rows = [(row, cells[row.person.pk].owed) for row in found if _to_record(row, month)]
    form = RecordForm(request.POST or None, rows=rows, month=month, day=request.day)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.record_dues(
                actor=request.actor, at=request.at, unit=file.current.unit, draft=form.draft()
            )
        except JicengError as error:
            add_error(form, error)
        else:
            said = {"n": len({row.person_id for row in made}), "yuan": yuan(sum(r.amount_fen for r in made))}
            messages.success(request, _("Recorded: %(n)s members, %(yuan)s yuan.") % said)
            return redirect(f"{reverse('record_dues', args=[code])}?month={month:%Y-%m}")
    context = {
        "unit": file.current,
        "month": month,
        "steps": steps(file, {"label": write_month(month), "url": ""}),
        "form": form,
        "rows": [(row, paid, amount, _why(row, month)) for row, paid, amount in form.rows],
        "exempt": [row.person.name for row in found if cells[row.person.pk].state == EXEMPT],
        "payments": [
            (each, yuan(each.amount_fen)) for each in selectors.payments(request.actor, file.current, month)
        ],
    }
    return render(request, "dues/record.html", context, status=422 if form.errors else 200)


def _to_record(row: "MemberYear", month: date) -> bool:
    """Whether a member can be recorded for a month: for one to come too, where she pays ahead."""
    return row.cells[month.month - 1].state in (DUE, UNSET, "ahead")


def _why(row: "MemberYear", month: date) -> str:
    cell = row.cells[month.month - 1]
    if cell.state == UNSET or row.standing is None:
        return _("no standard yet")
    return payer_title(row.standing.payer)


@require_http_methods(GET_OR_POST)
def correct(request: WorkbenchRequest, payment_id: int) -> HttpResponse:
    """Put a payment right; the old row stays and shows."""
    known()
    payment, version = selectors.payment_by_id(request.actor, payment_id)
    file = unit_file(request.actor, version.unit.code, request.day)
    first = {"amount": yuan(payment.amount_fen), "paid_on": payment.paid_on}
    form = CorrectForm(request.POST or None, initial=first)
    back = f"{reverse('record_dues', args=[version.unit.code])}?month={payment.month:%Y-%m}"
    heading = _("Correct what was recorded")
    facts: list[tuple[str, Any]] = [
        (_("Member"), payment.person.name),
        (_("Month"), write_month(payment.month)),
        (_("Recorded, yuan"), yuan(payment.amount_fen)),
        (_("Receipt"), payment.receipt),
    ]
    text = _("A new row is written under the same receipt; the one it corrects stays and shows.")
    page = FormPage(heading, text, _("Correct it"), back, steps(file, {"label": heading, "url": ""}), facts)

    def act(wanted: dict[str, Any]) -> str:
        wanted["amount_fen"] = wanted.pop("amount")
        services.correct_payment(actor=request.actor, at=request.at, payment=payment, **wanted)
        return done(request, page, _("It is corrected."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def ask_reduction(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Ask for a member to pay less, or nothing."""
    file = kept(request, code)
    rows = selectors.year_list(request.actor, file.current, request.day.year, request.day)
    here = [row for row in rows if row.cells[request.day.month - 1].state]
    form = AskForm(request.POST or None, rows=here, day=request.day)
    heading, back = _("Ask for a reduction"), reverse("dues", args=[code])
    text = _(
        "For a member in hardship: the unit above decides, and the list follows. What is granted ends by "
        "itself; ask again if it is still needed."
    )
    page = FormPage(heading, text, _("Ask for it"), back, steps(file, {"label": heading, "url": ""}))

    def act(wanted: dict[str, Any]) -> str:
        draft = reductions.ReductionDraft(
            wanted["person"],
            date.fromisoformat(wanted["first"]),
            date.fromisoformat(wanted["last"]),
            wanted["amount"],
            wanted["reason"],
        )
        reductions.ask_reduction(actor=request.actor, at=request.at, unit=file.current.unit, draft=draft)
        return done(request, page, _("It is asked; you will see the answer here."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def decide_reduction(request: WorkbenchRequest, reduction_id: int) -> HttpResponse:
    """Grant or refuse a reduction."""
    known()
    found, version = selectors.reduction_by_id(request.actor, reduction_id)
    form = DecideForm(request.POST or None)
    above = ancestors(request.actor, version, request.day)
    home = request.homes[0][1].unit.code if request.homes else version.unit.code
    heading, back = _("Decide on a reduction"), reverse("dues_totals", args=[home])
    facts: list[tuple[str, Any]] = [
        (_("Unit"), version.name),
        (_("Member"), found.person.name),
        (_("Pays instead, yuan a month"), yuan(found.amount_fen)),
        (_("From which month"), write_month(found.starts_on)),
        (_("Until which month"), write_month(found.last_day)),
        (_("Why"), found.reason),
        (_("Asked by"), found.asked_by),
    ]
    trail = breadcrumb(above, {"label": _("Sums of dues"), "url": back}, {"label": heading, "url": ""})
    text = _("The unit sees the answer at once; its list follows what is granted.")
    page = FormPage(heading, text, pgettext("on a reduction", "Decide"), back, trail, facts)

    def act(wanted: dict[str, Any]) -> str:
        reductions.decide_reduction(actor=request.actor, at=request.at, reduction=found, **wanted)
        return done(request, page, _("It is decided."))

    return answer(request, form, page, act)
