"""Listing a unit, and what is said before: attested, answered, taken back, set aside."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.apps.rectification import policies, selectors, services
from jiceng.apps.rectification.proposals import proposal_of
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rectification import forms, words
from jiceng.faces.workbench.units.pages import FormPage, answer, done
from jiceng.kernel.errors import Conflict, NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

GET_OR_POST = ["GET", "POST"]


def _page(version: "UnitVersion", heading: str, text: str, button: str, **more: Any) -> FormPage:
    back = reverse("rectification", args=[version.unit.code])
    label = _("%(unit)s: units to be put right") % {"unit": version.name}
    return FormPage(
        heading, text, button, back, [{"label": label, "url": back}, {"label": heading, "url": ""}], **more
    )


@require_http_methods(GET_OR_POST)
def list_unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """List a unit, by a decision or a paper, on grounds that hold."""
    version = unit_by_code(request.actor, code, request.day, policies.APPROVE)
    proposal = proposal_of(request.actor, version, request.day, surveyed=True)
    codes = [*proposal.found, *dict.fromkeys(each.weakness for each in proposal.attested)]
    if not codes:
        raise Conflict("ground_missing")
    decisions = selectors.adopted_above(version, request.day)
    form = forms.ListForm(request.POST or None, day=request.day, found=codes, decisions=decisions)
    text = _(
        "The program proposes; a decision lists. The grounds are kept as they stand on the day, with their "
        "records."
    )
    facts = [
        (words.weakness_word(code), _amounts(amounts, version)) for code, amounts in proposal.found.items()
    ]
    said = [(words.weakness_word(each.weakness), each.text) for each in proposal.attested]
    heading = _("List %(unit)s to be put right") % {"unit": version.name}
    page = _page(version, heading, text, _("List the unit"), facts=[*facts, *said])

    def act(wanted: dict[str, Any]) -> str:
        listing = services.Listing(wanted["day"], tuple(wanted["weaknesses"]), wanted["paper"], form.chosen())
        case = services.open_case(actor=request.actor, at=request.at, unit=version.unit, listing=listing)
        messages.success(request, _("%(unit)s is listed.") % {"unit": version.name})
        return reverse("rectification_case", args=[case.pk])

    return answer(request, form, page, act)


def _amounts(amounts: Any, version: "UnitVersion") -> str:
    lines = [words.amount_line(each, version.unit.code) for each in amounts]
    return " · ".join(f"{line['told'].title} {line['told'].amount}（{line['bound']}）" for line in lines)


@require_http_methods(GET_OR_POST)
def attest(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Say what no register knows, with the source; the unit is shown it and answers."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    codes = [each.code for each in current_rules().weaknesses.values() if each.attested]
    if not codes:
        raise NotFound("page_not_found")
    here = [each for each in codes if current_rules().weaknesses[each].concerns(version.kind, version.form)]
    below = not here
    form = forms.AttestForm(
        request.POST or None, day=request.day, request=request, codes=here or codes, below=below
    )
    text = _(
        "Only what no register knows. The unit is shown it and answers; until then it counts for nothing. "
        "Say what was seen, not what somebody is; name no petitioner."
    )
    page = _page(version, _("What no register knows"), text, _("Put it to the unit"))

    def act(wanted: dict[str, Any]) -> str:
        unit = wanted["unit"].unit if below else version.unit
        names = ("weakness", "day", "text", "source")
        services.attest(
            actor=request.actor, at=request.at, unit=unit, **{name: wanted[name] for name in names}
        )
        return done(request, page, _("It waits for the unit's answer."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def answer_it(request: WorkbenchRequest, attestation_id: int) -> HttpResponse:
    """The unit's answer."""
    said, version = selectors.attestation_in_scope(request.actor, attestation_id, policies.ANSWER)
    if said.answered_on is not None or said.ended_on is not None:
        raise Conflict("attestation_settled")
    form = forms.AnswerForm(request.POST or None, day=request.day)
    text = _("Nothing of it counts until you have answered. Your words stand beside it for good.")
    page = _page(version, _("Answer what was said"), text, _("Answer"), facts=_facts(said))

    def act(wanted: dict[str, Any]) -> str:
        services.answer(actor=request.actor, at=request.at, attestation=said, **wanted)
        return done(request, page, _("Your answer stands beside it."))

    return answer(request, form, page, act)


def _facts(said: Any) -> list[tuple[str, Any]]:
    return [
        (words.weakness_word(said.weakness), said.text),
        (_("Source"), said.source),
        (_("Said by"), said.by),
        (_("Day"), said.day),
    ]


@require_http_methods(GET_OR_POST)
def take_back(request: WorkbenchRequest, attestation_id: int) -> HttpResponse:
    """Take back what was attested."""
    said, version = selectors.attestation_in_scope(request.actor, attestation_id, policies.RECORD)
    if said.ended_on is not None:
        raise Conflict("attestation_settled")
    form = forms.TakeBackForm(request.POST or None, day=request.day)
    text = _("It stays readable with the reason and counts no more.")
    page = _page(version, _("Take it back"), text, _("Take it back"), facts=_facts(said))

    def act(wanted: dict[str, Any]) -> str:
        services.take_back(actor=request.actor, at=request.at, attestation=said, **wanted)
        return done(request, page, _("It counts no more."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def set_aside(request: WorkbenchRequest, code: str, weakness: str) -> HttpResponse:
    """Not follow a proposal until a day."""
    version = unit_by_code(request.actor, code, request.day, policies.APPROVE)
    if weakness not in current_rules().weaknesses:
        raise NotFound("page_not_found")
    form = forms.AsideForm(request.POST or None)
    text = _("The proposal comes back by itself on the day after, should it still hold.")
    facts = [
        (_("Unit"), version.name),
        (pgettext("of a weak unit", "Proposal"), words.weakness_word(weakness)),
    ]
    page = _page(version, _("Set the proposal aside"), text, _("Set it aside"), facts=facts)

    def act(wanted: dict[str, Any]) -> str:
        services.set_aside(actor=request.actor, at=request.at, unit=version.unit, weakness=weakness, **wanted)
        return done(request, page, _("Set aside."))

    return answer(request, form, page, act)
