"""The register of members (党员名册): counts over a tree, one unit's list, whom to choose for a post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, visible, within
from jiceng.apps.people import policies
from jiceng.apps.people.models import Absence, Membership, Person, PostHolding, Seat
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

SORTS = {
    "joined": ("joined_on", "person_id"),
    "name": ("person__initials", "person__name", "person_id"),
    "age": ("person__birth_date", "person_id"),
}
"""How a register may be sorted: longest members first, by pinyin initials, eldest first."""


@dataclass(frozen=True, slots=True)
class Heads:
    """How many members: full ones, probationary ones, and of both those away."""

    full: int = 0
    probationary: int = 0
    away: int = 0

    @property
    def all(self) -> int:
        """Full and probationary."""
        return self.full + self.probationary

    def __add__(self, other: "Heads") -> "Heads":
        return Heads(self.full + other.full, self.probationary + other.probationary, self.away + other.away)


def away_on(day: date) -> Exists:
    """Whether the member of a row is away on `day`."""
    return Exists(
        Absence.objects.filter(on(day), person_id=OuterRef("person_id"), unit_id=OuterRef("unit_id"))
    )


def heads_by_unit(actor: Actor, version: UnitVersion, day: date) -> dict[int, Heads]:
    """Heads of a unit and of every unit below as on `day`, by unit id: one query. Numbers are for all who
    may see the units.

    Parameters: `version`, the unit as it stood on `day`.
    """
    units = visible(actor, day).filter(within([PathRange.below(version.path)]))
    rows = Membership.objects.filter(on(day), unit_id__in=units.order_by().values("unit_id"))
    counted = rows.annotate(gone=away_on(day)).values_list("unit_id", "standing", "gone")
    found: dict[int, Heads] = {}
    for unit_id, standing, gone, number in counted.annotate(number=Count("pk")).order_by():
        heads = Heads(**{standing: number}, away=number if gone else 0)
        found[unit_id] = found.get(unit_id, Heads()) + heads
    return found


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What to list: `standing` full or probationary, `away` only those away, `text` in a name or beginning
    its initials.
    """

    standing: str = ""
    away: bool = False
    text: str = ""
    sort: str = "joined"


@dataclass(frozen=True, slots=True)
class Register:
    """One unit's register: heads of all its members, and the rows asked for (`gone` tells who is away)."""

    heads: Heads
    rows: QuerySet[Membership]


def register(actor: Actor, version: UnitVersion, day: date, wanted: MemberFilter) -> Register:
    """The members of one unit on `day`, filtered and sorted; never an identity number in full."""
    require(actor, policies.READ, version.path)
    rows = Membership.objects.filter(on(day), unit_id=version.unit_id).annotate(gone=away_on(day))
    counts = rows.aggregate(
        full=Count("pk", filter=Q(standing="full")),
        probationary=Count("pk", filter=Q(standing="probationary")),
        away=Count("pk", filter=Q(gone=True)),
    )
    if wanted.standing:
        rows = rows.filter(standing=wanted.standing)
    if wanted.away:
        rows = rows.filter(gone=True)
    if wanted.text:
        rows = rows.filter(named(wanted.text))
    order = SORTS.get(wanted.sort, SORTS["joined"])
    return Register(Heads(**counts), rows.select_related("person").order_by(*order))


def named(text: str) -> Q:
    """Memberships of persons whose name contains `text`, or whose pinyin initials begin with it."""
    query = Q(person__name__contains=text)
    if text.isascii() and text.isalpha():
        query |= Q(person__initials__startswith=text.lower())
    return query


@dataclass(frozen=True, slots=True)
class Places:
    """What some members do in their unit: names of the bodies they sit in, kinds of the posts they hold."""

    bodies: dict[int, list[str]]
    posts: dict[int, list[str]]


def places(actor: Actor, version: UnitVersion, person_ids: Iterable[int], day: date) -> Places:
    """Seats and posts in one unit of the given persons on `day`, by person id: two queries."""
    require(actor, policies.READ, version.path)
    ids = set(person_ids)
    bodies: dict[int, list[str]] = {}
    posts: dict[int, list[str]] = {}
    seats = Seat.objects.filter(on(day), body__unit_id=version.unit_id, person_id__in=ids)
    for person_id, name in seats.order_by("body_id").values_list("person_id", "body__name"):
        bodies.setdefault(person_id, []).append(name)
    holdings = PostHolding.objects.filter(on(day), post__unit_id=version.unit_id, person_id__in=ids)
    for person_id, kind in holdings.order_by("post_id").values_list("person_id", "post__kind"):
        posts.setdefault(person_id, []).append(kind)
    return Places(bodies, posts)


def candidates(actor: Actor, version: UnitVersion, day: date, text: str, limit: int) -> list[Membership]:
    """Who may be chosen for a post or seat: members of the unit, or with `text` everyone of that name in and
    below it.
    """
    require(actor, policies.READ, version.path)
    rows = Membership.objects.filter(on(day)).select_related("person", "unit")
    if text:
        units = visible(actor, day).filter(within([PathRange.below(version.path)]))
        rows = rows.filter(named(text), unit_id__in=units.order_by().values("unit_id"))
    else:
        rows = rows.filter(unit_id=version.unit_id)
    return list(rows.order_by("person__initials", "person_id")[:limit])


@dataclass(frozen=True, slots=True)
class ManagedPerson:
    """A person whose entry the actor may change, with what is open: her membership, her spell away;
    `last`, the
    membership open or last.
    """

    person: Person
    unit: UnitVersion
    membership: Membership | None
    absence: Absence | None
    last: Membership


def managed_person(actor: Actor, person_id: int) -> ManagedPerson:
    """Whom a form of the register is about. By the unit of her membership, open or last, and by no other.

    Raises `NotFound("person_not_found")` to outsiders, `Refused` to those who may only read.
    """
    rows = Membership.objects.filter(person_id=person_id).select_related("person", "unit")
    memberships = sorted(rows, key=lambda row: (row.ends_on is None, row.starts_on, row.pk))
    last = memberships[-1] if memberships else None
    version = last_versions(actor).filter(unit_id=last.unit_id).first() if last else None
    if last is None or version is None:
        raise NotFound("person_not_found")
    require(actor, policies.MANAGE, version.path)
    absence = Absence.objects.filter(person_id=person_id, ends_on__isnull=True).first()
    version.unit = last.unit
    return ManagedPerson(last.person, version, last if last.ends_on is None else None, absence, last)
