"""Announcing a meeting, and taking back an announcement or a record entered by mistake."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.gatherings import policies, selectors, services
from jiceng.apps.gatherings.selectors import Occasion
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.gatherings.forms import AnnounceForm, CancelForm
from jiceng.faces.workbench.gatherings.sheets import kind_title, occasion_name
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError


@require_http_methods(["GET", "POST"])
def announce(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Announce a meeting of a coming day."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    occasions = selectors.occasions(request.actor, version, request.day)
    found = {_key(each): each for each in occasions if each.kind.attended}
    kinds = [(key, occasion_name(each)) for key, each in found.items()]
    form = AnnounceForm(request.POST or None, kinds=kinds, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        occasion = found[form.cleaned_data["kind"]]
        wanted = form.cleaned_data | {"kind": occasion.kind.code}
        try:
            gathering = services.announce(
                actor=request.actor,
                at=request.at,
                unit=version.unit,
                body=occasion.body,
                announcement=services.Announcement(**wanted),
            )
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The meeting is announced. Its notice can be copied below."))
            return redirect("gathering", gathering.pk)
    context = {"unit": version, "form": form, "today": request.day}
    return render(request, "gatherings/announce.html", context, status=422 if form.errors else 200)


def _key(occasion: Occasion) -> str:
    return f"{occasion.kind.code}/{occasion.body.pk}" if occasion.body else occasion.kind.code


@require_http_methods(["GET", "POST"])
def cancel(request: WorkbenchRequest, gathering_id: int) -> HttpResponse:
    """Take back an announcement or a record.

    `?undo=1` is the button offered just after recording, which asks no reason.
    """
    gathering, version = selectors.gathering_by_id(request.actor, gathering_id, policies.RECORD)
    undone = request.method == "POST" and request.GET.get("undo") == "1" and not request.POST.get("reason")
    data = {"reason": _("Undone right after it was recorded.")} if undone else request.POST or None
    form = CancelForm(data)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            services.cancel_gathering(actor=request.actor, at=request.at, gathering=gathering, reason=reason)
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Taken back: it counts for nothing now. The record stays readable."))
            return redirect("gathering", gathering.pk)
    context = {"unit": version, "gathering": gathering, "title": kind_title(gathering), "form": form}
    return render(request, "gatherings/cancel.html", context, status=422 if form.errors else 200)
