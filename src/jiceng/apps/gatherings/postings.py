"""Notices on record because they were posted: what the public reads and a duty asks for is written once.

Such a record follows what was posted, in the transaction of the posting, and is changed by no hand.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.gatherings import audit_types, services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.policies import RECORD
from jiceng.apps.gatherings.services import Minutes
from jiceng.apps.organisations.models import Unit, profile
from jiceng.apps.organisations.versions import hold, last_version
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Refused

State = Gathering.State


@dataclass(frozen=True, slots=True)
class Notice:
    """What was posted: the kind of gathering it is, which of its parts, its title, who wrote it."""

    kind: str
    items: tuple[str, ...]
    subject: str
    recorder: str


@transaction.atomic
def follow_posting(
    *, actor: Actor, at: datetime, unit: Unit, follows: str, notice: Notice | None, reason: str = ""
) -> None:
    """Have on record what is posted now. Only the program calls it.

    Another title is a correction; another kind, or other parts, end what was on record and begin anew. What
    was recorded by hand of the same day becomes the record. Parameters: `follows`, what the record points to;
    `notice` None: it is no notice a duty asks for; `reason`, why it was changed.
    """
    there = _held(actor, unit, follows)
    if there is not None and (notice is None or not _is(there, notice)):
        _end(actor, at, there, timezone.localdate(at), reason, taken_back=True)
        there = None
    if notice is None or not _posts(unit, notice.kind):
        return
    if there is None:
        there = _recorded_by_hand(unit, notice, timezone.localdate(at))
        if there is None:
            _write(actor, at, unit, follows, notice)
            return
    elif there.subject == notice.subject:
        return
    services.earlier_version(actor, at, there, reason).save()
    there.follows, there.subject, there.measured = follows, notice.subject, None
    there.save()
    services._record(actor, at, audit_types.GATHERING_CORRECTED, there, follows=follows, reason=reason)


@transaction.atomic
def end_posting(
    *, actor: Actor, at: datetime, unit: Unit, follows: str, last: date, reason: str = "", taken_back: bool
) -> None:
    """Note that what was posted is posted no longer. Only the program calls it.

    Parameters: `last`, the last day it was; `taken_back`, before its time: then it counts for nothing if it
    was on the very day it was posted.
    """
    there = _held(actor, unit, follows)
    if there is not None:
        _end(actor, at, there, last, reason, taken_back=taken_back)


def _held(actor: Actor, unit: Unit, follows: str) -> Gathering | None:
    """The record of what is posted still; its unit's other writers wait."""
    if not actor.system:
        raise Refused("not_permitted", permission=RECORD)
    hold([unit.pk])
    rows = Gathering.objects.select_related("unit")
    return rows.filter(unit=unit, follows=follows, state=State.HELD, measured=None).first()


def _is(there: Gathering, notice: Notice) -> bool:
    return there.kind == notice.kind and set(notice.items) <= set(there.items.split(","))


def _posts(unit: Unit, kind: str) -> bool:
    """Whether a unit of its kind posts such notices."""
    kinds = profile().gathering_kinds[kind].unit_kinds
    return not kinds or last_version(unit).kind in kinds


def _recorded_by_hand(unit: Unit, notice: Notice, day: date) -> Gathering | None:
    rows = Gathering.objects.select_related("unit").filter(
        unit=unit, kind=notice.kind, day=day, state=State.HELD, follows=""
    )
    return next((each for each in rows.order_by("pk") if _is(each, notice)), None)


def _write(actor: Actor, at: datetime, unit: Unit, follows: str, notice: Notice) -> None:
    gathering = Gathering(unit=unit, state=State.HELD, follows=follows, recorded_at=at)
    gathering.recorded_by = notice.recorder
    minutes = Minutes(
        notice.kind,
        timezone.localdate(at),
        notice.subject,
        items=notice.items,
        recorder=notice.recorder[:60],
    )
    services._write(gathering, minutes, None)
    gathering.save()
    services._record(actor, at, audit_types.GATHERING_RECORDED, gathering, follows=follows)


def _end(actor: Actor, at: datetime, there: Gathering, last: date, reason: str, *, taken_back: bool) -> None:
    days = (last - there.day).days
    services.earlier_version(actor, at, there, reason).save()
    if taken_back and not days:
        there.state, type = State.CANCELLED, audit_types.GATHERING_CANCELLED
    else:
        there.measured, type = days, audit_types.GATHERING_CORRECTED
    there.save()
    services._record(actor, at, type, there, follows=there.follows, reason=reason)
