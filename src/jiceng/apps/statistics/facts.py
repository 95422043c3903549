"""What a year's tables count, read from the register: a fixed number of queries, however large the tree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from jiceng.apps.organisations.models import OPEN, Body, Post, Term, UnitVersion, on, profile
from jiceng.apps.organisations.policies import READ
from jiceng.apps.organisations.selectors import last_versions, tree_order, within
from jiceng.apps.people.models import Membership, PostHolding
from jiceng.apps.statistics.movements import (
    FAR,
    History,
    Movement,
    Piece,
    Span,
    counted_on,
    movements,
    pieces,
)
from jiceng.apps.statistics.tabulation import Counted
from jiceng.apps.transfers.models import Transfer
from jiceng.engines.procedure import CLOSING, OPENING, age_on
from jiceng.kernel.actors import Actor, PathRange

Places = Mapping[int, Sequence[tuple[date, date]]]


class About(NamedTuple):
    """What a table asks of a member."""

    sex: str
    birth_date: date | None
    ethnicity: str
    education: str
    occupation: str


_ABOUT = tuple(f"person__{name}" for name in About._fields)
_SPAN = ("pk", "person_id", "unit_id", "standing", "joined_on", "starts_on", "ends_on", "end_reason")


@dataclass(frozen=True, slots=True)
class Tree:
    """A unit with all below it over some days, of what the actor may see today.

    `units`, those that stand on `day`, as the tree is read; `places`, by unit the days on which it lay in the
    tree; `ids`, the units of `places`, for a query.
    """

    before: date
    day: date
    units: list[UnitVersion]
    places: Places
    ids: QuerySet[Any]


def tree(actor: Actor, unit_id: int, before: date, day: date) -> Tree:
    """The tree of a unit between two days, both inclusive: two queries."""
    paths = set(UnitVersion.objects.filter(unit_id=unit_id).values_list("path", flat=True))
    below = within([PathRange.below(path) for path in paths])
    there = Q(starts_on__lte=day) & (OPEN | Q(ends_on__gt=before))
    mine = last_versions(actor, READ).values("unit_id")
    rows = UnitVersion.objects.filter(below, there, unit_id__in=mine)
    found = list(rows.select_related("unit").order_by("unit_id", "starts_on"))
    standing = [each for each in found if each.ends_on is None or each.ends_on > day]
    return Tree(before, day, tree_order(standing), _places(found), rows.order_by().values("unit_id"))


def _places(versions: Iterable[UnitVersion]) -> Places:
    """By unit the days on which it lay in the tree."""
    found: dict[int, list[tuple[date, date]]] = {}
    for each in versions:
        found.setdefault(each.unit_id, []).append((each.starts_on, each.ends_on or FAR))
    return found


@dataclass(frozen=True, slots=True)
class Members:
    """Members of a tree: `now`, by person as on its day; `then`, as on the day before its first; `twice`,
    memberships set aside since another of the same person counts; `moved`, what changed in between.
    """

    now: dict[int, Span]
    then: dict[int, Span]
    twice: list[Span]
    moved: list[Movement]
    about: Mapping[int, About]
    spans: Mapping[int, Span]


def members(found: Tree) -> Members:
    """Members of a tree and what changed: three queries."""
    there = Q(starts_on__lte=found.day) & (OPEN | Q(ends_on__gt=found.before))
    rows = Membership.objects.filter(there, unit_id__in=found.ids).order_by()
    about: dict[int, About] = {}
    spans: dict[int, Span] = {}
    for row in rows.values_list(*_SPAN, *_ABOUT).iterator(chunk_size=5_000):
        spans[row[0]] = _span(row)
        about[row[0]] = About._make(row[len(_SPAN) :])
    cut = pieces(spans.values(), found.places)
    now, then = counted_on(cut, found.day), counted_on(cut, found.before)
    twice = [each.span for each in cut if each.holds_on(found.day) and now[each.span.person] is not each.span]
    moved = movements(_changed(cut, found), _history(found), found.before, found.day)
    return Members(now, then, twice, moved, about, spans)


def _span(row: Sequence[Any]) -> Span:
    id, person, unit, standing, joined_on, starts_on, ends_on, reason = row[: len(_SPAN)]
    return Span(id, person, unit, standing, joined_on, starts_on, ends_on or FAR, reason)


def _changed(cut: Iterable[Piece], found: Tree) -> list[Piece]:
    """The pieces of those of whom something begins or ends within the days."""
    cut = list(cut)
    changed = {
        each.span.person
        for each in cut
        if found.before < each.first <= found.day or found.before < each.end <= found.day
    }
    return [each for each in cut if each.span.person in changed]


def _history(found: Tree) -> History:
    """All memberships of those of whom something changed, and the letters with which some came."""
    began = Q(starts_on__gt=found.before, starts_on__lte=found.day)
    ended = Q(ends_on__gt=found.before, ends_on__lte=found.day)
    concerned = Membership.objects.filter(began | ended, unit_id__in=found.ids)
    spans: dict[int, list[Span]] = {}
    for row in Membership.objects.filter(person_id__in=concerned.values("person_id")).values_list(*_SPAN):
        spans.setdefault(row[1], []).append(_span(row))
    letters = Transfer.objects.filter(
        direction="in", state__in=("received", "done"), to_unit_id__in=found.ids, starts_on__lte=found.day
    )
    came = letters.filter(starts_on__gt=found.before).values_list("person_id", "starts_on")
    return History(spans, frozenset(came))


def count_members(found: Tree, people: Members) -> Counted:
    """Members as on the day, as the tree is read, the longest first: ids are those of memberships."""
    units = {each.unit_id: (place, each) for place, each in enumerate(found.units)}
    spans = sorted(people.now.values(), key=lambda span: (units[span.unit][0], span.joined_on, span.person))
    about = [people.about[span.id] for span in spans]
    where = [units[span.unit][1] for span in spans]
    born = [each.birth_date for each in about]
    facts: dict[str, Sequence[object]] = {
        "standing": [span.standing for span in spans],
        "joined_on": [span.joined_on for span in spans],
        "age": [age_on(each, found.day) if each else None for each in born],
        "unit_kind": [unit.kind for unit in where],
        "form": [unit.form for unit in where],
    }
    words = ("sex", "ethnicity", "education", "occupation")
    facts |= {name: [getattr(each, name) for each in about] for name in words}
    return Counted([span.id for span in spans], facts)


def count_changes(people: Members) -> Counted:
    """Opening, movements, closing: ids are places in the list `change_lines` makes."""
    lines = change_lines(people)
    facts = {
        "movement": [each.code for each in lines],
        "standing": [each.standing for each in lines],
    }
    return Counted(range(len(lines)), facts)


def change_lines(people: Members) -> list[Movement]:
    """Who was there, what happened, who is there: one line each."""

    def standing(code: str, spans: Iterable[Span]) -> list[Movement]:
        return [Movement(each.id, each.person, code, each.standing, each.starts_on) for each in spans]

    return [*standing(OPENING, people.then.values()), *people.moved, *standing(CLOSING, people.now.values())]


def count_units(found: Tree, people: Members) -> Counted:
    """Units as on the day: ids are those of units."""
    heads = Counter(span.unit for span in people.now.values())
    facts: dict[str, Sequence[object]] = {
        "unit_kind": [each.kind for each in found.units],
        "form": [each.form for each in found.units],
        "members": [heads[each.unit_id] for each in found.units],
    }
    return Counted([each.unit_id for each in found.units], facts)


def count_posts(found: Tree) -> Counted:
    """Posts as on the day, held or not: ids are those of posts. One query."""
    held = PostHolding.objects.filter(post=OuterRef("pk"), starts_on__lte=found.day)
    rows = Post.objects.filter(on(found.day), unit_id__in=found.ids).annotate(
        now=Exists(held.filter(OPEN | Q(ends_on__gt=found.day))), ever=Exists(held)
    )
    listed = _in_tree(found, rows.values_list("pk", "unit_id", "kind", "now", "ever"))
    holding = ["held" if now else "vacant" if ever else "" for *_, now, ever in listed]
    return _of_units(found, listed, "post_kind", {"holding": holding})


def count_terms(found: Tree) -> Counted:
    """Elected bodies as on the day with their terms: ids are those of bodies. One query."""
    elected = [code for code, kind in profile().body_kinds.items() if kind.elected]
    term = Term.objects.filter(body_id=OuterRef("pk"), starts_on__lte=found.day).order_by("-starts_on")
    rows = Body.objects.filter(on(found.day), unit_id__in=found.ids, kind__in=elected).annotate(
        since=Subquery(term.values("starts_on")[:1]), due=Subquery(term.values("due_on")[:1])
    )
    listed = _in_tree(found, rows.values_list("pk", "unit_id", "kind", "since", "due"))
    terms = ["" if due is None else "overdue" if due < found.day else "running" for *_, due in listed]
    renewed = ["yes" if since and since > found.before else "no" for *_, since, _due in listed]
    return _of_units(found, listed, "body_kind", {"term": terms, "renewed": renewed})


def _in_tree(found: Tree, rows: Iterable[Any]) -> list[Any]:
    """Rows (id, unit, kind, …) of the units that stand on the day, as the tree is read."""
    rank = {each.unit_id: place for place, each in enumerate(found.units)}
    return sorted((row for row in rows if row[1] in rank), key=lambda row: (rank[row[1]], row[0]))


def _of_units(found: Tree, listed: Sequence[Any], kind: str, more: dict[str, list[str]]) -> Counted:
    kinds = {each.unit_id: each.kind for each in found.units}
    facts: dict[str, Sequence[object]] = {
        "unit_kind": [kinds[row[1]] for row in listed],
        kind: [row[2] for row in listed],
        **more,
    }
    return Counted([row[0] for row in listed], facts)
