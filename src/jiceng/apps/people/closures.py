"""Ending a body or a unit together with what people hold in it: one step, where the tree alone would refuse.

`organisations` lies below and knows no persons: it refuses to close what someone sits in,
holds or belongs to.
"""

from datetime import date, datetime

from django.db import transaction

from jiceng.apps.organisations import bodies, services
from jiceng.apps.organisations.models import OPEN, Body, Unit
from jiceng.apps.organisations.policies import MANAGE
from jiceng.apps.organisations.versions import admit, hold
from jiceng.apps.people.models import Absence, Membership, PostHolding, Seat
from jiceng.apps.people.posts import leave_post, leave_seat
from jiceng.apps.people.services import start_absence, transfer
from jiceng.kernel.actors import Actor


@transaction.atomic
def close_body(*, actor: Actor, at: datetime, body: Body, day: date) -> None:
    """End a body and the seats in it on `day`. Raises what `leave_seat` and `bodies.close_body` raise."""
    admit(actor, MANAGE, body.unit, day)
    for seat in Seat.objects.filter(OPEN, body=body).select_related("body__unit").order_by("pk"):
        leave_seat(actor=actor, at=at, seat=seat, day=day)
    bodies.close_body(actor=actor, at=at, body=body, day=day)


@transaction.atomic
def close_unit(*, actor: Actor, at: datetime, unit: Unit, day: date, reason: str) -> None:
    """Close a unit (撤销) on `day`; its seats and posts are left that day.

    Members are to be transferred first. Raises what `leave_seat`, `leave_post` and
    `services.close_unit` raise; then nothing is ended.
    """
    admit(actor, MANAGE, unit, day)
    _leave(actor, at, unit, day)
    services.close_unit(actor=actor, at=at, unit=unit, day=day, reason=reason)


@transaction.atomic
def merge_unit(*, actor: Actor, at: datetime, unit: Unit, into: Unit, day: date, with_members: bool) -> int:
    """Merge a unit into another one (合并) on `day`; its seats and posts are left that day.

    Parameters: `with_members`, transfer every member to the other unit, those away staying away; where not,
    the merger is refused while there are any. Returns how many were transferred; all or none. Raises what
    `transfer`, `leave_seat`, `leave_post` and `services.merge_units` raise.
    """
    hold([unit.pk, into.pk])
    admit(actor, MANAGE, unit, day)
    moved = _transfer_all(actor, at, unit, into, day) if with_members else 0
    _leave(actor, at, unit, day)
    services.merge_units(actor=actor, at=at, units=[unit], into=into, day=day)
    return moved


def _leave(actor: Actor, at: datetime, unit: Unit, day: date) -> None:
    """End every seat and every post held in a unit."""
    for seat in Seat.objects.filter(OPEN, body__unit=unit).select_related("body__unit").order_by("pk"):
        leave_seat(actor=actor, at=at, seat=seat, day=day)
    for held in PostHolding.objects.filter(OPEN, post__unit=unit).select_related("post__unit").order_by("pk"):
        leave_post(actor=actor, at=at, holding=held, day=day)


def _transfer_all(actor: Actor, at: datetime, unit: Unit, into: Unit, day: date) -> int:
    members = Membership.objects.filter(OPEN, unit=unit).select_related("person", "unit").order_by("pk")
    away = set(Absence.objects.filter(OPEN, unit=unit).values_list("person_id", flat=True))
    for membership in list(members):
        moved = transfer(actor=actor, at=at, membership=membership, unit=into, day=day)
        if membership.person_id in away:
            start_absence(actor=actor, at=at, membership=moved, day=day)
    return len(members)
