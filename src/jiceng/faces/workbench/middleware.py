"""Sets who acts and when, once per request."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from jiceng.apps.access.selectors import acting
from jiceng.apps.duties.rules import read_once
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.apps.access.models import User
    from jiceng.apps.organisations.models import UnitVersion


class WorkbenchRequest(HttpRequest):
    """A request as views of the workbench see it: `at` now, `day` today here, `actor` who acts (read afresh
    each time), `homes` the roles she holds with their units, widest first.
    """

    actor: Actor
    homes: "Sequence[tuple[str, UnitVersion]]"
    at: datetime
    day: date
    user: "User"


class Acting:
    """Middleware: puts `at`, `day`, `actor` and `homes` on the request. The grants are read when first asked
    for, in one query; the rules once for a page that only reads.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: WorkbenchRequest) -> HttpResponse:
        """Answer a request."""
        request.at = timezone.now()
        request.day = timezone.localdate(request.at)
        found = cache(lambda: self._acting(request))
        request.actor = SimpleLazyObject(lambda: found()[0])  # type: ignore[assignment]
        request.homes = SimpleLazyObject(lambda: found()[1])  # type: ignore[assignment]
        with read_once() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)

    @staticmethod
    def _acting(request: WorkbenchRequest) -> "tuple[Actor, list[tuple[str, UnitVersion]]]":
        user = request.user
        return acting(user if user.is_authenticated else None, request.day)
