"""Sets who acts and when, once per request."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from jiceng.apps.access.selectors import actor_for
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.apps.access.models import User


class WorkbenchRequest(HttpRequest):
    """A request as views of the workbench see it: `at` now, `day` today here, `actor` who acts (read afresh
    each time).
    """

    actor: Actor
    at: datetime
    day: date
    user: "User"


class Acting:
    """Middleware: puts `at`, `day` and `actor` on the request. The grants are read when first asked for: one
    query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: WorkbenchRequest) -> HttpResponse:
        """Answer a request."""
        request.at = timezone.now()
        request.day = timezone.localdate(request.at)
        request.actor = SimpleLazyObject(lambda: self._actor(request))  # type: ignore[assignment]
        return self.get_response(request)

    @staticmethod
    def _actor(request: WorkbenchRequest) -> Actor:
        user = request.user
        return actor_for(user if user.is_authenticated else None, request.day)
