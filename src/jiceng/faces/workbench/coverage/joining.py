"""What the register of units knows already, and which establishments may form an organisation together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.coverage import policies, selectors, services
from jiceng.apps.decisions.policies import RECORD as DECIDE
from jiceng.apps.decisions.selectors import procedures_for
from jiceng.apps.organisations.policies import MANAGE
from jiceng.apps.organisations.selectors import search_units
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.coverage import words
from jiceng.faces.workbench.coverage.forms import TogetherForm
from jiceng.faces.workbench.coverage.views import steps, stock_of
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import FormPage, answer

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

JOINT = "joint_branch"
"""The form of a joint organisation, and the matter by which one is founded."""
MOST = 20
"""Establishments that can be linked at once."""


@require_http_methods(["GET", "POST"])
def cover_known(request: WorkbenchRequest, code: str) -> HttpResponse:
    """What the register of units says already of establishments' organisations: entered in one step."""
    version, found = stock_of(request, code, policies.RECORD)
    known = selectors.known_by_register(request.actor, request.day, found)
    if request.method == "POST":
        count = services.cover_known(actor=request.actor, at=request.at, known=known)
        text = ngettext(
            "%(count)s organisation of the register is linked.",
            "%(count)s organisations of the register are linked.",
            count,
        )
        messages.success(request, text % {"count": count})
        return redirect(f"{reverse('coverage', args=[code])}?kind={found.kind}")
    context = {
        "unit": version,
        "kind": found.kind,
        "known": [(each, words.way_word(each.how)) for each in known],
        "steps": steps(request, version, {"label": _("Known to the register"), "url": ""}),
    }
    return render(request, "coverage/known.html", context)


@require_GET
def joint_organisations(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Which establishments may form an organisation together, by which rule, and the way there."""
    version, found = stock_of(request, code)
    rule = settings.PROFILE.coverage.joining_on(request.day)
    proposals = selectors.joint_proposals(request.actor, request.day, found)
    context = {
        "unit": version,
        "kind": found.kind,
        "kinds": [(each, words.kind_word(each)) for each in settings.PROFILE.coverage.kinds],
        "roster": found.roster,
        "rule": rule,
        "clause": words.clause(rule.citation) if rule else None,
        "proposals": [
            _proposal(request, each, name, found.kind)
            for each, name in zip(proposals, _names(proposals, found.kind), strict=True)
        ],
        "steps": steps(request, version, {"label": _("Possible joint organisations"), "url": ""}),
    }
    return render(request, "coverage/joint.html", context)


def _proposal(request: WorkbenchRequest, each: selectors.Proposal, name: str, kind: str) -> dict[str, Any]:
    """A suggestion with the ways on: decide, found, link."""
    place = each.place
    first, *others = (one.entry.establishment_id for one in each.items)
    asked = [*(("with", one) for one in others), ("name", name)]
    link = f"{reverse('cover_together', args=[first])}?{urlencode(asked)}"
    may = request.actor.may
    return {
        "proposal": each,
        "name": name,
        "industry": each.items[0].entry.industry if each.suggestion.same_industry else "",
        "found_url": _found_url(place, name, kind) if may(MANAGE, place.path) else "",
        "decide_url": _decide_url(request, place, name) if may(DECIDE, place.path) else "",
        "link_url": link if may(policies.RECORD, place.path) else "",
    }


def _names(proposals: Sequence[selectors.Proposal], kind: str) -> Iterator[str]:
    """What each may be called: place, industry or kind, form; those of one place and trade are numbered."""
    forms = settings.PROFILE.organisation_forms
    form = in_words(forms[JOINT].title) if JOINT in forms else _("joint organisation")
    called = [
        (
            each.place.name,
            each.items[0].entry.industry if each.suggestion.same_industry else words.kind_word(kind),
        )
        for each in proposals
    ]
    before = Counter[tuple[str, str]]()
    for place, what in called:
        before[place, what] += 1
        said = {"place": place, "what": what, "form": form, "number": before[place, what]}
        alone = called.count((place, what)) == 1
        yield (
            _("%(place)s %(what)s %(form)s") if alone else _("%(place)s %(what)s %(form)s %(number)s")
        ) % said


def _found_url(place: "UnitVersion", name: str, kind: str) -> str:
    kinds = settings.PROFILE.coverage.kinds[kind].unit_kinds
    asked = {"name": name, "form": JOINT} | ({"kind": kinds[0]} if kinds else {})
    return f"{reverse('found_unit', args=[place.unit.code])}?{urlencode(asked)}"


def _decide_url(request: WorkbenchRequest, place: "UnitVersion", name: str) -> str:
    """Where the founding is decided, where a procedure of the profile has it."""
    for procedure in procedures_for(place, request.day):
        if procedure.kind == "unit_change" and JOINT in procedure.matters:
            asked = {
                "procedure": procedure.code,
                "matter": JOINT,
                "title": _("Found %(name)s") % {"name": name},
            }
            return f"{reverse('start_decision', args=[place.unit.code])}?{urlencode(asked)}"
    return ""


@require_http_methods(["GET", "POST"])
def cover_together(request: WorkbenchRequest, establishment_id: int) -> HttpResponse:
    """Say of several establishments that one joint organisation covers them."""
    ids = [int(each) for each in request.GET.getlist("with") if each.isdecimal()][:MOST]
    chosen = [selectors.about(request.actor, each, policies.RECORD) for each in (establishment_id, *ids)]
    name = request.GET.get("name", "")
    there = search_units(request.actor, name, request.day, 2) if name else []
    initial = {"unit": there[0].unit.code} if len(there) == 1 else {}  # founded as it was proposed
    form = TogetherForm(request.POST or None, request=request, initial=initial)
    heading = _("One organisation for all of these")
    names = [(words.kind_word(each.establishment.kind), each.entries[0].name) for each in chosen]
    text = _("Choose the organisation once it is founded; it then covers each of these from the day given.")
    place = chosen[0].place
    back = f"{reverse('joint_organisations', args=[place.unit.code])}?kind={chosen[0].establishment.kind}"
    page = FormPage(
        heading, text, _("Record it"), back, steps(request, place, {"label": heading, "url": ""}), names
    )

    def act(wanted: dict[str, Any]) -> str:
        unit = wanted["unit"]
        count = services.cover_together(
            actor=request.actor,
            at=request.at,
            establishments=[each.establishment for each in chosen],
            unit=unit.unit,
            day=wanted["day"],
        )
        text = ngettext("%(unit)s covers %(count)s.", "%(unit)s covers %(count)s.", count)
        messages.success(request, text % {"unit": unit.name, "count": count})
        return back

    return answer(request, form, page, act)
