"""Whoever reads many persons within a day is seen by those who read the journal, and slowed until she says
what for.

Counted are the distinct persons whose file, identity number or line in a list someone was given (the
reading log). Nobody is shut out: a purpose, stated once, lets her go on at once; without one a person every
`PACE` is given. A token (接口令牌) is counted apart from its owner and from her other tokens: a program that
reads the register every night leaves her own work as it was. How many are many, an office says by the
parameter `reading_alert_persons`.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiceng.apps.journal.audit_types import MANY_READ, PURPOSE_STATED
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.journal.services import record
from jiceng.apps.journal.signals import figure_asked
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Invalid, NotFound, Slowed

LOG = logging.getLogger("jiceng.readings")

WINDOW = timedelta(hours=24)
FIGURE = "reading_alert_persons"
"""Persons within the window that ordinary work reads: an officer opens some sixty files on a long day."""
LEAST, MOST = 20, 100
"""Between which the figure counts: so few lines are one look at a list; and with the longest page of a list
(a hundred lines) on top, the alert comes before two hundred were read.
"""
PACE = timedelta(seconds=20)
"""How often a further person is given to whoever has read more and says not what for."""
SHORTEST = 4
"""Characters of a purpose."""


def watch(*, actor: Actor, at: datetime, persons: Collection[int], unit_id: int | None) -> None:
    """Before persons are given to a reader: alert when she passes what is calm, and each time it has doubled
    since; slow her when she has passed it.

    Raises `Slowed("reading_slowed")` (count, seconds).
    """
    if actor.id is None:
        return
    own = Reading.objects.filter(actor_id=actor.id, token_id=actor.token, at__gt=at - WINDOW)
    looks = own.values_list("person_id", "at")
    seen: dict[int, datetime] = {}
    for person_id, when in looks.order_by("at"):
        seen[person_id] = when
    new = set(persons) - set(seen)
    if not new or len(seen) + len(new) <= LEAST or len(seen) + len(new) <= (much := calm(at)):
        return
    wait = PACE * len(new) - (at - max(seen.values(), default=at - WINDOW))
    if len(seen) > much and wait > timedelta(0) and not _purpose(actor, at):
        seconds = -(-wait // timedelta(seconds=1))
        raise Slowed("reading_slowed", count=len(seen), hours=WINDOW // timedelta(hours=1), seconds=seconds)
    if _doublings(len(seen), much) < _doublings(len(seen) + len(new), much):
        alert(actor=actor, at=at, count=len(seen) + len(new), unit_id=unit_id)


def calm(at: datetime) -> int:
    """How many persons within the window are not yet many: the office's figure, within LEAST and MOST."""
    answers = figure_asked.send(sender=Reading, code=FIGURE, day=timezone.localdate(at))
    figure = next((found for _, found in answers if found is not None), MOST)
    return max(LEAST, min(int(figure), MOST))


def _doublings(count: int, much: int) -> int:
    """How many of `much`, twice as many, four times as many… a count has passed."""
    return (max(count - 1, 0) // much).bit_length()


def alert(*, actor: Actor, at: datetime, count: int, unit_id: int | None) -> None:
    """Tell those who read the journal, and the log, that someone has read many persons."""
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            type=MANY_READ,
            subject=f"user:{actor.id}",
            unit_ids=[] if unit_id is None else [unit_id],
            content={"persons": count},
        )
    LOG.warning("user %s was given %s persons within %s", actor.id, count, WINDOW)


def _purpose(actor: Actor, at: datetime) -> bool:
    """Whether the reader says what for: with this very reading, or within the window."""
    if actor.purpose.strip() and not actor.token:
        return True
    stated = AuditEntry.objects.filter(type=PURPOSE_STATED.code, actor_id=actor.id, at__gt=at - WINDOW)
    return stated.exists()


@transaction.atomic
def state_purpose(*, actor: Actor, at: datetime, purpose: str, permission: str) -> None:
    """Say what much reading is for; it holds for a day and stands in the journal.

    Parameters: `permission`, to read persons. Raises `Invalid("purpose_missing")`, and `NotFound` for whoever
    reads none.
    """
    if not actor.has(permission) or actor.id is None:
        raise NotFound("page_not_found")
    if len(purpose.strip()) < SHORTEST:
        raise Invalid("purpose_missing", field="purpose")
    unit_ids = [grant.unit_id for grant in actor.grants if permission in grant.permissions][:1]
    record(
        actor=actor,
        at=at,
        type=PURPOSE_STATED,
        subject=f"user:{actor.id}",
        unit_ids=unit_ids,
        content={"purpose": purpose.strip()},
    )
