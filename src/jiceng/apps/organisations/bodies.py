"""Writes to what is inside a unit: bodies, their terms, posts."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.apps.journal.services import record
from jiceng.apps.organisations import audit_types, policies
from jiceng.apps.organisations.models import OPEN, Body, Post, Term, Unit, profile
from jiceng.apps.organisations.versions import admit
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid


@transaction.atomic
def found_body(*, actor: Actor, at: datetime, unit: Unit, kind: str, name: str, day: date) -> Body:
    """Set up a body in a unit from `day` on. Raises `Invalid("unknown_body_kind")` for a word the profile
    does not know, `Conflict("body_exists")` for a second body of all members.
    """
    admit(actor, policies.MANAGE, unit, day, lasting=True)
    if kind not in profile().body_kinds:
        raise Invalid("unknown_body_kind", field="kind", value=kind)
    if profile().body_kinds[kind].roll == "members" and _there_is(unit.bodies, kind):
        raise Conflict("body_exists", field="kind")
    body = Body.objects.create(unit=unit, kind=kind, name=name, starts_on=day)
    record(
        actor=actor,
        at=at,
        type=audit_types.BODY_FOUNDED,
        subject=f"body:{body.pk}",
        unit_ids=[unit.pk],
        content={"unit": unit.code, "kind": kind, "name": name, "day": str(day)},
    )
    return body


@transaction.atomic
def close_body(*, actor: Actor, at: datetime, body: Body, day: date) -> None:
    """End a body; `day` is the first day it is no more.

    Raises `Conflict("body_not_active")` when it has ended already, `Conflict("body_has_seats")` while someone
    sits in it (`people.closures` ends the seats in the same step).
    """
    admit(actor, policies.MANAGE, body.unit, day)
    body.refresh_from_db()
    if body.ends_on is not None:
        raise Conflict("body_not_active", body=body.name)
    if day <= body.starts_on:
        raise Invalid("before_last_change", field="day", last=body.starts_on)
    if body.seats.filter(OPEN).exists():
        raise Conflict("body_has_seats", body=body.name)
    body.ends_on = day
    body.save(update_fields=["ends_on"])
    record(
        actor=actor,
        at=at,
        type=audit_types.BODY_CLOSED,
        subject=f"body:{body.pk}",
        unit_ids=[body.unit_id],
        content={"unit": body.unit.code, "kind": body.kind, "day": str(day)},
    )


@transaction.atomic
def start_term(*, actor: Actor, at: datetime, body: Body, day: date, due_on: date) -> Term:
    """Begin a body's new term (换届) on `day`, ending the one before; `due_on` is the day by which the next
    must begin.

    Raises `Invalid("term_ends_before_it_starts")` for a term without days, `Invalid("before_last_change")`
    for one that begins before the last, `Conflict("body_not_active")` for a body that has ended.
    """
    admit(actor, policies.MANAGE, body.unit, day)
    body.refresh_from_db()
    if day < body.starts_on or body.ends_on is not None:
        raise Conflict("body_not_active", body=body.name)
    if due_on <= day:
        raise Invalid("term_ends_before_it_starts", field="due_on")
    last = body.terms.order_by("-starts_on").first()
    if last is not None:
        if day <= last.starts_on:
            raise Invalid("before_last_change", field="day", last=last.starts_on)
        last.ended_on = day
        last.save(update_fields=["ended_on"])
    term = Term.objects.create(body=body, starts_on=day, due_on=due_on)
    record(
        actor=actor,
        at=at,
        type=audit_types.TERM_STARTED,
        subject=f"body:{body.pk}",
        unit_ids=[body.unit_id],
        content={"unit": body.unit.code, "kind": body.kind, "day": str(day), "due_on": str(due_on)},
    )
    return term


@transaction.atomic
def found_post(*, actor: Actor, at: datetime, unit: Unit, kind: str, day: date) -> Post:
    """Set up a post to hold in a unit from `day` on. Raises `Invalid("unknown_post_kind")`, and
    `Conflict("post_exists")` for a second one of a kind that every such unit must have, such as its
    secretary's.
    """
    version = admit(actor, policies.MANAGE, unit, day, lasting=True)
    if kind not in profile().post_kinds:
        raise Invalid("unknown_post_kind", field="kind", value=kind)
    if kind in profile().unit_kinds[version.kind].required_posts and _there_is(unit.posts, kind):
        raise Conflict("post_exists", field="kind")
    post = Post.objects.create(unit=unit, kind=kind, starts_on=day)
    record(
        actor=actor,
        at=at,
        type=audit_types.POST_FOUNDED,
        subject=f"post:{post.pk}",
        unit_ids=[unit.pk],
        content={"unit": unit.code, "kind": kind, "day": str(day)},
    )
    return post


def _there_is(dated: Any, kind: str) -> bool:
    """Whether a unit has an open body or post of a kind."""
    return bool(dated.filter(kind=kind, ends_on=None).exists())
