"""Entering the steps of a decision, correcting an entry, taking one back: one small form each."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.decisions import selectors, services
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.gatherings.services import ABSENCE_REASONS
from jiceng.apps.organisations.policies import require
from jiceng.apps.people.listing import note_names_seen
from jiceng.engines.procedure.decisions import Action, Kind
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.decisions import words
from jiceng.faces.workbench.decisions.asking import Place
from jiceng.faces.workbench.decisions.forms import ApprovalForm, CallForm, PostForm, ReportForm, StepForm
from jiceng.faces.workbench.decisions.holding import HoldForm
from jiceng.faces.workbench.decisions.mending import lost_lines, mends
from jiceng.faces.workbench.decisions.needs import weigh
from jiceng.faces.workbench.decisions.objecting import LeaveOutForm, ObjectionForm, RulingForm
from jiceng.faces.workbench.decisions.placing import in_register, known, place_of, written
from jiceng.faces.workbench.gatherings.words import absence_word
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import unit_url
from jiceng.kernel.errors import Conflict, Invalid, JicengError

GET_OR_POST = ["GET", "POST"]
FORMS: dict[str, type[StepForm]] = {
    Action.ANNOUNCE: CallForm,
    Action.HOLD: HoldForm,
    Action.POST: PostForm,
    Action.APPROVE: ApprovalForm,
    Action.REPORT: ReportForm,
    Action.RULE: RulingForm,
    "object": ObjectionForm,
    "leave_out": LeaveOutForm,
}
KNOWINGLY = ("decision_out_of_order", "decision_unsettles")


@require_http_methods(GET_OR_POST)
def enter_step(request: WorkbenchRequest, decision_id: int, step: str, action: str) -> HttpResponse:
    """Enter one step of a decision."""
    if action == "sheet":
        return sheet(request, decision_id, step)
    if action not in FORMS:
        raise Http404
    form_class = FORMS[action]
    story = selectors.story(request.actor, decision_id, request.day)
    require(
        request.actor,
        services.permission_of(current_rules(), story.decision, step, form_class.kind),
        story.unit.path,
    )
    if story.decision.dropped_on is not None:
        raise Conflict("decision_dropped")
    place = place_of(request, story, step, form_class)
    asked = {"answers": request.GET.get("answers", "")}
    first = known(request, place) if form_class is HoldForm else asked | in_register(request, place)
    form = form_class(request.POST or None, place=place, initial=first)
    if request.method == "POST" and "weigh" in request.GET:
        return weighed(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter(
                actor=request.actor,
                at=request.at,
                decision=story.decision,
                entry=form.entry(),
                knowing=form.cleaned_data["knowing"],
                entry_key=form.cleaned_data["entry_key"],
            )
        except JicengError as error:
            return show(request, form, refused=error)
        messages.success(request, _("Entered: %(step)s.") % {"step": in_words(place.step.title)})
        return redirect(_after(request, story.decision.pk))
    return show(request, form)


def _after(request: WorkbenchRequest, decision_id: int) -> str:
    """The decision; or, where one sheet of paper after the other is typed, the form of the next step."""
    back = reverse("decision", args=[decision_id])
    if "next_sheet" not in request.POST:
        return back
    state = selectors.story(request.actor, decision_id, request.day).state
    following = [each for each in state.next if each.action not in (Action.ANNOUNCE, Action.KEEP_POSTED)]
    if not following:
        return back
    found = following[0]
    return reverse("enter_step", args=[decision_id, found.step.code, found.action]) + "?paper=1"


def weighed(request: WorkbenchRequest, form: StepForm) -> HttpResponse:
    """What follows from what is typed so far: the call in full wording, or what is needed of a vote."""
    form.is_valid()
    if isinstance(form, CallForm):
        return render(request, "decisions/draft.html", {"form": form})
    return render(request, "decisions/needed.html", {"weighed": _needed(form), "form": form})


def _needed(form: StepForm) -> Any:
    """None for forms without a vote."""
    if not isinstance(form, HoldForm):
        return None
    place = form.place
    if not form.is_bound:
        form.cleaned_data = {
            name: value
            for name, field in form.fields.items()
            if (value := form.get_initial_for_field(field, name)) not in (None, "")
        }
    try:
        entry = form.entry()
        _state, found = selectors.preview(
            decision=place.decision,
            entry=entry,
            on=max(place.today, entry.day),
            replaces=place.correcting,
            before=place.events,
        )
    except Invalid:
        return None
    return weigh(place, found)


def show(request: WorkbenchRequest, form: StepForm, refused: JicengError | None = None) -> HttpResponse:
    """The form; what was refused is said with the clause and how it is put right, and nothing typed is
    lost.
    """
    place = form.place
    context: dict[str, Any] = {"form": form, "place": place, "decision": place.decision}
    if refused is not None:
        add_error(form, refused)
        context |= _why(form, refused)
    if not context.get("may_insist"):
        del form.fields["knowing"]
    if place.roll:
        seen = [(each.person_id, place.unit.unit_id) for each in place.roll]
        note_names_seen(actor=request.actor, at=request.at, persons=seen)
    if isinstance(form, HoldForm):
        context["reasons"] = [(code, absence_word(code)) for code in ABSENCE_REASONS[1:]]
        context["probation"] = len(place.roll) - form.voting
        context["weighed"] = _needed(form)
        context["written"] = written(place)
    context |= _around(request, place, form)
    return render(request, "decisions/enter.html", context, status=422 if form.errors else 200)


def _why(form: StepForm, refused: JicengError) -> dict[str, Any]:
    """The findings behind a refusal."""
    place, faults = form.place, tuple(refused.data.get("faults", ()))
    found: dict[str, Any] = {"may_insist": refused.code in KNOWINGLY}
    if faults:
        state, event = selectors.preview(
            decision=place.decision,
            entry=form.entry(),
            on=place.today,
            replaces=place.correcting,
            before=place.events,
        )
        found["mends"] = mends(state, event, faults) if event is not None else []
    if refused.code == "decision_unsettles":
        state, _event = selectors.preview(
            decision=place.decision,
            entry=form.entry(),
            on=place.today,
            replaces=place.correcting,
            before=place.events,
        )
        found["lost"] = lost_lines(place.state, place.state, state)
    return found


HEADINGS = {
    Kind.ANNOUNCED: lambda: _("Announce: %(step)s"),
    Kind.HELD: lambda: _("Record: %(step)s"),
    Kind.POSTED: lambda: _("Posted: %(step)s"),
    Kind.REPORTED: lambda: _("Done: %(step)s"),
    Kind.OBJECTED: lambda: _("Objection: %(step)s"),
    Kind.SKIPPED: lambda: _("Leave out: %(step)s"),
}


def _heading(form: StepForm) -> str:
    title = {"step": in_words(form.place.step.title)}
    if form.place.correcting is not None:
        return _("Correct: %(step)s") % title
    if form.kind is Kind.RULED:
        said = _("Ruling: %(step)s") if isinstance(form, RulingForm) else _("Reply: %(step)s")
        return said % title
    return HEADINGS[form.kind]() % title


def _around(request: WorkbenchRequest, place: Place, form: StepForm) -> dict[str, Any]:
    """Heading, way down, clause, and what the rule asks."""
    decision, heading = place.decision, _heading(form)
    back = reverse("decision", args=[decision.pk])
    actions = {Kind.ANNOUNCED: Action.ANNOUNCE, Kind.POSTED: Action.POST, Kind.RULED: Action.APPROVE}
    action = actions.get(form.kind, Action.HOLD)
    query = request.GET.copy()
    query.pop("weigh", None)
    return {
        "heading": heading,
        "back_url": back,
        "query": query.urlencode(),
        "steps": [
            {"label": place.unit.name, "url": unit_url(place.unit)},
            {
                "label": pgettext("room", "Decisions"),
                "url": reverse("decisions", args=[place.unit.unit.code]),
            },
            {"label": decision.title, "url": back},
            {"label": heading, "url": ""},
        ],
        "asked": words.asked(place.step, action, decision.matter, place.listed, place.procedure),
        "until": _until(place, form),
        "disclosed": form.kind is Kind.POSTED and place.step.notice and place.correcting is None,
    }


def _until(place: Place, form: StepForm) -> str:
    """Until when a notice posted on the day chosen stays up."""
    posting = place.step.posting
    if posting is None or not posting.days or form.kind is not Kind.POSTED:
        return ""
    last = date.fromordinal(place.day.toordinal() + posting.days)
    return _("Posted on %(first)s, it stays up until %(last)s.") % {
        "first": write_day(place.day),
        "last": write_day(last),
    }


def sheet(request: WorkbenchRequest, decision_id: int, code: str) -> HttpResponse:
    """A blank sheet for a meeting on paper, to be signed and entered afterwards (表决记录单)."""
    story = selectors.story(request.actor, decision_id, request.day)
    require(request.actor, services.policies.RECORD, story.unit.path)
    place = place_of(request, story, code, HoldForm)
    form = HoldForm(place=place, initial=known(request, place))
    if place.roll:
        seen = [(each.person_id, place.unit.unit_id) for each in place.roll]
        note_names_seen(actor=request.actor, at=request.at, persons=seen)
    context = {"place": place, "form": form, "decision": story.decision, "weighed": _needed(form)}
    context |= _around(request, place, form) | {"heading": _("Sheet to be signed")}
    return render(request, "decisions/sheet.html", context)
