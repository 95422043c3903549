"""Errors of services become pages: what happened, why, what to do. Who has not signed in is sent to do so."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from jiceng.faces.shared import views
from jiceng.faces.shared.sentences import sentence
from jiceng.kernel.errors import Conflict, FileRefused, Invalid, JicengError, NotFound, Refused


class ErrorPages:
    """Answer an error that no view has handled.

    NotFound 404 without a reason (outsiders learn nothing); Refused 403, but 404 for who has not signed in;
    Conflict 409; Invalid and FileRefused 422; profile and setting errors stay errors of the server.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for `exception`, or None when it is not ours to explain."""
        return error_page(request, exception) if isinstance(exception, JicengError) else None


class SignedIn(LoginRequiredMiddleware):
    """Django's own, and a piece of a page asked for after the session has ended takes the whole page to the
    sign-in, instead of the sign-in into the page.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """To the sign-in page."""
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
    if isinstance(error, Refused):
        return views.problem(request, 403, gettext("Not permitted"), sentence(error), "403.html")
    if isinstance(error, Conflict):
        return views.problem(request, 409, gettext("Something has changed"), sentence(error))
    if isinstance(error, Invalid):
        return views.problem(request, 422, gettext("This cannot be right"), sentence(error))
    if isinstance(error, FileRefused):
        return views.problem(request, 422, gettext("The file was not read"), sentence(error))
    return None
