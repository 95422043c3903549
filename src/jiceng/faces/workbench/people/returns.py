"""Leaving for a reason of the rules, coming back, and a leader's training: one small form each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.people import leadership, policies, services
from jiceng.apps.people.register import managed_person
from jiceng.apps.people.selectors import person_in_scope
from jiceng.apps.transfers import departures
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.forms import EndForm, RejoinForm, TrainingForm
from jiceng.faces.workbench.people.pages import member, person_page
from jiceng.faces.workbench.units.forms import DayForm
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, done
from jiceng.kernel.errors import Conflict

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
def end_membership(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """End a membership for one of the reasons the rules know, each with its clause."""
    found, membership = member(request, person_id)
    form = EndForm(request.POST or None, request=request)
    explanation = _(
        "From the day given the person is a member of no unit; the file stays. Who goes to another unit is "
        "transferred instead."
    )
    page = person_page(found, _("End the membership"), explanation, _("End the membership"), danger=True)
    page.facts.extend(_clauses(request))

    def act(wanted: dict[str, Any]) -> str:
        departures.depart(actor=request.actor, at=request.at, membership=membership, **wanted)
        return done(request, page, _("The membership of %(name)s has ended.") % {"name": found.person.name})

    return answer(request, form, page, act)


def _clauses(request: WorkbenchRequest) -> list[tuple[str, Any]]:
    """Each way a membership ends, with its clause and what it asks first."""
    found = []
    for each in departures.departures().values():
        parts = [in_words(each.citation.clause)]
        if each.unreachable is not None:
            months = current_rules().figure(each.unreachable, request.day)
            parts.append(_("out of reach for more than %(months)s months") % {"months": months})
        if each.citation.pending:
            parts.append(_("to be confirmed by the office"))
        found.append((in_words(each.title), " · ".join(parts)))
    return found


@require_http_methods(GET_OR_POST)
def rejoin(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Someone who is a member of no unit becomes a member again."""
    found = managed_person(request.actor, person_id)
    if found.membership is not None:
        raise Conflict("member_elsewhere")
    last = found.last
    initial = {"unit": found.unit.unit.code, "standing": last.standing, "joined_on": last.joined_on}
    form = RejoinForm(request.POST or None, request=request, initial=initial)
    explanation = _(
        "The file is the same; a new membership begins on the day given. For who was suspended and found "
        "again, who came back, or was admitted anew: the day of joining is then the new one."
    )
    page = person_page(found, _("Become a member again"), explanation, _("Record it"))

    def act(wanted: dict[str, Any]) -> str:
        unit = wanted.pop("unit").unit
        services.start_membership(
            actor=request.actor, at=request.at, person=found.person, unit=unit, **wanted
        )
        return done(request, page, _("%(name)s is a member again.") % {"name": found.person.name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def remove_suspended(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """End a suspended membership for good."""
    found = managed_person(request.actor, person_id)
    membership = departures.suspension_of(person_id)
    if membership is None:
        raise Conflict("not_suspended")
    form = DayForm(request.POST or None, request=request)
    explanation = _("The suspended membership ends for good; the file stays and says so.")
    page = person_page(found, _("End it for good"), explanation, _("Record it"), danger=True)
    page.facts.append((_("Suspended since"), membership.ends_on))
    first = departures.removable_from(membership)
    if first is not None:
        page.facts.append((_("At the earliest on"), first))

    def act(wanted: dict[str, Any]) -> str:
        departures.remove_suspended(actor=request.actor, at=request.at, membership=membership, **wanted)
        return done(request, page, _("It is noted."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def enter_training(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Enter training someone took part in."""
    person, unit = person_in_scope(request.actor, person_id, request.day, policies.MANAGE)
    form = TrainingForm(request.POST or None, request=request)
    heading, back = _("Enter training"), reverse("person", args=[person_id])
    steps = breadcrumb([unit], {"label": person.name, "url": back}, {"label": heading, "url": ""})
    text = _("Training of leaders, counted against the hours a year asks. One entry a course.")
    page = FormPage(heading, text, _("Enter it"), f"{back}#training", steps, [(_("Person"), person.name)])

    def act(wanted: dict[str, Any]) -> str:
        leadership.enter_training(
            actor=request.actor,
            at=request.at,
            person=person,
            unit=unit.unit,
            draft=leadership.TrainingDraft(**wanted),
        )
        return done(request, page, _("The training is entered."))

    return answer(request, form, page, act)


@require_POST
def withdraw_training(request: WorkbenchRequest, training_id: int) -> HttpResponse:
    """Take back training entered by mistake."""
    training = leadership.training_by_id(request.actor, training_id)
    leadership.withdraw_training(actor=request.actor, at=request.at, training=training)
    messages.success(request, _("The entry is taken back."))
    return redirect(f"{reverse('person', args=[training.person_id])}#training")
