"""Correcting an entry by a new one, and taking one back."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.decisions import selectors, services
from jiceng.apps.decisions.drafts import Entry
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.policies import require
from jiceng.engines.procedure.decisions import Kind
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.decisions.forms import ApprovalForm, CallForm, PostForm, ReportForm, StepForm
from jiceng.faces.workbench.decisions.holding import HoldForm
from jiceng.faces.workbench.decisions.mending import lost_lines
from jiceng.faces.workbench.decisions.objecting import LeaveOutForm, ObjectionForm, RulingForm
from jiceng.faces.workbench.decisions.placing import place_of
from jiceng.faces.workbench.decisions.reasons import WithdrawForm
from jiceng.faces.workbench.decisions.recording import show, weighed
from jiceng.faces.workbench.decisions.words import step_title
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import unit_url
from jiceng.kernel.errors import Conflict, JicengError

if TYPE_CHECKING:
    from jiceng.apps.decisions.models import Event

GET_OR_POST = ["GET", "POST"]
OF_KIND: dict[str, type[StepForm]] = {
    Kind.ANNOUNCED: CallForm,
    Kind.HELD: HoldForm,
    Kind.POSTED: PostForm,
    Kind.RULED: RulingForm,
    Kind.REPORTED: ReportForm,
    Kind.OBJECTED: ObjectionForm,
    Kind.SKIPPED: LeaveOutForm,
    Kind.MERGED: LeaveOutForm,
}


@require_http_methods(GET_OR_POST)
def correct_event(request: WorkbenchRequest, event_id: int) -> HttpResponse:
    """Correct an entry by a new one."""
    event, story = _event(request, event_id)
    form_class: type[StepForm] = OF_KIND.get(event.kind, ReportForm)
    if event.kind == Kind.RULED and not event.said.get("answers"):
        form_class = ApprovalForm
    place = place_of(request, story, event.step, form_class, event)
    form = form_class(request.POST or None, place=place, initial=_as_it_was(form_class, event))
    if request.method == "POST" and "weigh" in request.GET:
        return weighed(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(
                actor=request.actor,
                at=request.at,
                event=event,
                entry=form.entry(),
                reason=form.cleaned_data["reason"],
                knowing=form.cleaned_data["knowing"],
                entry_key=form.cleaned_data["entry_key"],
            )
        except JicengError as error:
            return show(request, form, refused=error)
        messages.success(request, _("The entry is corrected. What it said before stays readable."))
        return redirect("decision", story.decision.pk)
    return show(request, form)


def _as_it_was(form_class: type[StepForm], event: "Event") -> dict[str, Any]:
    found = form_class.first(event)
    held = event.gathering
    if form_class is HoldForm and held is not None:
        names = ("time", "place", "chair", "recorder")
        found |= {name: getattr(held, name) for name in names}
        found["gathering_kind"] = held.kind
        if held.roll_id is not None:
            found["day"] = held.day
    return found


def _event(request: WorkbenchRequest, event_id: int) -> "tuple[Event, selectors.Story]":
    """An entry that stands, and its decision. Raises `Refused`, `Conflict("event_corrected_already")`."""
    found, version = selectors.event_in_scope(request.actor, event_id)
    rules = current_rules()
    permission = services.permission_of(rules, found.decision, found.step, Kind(found.kind))
    require(request.actor, permission, version.path)
    story = selectors.story(request.actor, found.decision_id, request.day)
    event = next(each for each in story.events if each.pk == found.pk)
    event.decision = story.decision
    replaced = any(each.replaces_id == event.pk for each in story.events)
    if (replaced and request.method == "GET") or event.kind == Kind.WITHDRAWN:
        raise Conflict("event_corrected_already")
    return event, story


def _room() -> str:
    return pgettext("room", "Decisions")


def _lost(request: WorkbenchRequest, event: "Event", story: "selectors.Story") -> list[str]:
    """Entries that no longer count once another is taken back; none of one that is."""
    if any(each.replaces_id == event.pk for each in story.events):
        return []
    after, _found = selectors.preview(
        decision=story.decision,
        entry=Entry("", Kind.WITHDRAWN, event.day),
        on=request.day,
        replaces=event,
        before=story.events,
    )
    return lost_lines(story.state, story.state, after)


@require_http_methods(GET_OR_POST)
def withdraw_event(request: WorkbenchRequest, event_id: int) -> HttpResponse:
    """Take back an entry made by mistake; what would no longer count with it is said first."""
    event, story = _event(request, event_id)
    form = WithdrawForm(request.POST or None)
    lost = _lost(request, event, story)
    if not lost:
        del form.fields["knowing"]
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(
                actor=request.actor,
                at=request.at,
                event=event,
                reason=form.cleaned_data["reason"],
                knowing=form.cleaned_data.get("knowing", False),
                entry_key=form.cleaned_data["entry_key"],
            )
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Taken back: it counts no more. It stays readable."))
            return redirect("decision", story.decision.pk)
    step = step_title(story.decision.procedure, event.step, event.day) if event.step else ""
    back = reverse("decision", args=[story.decision.pk])
    context = {
        "form": form,
        "event": event,
        "heading": _("Take back: %(step)s") % {"step": step or story.decision.title},
        "lost": lost,
        "back_url": back,
        "steps": [
            {"label": story.unit.name, "url": unit_url(story.unit)},
            {"label": _room(), "url": reverse("decisions", args=[story.unit.unit.code])},
            {"label": story.decision.title, "url": back},
            {"label": pgettext("an entry", "Take back"), "url": ""},
        ],
        "minutes": event.gathering if event.kind == Kind.HELD else None,
    }
    return render(request, "decisions/withdraw.html", context, status=422 if form.errors else 200)
