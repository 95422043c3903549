"""Who leads: posts and bodies of many units at once, and the single seat or holding a form changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from jiceng.apps.organisations.models import Body, Post, Term, UnitVersion, on
from jiceng.apps.organisations.policies import MANAGE, READ, require
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.people import policies
from jiceng.apps.people.models import PostHolding, Seat
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound


def running(relation: str, day: date) -> FilteredRelation:
    """The dated rows of a relation that are in force on `day`."""
    begun = Q(**{f"{relation}__starts_on__lte": day})
    open_end = Q(**{f"{relation}__ends_on__isnull": True}) | Q(**{f"{relation}__ends_on__gt": day})
    return FilteredRelation(relation, condition=begun & open_end)


@dataclass(frozen=True, slots=True)
class PostOn:
    """A post on a day: its holder since when, or since when it is vacant. Holders of posts are known within
    the organisation.
    """

    id: int
    unit_id: int
    kind: str
    holding_id: int | None
    person_id: int | None
    name: str
    since: date | None
    vacant_since: date | None

    def vacant_days(self, day: date) -> int:
        """Days the post has been vacant on `day`, 0 for a held one."""
        return 0 if self.vacant_since is None else (day - self.vacant_since).days


def posts_of(unit_ids: Iterable[int], day: date) -> dict[int, list[PostOn]]:
    """Posts of units on `day`, by unit id: one query. Of units the caller has already checked."""
    ended = PostHolding.objects.filter(post_id=OuterRef("pk"), ends_on__lte=day).order_by("-ends_on")
    rows = (
        Post.objects.filter(on(day), unit_id__in=set(unit_ids))
        .annotate(held=running("holdings", day), left_on=Subquery(ended.values("ends_on")[:1]))
        .annotate(holding_id=F("held__pk"), since=F("held__starts_on"))
        .annotate(person_id=F("held__person_id"), person_name=F("held__person__name"))
        .order_by("pk", "since")
    )
    found: dict[int, list[PostOn]] = {}
    for row in rows:
        vacant = None if row.holding_id else (row.left_on or row.starts_on)
        found.setdefault(row.unit_id, []).append(
            PostOn(
                row.pk,
                row.unit_id,
                row.kind,
                row.holding_id,
                row.person_id,
                row.person_name or "",
                row.since,
                vacant,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class SeatOn:
    """A seat and who sits in it since when."""

    id: int
    person_id: int
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class BodyOn:
    """A body on a day with its running term; `seats` only for those who may read persons, `seated` counts
    them for all.
    """

    id: int
    kind: str
    name: str
    since: date
    term_since: date | None
    term_due: date | None
    seated: int
    seats: tuple[SeatOn, ...]

    def overdue(self, day: date) -> bool:
        """Whether its term should have ended by `day`."""
        return self.term_due is not None and self.term_due < day

    def ends_soon(self, day: date) -> bool:
        """Whether its term ends within a year of `day`."""
        return self.term_due is not None and 0 <= (self.term_due - day).days <= 365


def bodies_of(actor: Actor, version: UnitVersion, day: date) -> list[BodyOn]:
    """Bodies of a unit on `day` with their terms and who sits in them: one query."""
    require(actor, READ, version.path)
    term = Term.objects.filter(body_id=OuterRef("pk"), starts_on__lte=day).order_by("-starts_on")
    rows = (
        Body.objects.filter(on(day), unit_id=version.unit_id)
        .annotate(held=running("seats", day), seat_id=F("held__pk"), seat_since=F("held__starts_on"))
        .annotate(person_id=F("held__person_id"), person_name=F("held__person__name"))
        .annotate(term_since=Subquery(term.values("starts_on")[:1]))
        .annotate(term_due=Subquery(term.values("due_on")[:1]))
        .order_by("kind", "pk", "seat_id")
    )
    named = actor.may(policies.READ, version.path)
    return [_body_on(list(group), named=named) for _, group in groupby(rows, key=lambda row: row.pk)]


def _body_on(rows: list[Any], *, named: bool) -> BodyOn:
    """One body from its rows, one a seat."""
    body = rows[0]
    seats = tuple(
        SeatOn(row.seat_id, row.person_id, row.person_name, row.seat_since) for row in rows if row.seat_id
    )
    return BodyOn(
        body.pk,
        body.kind,
        body.name,
        body.starts_on,
        body.term_since,
        body.term_due,
        len(seats),
        seats if named else (),
    )


def holding_by_id(actor: Actor, holding_id: int) -> PostHolding:
    """Someone's time in a post, to be ended. Raises `NotFound("post_not_found")` to outsiders, `Refused`
    without the right.
    """
    rows = PostHolding.objects.select_related("post", "post__unit", "person")
    holding = rows.filter(pk=holding_id).first()
    if holding is None:
        raise NotFound("post_not_found")
    _require(actor, holding.post.unit_id, "post_not_found")
    return holding


def seat_by_id(actor: Actor, seat_id: int) -> Seat:
    """Someone's seat, to be ended. Raises `NotFound("body_not_found")` to outsiders, `Refused` without the
    right.
    """
    seat = Seat.objects.select_related("body", "body__unit", "person").filter(pk=seat_id).first()
    if seat is None:
        raise NotFound("body_not_found")
    _require(actor, seat.body.unit_id, "body_not_found")
    return seat


def _require(actor: Actor, unit_id: int, hidden: str) -> None:
    """Right to manage both the unit and its people: a form that seats someone shows her name."""
    version = last_versions(actor).filter(unit_id=unit_id).first()
    if version is None:
        raise NotFound(hidden)
    require(actor, MANAGE, version.path)
    require(actor, policies.READ, version.path)
