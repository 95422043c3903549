"""What is said of one establishment: what covers it, and that it counts though a rule leaves it out."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.coverage import policies, selectors, services
from jiceng.apps.organisations.selectors import search_units
from jiceng.engines.procedure import WAYS
from jiceng.faces.workbench.coverage import words
from jiceng.faces.workbench.coverage.forms import CoverForm, OverruleForm
from jiceng.faces.workbench.coverage.views import steps
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.forms import DayForm
from jiceng.faces.workbench.units.pages import FormPage, answer, done
from jiceng.kernel.errors import NotFound

GET_OR_POST = ["GET", "POST"]


def _page(
    request: WorkbenchRequest, about: selectors.About, heading: str, text: str, button: str, **more: Any
) -> FormPage:
    """A form's page under the establishment it is about."""
    one = about.establishment
    name, url = about.entries[0].name, reverse("establishment", args=[one.pk])
    way = steps(request, about.place, {"label": name, "url": url}, {"label": heading, "url": ""})
    facts = [(words.kind_word(one.kind), name), (_("Place"), about.place.name)]
    return FormPage(heading, text, button, url, way, [*facts, *more.pop("facts", [])], **more)


@require_http_methods(GET_OR_POST)
def cover(request: WorkbenchRequest, establishment_id: int) -> HttpResponse:
    """Say what covers an establishment, in the way the address names."""
    found = selectors.about(request.actor, establishment_id, policies.RECORD)
    how = request.GET.get("how", "sole")
    if how not in WAYS:
        raise NotFound("page_not_found")
    name = found.entries[0].name
    there = search_units(request.actor, name, request.day, 2) if how == "sole" else []
    initial = {"unit": there[0].unit.code} if len(there) == 1 else {}
    form = CoverForm(request.POST or None, request=request, how=how, initial=initial)
    text = _("Counts from the day given until it is ended; nothing earlier is overwritten.")
    page = _page(request, found, words.way_word(how), text, _("Record it"))

    def act(wanted: dict[str, Any]) -> str:
        unit = wanted.get("unit")
        draft = services.Cover(how, wanted["day"], unit.unit if unit else None, wanted.get("name", ""))
        services.cover(actor=request.actor, at=request.at, establishment=found.establishment, draft=draft)
        return done(request, page, _("It is recorded."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def end_cover(request: WorkbenchRequest, link_id: int) -> HttpResponse:
    """What covered an establishment does so no more."""
    link = selectors.link_by_id(request.actor, link_id, policies.RECORD)
    about = selectors.about(request.actor, link.establishment_id)
    form = DayForm(request.POST or None, request=request)
    text = _("From the day given it covers no more. Entered by mistake: give the day it begins on.")
    facts = [(words.way_word(link.how), link.name or about.entries[0].name), (_("Since"), link.starts_on)]
    page = _page(request, about, _("End it"), text, _("End it"), facts=facts)

    def act(wanted: dict[str, Any]) -> str:
        services.end_cover(actor=request.actor, at=request.at, link=link, day=wanted["day"])
        return done(request, page, _("It is ended."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def overrule(request: WorkbenchRequest, establishment_id: int) -> HttpResponse:
    """Say that an establishment counts though a rule leaves it out."""
    found = selectors.about(request.actor, establishment_id, policies.APPROVE)
    form = OverruleForm(request.POST or None, request=request)
    text = _("It counts from the day given, and the reason stands beside the rule wherever that is shown.")
    page = _page(request, found, _("Count it nevertheless"), text, _("Count it"))

    def act(wanted: dict[str, Any]) -> str:
        services.overrule(actor=request.actor, at=request.at, establishment=found.establishment, **wanted)
        return done(request, page, _("It counts now."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def end_overruling(request: WorkbenchRequest, overruling_id: int) -> HttpResponse:
    """Let the rules hold again."""
    word = selectors.overruling_by_id(request.actor, overruling_id, policies.APPROVE)
    about = selectors.about(request.actor, word.establishment_id)
    form = DayForm(request.POST or None, request=request)
    text = _("From the day given the rules decide again whether it counts.")
    facts = [(_("Why it counts"), word.reason), (_("Since"), word.starts_on)]
    page = _page(request, about, _("Let the rule hold"), text, _("Let the rule hold"), facts=facts)

    def act(wanted: dict[str, Any]) -> str:
        services.end_overruling(actor=request.actor, at=request.at, overruling=word, day=wanted["day"])
        return done(request, page, _("The rules decide again."))

    return answer(request, form, page, act)
