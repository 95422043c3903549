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
from jiceng.apps.access.selectors import grants_ever
from jiceng.apps.access.services import admit_over, record_user
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict

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
    """A request an officer may settle, by the last grant the user was given within what she manages."""

    recovery: Recovery
    grant: Grant


def open_requests(actor: Actor, day: date) -> list[Asked]:
    """Who within the officer's responsibility forgot her password, her roles in force or ended: one a user,
    the oldest first. The same users as `admit_over` lets pass.
    """
    if not actor.has(policies.MANAGE):
        return []
    waiting = Recovery.objects.filter(settled_at=None, user__is_active=True).exclude(user_id=actor.id or 0)
    asked = {each.user_id: each for each in waiting.order_by("-at") if each.user_id}
    managed = grants_ever(actor).filter(user_id__in=asked)
    held = {grant.user_id: grant for grant in managed.order_by("user__name", "pk")}
    others = Grant.objects.filter(user_id__in=asked, revoked_at=None).exclude(ends_on__lte=day)
    beyond = set(others.exclude(pk__in=managed.values("pk")).values_list("user_id", flat=True))
    found = [Asked(asked[user_id], grant) for user_id, grant in held.items() if user_id not in beyond]
    return sorted(found, key=lambda each: each.recovery.at)


@transaction.atomic
def put_away(*, actor: Actor, at: datetime, user: User) -> None:
    """Put away what was asked in someone's name, when she says she did not ask.

    Raises what `admit_over` does, `Conflict("recovery_settled")`.
    """
    admit_over(actor, at, user)
    if not Recovery.objects.filter(user=user, settled_at=None).update(settled_at=at):
        raise Conflict("recovery_settled")
    record_user(actor, at, audit_types.RECOVERY_PUT_AWAY, user)
