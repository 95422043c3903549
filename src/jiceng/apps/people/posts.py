"""Writes to seats in bodies and posts held."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import OPEN, Body, Post
from jiceng.apps.organisations.policies import MANAGE
from jiceng.apps.organisations.versions import admit
from jiceng.apps.people import audit_types
from jiceng.apps.people.models import Person, PostHolding, Seat
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid


@transaction.atomic
def take_seat(*, actor: Actor, at: datetime, body: Body, person: Person, day: date) -> Seat:
    """Give a person a seat in a body from `day` on.

    Raises `Conflict("seat_taken")` when she has one there then or later, `Conflict("body_not_active")` for a
    body that was not there yet or has ended.
    """
    admit(actor, MANAGE, body.unit, day, lasting=True)
    if not Body.objects.filter(OPEN, pk=body.pk, starts_on__lte=day).exists():
        raise Conflict("body_not_active", body=body.name)
    if Seat.objects.filter(OPEN | Q(ends_on__gt=day), body=body, person=person).exists():
        raise Conflict("seat_taken")
    seat = Seat.objects.create(body=body, person=person, starts_on=day)
    _record(actor, at, audit_types.SEAT_TAKEN, seat, day)
    return seat


@transaction.atomic
def leave_seat(*, actor: Actor, at: datetime, seat: Seat, day: date) -> None:
    """End a person's seat; `day` is the first day without it. Raises `Conflict("seat_ended")`."""
    admit(actor, MANAGE, seat.body.unit, day)
    _end(seat, day, "seat_ended")
    _record(actor, at, audit_types.SEAT_LEFT, seat, day)


@transaction.atomic
def take_post(*, actor: Actor, at: datetime, post: Post, person: Person, day: date) -> PostHolding:
    """Put a person in a post (任职) from `day` on.

    Raises `Conflict("post_held")` while someone holds it, `Conflict("post_not_active")` for a post that was
    not there yet or is no more, `Invalid("before_last_change")` before the last holder left.
    """
    admit(actor, MANAGE, post.unit, day, lasting=True)
    if not Post.objects.filter(OPEN, pk=post.pk, starts_on__lte=day).exists():
        raise Conflict("post_not_active")
    if post.holdings.filter(OPEN).exists():
        raise Conflict("post_held")
    last = post.holdings.order_by("-ends_on").first()
    if last is not None and last.ends_on is not None and day < last.ends_on:
        raise Invalid("before_last_change", field="day", last=last.ends_on)
    holding = PostHolding.objects.create(post=post, person=person, starts_on=day)
    _record(actor, at, audit_types.POST_TAKEN, holding, day)
    return holding


@transaction.atomic
def leave_post(*, actor: Actor, at: datetime, holding: PostHolding, day: date) -> None:
    """End a person's time in a post (免职); `day` is the first day it is vacant.

    Raises `Conflict("post_left")`.
    """
    admit(actor, MANAGE, holding.post.unit, day)
    _end(holding, day, "post_left")
    _record(actor, at, audit_types.POST_LEFT, holding, day)


def _end(dated: Seat | PostHolding, day: date, ended: str) -> None:
    dated.refresh_from_db(fields=["ends_on"])
    if dated.ends_on is not None:
        raise Conflict(ended)
    if day <= dated.starts_on:
        raise Invalid("before_last_change", field="day", last=dated.starts_on)
    dated.ends_on = day
    dated.save(update_fields=["ends_on"])


def _record(actor: Actor, at: datetime, type: AuditType, dated: Seat | PostHolding, day: date) -> None:
    of: dict[str, object] = {"body": dated.body_id} if isinstance(dated, Seat) else {"post": dated.post.kind}
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"person:{dated.person_id}",
        unit_ids=[dated.body.unit_id if isinstance(dated, Seat) else dated.post.unit_id],
        content={"person": dated.person_id, **of, "day": str(day)},
    )
