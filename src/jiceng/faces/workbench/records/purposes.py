"""Saying what much reading is for, so as not to be slowed."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jiceng.apps.journal.harvesting import state_purpose
from jiceng.apps.people.policies import READ
from jiceng.faces.workbench.middleware import WorkbenchRequest


@require_POST
def state(request: WorkbenchRequest) -> HttpResponse:
    """Keep the purpose, and go on to what was asked for."""
    state_purpose(
        actor=request.actor, at=request.at, purpose=request.POST.get("purpose", "")[:200], permission=READ
    )
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return redirect(asked if ours else "home")
