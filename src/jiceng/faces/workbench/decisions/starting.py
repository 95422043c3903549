"""Starting a decision, giving it up, going on with it, annulling it from above."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.decisions import policies, selectors, services
from jiceng.apps.decisions.drafts import LONGEST, Entry, Proposal
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.engines.procedure.decisions import Kind
from jiceng.faces.shared.forms import DayField
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.decisions.reasons import AnnulForm, DropForm, ReasonForm
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.choices import offer
from jiceng.faces.workbench.units.pages import FormPage, Step, answer, unit_url

if TYPE_CHECKING:
    from jiceng.apps.decisions.models import Decision
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure.decisions import Procedure

GET_OR_POST = ["GET", "POST"]


class ProposalForm(forms.Form):
    """What is to be decided."""

    title = forms.CharField(
        label=gettext_lazy("Matter in a few words"),
        max_length=200,
        help_text=gettext_lazy("As it will stand in notices: what is decided, without names of persons."),
    )
    matter = forms.ChoiceField(label=gettext_lazy("Kind of matter"))
    text = forms.CharField(
        label=gettext_lazy("Proposal"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What is proposed and why; costs, if there are any."),
    )
    day = DayField(label=gettext_lazy("Proposed on"))
    carry_out_by = DayField(label=gettext_lazy("To be carried out by"), required=False)
    concerned = forms.CharField(
        label=gettext_lazy("Persons it is about"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Only where it is about persons of this unit: their names, separated by commas. They stand aside."
        ),
    )

    def __init__(self, *args: Any, procedure: "Procedure", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if procedure.matters:
            offer(
                self, "matter", [(code, in_words(text)) for code, text in procedure.matters.items()], ask=True
            )
        else:
            del self.fields["matter"]


@require_http_methods(GET_OR_POST)
def start_decision(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Begin a decision: first by which procedure, unless there is but one, then what it is about."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    offered = selectors.procedures_for(version, request.day)
    wanted = request.GET.get("procedure", "")
    chosen = offered if len(offered) == 1 else [each for each in offered if each.code == wanted]
    if not chosen:
        context = {"unit": version, "procedures": [(each, _line(each, request)) for each in offered]}
        context["steps"] = _way(version, _("Start a decision"))
        return render(request, "decisions/start.html", context)
    procedure = chosen[0]
    asked = {key: request.GET[key] for key in ("title", "matter") if key in request.GET}
    form = ProposalForm(request.POST or None, procedure=procedure, initial={"day": request.day} | asked)
    back = reverse("decisions", args=[code])
    heading = _("Start: %(procedure)s") % {"procedure": in_words(procedure.title)}
    page = FormPage(heading, _line(procedure, request), _("Start"), back, _way(version, heading))

    def act(wanted: dict[str, Any]) -> str:
        names = wanted.pop("concerned")
        persons = selectors.persons_named(version.unit, names)
        decision = services.open_decision(
            actor=request.actor,
            at=request.at,
            unit=version.unit,
            proposal=Proposal(procedure=procedure.code, concerned=persons, **wanted),
        )
        messages.success(request, _("The decision is begun. The next step stands below."))
        return reverse("decision", args=[decision.pk])

    return answer(request, form, page, act)


def _line(procedure: "Procedure", request: WorkbenchRequest) -> str:
    """A procedure in a line: its steps, alternatives side by side."""
    version = procedure.in_force_on(request.day)
    places: dict[str, list[str]] = {}
    for step in version.steps.values() if version else ():
        places.setdefault(step.place, []).append(in_words(step.title))
    return " → ".join(" / ".join(titles) for titles in places.values())


def _way(version: "UnitVersion", heading: str) -> list[Step]:
    return [
        {"label": version.name, "url": unit_url(version)},
        {"label": pgettext("room", "Decisions"), "url": reverse("decisions", args=[version.unit.code])},
        {"label": heading, "url": ""},
    ]


def _page(
    decision: "Decision", version: "UnitVersion", heading: str, text: str, button: str, **more: Any
) -> FormPage:
    back = reverse("decision", args=[decision.pk])
    way = _way(version, heading)
    steps = [*way[:-1], {"label": decision.title, "url": back}, way[-1]]
    return FormPage(heading, text, button, back, steps, **more)


@require_http_methods(GET_OR_POST)
def drop_decision(request: WorkbenchRequest, decision_id: int) -> HttpResponse:
    """Go no further with a decision."""
    decision, version = selectors.decision_in_scope(request.actor, decision_id, policies.RECORD)
    form = DropForm(request.POST or None, initial={"day": request.day})
    text = _("What was entered stays readable. Nothing more is waited for; it can be gone on with later.")
    page = _page(decision, version, _("Not go on with it"), text, _("Not go on with it"), danger=True)

    def act(wanted: dict[str, Any]) -> str:
        services.drop(actor=request.actor, at=request.at, decision=decision, **wanted)
        messages.success(request, _("It is not gone on with."))
        return page.back_url

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def resume_decision(request: WorkbenchRequest, decision_id: int) -> HttpResponse:
    """Go on with a decision that was given up."""
    decision, version = selectors.decision_in_scope(request.actor, decision_id, policies.RECORD)
    form = ReasonForm(request.POST or None)
    page = _page(decision, version, _("Go on with it"), _("It goes on where it stood."), _("Go on with it"))

    def act(wanted: dict[str, Any]) -> str:
        services.resume(actor=request.actor, at=request.at, decision=decision, **wanted)
        messages.success(request, _("The decision goes on."))
        return page.back_url

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def annul_decision(request: WorkbenchRequest, decision_id: int) -> HttpResponse:
    """The organisation above annuls what was decided against the rules."""
    decision, version = selectors.decision_in_scope(request.actor, decision_id, policies.APPROVE)
    form = AnnulForm(request.POST or None, initial={"day": request.day})
    text = _(
        "What was decided counts no more. The entry stays readable for everybody who reads this decision."
    )
    page = _page(decision, version, _("Annul it"), text, _("Annul it"), danger=True)

    def act(wanted: dict[str, Any]) -> str:
        said = {"reason": wanted["reason"]}
        entry = Entry("", Kind.ANNULLED, wanted["day"], said, text=wanted["reason"])
        services.enter(
            actor=request.actor,
            at=request.at,
            decision=decision,
            entry=entry,
            entry_key=wanted["entry_key"],
        )
        messages.success(request, _("The decision is annulled."))
        return page.back_url

    return answer(request, form, page, act)
