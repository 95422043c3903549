"""Entering a step of a case, and correcting one."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.policies import require
from jiceng.apps.people.selectors import leader_of
from jiceng.apps.rectification import selectors, services
from jiceng.apps.rectification.progress import Standing
from jiceng.apps.rectification.proposals import proposal_of
from jiceng.apps.rectification.services import PERMISSIONS, Draft
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rectification import forms, words
from jiceng.kernel.errors import Conflict, JicengError, NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.rectification.models import Case
    from jiceng.engines.procedure.weaknesses import Remedy

GET_OR_POST = ["GET", "POST"]
MOST_DAYS = 6
"""Days a unit keeps anyway, named beside the day of a measure."""


def open_kinds(now: Standing, day: date, *, relapsed: bool) -> list[str]:
    """What may be entered now, what is next first."""
    match now.stage:
        case "planning":
            return ["plan", "measure"]
        case "mending":
            waiting = now.open_measures
            if not waiting:
                return ["measure", "plan"]
            return ["done", "measure", "plan"] if not waiting[0].criterion else ["measure", "done", "plan"]
        case "asking" | "checking" | "accepting" | "removing":
            step = {"asking": "asked", "checking": "checked", "accepting": "accepted", "removing": "removed"}
            return [step[now.stage], "measure", "plan"]
    looks = now.due is not None and now.due <= day
    return (["looked"] if looks else []) + (["reopened"] if relapsed else [])


def form_of(
    request: WorkbenchRequest,
    case: "Case",
    version: "UnitVersion",
    now: Standing,
    kind: str,
    data: Any = None,
) -> forms.StepForm:
    """The form of a step, with what is known in it."""
    asked: dict[str, Any] = {"day": request.day}
    match kind:
        case "plan":
            leads = now.plan.said["leads"] if now.plan else {}
            return forms.PlanForm(data, **asked, leads=leads, causes=now.plan.text if now.plan else "")
        case "measure":
            return _measure_form(request, case, version, now, data)
        case "done":
            first = next((each for each in now.open_measures if each.criterion is None), None)
            chosen = forms.place_of(first.entry) if first else None
            return forms.DoneForm(data, **asked, standing=now, first=chosen)
        case "asked":
            return forms.AskedForm(data, **asked, counted_by=request.actor.name)
        case "checked" | "accepted":
            return forms.CheckForm(data, **asked)
        case "looked":
            return forms.LookForm(data, **asked, standing=now)
    asked["decisions"] = selectors.adopted_above(version, request.day)
    if kind == "removed":
        return forms.RemoveForm(data, **asked)
    return forms.ReopenForm(data, **asked, again=_back_again(request, case, version))


def _back_again(request: WorkbenchRequest, case: "Case", version: "UnitVersion") -> str:
    """The grounds of a case that the registers bear out once more, in words."""
    held = proposal_of(request.actor, version, request.day, surveyed=True).found
    found = [words.weakness_word(each["weakness"]) for each in case.grounds if each["weakness"] in held]
    return pgettext("between the words of a list", ", ").join(found)


def _measure_form(
    request: WorkbenchRequest, case: "Case", version: "UnitVersion", now: Standing, data: Any
) -> forms.MeasureForm:
    """The usual measures of the case's grounds that are not set yet, the first one's day proposed from what
    the unit has to keep anyway.
    """
    rules, day = current_rules(), request.day
    taken = {each.entry.text for each in now.measures}
    remedies: list[tuple[str, Remedy]] = [
        (f"{ground['weakness']}-{number}", remedy)
        for ground in case.grounds
        if ground["weakness"] in rules.weaknesses
        for number, remedy in enumerate(rules.weaknesses[ground["weakness"]].remedies)
        if remedy.title.zh not in taken
    ]
    first = remedies[0][1] if remedies else None
    days = int(rules.amount(first.days, day)) if first else 90
    kept = selectors.calendar(request.actor, version, day)
    due = selectors.proposed_due(
        first.done if first else None, kept, max(day, case.opened_on) + timedelta(days)
    )
    named = [
        pgettext("a day and what is due on it", "%(day)s %(duty)s")
        % {"day": write_day(closes), "duty": in_words(rules.duty(code).title)}
        for closes, code in kept[:MOST_DAYS]
    ]
    between = pgettext("between the words of a list", ", ")
    said = _("The unit has to keep anyway: %(days)s") % {"days": between.join(named)} if named else ""
    leader = leader_of(request.actor, version, day)
    return forms.MeasureForm(data, day=day, remedies=remedies, due=due, kept_days=said, leader=leader)


@require_http_methods(GET_OR_POST)
def enter(request: WorkbenchRequest, case_id: int, kind: str) -> HttpResponse:
    """Enter one step."""
    if kind not in PERMISSIONS:
        raise NotFound("page_not_found")
    case, version = selectors.case_in_scope(request.actor, case_id, PERMISSIONS[kind])
    now = selectors.standing_now(case, request.day)
    if kind not in open_kinds(now, request.day, relapsed=True):
        if kind == "looked" and now.removed is not None and now.due is not None:
            raise Conflict("look_back_too_early", due=now.due)
        raise Conflict("case_step_not_open")
    form = form_of(request, case, version, now, kind, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter(actor=request.actor, at=request.at, case=case, draft=_draft(form, kind))
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Entered: %(what)s.") % {"what": words.kind_words()[kind]})
            return redirect("rectification_case", case_id)
    return _page(request, case, version, form, kind)


def _draft(form: forms.StepForm, kind: str) -> Draft:
    return Draft(kind, form.cleaned_data["day"], form.said(), form.words(), form.chosen())


def _page(
    request: WorkbenchRequest,
    case: "Case",
    version: "UnitVersion",
    form: Any,
    kind: str,
    entry: Any = None,
) -> HttpResponse:
    heading = words.kind_words()[kind]
    name = _("%(unit)s: case of %(day)s") % {"unit": version.name, "day": write_day(case.opened_on)}
    back = reverse("rectification_case", args=[case.pk])
    context = {
        "form": form,
        "heading": _("Correct: %(what)s") % {"what": heading} if entry else heading,
        "steps": [{"label": name, "url": back}, {"label": heading, "url": ""}],
        "back": back,
        "entry": entry,
    }
    return render(request, "rectification/enter.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def correct(request: WorkbenchRequest, entry_id: int) -> HttpResponse:
    """Correct an entry by a new one, or say that it should never have been made."""
    entry, version = selectors.entry_in_scope(request.actor, entry_id)
    require(request.actor, PERMISSIONS[entry.kind], version.path)
    form = _correction(request, entry, version)
    if request.method == "POST" and form.is_valid():
        struck = form.cleaned_data["struck"]
        try:
            services.correct(
                actor=request.actor,
                at=request.at,
                entry=entry,
                draft=None if struck else _draft(form, entry.kind),
                reason=form.cleaned_data["reason"],
            )
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Corrected; the entry before stays readable."))
            return redirect("rectification_case", entry.case_id)
    return _page(request, entry.case, version, form, entry.kind, entry)


def _correction(request: WorkbenchRequest, entry: Any, version: "UnitVersion") -> forms.StepForm:
    """The form of an entry's kind with what it says, why it is corrected, or that it never was."""
    now = selectors.standing_now(entry.case, request.day)
    form = form_of(request, entry.case, version, now, entry.kind, request.POST or None)
    forms.fill(form, entry)
    return form
