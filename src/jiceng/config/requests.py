"""What no page of ours ever sends is turned away before anything reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jiceng.faces.shared.views import bad_request

Answer = Callable[[HttpRequest], HttpResponse]


class BoundedRequests:
    """Refuses bodies larger than any form (no page takes files) and the null character, which PostgreSQL
    stores in no text.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return (
            bad_request(request)
            if _oversized(request) or _holds_null(request)
            else self.get_response(request)
        )


def _oversized(request: HttpRequest) -> bool:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return not length.isdecimal() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _holds_null(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return "\0" in request.path or "\0" in query or "%00" in query
