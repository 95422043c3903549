"""The secret address of one's own calendar of what is due (日历订阅)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.apps.access import audit_types
from jiceng.apps.access.models import CalendarFeed, User
from jiceng.apps.access.secrets import digest, new_secret
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, NotFound, Refused


@transaction.atomic
def make_feed(*, actor: Actor, at: datetime, user: User, language: str) -> str:
    """Make the address of one's own calendar; one made before is dead. Returns the secret part, kept nowhere.

    Parameters: `language`, in which the calendar speaks. Raises `Refused` for another's.
    """
    _require_own(actor, user)
    secret = new_secret()
    made = {"digest": digest(secret), "made_at": at, "language": language}
    CalendarFeed.objects.update_or_create(user=user, defaults=made)
    _record(actor, at, audit_types.FEED_MADE, user)
    return secret


@transaction.atomic
def end_feed(*, actor: Actor, at: datetime, user: User) -> None:
    """End one's own calendar's address. Raises `Conflict("feed_ended")` when there is none."""
    _require_own(actor, user)
    deleted, _rows = CalendarFeed.objects.filter(user=user).delete()
    if not deleted:
        raise Conflict("feed_ended")
    _record(actor, at, audit_types.FEED_ENDED, user)


def _require_own(actor: Actor, user: User) -> None:
    if actor.id is None or actor.id != user.pk:
        raise Refused("not_permitted", permission="calendar.own")


def _record(actor: Actor, at: datetime, type: AuditType, user: User) -> None:
    content = {"user": user.pk}
    record(actor=actor, at=at, type=type, subject=f"user:{user.pk}", unit_ids=[], content=content)


def feed_of(user: User) -> CalendarFeed | None:
    """Since when a user's calendar has an address; None when it has none."""
    return CalendarFeed.objects.filter(user=user).first()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose calendar an address is: what she may today, and the language she chose."""

    actor: Actor
    language: str


def subscriber(secret: str, day: date) -> Subscriber:
    """Whose calendar a secret address is.

    Raises `NotFound("page_not_found")` for an unknown one alike as for that of a closed account or of someone
    who holds no role.
    """
    feed = CalendarFeed.objects.filter(digest=digest(secret)).select_related("user").first()
    actor = actor_for(feed.user, day) if feed is not None else None
    if feed is None or actor is None or not actor.grants:
        raise NotFound("page_not_found")
    return Subscriber(actor, feed.language)
