"""Members away, and members from elsewhere: two lists, and what each states anew."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.organisations.history import unit_file
from jiceng.apps.organisations.selectors import children, unit_by_code
from jiceng.apps.people import policies
from jiceng.apps.people import services as people
from jiceng.apps.people.exports import bounded
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.transfers import mobile, selectors
from jiceng.apps.transfers import visitors as visits
from jiceng.apps.transfers.policies import CONFIRM
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, may_leave, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.transfers import forms, words
from jiceng.faces.workbench.transfers.tables import away_sheet, visitors_sheet
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, unit_url
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from jiceng.apps.organisations.models import UnitVersion

GET_OR_POST = ["GET", "POST"]
PAGE = 100


@exportable
def away(request: WorkbenchRequest) -> HttpResponse:
    """Members away, longest first: since when, who keeps in touch, when last stated."""
    actor, unit = _reader(request), _unit(request)
    every = selectors.absences(actor, request.day, _text(request), unit.path if unit else "")
    found = mobile.narrowed(every, request.day, request.GET.get("show", ""))
    if table_asked(request, "mobile_away"):
        rows = _away_rows(request, bounded(found))
        sheet = away_sheet(_("Members away"), rows, request.day)
        return hand_out(request, _export("mobile_away", sheet.title, sheet))
    page = _page(request, found)
    seen = [(row.person_id, row.unit_id) for row in page.object_list]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    shows = {"": _("All"), "mobile": _("Mobile"), "renew": _("To renew")}
    context = _context(request, page, unit, _counted(shows, every, request.day)) | {
        "rows": _away_rows(request, list(page.object_list)),
        "rule": mobile.rule(request.day),
    }
    return render(request, "transfers/away.html", context)


@exportable
def visitors(request: WorkbenchRequest) -> HttpResponse:
    """Members from elsewhere who take part here, longest first."""
    actor, unit = _reader(request), _unit(request)
    every = selectors.visitors(actor, request.day, _text(request), unit.path if unit else "")
    found = mobile.narrowed(every, request.day, request.GET.get("show", ""))
    if table_asked(request, "mobile_here"):
        rows = _visitor_rows(bounded(found))
        sheet = visitors_sheet(_("Members from elsewhere"), rows, request.day)
        return hand_out(request, _export("mobile_here", sheet.title, sheet))
    page = _page(request, found)
    seen = selectors.as_read(page.object_list)
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    shows = {"": _("All"), "renew": _("To renew")}
    context = _context(request, page, unit, _counted(shows, every, request.day))
    context["rows"] = _visitor_rows(list(page.object_list))
    return render(request, "transfers/visitors.html", context)


def _reader(request: WorkbenchRequest) -> Any:
    """Who reads persons; the page is not there for others."""
    if not request.actor.has(policies.READ):
        raise NotFound("page_not_found")
    return request.actor


def _page(request: WorkbenchRequest, rows: "QuerySet[Any]") -> Any:
    """The page asked for. What fits one page is read with one query, not counted first."""
    first = list(rows[: PAGE + 1])
    return Paginator(first if len(first) <= PAGE else rows, PAGE).get_page(request.GET.get("page"))


def _text(request: WorkbenchRequest) -> str:
    return request.GET.get("q", "").strip()


def _unit(request: WorkbenchRequest) -> "UnitVersion | None":
    """The unit chosen, whose members and those below are listed; None for all."""
    code = request.GET.get("unit", "")
    return unit_by_code(request.actor, code, request.day) if code else None


def _counted(shows: dict[str, str], rows: "QuerySet[Any]", day: date) -> dict[str, str]:
    """Each filter with how many it lists."""
    numbers = mobile.counts(rows, day)
    return {show: f"{label} {numbers[show]}" for show, label in shows.items()}


def _context(
    request: WorkbenchRequest, page: Any, unit: "UnitVersion | None", shows: dict[str, str]
) -> dict[str, Any]:
    return {
        "page": page,
        "chosen": unit,
        "units": children(request.actor, request.homes[0][1], request.day) if request.homes else [],
        "text": _text(request),
        "show": request.GET.get("show", ""),
        "shows": shows,
        "may_leave": may_leave(request, None, policies.READ),
        "may_confirm": request.actor.has(CONFIRM),
    }


def _export(table: str, title: str, sheet: Any) -> Export:
    back = reverse(table)
    return Export(table, title, None, lambda _numbers: [sheet], persons=True, reach=policies.READ, back=back)


def _common(row: Any, *, visitor: bool) -> dict[str, Any]:
    return {
        "row": row,
        "unit": row.unit_name,
        "since": row.starts_on,
        "last_said": row.last_said,
        "contact": row.contact.name if row.contact else "",
        "evaluated": words.evaluated(visitor=visitor).get(row.evaluated, ""),
    }


def _away_rows(request: WorkbenchRequest, rows: list[Any]) -> list[dict[str, Any]]:
    months = mobile.figure(mobile.AFTER, request.day)
    return [
        _common(row, visitor=False)
        | {
            "name": row.person.name,
            "months": mobile.months_between(row.starts_on, request.day),
            "mobile": mobile.is_mobile(row.starts_on, request.day, months),
            "expected": row.expected_until,
        }
        for row in rows
    ]


def _visitor_rows(rows: list[Any]) -> list[dict[str, Any]]:
    return [_common(row, visitor=True) | {"name": row.name, "home": row.home} for row in rows]


def statement(form: forms.StatementForm, wanted: dict[str, Any]) -> people.Statement:
    """What a form says of a spell away."""
    return people.Statement(
        expected_until=wanted["expected_until"],
        told=wanted["told"],
        contact=form.person(),
        evaluated=wanted["evaluated"],
    )


@require_http_methods(GET_OR_POST)
def confirm_absence(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """A member who is away has been in touch and states anew how things stand."""
    absence, unit = selectors.absence_of(request.actor, person_id)
    initial = {name: getattr(absence, name) for name in ("told", "expected_until", "evaluated")}
    form = forms.StatementForm(
        request.POST or None, request=request, unit=unit, without=person_id,
        initial=initial | {"contact": absence.contact_id},
    )  # fmt: skip
    form.fields["day"].label = _("In touch on")
    heading = _("Renew the statement")
    steps = [{"label": _("Members away"), "url": reverse("mobile_away")}, {"label": heading, "url": ""}]
    facts: list[tuple[str, Any]] = [
        (_("Person"), absence.person.name),
        (_("Unit"), unit.name),
        (_("Away since"), absence.starts_on),
    ]
    text = _("What the member herself says. Where she is, is not asked and not kept.")
    page = FormPage(heading, text, _("Record it"), reverse("mobile_away"), steps, facts)

    def act(wanted: dict[str, Any]) -> str:
        people.confirm_absence(
            actor=request.actor, at=request.at, absence=absence, day=wanted["day"],
            statement=statement(form, wanted), permission=CONFIRM,
        )  # fmt: skip
        messages.success(request, _("The statement of %(name)s is renewed.") % {"name": absence.person.name})
        return page.back_url

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def note_visitor(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Note a member from elsewhere who takes part here."""
    file = unit_file(request.actor, code, request.day, CONFIRM)
    form = forms.VisitorForm(request.POST or None, request=request, unit=file.current)
    heading = _("Note a member from elsewhere")
    steps = breadcrumb(
        file.above, {"label": file.current.name, "url": unit_url(file.current)}, {"label": heading, "url": ""}
    )
    text = _(
        "By the member's own word: she takes part in the life of %(unit)s, while her membership stays where "
        "it is. She is not counted here, has no vote here and is on no roll."
    )
    page = FormPage(heading, text % {"unit": file.current.name}, _("Note it"), unit_url(file.current), steps)

    def act(wanted: dict[str, Any]) -> str:
        draft = visits.VisitorDraft(
            **{name: wanted[name] for name in ("name", "home", "told", "phone", "evaluated")},
            contact=form.person(),
        )
        visits.note_visitor(
            actor=request.actor, at=request.at, unit=file.current.unit, draft=draft, day=wanted["day"]
        )
        messages.success(request, _("%(name)s is noted as taking part here.") % {"name": draft.name})
        return reverse("mobile_here")

    return answer(request, form, page, act)


def _visit(request: WorkbenchRequest, visitor_id: int, heading: str, text: str, button: str) -> Any:
    visitor, unit = selectors.visitor_by_id(request.actor, visitor_id)
    facts: list[tuple[str, Any]] = [
        (_("Person"), visitor.name),
        (_("Takes part in"), unit.name),
        (_("Since"), visitor.starts_on),
    ]
    back = reverse("mobile_here")
    steps = [{"label": _("Members from elsewhere"), "url": back}, {"label": heading, "url": ""}]
    return visitor, FormPage(heading, text, button, back, steps, facts)


@require_http_methods(GET_OR_POST)
def confirm_visitor(request: WorkbenchRequest, visitor_id: int) -> HttpResponse:
    """A member from elsewhere still takes part here."""
    text = _("She has said on the day given that she still takes part here.")
    visitor, page = _visit(request, visitor_id, _("Renew the statement"), text, _("Record it"))
    return _answer_visit(request, page, visits.confirm_visitor, visitor, _("The statement is renewed."))


@require_http_methods(GET_OR_POST)
def end_visit(request: WorkbenchRequest, visitor_id: int) -> HttpResponse:
    """A member from elsewhere takes part here no longer."""
    text = _("From the day given she takes part here no longer.")
    visitor, page = _visit(request, visitor_id, _("Takes part no longer"), text, _("Record it"))
    return _answer_visit(request, page, visits.end_visit, visitor, _("It is noted."))


def _answer_visit(
    request: WorkbenchRequest, page: FormPage, service: Any, visitor: Any, done: str
) -> HttpResponse:
    def act(wanted: dict[str, date]) -> str:
        service(actor=request.actor, at=request.at, visitor=visitor, day=wanted["day"])
        messages.success(request, done)
        return page.back_url

    return answer(request, forms.DayForm(request.POST or None, request=request), page, act)
