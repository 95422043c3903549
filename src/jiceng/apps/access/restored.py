"""After a restore: a backup brings back what let people in on its day, and with it what was taken from them
since. Nobody can tell which, so every way in is closed and each made anew.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from jiceng.apps.access import audit_types
from jiceng.apps.access.models import CalendarFeed, Grant, Recovery, RecoveryCode, Token, User
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import on
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Ended:
    """How many of each there were."""

    sessions: int
    tokens: int
    calendars: int
    codes: int
    requests: int


@transaction.atomic
def end_ways_in(*, actor: Actor, at: datetime) -> Ended:
    """End every session, token and calendar address; forget recovery codes and requests for a new password.
    Passwords and second factors stay. Raises `Refused` for anyone but the program itself.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="access.restore")
    tokens = Token.objects.filter(revoked_at=None, ends_on__gt=timezone.localdate(at))
    ended = Ended(
        sessions=Session.objects.all().delete()[0],
        tokens=tokens.update(revoked_at=at),
        calendars=CalendarFeed.objects.all().delete()[0],
        codes=RecoveryCode.objects.all().delete()[0],
        requests=Recovery.objects.all().delete()[0],
    )
    record(
        actor=actor,
        at=at,
        type=audit_types.WAYS_IN_ENDED,
        subject="office:access",
        unit_ids=[],
        content=asdict(ended),
    )
    return ended


def open_accounts(day: date) -> list[tuple[str, list[Grant]]]:
    """Who can sign in, or act with a token made anew: each open account's name and roles in force."""
    found: dict[str, list[Grant]] = {
        name: [] for name in User.objects.filter(is_active=True).values_list("username", flat=True)
    }
    for grant in Grant.objects.filter(on(day), user__is_active=True).select_related("user", "unit"):
        found[grant.user.username].append(grant)
    return sorted(found.items())
