"""Pages for what went wrong: name them as handlers in `config/urls.py` and in the settings.

handler400 = "jiceng.faces.shared.views.bad_request"      handler403 = "….refused"
handler404 = "….not_found"                                handler500 = "….server_error"
CSRF_FAILURE_VIEW = "….csrf_failure"                      AXES_LOCKOUT_TEMPLATE = "shared/lockout.html"
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

STYLESHEETS = ("tokens", "layout", "components")


@login_not_required
def icon(request: HttpRequest) -> HttpResponse:
    """The address browsers ask for an icon by themselves leads to the one every page names."""
    return redirect(static("shared/icon.svg"))


def problem(request: HttpRequest, status: int, heading: str, text: str, template: str = "") -> HttpResponse:
    """A page that says what happened, why, and what to do now; htmx shows its `#problem` in place."""
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


def too_large(request: HttpRequest) -> HttpResponse:
    """413: a file, or text in a form, larger than is taken at once."""
    text = gettext(
        "This is more than is taken at once, so nothing was taken. Leave out pictures, divide the file, for "
        "example by town, or send rows as a file instead of pasting them."
    )
    return problem(request, 413, gettext("Too large"), text)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent what no page of ours sends."""
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


def server_error(request: HttpRequest) -> HttpResponse:
    """500: stands alone, since whatever failed may fail again; not even the style is taken for granted."""
    try:
        sheets = [static(f"shared/{name}.css") for name in STYLESHEETS]
    except ValueError:
        sheets = []
    return HttpResponse(loader.get_template("500.html").render({"stylesheets": sheets}), status=500)
