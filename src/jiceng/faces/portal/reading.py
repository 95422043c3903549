"""How a reader likes to read: size of the text, contrast, language. Remembered in a cookie when she asks.

It works without scripts: a plain link `?size=130`, `?contrast=high`, `?language=en` on any page leads back
to the page without it. With scripts the same links act at once (`portal.js`).
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]

SIZES = (85, 100, 115, 130, 150, 175, 200)
USUAL = 100
SIZE_COOKIE, CONTRAST_COOKIE = "jiceng_size", "jiceng_contrast"
_YEAR = 365 * 24 * 3600


State = tuple[object, ...]
"""How what is published stands: another after every change, and on another day."""


class PortalRequest(HttpRequest):
    """A request as the portal's views see it: `at` now, `size` of the text in per cent, `contrast`; `state`,
    None where it is changing right now, so that nothing may be kept.
    """

    at: datetime
    size: int
    contrast: bool
    state: State | None


class Reading:
    """Middleware: puts `at`, `size` and `contrast` on the request; keeps what a link asks for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Answer a request."""
        if request.method in ("GET", "HEAD") and (asked := _asked(request)):
            return _remembered(request, asked)
        request.at, request.state = timezone.now(), None
        kept = request.COOKIES.get(SIZE_COOKIE, "")
        request.size = int(kept) if kept in map(str, SIZES) else USUAL
        request.contrast = request.COOKIES.get(CONTRAST_COOKIE) == "high"
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response


def _asked(request: HttpRequest) -> dict[str, str]:
    """Cookies that the address asks for → their values; anything else in it is left to the page."""
    choices = {
        "size": (SIZE_COOKIE, {str(size) for size in SIZES}),
        "contrast": (CONTRAST_COOKIE, {"high", "usual"}),
        "language": (settings.LANGUAGE_COOKIE_NAME, {code for code, _ in settings.LANGUAGES}),
    }
    return {
        cookie: request.GET[name]
        for name, (cookie, values) in choices.items()
        if request.GET.get(name) in values
    }


def _remembered(request: HttpRequest, asked: dict[str, str]) -> HttpResponse:
    """Back to the same page; what is usual needs no cookie."""
    query = request.GET.copy()
    for name in ("size", "contrast", "language"):
        query.pop(name, None)
    address = "/" + request.path.lstrip("/")  # a path of two strokes would be another host
    rest = query.urlencode()
    response = HttpResponseRedirect(f"{address}?{rest}" if rest else address)
    for cookie, value in asked.items():
        if value in (str(USUAL), "usual", settings.LANGUAGE_CODE):
            response.delete_cookie(cookie, samesite="Lax")
        else:
            response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    response.headers["Cache-Control"] = "no-store"
    return response


def next_sizes(size: int) -> tuple[int | None, int | None]:
    """The next larger and the next smaller size; None at either end."""
    place = SIZES.index(size)
    larger = SIZES[place + 1] if place + 1 < len(SIZES) else None
    return larger, SIZES[place - 1] if place else None
