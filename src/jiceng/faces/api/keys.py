"""Who asks the API: the bearer of a token, and not too often."""

from datetime import date, datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from jiceng.apps.access.tokens import Bearer, bearer
from jiceng.kernel.actors import NOBODY, Actor
from jiceng.kernel.errors import NotFound, Refused

PER_MINUTE = 600
"""Requests of one token, in each of the server's processes."""
MINUTE = 60


class ApiRequest(HttpRequest):
    """A request as the API's operations see it: `actor`, who acts; `at`, now; `day`, today here."""

    auth: Bearer
    actor: Actor
    at: datetime
    day: date


class Key(HttpBearer):
    """The token in the header `Authorization: Bearer jc_…`. A session opens nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """Who holds the token now; None answers 401. No session is asked."""
        now = timezone.now()
        found = bearer(token, now)
        request.actor = found.actor if found is not None else NOBODY  # type: ignore[attr-defined]
        request.at, request.day = now, timezone.localdate(now)  # type: ignore[attr-defined]
        return found


class Often(BaseThrottle):
    """So many requests of one token in a minute; those beyond answer 429."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count this one, and say whether it is still answered."""
        token_id = request.auth.token_id  # type: ignore[attr-defined]
        name = f"api:{token_id}:{int(request.at.timestamp()) // MINUTE}"  # type: ignore[attr-defined]
        cache.add(name, 0, 2 * MINUTE)
        return cache.incr(name) <= PER_MINUTE


def require_somewhere(actor: Actor, permission: str) -> None:
    """Let the actor list what she has `permission` on somewhere.

    Raises `NotFound("page_not_found")` for whoever may read no unit, `Refused("not_permitted")`.
    """
    if not actor.has("unit.read"):
        raise NotFound("page_not_found")
    if not actor.has(permission):
        raise Refused("not_permitted", permission=permission)
