"""Reads of persons, within what the actor may see. Looking into one person's file is written in the reading
log.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from jiceng.apps.journal.harvesting import watch
from jiceng.apps.journal.services import record_reading
from jiceng.apps.organisations.models import Post, UnitVersion, on, profile
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, name_on, visible
from jiceng.apps.people import id_numbers, policies
from jiceng.apps.people.models import Absence, Membership, Person, PostHolding
from jiceng.apps.people.register import named
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound, Refused


def member_count(unit_ids: Iterable[int], day: date) -> int:
    """How many members the given units have on `day`. A number of heads, of units the caller has already
    checked.
    """
    return Membership.objects.filter(on(day), unit_id__in=unit_ids).count()


def away(actor: Actor, version: UnitVersion, day: date) -> dict[int, Absence]:
    """Members of a unit who are away on `day`, by person id."""
    require(actor, policies.READ, version.path)
    return {a.person_id: a for a in Absence.objects.filter(on(day), unit_id=version.unit_id)}


@dataclass(frozen=True, slots=True)
class PostState:
    """A post on a day: who holds it since when (`holding`), or since when it is vacant."""

    post: Post
    holding: PostHolding | None
    vacant_since: date | None


def posts(actor: Actor, version: UnitVersion, day: date) -> list[PostState]:
    """Every post of a unit on `day`, with its holder or since when it is vacant. Leaders are public within
    the organisation.
    """
    require(actor, "unit.read", version.path)
    found = Post.objects.filter(on(day), unit_id=version.unit_id).prefetch_related("holdings__person")
    return [_post_state(post, day) for post in found.order_by("id")]


def leader_of(actor: Actor, version: UnitVersion, day: date) -> str:
    """Who leads a unit on `day`: the name of who holds the first post its kind must have, "" for nobody."""
    wanted = profile().unit_kinds[version.kind].required_posts[:1]
    for state in posts(actor, version, day):
        if state.post.kind in wanted and state.holding is not None:
            return state.holding.person.name
    return ""


def _post_state(post: Post, day: date) -> PostState:
    holdings = sorted(post.holdings.all(), key=lambda holding: holding.starts_on)
    for holding in holdings:
        if holding.starts_on <= day and (holding.ends_on is None or day < holding.ends_on):
            return PostState(post, holding, None)
    ended = [h.ends_on for h in holdings if h.ends_on is not None and h.ends_on <= day]
    return PostState(post, None, max(ended, default=post.starts_on))


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One person's file as the actor may see it: memberships, spells away, seats and posts, newest first,
    each with `unit_name`.
    """

    person: Person
    unit: UnitVersion
    memberships: list[Any]
    absences: list[Any]
    seats: list[Any]
    holdings: list[Any]


def person_in_scope(actor: Actor, person_id: int, day: date, permission: str) -> tuple[Person, UnitVersion]:
    """A person and the unit by which the actor may see her: where she is a member, or was last, or holds a
    post.

    Raises `NotFound("person_not_found")` to outsiders and for unknown ids alike, `Refused` to those who see
    her unit and may not read persons (an auditor, whom the reading log tells of her anyway).
    """
    person = Person.objects.filter(pk=person_id).first()
    seen = _units_of(actor, person) if person is not None else []
    if person is None or not seen:
        raise NotFound("person_not_found")
    version = next((each for each in seen if actor.may(policies.READ, each.path)), seen[0])
    require(actor, policies.READ, version.path)
    require(actor, permission, version.path)
    return person, version


def may_read_file(actor: Actor, person_id: int, day: date) -> bool:
    """Whether the actor may open a person's file."""
    try:
        person_in_scope(actor, person_id, day, policies.READ)
    except (NotFound, Refused):
        return False
    return True


def _units_of(actor: Actor, person: Person) -> list[UnitVersion]:
    """Of the units a person belongs to, those the actor sees: that of the open membership (else of the last
    one), then those of posts held now, the longest held first.
    """
    last = person.memberships.order_by(F("ends_on").desc(nulls_first=True), "-starts_on", "-unit_id")
    member = Subquery(last.values("unit_id")[:1])
    held = person.post_holdings.filter(ends_on__isnull=True)
    first = held.filter(post__unit_id=OuterRef("unit_id")).order_by("starts_on").values("starts_on")[:1]
    rows = last_versions(actor).filter(Q(unit_id=member) | Q(unit_id__in=held.values("post__unit_id")))
    rows = rows.annotate(is_member=Q(unit_id=member), since=Subquery(first)).select_related("unit")
    return list(rows.order_by("-is_member", "since", "unit_id"))


def read_file(*, actor: Actor, at: datetime, person_id: int, day: date) -> PersonFile:
    """Open a person's file; the look is written in the reading log with the actor's stated or ordinary
    purpose.
    """
    person, unit = person_in_scope(actor, person_id, day, policies.READ)
    purpose = actor.purpose or "ordinary"
    watch(actor=actor, at=at, persons=[person.pk], unit_id=unit.unit_id)
    record_reading(
        actor=actor, at=at, person_id=person.pk, unit_id=unit.unit_id, part="file", purpose=purpose
    )
    units = last_versions(actor, policies.READ).values("unit_id")

    def rows(found: QuerySet[Any], of: str) -> list[Any]:
        there = found.filter(**{f"{of}unit_id__in": units}).annotate(unit_name=name_on(f"{of}unit_id", day))
        return list(there.select_related(f"{of}unit").order_by("-starts_on"))

    return PersonFile(
        person,
        unit,
        rows(person.memberships.all(), ""),
        rows(person.absences.all(), ""),
        rows(person.seats.select_related("body"), "body__"),
        rows(person.post_holdings.select_related("post"), "post__"),
    )


@transaction.atomic
def read_id_number(*, actor: Actor, at: datetime, person_id: int, day: date) -> str:
    """Unmask a person's identity number for the actor's stated purpose; the look is logged before the number
    is returned.

    Raises `Refused` without the right, `Invalid("purpose_missing")` without a purpose, `NotFound` when there
    is none.
    """
    person, unit = person_in_scope(actor, person_id, day, policies.READ_ID_NUMBER)
    watch(actor=actor, at=at, persons=[person.pk], unit_id=unit.unit_id)
    record_reading(
        actor=actor,
        at=at,
        person_id=person.pk,
        unit_id=unit.unit_id,
        part="id_number",
        purpose=actor.purpose,
    )
    if person.id_number_sealed is None or person.id_number_index is None:
        raise NotFound("id_number_not_recorded")
    return id_numbers.unseal(bytes(person.id_number_sealed), bytes(person.id_number_index)).characters


def search_people(actor: Actor, text: str, day: date, limit: int) -> list[Membership]:
    """Members within scope whose name contains `text`, or whose pinyin initials begin with it; at most
    `limit`.
    """
    units = visible(actor, day, policies.READ).values("unit_id")
    rows = Membership.objects.filter(on(day), named(text), unit_id__in=units).select_related("person", "unit")
    return list(rows.order_by("person__initials", "person_id")[:limit])
