"""Caching. Whoever asks again is told at once whether a page is still the same, and the same page is written
once for many readers.

Readers and proxies may keep what they got, and ask before they show it again (`must-revalidate`): what is
taken back is gone with the next look, what is posted is there. A written page is kept in this process until
anything that is published changes, or a day ends (the last day of some postings).
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import get_language

from jiceng.apps.publications.changes import Change, last_change
from jiceng.faces.portal.reading import PortalRequest, State

Answer = Callable[[PortalRequest], HttpResponse]

MOST, LARGEST = 32 << 20, 1 << 20
"""Bytes of all kept pages of a process, and of one."""
ASKED_AGAIN = "public, max-age=0, must-revalidate"
_JUST_NOW = timedelta(seconds=2)  # a date in a header has whole seconds: a second change might have the same
_STARTED = timezone.now()  # another release writes other pages; loaded before the server's processes part
Key = tuple[object, ...]


class _Pages:
    """Written pages, the last asked for kept longest. Of one state of what is published only."""

    def __init__(self) -> None:
        self.state: State = ()
        self.pages: OrderedDict[Key, HttpResponse] = OrderedDict()
        self.size, self.lock = 0, Lock()

    def find(self, state: State, key: Key) -> HttpResponse | None:
        with self.lock:
            if state != self.state:
                self.state, self.size = state, 0
                self.pages.clear()
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def keep(self, state: State, key: Key, page: HttpResponse) -> None:
        with self.lock:
            if state != self.state or key in self.pages or len(page.content) > LARGEST:
                return
            self.pages[key] = page
            self.size += len(page.content)
            while self.size > MOST:
                _key, oldest = self.pages.popitem(last=False)
                self.size -= len(oldest.content)


class Kept:
    """Middleware: caching headers for all, pages kept, and 304 for who has the page. Stands outside whatever
    writes a page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.pages = _Pages()

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Answer a request."""
        if request.method not in ("GET", "HEAD"):
            return _for_nobody(self.get_response(request))
        change, now = last_change(), timezone.now()
        if change is None or now - change.at < _JUST_NOW:  # or of a clock that is ahead of ours
            return _conditional(request, _with_headers(self.get_response(request), None))
        today = timezone.localdate(now)
        request.state, key = (*change.mark, today), _key(request)
        page = self.pages.find(request.state, key)
        if page is None:
            page = _with_headers(self.get_response(request), _last_modified(change, today))
            if request.method == "HEAD" or not _is_everybodys(request, page):
                return _conditional(request, page)
            page.headers["X-Accel-Expires"] = "1"  # nginx in front may give it to everybody for a second
            self.pages.keep(request.state, key, page)
        return _conditional(request, _copy(page))


def _key(request: PortalRequest) -> Key:
    """What a page depends on: its address, and how it is read."""
    asked = (request.scheme, request.META.get("HTTP_HOST", ""), request.get_full_path())
    return (*asked, get_language(), request.size, request.contrast)


def _is_everybodys(request: HttpRequest, page: HttpResponse) -> bool:
    """Whether every reader gets this very page; a form's page has a token in it."""
    whole = page.status_code == 200 and not page.streaming
    return (
        whole
        and not page.cookies
        and "CSRF_COOKIE" not in request.META
        and page.headers["Cache-Control"] == ASKED_AGAIN
    )


def _last_modified(change: Change, today: date) -> datetime:
    midnight = datetime.combine(today, time.min, timezone.get_current_timezone())
    return max(change.at, midnight, _STARTED)


def _for_nobody(page: HttpResponse) -> HttpResponse:
    page.headers.setdefault("Cache-Control", "no-store")
    return page


def _with_headers(page: HttpResponse, changed: datetime | None) -> HttpResponse:
    """What may be done with a page. What is not there may be there in a minute: it is kept by nobody."""
    del page.headers["Last-Modified"]
    if page.status_code != 200 or page.cookies:
        return _for_nobody(page)
    page.headers.setdefault("Cache-Control", ASKED_AGAIN)
    if page.headers["Cache-Control"] != ASKED_AGAIN:
        return page
    set_response_etag(page)
    if changed is not None:
        page.headers["Last-Modified"] = http_date(changed.astimezone(UTC).timestamp())
    return page


def _conditional(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    """The page, or that the reader has it."""
    tag, changed = page.headers.get("ETag"), page.headers.get("Last-Modified")
    if tag is None and changed is None:
        return page
    moment = parse_http_date_safe(changed) if changed else None
    return get_conditional_response(request, etag=tag, last_modified=moment, response=page) or page


def _copy(page: HttpResponse) -> HttpResponse:
    """Middleware around adds headers to what it is given."""
    copy = HttpResponse(page.content, status=page.status_code)
    copy.headers = type(page.headers)(page.headers)
    return copy
