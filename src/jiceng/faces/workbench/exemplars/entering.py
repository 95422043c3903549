"""Nominating a model, writing its notice and its page, entering its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.exemplars import policies, selectors, services
from jiceng.apps.exemplars.progress import notice_days
from jiceng.apps.exemplars.services import PERMISSIONS, Draft, Nomination
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.apps.rectification.selectors import adopted_above
from jiceng.faces.workbench.exemplars import forms, words
from jiceng.faces.workbench.exemplars.views import open_kinds, way
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import FormPage, answer, done
from jiceng.kernel.errors import Conflict, NotFound

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
def nominate(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Nominate a unit, or a person of it."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    kinds = current_rules().exemplar_kinds.values()
    if not kinds:
        raise NotFound("page_not_found")
    itself = any(version.kind in each.unit_kinds for each in kinds)
    form = forms.NominateForm(request.POST or None, request=request, unit=version.unit.code if itself else "")
    heading = _("Nominate a model")
    text = _(
        "The registers are asked by themselves: what they say is kept with the nomination. "
        "Where a check fails, say why all the same."
    )
    back = reverse("exemplars", args=[code])
    page = FormPage(heading, text, _("Nominate"), back, way(version, heading))

    def act(wanted: dict[str, Any]) -> str:
        unit = wanted["unit"].unit
        nomination = Nomination(
            wanted["kind"],
            wanted["what"],
            wanted["day"],
            selectors.nominee(request.actor, wanted["unit"], wanted["person"]),
            wanted["reason"],
        )
        made = services.nominate(actor=request.actor, at=request.at, unit=unit, nomination=nomination)
        messages.success(request, _("Nominated. Next, write the notice."))
        return reverse("exemplar", args=[made.pk])

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def enter(request: WorkbenchRequest, exemplar_id: int, kind: str) -> HttpResponse:
    """Enter one step."""
    if kind not in PERMISSIONS:
        raise NotFound("page_not_found")
    found, version = selectors.exemplar_in_scope(request.actor, exemplar_id, PERMISSIONS[kind])
    now = selectors.standing_of(found, request.day)
    if kind not in open_kinds(now):
        raise Conflict("exemplar_step_not_open")
    decisions = adopted_above(version, request.day)
    form = forms.form_of(kind, request.day, now, decisions, request.POST or None)
    heading, name = words.kind_words()[kind], words.name_of(found, version.name)
    back = reverse("exemplar", args=[exemplar_id])
    page = FormPage(
        heading, found.what, _("Enter the step"), back, [*way(version), {"label": name, "url": back}]
    )

    def act(wanted: dict[str, Any]) -> str:
        draft = Draft(kind, wanted["day"], form.said(), form.words(), form.chosen())
        services.enter(actor=request.actor, at=request.at, exemplar=found, draft=draft)
        return done(request, page, _("Entered: %(what)s.") % {"what": heading})

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def strike(request: WorkbenchRequest, entry_id: int) -> HttpResponse:
    """Take out an entry made by mistake."""
    entry, version = selectors.entry_in_scope(request.actor, entry_id)
    require(request.actor, PERMISSIONS.get(entry.kind, policies.RECORD), version.path)
    form = forms.StrikeForm(request.POST or None)
    heading = _("Take out: %(what)s") % {"what": words.kind_words()[entry.kind]}
    back = reverse("exemplar", args=[entry.exemplar_id])
    text = _("It stays readable with the reason and counts no more.")
    name = words.name_of(entry.exemplar, version.name)
    page = FormPage(heading, text, _("Take it out"), back, [*way(version), {"label": name, "url": back}])

    def act(wanted: dict[str, Any]) -> str:
        services.strike(actor=request.actor, at=request.at, entry=entry, reason=wanted["reason"])
        return done(request, page, _("Taken out."))

    return answer(request, form, page, act)


@require_http_methods(["POST"])
def write_notice(request: WorkbenchRequest, exemplar_id: int) -> HttpResponse:
    """Write the notice from what is known, as a draft article; it is read over, reviewed and posted there."""
    found, version = selectors.exemplar_in_scope(request.actor, exemplar_id, policies.RECORD)
    name = words.name_of(found, version.name)
    kind = words.exemplar_kind_word(found.kind)
    title = _("Notice before naming: %(name)s (%(kind)s)") % {"name": name, "kind": kind}
    days = notice_days(current_rules(), found, request.day)
    text = _(
        "%(name)s is to be named %(kind)s: %(what)s. This notice stays for %(days)s days. "
        "Whoever objects may write to the editor's letter box; the sender is protected."
    )
    said = text % {"name": name, "kind": kind, "what": found.what, "days": days}
    article = services.draft_notice(
        actor=request.actor, at=request.at, exemplar=found, title=title, html=format_html("<p>{}</p>", said)
    )
    messages.success(request, _("The notice is written as a draft: read it over and send it for review."))
    return redirect("article", article.pk)


@require_http_methods(["POST"])
def write_practice(request: WorkbenchRequest, exemplar_id: int) -> HttpResponse:
    """Begin the page of practice as a draft article, with the questions it should answer."""
    found, version = selectors.exemplar_in_scope(request.actor, exemplar_id, policies.RECORD)
    title = _("%(unit)s: %(what)s") % {"unit": version.name, "what": found.what}
    asked = (
        _("What was it like before?"),
        _("What exactly was done, by whom, at what cost?"),
        _("What has changed, by which figures?"),
        _("What should others not copy?"),
    )
    html = "".join(format_html("<h2>{}</h2><p></p>", each) for each in asked)
    article = services.draft_practice(
        actor=request.actor, at=request.at, exemplar=found, title=title[:200], html=html
    )
    messages.success(request, _("The page is begun as a draft: write it, then send it for review."))
    return redirect("article", article.pk)
