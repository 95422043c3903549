"""The registers of a unit with all below it: its members (党员名册), those who lead (班子成员).

Set-based: a fixed number of queries, whatever the size of the tree.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, Subquery

from jiceng.apps.organisations.models import Body, Post, Term, UnitVersion, on, profile
from jiceng.apps.organisations.selectors import visible, whole, within
from jiceng.apps.people import policies
from jiceng.apps.people.leaders import running
from jiceng.apps.people.models import Membership, PostHolding, Seat
from jiceng.apps.people.register import away_on
from jiceng.kernel.actors import Actor, PathRange


class Listed(NamedTuple):
    """A member as a register lists her; `gone` when away, the identity number masked."""

    unit_id: int
    person_id: int
    name: str
    sex: str
    ethnicity: str
    birth_date: date | None
    education: str
    occupation: str
    id_number: str
    joined_on: date
    standing: str
    gone: bool
    phone: str


_LISTED = (
    *("unit_id", "person_id", "person__name", "person__sex", "person__ethnicity", "person__birth_date"),
    *("person__education", "person__occupation", "person__id_number_masked", "joined_on"),
    *("standing", "gone", "person__phone"),
)


@dataclass(frozen=True, slots=True)
class MembersOfTree:
    """The members of `units` (as the tree is read), by unit in that order, then the longest first."""

    units: list[UnitVersion]
    rows: list[Listed]


def members_of_tree(actor: Actor, version: UnitVersion, day: date) -> MembersOfTree:
    """The members of a unit and all below it on `day`, of units whose persons the actor may read."""
    units = whole(actor, version, day, policies.READ)
    rank = {each.unit_id: place for place, each in enumerate(units)}
    found = Membership.objects.filter(on(day), unit_id__in=_unit_ids(actor, version, day))
    rows = found.annotate(gone=away_on(day)).order_by("joined_on", "person_id").values_list(*_LISTED)
    listed = map(Listed._make, rows.iterator(chunk_size=5_000))
    return MembersOfTree(units, sorted(listed, key=lambda row: rank[row.unit_id]))


def _unit_ids(actor: Actor, version: UnitVersion, day: date) -> Any:
    units = visible(actor, day, policies.READ).filter(within([PathRange.below(version.path)]))
    return units.order_by().values("unit_id")


@dataclass(frozen=True, slots=True)
class Leading:
    """A post, or a seat in an elected body of someone without a post, and who is in it.

    `post`, the post's kind, or `body`, the body's; `name` is empty for a vacant post, `vacant_since` then the
    day its last holder left, None where nobody is known to have held it; `term_since` and `term_due` of the
    unit's elected body.
    """

    unit: UnitVersion
    post: str
    body: str
    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    education: str = ""
    since: date | None = None
    vacant_since: date | None = None
    term_since: date | None = None
    term_due: date | None = None
    post_id: int | None = None
    person_id: int | None = None


def leading_of_tree(
    actor: Actor, version: UnitVersion, day: date, *, kinds: Collection[str] | None = None
) -> list[Leading]:
    """Who leads in a unit and all below it on `day`: by unit as the tree is read, posts in the profile's
    order, then the other members of elected bodies. `kinds`: only posts of these kinds.
    """
    units = whole(actor, version, day, policies.READ)
    ids = _unit_ids(actor, version, day)
    posts, bodies, seats = _posts(ids, day, kinds), _elected(ids, day), {}
    if kinds is None:
        seats = _seats(ids, day)
    found: list[Leading] = []
    for unit in units:
        body = next(iter(bodies.get(unit.unit_id, ())), None)
        term = {"term_since": body.term_since, "term_due": body.term_due} if body else {}
        holders = {post.person_id for post in posts.get(unit.unit_id, ())}
        found += [_of_post(unit, post, term) for post in posts.get(unit.unit_id, ())]
        found += [
            Leading(unit, "", row.body_kind, *_person(row), row.starts_on, person_id=row.person_id, **term)
            for row in seats.get(unit.unit_id, ())
            if row.person_id not in holders
        ]
    return found


def _of_post(unit: UnitVersion, post: Any, term: dict[str, Any]) -> Leading:
    if post.person_id is None:
        return Leading(unit, post.kind, "", vacant_since=post.left_on, post_id=post.pk, **term)
    return Leading(
        unit,
        post.kind,
        "",
        *_person(post),
        post.since,
        **term | {"post_id": post.pk, "person_id": post.person_id},
    )


def _person(row: Any) -> tuple[str, str, date | None, str]:
    return row.person_name, row.sex, row.birth_date, row.education


def _about(relation: str) -> dict[str, F]:
    names = {"person_name": "name", "sex": "sex", "birth_date": "birth_date", "education": "education"}
    return {name: F(f"{relation}__{field}") for name, field in names.items()}


def _by_unit(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return found


def post_count(actor: Actor, version: UnitVersion, day: date, text: str = "") -> int:
    """How many posts there are in a unit and all below it on `day`; with `text`, those whose unit's or
    holder's name has it.
    """
    units = _unit_ids(actor, version, day)
    posts = Post.objects.filter(on(day), unit_id__in=units)
    if text:
        named = Q(unit_id__in=units.filter(name__contains=text)) | Q(held__person__name__contains=text)
        posts = posts.annotate(held=running("holdings", day)).filter(named)
    return posts.count()


def _posts(unit_ids: Any, day: date, kinds: Collection[str] | None) -> dict[int, list[Any]]:
    """Posts of units on `day` with their holders, in the profile's order."""
    ended = PostHolding.objects.filter(post_id=OuterRef("pk"), ends_on__lte=day).order_by("-ends_on")
    rows = (
        Post.objects.filter(on(day), Q() if kinds is None else Q(kind__in=kinds), unit_id__in=unit_ids)
        .annotate(held=running("holdings", day), left_on=Subquery(ended.values("ends_on")[:1]))
        .annotate(person_id=F("held__person_id"), since=F("held__starts_on"), **_about("held__person"))
    )
    rank = {kind: place for place, kind in enumerate(profile().post_kinds)}
    wanted = ("pk", "unit_id", "kind", "left_on", "person_id", "since", *_about(""))
    rows = rows.values_list(*wanted, named=True)  # a county has thousands: no objects are made of them
    return _by_unit(sorted(rows, key=lambda row: (rank.get(row.kind, len(rank)), row.pk)))


def _elected_kinds() -> list[str]:
    return [code for code, kind in profile().body_kinds.items() if kind.elected]


def _elected(unit_ids: Any, day: date) -> dict[int, list[Any]]:
    """Elected bodies of units on `day` with their running terms."""
    term = Term.objects.filter(body_id=OuterRef("pk"), starts_on__lte=day).order_by("-starts_on")
    rows = Body.objects.filter(on(day), unit_id__in=unit_ids, kind__in=_elected_kinds()).annotate(
        term_since=Subquery(term.values("starts_on")[:1]), term_due=Subquery(term.values("due_on")[:1])
    )
    return _by_unit(rows.order_by("pk").values_list("unit_id", "term_since", "term_due", named=True))


def _seats(unit_ids: Any, day: date) -> dict[int, list[Any]]:
    """Seats in elected bodies of units on `day`, and who sits in them."""
    rows = Seat.objects.filter(on(day), body__unit_id__in=unit_ids, body__kind__in=_elected_kinds()).annotate(
        unit_id=F("body__unit_id"), body_kind=F("body__kind"), **_about("person")
    )
    return _by_unit(rows.order_by("body_id", "pk"))
