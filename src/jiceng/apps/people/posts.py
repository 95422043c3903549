"""Writes to seats in bodies and posts held."""

from datetime import date, datetime

from django.db import transaction

from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Body, Post, on
from jiceng.apps.organisations.policies import MANAGE, require
from jiceng.apps.organisations.versions import version_on
from jiceng.apps.people import audit_types
from jiceng.apps.people.models import Person, PostHolding, Seat
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid


@transaction.atomic
def take_seat(*, actor: Actor, at: datetime, body: Body, person: Person, day: date) -> Seat:
    """Give a person a seat in a body from `day` on. Raises `Conflict("seat_taken")` when she has one there."""
    require(actor, MANAGE, version_on(body.unit, day).path)
    if Seat.objects.filter(on(day), body=body, person=person).exists():
        raise Conflict("seat_taken")
    seat = Seat.objects.create(body=body, person=person, starts_on=day)
    record(
        actor=actor,
        at=at,
        type=audit_types.SEAT_TAKEN,
        subject=f"person:{person.pk}",
        unit_ids=[body.unit_id],
        content={"person": person.pk, "body": body.pk, "day": str(day)},
    )
    return seat


@transaction.atomic
def leave_seat(*, actor: Actor, at: datetime, seat: Seat, day: date) -> None:
    """End a person's seat; `day` is the first day without it."""
    require(actor, MANAGE, version_on(seat.body.unit, day).path)
    _end(seat, day, "seat_left")
    record(
        actor=actor,
        at=at,
        type=audit_types.SEAT_LEFT,
        subject=f"person:{seat.person_id}",
        unit_ids=[seat.body.unit_id],
        content={"person": seat.person_id, "body": seat.body_id, "day": str(day)},
    )


@transaction.atomic
def take_post(*, actor: Actor, at: datetime, post: Post, person: Person, day: date) -> PostHolding:
    """Put a person in a post (任职) from `day` on. Raises `Conflict("post_held")` while someone holds it."""
    require(actor, MANAGE, version_on(post.unit, day).path)
    if post.holdings.filter(ends_on__isnull=True).exists():
        raise Conflict("post_held")
    last = post.holdings.order_by("-ends_on").first()
    if last is not None and last.ends_on is not None and day < last.ends_on:
        raise Invalid("before_last_change", field="day", last=last.ends_on)
    holding = PostHolding.objects.create(post=post, person=person, starts_on=day)
    record(
        actor=actor,
        at=at,
        type=audit_types.POST_TAKEN,
        subject=f"person:{person.pk}",
        unit_ids=[post.unit_id],
        content={"person": person.pk, "post": post.kind, "day": str(day)},
    )
    return holding


@transaction.atomic
def leave_post(*, actor: Actor, at: datetime, holding: PostHolding, day: date) -> None:
    """End a person's time in a post (免职); `day` is the first day it is vacant."""
    require(actor, MANAGE, version_on(holding.post.unit, day).path)
    _end(holding, day, "post_left")
    record(
        actor=actor,
        at=at,
        type=audit_types.POST_LEFT,
        subject=f"person:{holding.person_id}",
        unit_ids=[holding.post.unit_id],
        content={"person": holding.person_id, "post": holding.post.kind, "day": str(day)},
    )


def _end(dated: Seat | PostHolding, day: date, ended: str) -> None:
    if dated.ends_on is not None:
        raise Conflict(ended)
    if day <= dated.starts_on:
        raise Invalid("before_last_change", field="day", last=dated.starts_on)
    dated.ends_on = day
    dated.save(update_fields=["ends_on"])
