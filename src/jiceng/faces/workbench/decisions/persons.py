"""Persons and decisions: who must stand aside in one (safety rule 8), and who decided what about whom."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.decisions import about, interests
from jiceng.apps.people.listing import note_names_seen
from jiceng.faces.shared.forms import Segmented, add_error
from jiceng.faces.workbench.decisions import words
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.choices import offer
from jiceng.kernel.errors import JicengError

if TYPE_CHECKING:
    from jiceng.apps.decisions.interests import Declared


class InterestForm(forms.Form):
    """Who has which relation to the matter."""

    person = forms.TypedChoiceField(label=gettext_lazy("Who has to stand aside"), coerce=int)
    relation = forms.ChoiceField(label=gettext_lazy("Relation to the matter"), widget=Segmented)

    def __init__(self, *args: Any, declared: "Declared", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", list(declared.persons.items()), ask=True)
        barring = {each for step in declared.steps if step.recusal for each in step.recusal.relations}
        offer(self, "relation", [(code, words.relation_word(code)) for code in words.relations(barring)])


@require_http_methods(["GET", "POST"])
def decision_interests(request: WorkbenchRequest, decision_id: int) -> HttpResponse:
    """Relations to the matter of one decision: declared here, used when the meeting is entered, deleted."""
    declared = interests.read(actor=request.actor, at=request.at, decision_id=decision_id, day=request.day)
    seen = [(each, declared.decision.unit_id) for each in declared.persons]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    form = InterestForm(request.POST if "person" in request.POST else None, declared=declared)
    if request.method == "POST" and (answer := _sent(request, declared, form)) is not None:
        return answer
    decision = declared.decision
    context = {
        "decision": decision,
        "unit": declared.unit,
        "form": form,
        "steps": [
            {"label": decision.title, "url": reverse("decision", args=[decision.pk])},
            {"label": _("Who must stand aside"), "url": ""},
        ],
        "declared": [
            {"interest": each, "relation": words.relation_word(each.relation)} for each in declared.interests
        ],
        "rules": [_rule(each, declared) for each in declared.steps],
        "is_open": not decision.settled and decision.dropped_on is None,
        "may_declare": not decision.settled and decision.dropped_on is None and bool(declared.persons),
    }
    return render(request, "decisions/interests.html", context, status=422 if form.errors else 200)


def _sent(request: WorkbenchRequest, declared: "Declared", form: InterestForm) -> HttpResponse | None:
    """What was declared or taken back; None where the form is shown again."""
    decision = declared.decision
    if taken := request.POST.get("take_back", ""):
        interest_id = int(taken) if taken.isdecimal() else 0
        interests.take_back(actor=request.actor, at=request.at, decision=decision, interest_id=interest_id)
        messages.success(request, _("Taken back."))
    elif form.is_valid():
        try:
            interests.declare(
                actor=request.actor,
                at=request.at,
                decision=decision,
                person_id=form.cleaned_data["person"],
                relation=form.cleaned_data["relation"],
                day=request.day,
            )
        except JicengError as error:
            add_error(form, error)
            return None
        messages.success(request, _("Declared for this decision alone."))
    else:
        return None
    return redirect("decision_interests", decision.pk)


def _rule(step: Any, declared: "Declared") -> dict[str, Any]:
    aside = interests.standing_aside(declared.decision, step, declared.rolls[step.code])
    return {
        "step": step,
        "relations": words.joined(map(words.relation_word, words.relations(step.recusal.relations))),
        "aside": words.joined(each.name for each in aside.persons),
        "entitled": len(declared.rolls[step.code]),
    }


@require_GET
def person_decisions(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """What was decided about a person, and by bodies she sat in; the look is in the reading log."""
    found = about.decided(actor=request.actor, at=request.at, person_id=person_id, day=request.day)
    context = {
        "person": found.person,
        "unit": found.unit,
        "steps": [
            {"label": found.unit.name, "url": reverse("unit", args=[found.unit.unit.code])},
            {"label": found.person.name, "url": reverse("person", args=[person_id])},
            {"label": _("Decisions"), "url": ""},
        ],
        "concerned": [
            {
                "decision": each,
                "procedure": words.procedure_word(each.procedure),
                "mark": words.stored_mark(each),
                "result": words.stored_result(each),
            }
            for each in found.concerned
        ],
        "taken": [
            {
                "event": each,
                "step": words.step_title(each.decision.procedure, each.step, each.day),
                "body": each.gathering.body.name if each.gathering and each.gathering.body else "",
                "chair": each.gathering.chair if each.gathering else "",
            }
            for each in found.taken
        ],
    }
    return render(request, "decisions/person.html", context)
