"""Pages for what went wrong: name them as handlers in `config/urls.py` and in the settings.

handler400 = "jiceng.faces.shared.views.bad_request"      handler403 = "….refused"
handler404 = "….not_found"                                handler500 = "….server_error"
CSRF_FAILURE_VIEW = "….csrf_failure"                      AXES_LOCKOUT_TEMPLATE = "shared/lockout.html"
"""

import sys

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

MACHINES = "/api/"
_CODES = {400: "bad_request", 404: "page_not_found", 413: "too_large"}
STYLESHEETS = ("tokens", "layout", "components")


@login_not_required
def icon(request: HttpRequest) -> HttpResponse:
    """The address browsers ask for an icon by themselves leads to the one every page names."""
    return redirect(static("shared/icon.svg"))


def problem(request: HttpRequest, status: int, heading: str, text: str, template: str = "") -> HttpResponse:
    """A page that says what happened, why, and what to do now; htmx shows its `#problem` in place.

    A program that asked the API gets the same in the API's shape.
    """
    if request.path.startswith(MACHINES):
        return JsonResponse(
            {"code": _CODES.get(status, "refused"), "sentence": text, "data": {}}, status=status
        )
    context = {"heading": heading, "sentence": text, "back_url": _came_from(request)}
    return render(request, template or "shared/problem.html", context, status=status)


def _came_from(request: HttpRequest) -> str:
    """The page before, when it is one of ours and not this one: a refused save keeps its way back."""
    address = request.headers.get("referer", "")
    if not address:
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:  # the very reason why this page is shown
        return ""
    ours = url_has_allowed_host_and_scheme(address, {host}, require_https=request.is_secure())
    return address if ours and address != request.build_absolute_uri() else ""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and for what is not the reader's to see."""
    text = gettext(
        "There is nothing at this address, or it is outside your responsibility. "
        "Start from the start page, or search for the unit or person."
    )
    return problem(request, 404, gettext("Page not found"), text, "404.html")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: seen, but not to be done by this reader."""
    text = gettext("Your role does not include this. Ask the officer who manages access at the level above.")
    return problem(request, 403, gettext("Not permitted"), text, "403.html")


def slowed(request: HttpRequest, text: str, seconds: int) -> HttpResponse:
    """429: much was read in a short time; the page asks what for and lets go on at once."""
    context = {
        "heading": gettext("Much has been read"),
        "sentence": text,
        "next": request.get_full_path() if request.method == "GET" else "",
    }
    answer = render(request, "shared/slowed.html", context, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def too_large(request: HttpRequest) -> HttpResponse:
    """413: a file, or text in a form, larger than is taken at once."""
    text = gettext(
        "This is more than is taken at once, so nothing was taken. Leave out pictures, divide the file, "
        "for example by unit, or send rows as a file instead of pasting them."
    )
    return problem(request, 413, gettext("Too large"), text)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent what no page of ours sends."""
    if isinstance(exception, SessionInterrupted) and _of_the_database(exception):
        return unavailable(request)
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    text = gettext(
        "The browser sent something this page does not understand. Go back, reload the page and try again."
    )
    return problem(request, 400, gettext("Request not understood"), text, "400.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    text = gettext(
        "Nothing was saved: the page had been open too long, or you signed in again elsewhere. "
        "Go back, reload the page and send it once more. "
        "If it happens every time, allow cookies for this site."
    )
    return problem(request, 403, gettext("The page has expired"), text, "403_csrf.html")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database takes nothing just now. The page stands alone: it asks the database for nothing."""
    answer = HttpResponse(loader.get_template("503.html").render({"stylesheets": _sheets()}), status=503)
    answer.headers["Retry-After"] = "30"
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """500: stands alone, since whatever failed may fail again; not even the style is taken for granted."""
    if _of_the_database(sys.exc_info()[1]):  # outside a view: a session that was not to be read
        return unavailable(request)
    return HttpResponse(loader.get_template("500.html").render({"stylesheets": _sheets()}), status=500)


def _of_the_database(error: BaseException | None) -> bool:
    """Whether an error goes back to the database: Django calls a session that it could not write deleted."""
    while error is not None and not isinstance(error, OperationalError):
        error = error.__cause__ or error.__context__
    return error is not None


def _sheets() -> list[str]:
    try:
        return [static(f"shared/{name}.css") for name in STYLESHEETS]
    except ValueError:
        return []
