"""Links that were once given keep working: an address of before leads to where its publication stands now."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone

from jiceng.apps.publications import selectors

LONGEST = 200


class FormerAddresses:
    """Middleware: asks where an address led before, once nothing is found at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        for path in dict.fromkeys((request.get_full_path(), request.path)):  # /show.php?id=12 first
            number = selectors.moved(path, timezone.now()) if len(path) <= LONGEST else None
            if number is not None:
                return HttpResponsePermanentRedirect(reverse("portal_article", args=[number]))
        return response
