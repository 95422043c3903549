"""Changes to a person's place in the register: one small form each."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.people import services
from jiceng.apps.people.register import managed_person
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.forms import CorrectForm, TransferForm
from jiceng.faces.workbench.people.pages import member, person_page
from jiceng.faces.workbench.transfers.forms import StatementForm
from jiceng.faces.workbench.transfers.mobile import statement
from jiceng.faces.workbench.units.forms import DayForm
from jiceng.faces.workbench.units.pages import answer, done
from jiceng.kernel.errors import Conflict

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
def transfer(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Move a membership to another unit."""
    found, membership = member(request, person_id)
    form = TransferForm(request.POST or None, request=request)
    explanation = _(
        "The membership here ends on the day given and one of the same standing begins in the other unit. "
        "Posts and seats here are ended on their own; a spell away ends with it."
    )
    page = person_page(found, _("Transfer the membership"), explanation, _("Transfer"))

    def act(wanted: dict[str, Any]) -> str:
        services.transfer(
            actor=request.actor,
            at=request.at,
            membership=membership,
            unit=wanted["unit"].unit,
            day=wanted["day"],
        )
        text = _("%(name)s is transferred to %(unit)s.")
        return done(request, page, text % {"name": found.person.name, "unit": wanted["unit"].name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def become_full(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """A probationary member becomes a full one."""
    found, membership = member(request, person_id)
    if membership.standing != "probationary":
        raise Conflict("not_probationary")
    form = DayForm(request.POST or None, request=request)
    explanation = _(
        "Probation ends on the day given; from then on the member votes and is counted as a full one."
    )
    page = person_page(found, _("Become a full member"), explanation, _("Record it"))

    def act(wanted: dict[str, Any]) -> str:
        services.become_full_member(actor=request.actor, at=request.at, membership=membership, **wanted)
        return done(request, page, _("%(name)s is now a full member.") % {"name": found.person.name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def start_absence(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Note that a member is away."""
    found, membership = member(request, person_id)
    form = StatementForm(request.POST or None, request=request, unit=found.unit, without=person_id)
    explanation = _(
        "By the member's own word. Where she is, is not asked and not kept. She stays on the roll; when too "
        "many are away, joint duties are excused."
    )
    page = person_page(found, _("Note as away"), explanation, _("Note as away"))

    def act(wanted: dict[str, Any]) -> str:
        services.start_absence(
            actor=request.actor,
            at=request.at,
            membership=membership,
            day=wanted["day"],
            statement=statement(form, wanted),
        )
        return done(request, page, _("%(name)s is noted as away.") % {"name": found.person.name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def end_absence(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Note that a member is back."""
    found = managed_person(request.actor, person_id)
    absence = found.absence
    if absence is None:
        raise Conflict("already_back")
    form = DayForm(request.POST or None, request=request)
    page = person_page(
        found,
        _("Note as back"),
        _("The spell away ends; the day given is the first day back."),
        _("Note as back"),
    )
    page.facts.append((_("Away since"), absence.starts_on))

    def act(wanted: dict[str, Any]) -> str:
        services.end_absence(actor=request.actor, at=request.at, absence=absence, **wanted)
        return done(request, page, _("%(name)s is noted as back.") % {"name": found.person.name})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def correct_person(request: WorkbenchRequest, person_id: int) -> HttpResponse:
    """Correct what the register says of a person."""
    found = managed_person(request.actor, person_id)
    person = found.person
    initial = {
        name: getattr(person, name)
        for name in ("name", "sex", "birth_date", "ethnicity", "education", "occupation", "phone")
    }
    form = CorrectForm(request.POST or None, person=person, initial=initial)
    explanation = _(
        "For entries that are wrong or out of date. Which fields were changed, by whom and why is kept "
        "in the journal."
    )
    page = person_page(found, _("Correct the entry"), explanation, _("Correct"))

    def act(wanted: dict[str, Any]) -> str:
        services.correct_person(
            actor=request.actor,
            at=request.at,
            person=person,
            unit=found.unit.unit,
            draft=services.PersonDraft(**form.draft()),
            reason=wanted["reason"],
        )
        return done(request, page, _("The entry is corrected."))

    return answer(request, form, page, act)
