"""Errors of services become pages: what happened, why, what to do. Who has not signed in is sent to do so."""

import logging
from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from jiceng.faces.shared import views
from jiceng.faces.shared.sentences import sentence
from jiceng.kernel.errors import Conflict, FileRefused, Invalid, JicengError, NotFound, Refused, Slowed

LOG = logging.getLogger("jiceng.database")


class ErrorPages:
    """Answer an error that no view has handled.

    NotFound 404 without a reason (outsiders learn nothing); Refused 403, but 404 for who has not signed in;
    Slowed 429; Conflict 409; Invalid and FileRefused 422; a database that is full or cannot be reached 503;
    profile and setting errors stay errors of the server.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for `exception`, or None when it is not ours to explain."""
        if isinstance(exception, OperationalError):
            LOG.error("the database cannot be used (%s)", type(exception.__cause__ or exception).__name__)
            return views.unavailable(request)
        return error_page(request, exception) if isinstance(exception, JicengError) else None


class SignedIn(LoginRequiredMiddleware):
    """Django's own, and a piece of a page asked for after the session has ended takes the whole page to the
    sign-in, instead of the sign-in into the page.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """To the sign-in page; a script that asks for data is told so."""
        if "application/json" in request.headers.get("Accept", ""):
            told = {"state": "signed_out", "sentences": [gettext("You are signed out. Sign in again.")]}
            return JsonResponse(told, status=401)  # type: ignore[return-value]  # of the same base
        answer = super().handle_no_permission(request, view_func)
        if not request.headers.get("HX-Request"):
            return answer
        return HttpResponseClientRedirect(answer.url)  # type: ignore[return-value]  # of the same base


def error_page(request: HttpRequest, error: JicengError) -> HttpResponse | None:
    """The page that answers `error`; None for those that are the program's own fault."""
    user = getattr(request, "user", None)
    outsider = user is None or not user.is_authenticated
    if isinstance(error, NotFound) or (isinstance(error, Refused) and outsider):
        return views.not_found(request)
    if isinstance(error, Slowed):
        return views.slowed(request, sentence(error), int(error.data["seconds"]))
    if isinstance(error, Refused):
        return views.problem(request, 403, gettext("Not permitted"), sentence(error), "403.html")
    if isinstance(error, Conflict):
        return views.problem(request, 409, gettext("Something has changed"), sentence(error))
    if isinstance(error, Invalid):
        return views.problem(request, 422, gettext("This cannot be right"), sentence(error))
    if isinstance(error, FileRefused):
        return views.problem(request, 422, gettext("The file was not read"), sentence(error))
    return None
