"""Forgotten passwords (找回密码): there is no e-mail in a village, so an officer is told, sees the person, and
sets a password that must be changed at the next sign-in.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from jiceng.apps.access import audit_types, policies
from jiceng.apps.access.models import Grant, Recovery, User
from jiceng.apps.access.selectors import grants
from jiceng.apps.access.services import record_user
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Refused

KEPT = timedelta(days=30)
MOST_AN_HOUR = 10
"""From one address: a town's office asks so often on a bad day."""


@transaction.atomic
def ask(username: str, address: str, at: datetime) -> bool:
    """Note that someone says she forgot her password. The same work whether or not anybody has the name,
    and no answer tells.

    Nothing is written in the journal: nobody has proved who she is. Returns False when the address has
    asked too often, whatever the names.
    """
    where = hmac.digest(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256)
    Recovery.objects.filter(at__lt=at - KEPT).delete()
    if Recovery.objects.filter(address=where, at__gt=at - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        return False
    user = User.objects.filter(username__iexact=username.strip(), is_active=True, is_machine=False).first()
    Recovery.objects.create(user=user, at=at, address=where)
    return True


@dataclass(frozen=True, slots=True)
class Asked:
    """A request an officer may settle, by one of the grants she manages."""

    recovery: Recovery
    grant: Grant


def open_requests(actor: Actor, day: date) -> list[Asked]:
    """Who within the officer's responsibility forgot her password: one a user, the oldest first."""
    if not actor.has(policies.MANAGE):
        return []
    waiting = Recovery.objects.filter(settled_at=None, user__isnull=False).exclude(user_id=actor.id or 0)
    asked = {each.user_id: each for each in waiting.order_by("-at") if each.user_id}
    held = {grant.user_id: grant for grant in grants(actor, day).filter(user_id__in=asked)}
    found = [Asked(asked[user_id], grant) for user_id, grant in held.items()]
    return sorted(found, key=lambda each: each.recovery.at)


@transaction.atomic
def put_away(*, actor: Actor, at: datetime, user: User) -> None:
    """Put away what was asked in someone's name, when she says she did not ask.

    Raises `Refused` without the right to manage access, `Conflict("recovery_settled")`.
    """
    if not actor.has(policies.MANAGE):
        raise Refused("not_permitted", permission=policies.MANAGE)
    if not Recovery.objects.filter(user=user, settled_at=None).update(settled_at=at):
        raise Conflict("recovery_settled")
    record_user(actor, at, audit_types.RECOVERY_PUT_AWAY, user)
