"""What no page of ours ever sends is turned away before anything reads it."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse

from jiceng.faces.shared.views import bad_request, too_large

Answer = Callable[[HttpRequest], HttpResponse]

_DRAINED = 8
"""Times the largest file that are still read and dropped: a browser shows an answer only after it has sent
all.
"""
_PIECE = 1 << 16
_OF_ARTICLE = re.compile(r"/articles/\d+/files/")
"""Where a file is added to an article: `attach_file`."""


class BoundedRequests:
    """Refuses bodies larger than any form, files only where they are sent in and by whoever has signed in,
    bodies of which less has come than was announced, and the null character, which PostgreSQL stores in no
    text.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or _holds_null(request) or "Transfer-Encoding" in request.headers:
            return bad_request(request)  # a body of no said length would be read as an empty form
        if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            if not _takes_files(request):
                return bad_request(request)
            if int(length) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
                _drain(request)
                return too_large(request)
        if _cut_off(request, int(length)):
            return bad_request(request)
        return self.get_response(request)


def _takes_files(request: HttpRequest) -> bool:
    """Whether files may be sent to the address, by whoever asks."""
    if settings.FACE != "office":
        return False
    there = request.path == reverse("imports") or _OF_ARTICLE.fullmatch(request.path)
    return bool(there) and SESSION_KEY in request.session


def _cut_off(request: HttpRequest, length: int) -> bool:
    """Whether less has come than `length`: the server hands on what a broken connection left, and its first
    half would be read as a whole form. What has come is kept for the view.
    """
    try:
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and request.content_type == "multipart/form-data":
            request._body = request.read()  # a file: `body` itself takes no more than a form
        return len(request.body) < length
    except UnreadablePostError:
        return True


def _drain(request: HttpRequest) -> None:
    """Read a body and drop it, up to a bound."""
    left = _DRAINED * settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    while left > 0 and (piece := request.read(_PIECE)):
        left -= len(piece)


def _holds_null(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return "\0" in request.path or "\0" in query or "%00" in query
