"""One's own calendar of what is due: its secret address is shown on the answer that made it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.apps.access.feeds import end_feed, feed_of, make_feed
from jiceng.faces.shared.qr import qr_code
from jiceng.faces.workbench.middleware import WorkbenchRequest


@require_http_methods(["GET", "POST"])
def calendar(request: WorkbenchRequest) -> HttpResponse:
    """Whether one's calendar has an address, and a new one."""
    context: dict[str, object] = {"may_subscribe": bool(request.actor.grants)}
    if request.method == "POST":
        language = get_language() or "zh-hans"
        secret = make_feed(actor=request.actor, at=request.at, user=request.user, language=language)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
        context |= {"address": address, "drawing": qr_code(address)}
    return render(request, "machines/calendar.html", context | {"feed": feed_of(request.user)})


@require_POST
def end(request: WorkbenchRequest) -> HttpResponse:
    """End the address: calendars that have it find nothing any more."""
    end_feed(actor=request.actor, at=request.at, user=request.user)
    messages.success(request, _("The address is ended. Remove the calendar from your telephone too."))
    return redirect("calendar")
