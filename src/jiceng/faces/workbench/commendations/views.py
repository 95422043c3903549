"""The list of commendations of a unit and all below it, and what changes it."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.commendations import policies, selectors, services
from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.organisations.selectors import name_on, names_on
from jiceng.apps.people.exports import bounded
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.register import candidates
from jiceng.faces.workbench.commendations.forms import CorrectForm, EnterForm, WithdrawForm
from jiceng.faces.workbench.commendations.tables import commendations_sheet
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, may_leave, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import FormPage, Step, answer, breadcrumb, done, unit_url

if TYPE_CHECKING:
    from jiceng.apps.commendations.models import Commendation

PAGE = 100
MOST_CHOICES = 200
GET_OR_POST = ("GET", "POST")


def _steps(file: UnitFile, heading: str = "") -> list[Step]:
    """The way down; the page of a form stands under the list."""
    url = reverse("commendations", args=[file.current.unit.code]) if heading else ""
    last = [{"label": _("Commendations"), "url": url}]
    last += [{"label": heading, "url": ""}] if heading else []
    return breadcrumb(file.above, {"label": file.current.name, "url": unit_url(file.current)}, *last)


@exportable
def commendations(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Honours of a unit and below: by year, of units or of members, searched."""
    file = unit_file(request.actor, code, request.day)
    years = selectors.years(request.actor, file.current, request.day)
    asked = request.GET.get("year", str(request.day.year))
    year = int(asked) if asked in map(str, years) else None
    of, text = request.GET.get("of", ""), request.GET.get("q", "").strip()
    found = selectors.commendations(request.actor, file.current, year=year, of=of, text=text)
    rows: QuerySet[Any] = found.annotate(unit_name=name_on("unit_id", request.day))
    persons = request.actor.has("person.read")
    if table_asked(request, "commendations"):
        return hand_out(request, _export(file, rows, request, of))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    seen = [(row.person_id, row.unit_id) for row in page.object_list if row.person_id]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    context = {
        "unit": file.current,
        "steps": _steps(file),
        "years": [*((str(each), str(each)) for each in years), ("all", _("All years"))],
        "year": str(year) if year else "all",
        "of": of if of in selectors.OF else "",
        "text": text,
        "page": page,
        "persons": persons,
        "may_enter": request.actor.may(policies.RECORD, file.current.path) and file.current.ends_on is None,
        "may_leave": of == "unit" or may_leave(request, file.current),
    }
    return render(request, "commendations/commendations.html", context)


def _export(file: UnitFile, rows: "QuerySet[Any]", request: WorkbenchRequest, of: str) -> Export:
    """The rows shown, all pages; a list of units alone names no member."""
    name, url = file.current.name, reverse("commendations", args=[file.current.unit.code])
    title = _("%(unit)s: commendations") % {"unit": name}
    persons = of != "unit" and request.actor.has("person.read")

    def build(_numbers: Any) -> Any:
        return [commendations_sheet(title, name, bounded(rows), request.day)]

    return Export("commendations", title, file.current, build, persons=persons, back=url)


@require_http_methods(GET_OR_POST)
def enter(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Enter an honour of a unit, or of somebody in it."""
    file = unit_file(request.actor, code, request.day, policies.RECORD)
    text = request.GET.get("q", "").strip()
    found = candidates(request.actor, file.then, request.day, text, MOST_CHOICES)
    seen = [(row.person_id, row.unit_id) for row in found]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    names = names_on((row.unit_id for row in found), request.day)
    given_by = selectors.last_given_by(request.actor, file.then)
    form = EnterForm(
        request.POST or None, found=found, names=names, unit=file.then, initial={"given_by": given_by}
    )
    heading, back = _("Enter a commendation"), reverse("commendations", args=[code])
    explanation = _(
        "It shows on the page of the unit, or in the file of the person. Search for who is below."
    )
    page = FormPage(heading, explanation, _("Record it"), back, _steps(file, heading), search=text)

    def act(wanted: dict[str, Any]) -> str:
        row = form.found.get(wanted.pop("whom"))
        draft = services.CommendationDraft(**wanted, person=row.person if row else None)
        unit = row.unit if row else file.current.unit
        services.enter_commendation(actor=request.actor, at=request.at, unit=unit, draft=draft)
        messages.success(request, _("It is entered."))
        return f"{back}?year={draft.day.year}"

    return answer(request, form, page, act)


def _found(
    request: WorkbenchRequest, commendation_id: int
) -> "tuple[Commendation, UnitFile, str, list[tuple[str, Any]]]":
    """An entry, its unit, where one comes back to, what is shown of it above the form."""
    row, version = selectors.commendation_by_id(request.actor, commendation_id)
    file = unit_file(request.actor, version.unit.code, request.day)
    back = f"{reverse('commendations', args=[version.unit.code])}?year={row.day.year}"
    facts = [(_("Given to"), row.person.name if row.person else version.name), (_("Honour"), row.honour)]
    return row, file, back, [*facts, (_("Given on"), row.day), (_("Entered by"), row.entered_by)]


@require_http_methods(GET_OR_POST)
def correct(request: WorkbenchRequest, commendation_id: int) -> HttpResponse:
    """Put an entry right by a new one."""
    row, file, back, facts = _found(request, commendation_id)
    names = ("honour", "given_by", "day", "document", "basis")
    form = CorrectForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    heading = _("Correct a commendation")
    text = _("A new entry takes the place of this one; the journal keeps both.")
    page = FormPage(heading, text, _("Correct it"), back, _steps(file, heading), facts)

    def act(wanted: dict[str, Any]) -> str:
        reason = wanted.pop("reason")
        draft = services.CommendationDraft(**wanted, person=row.person)
        services.correct_commendation(
            actor=request.actor, at=request.at, commendation=row, draft=draft, reason=reason
        )
        return done(request, page, _("It is corrected."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def withdraw(request: WorkbenchRequest, commendation_id: int) -> HttpResponse:
    """Say that an honour no longer stands."""
    row, file, back, facts = _found(request, commendation_id)
    heading = _("Withdraw a commendation")
    text = _("It is shown no longer; the journal keeps that it was entered and why it was withdrawn.")
    page = FormPage(heading, text, _("Withdraw it"), back, _steps(file, heading), facts, danger=True)

    def act(wanted: dict[str, Any]) -> str:
        services.withdraw_commendation(actor=request.actor, at=request.at, commendation=row, **wanted)
        return done(request, page, _("It is withdrawn."))

    return answer(request, WithdrawForm(request.POST or None), page, act)
