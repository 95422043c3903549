"""Bodies, terms, seats, posts and who holds them in some units: as they are, as a file would have them."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiceng.apps.intake.kinds.posts.rows import PostRow
from jiceng.apps.intake.records import chunks
from jiceng.apps.organisations.models import OPEN, Body, Post, Term, UnitVersion
from jiceng.apps.people.models import PostHolding, Seat


@dataclass(slots=True, eq=False, kw_only=True)
class Entry(ABC):
    """A record there is (`pk`), or that the file would make (None); `changed`, that the file would change
    it; `row`, the row that does.
    """

    starts_on: date
    pk: int | None = None
    changed: bool = False
    row: PostRow | None = None

    @property
    @abstractmethod
    def unit(self) -> int:
        """The unit it belongs to."""


@dataclass(slots=True, eq=False, kw_only=True)
class Span(Entry):
    """A person's time in a post or a seat. `named_by`, the first row that speaks of it."""

    person_id: int
    name: str
    ends_on: date | None = None
    of: "PostEntry | BodyEntry"
    named_by: PostRow | None = None

    @property
    def unit(self) -> int:
        """The unit of the post or body."""
        return self.of.unit_id


@dataclass(slots=True, eq=False, kw_only=True)
class TermEntry(Entry):
    """One term of a body."""

    due_on: date
    ended_on: date | None = None
    of: "BodyEntry"

    @property
    def unit(self) -> int:
        """The unit of the body."""
        return self.of.unit_id


@dataclass(slots=True, eq=False, kw_only=True)
class PostEntry(Entry):
    """A post with its holders, from the first to the last."""

    unit_id: int
    kind: str
    spans: list[Span] = field(default_factory=list)

    @property
    def unit(self) -> int:
        """The unit it is in."""
        return self.unit_id

    @property
    def holder(self) -> Span | None:
        """Who holds it now."""
        return next((span for span in self.spans if span.ends_on is None), None)

    @property
    def last_left(self) -> date | None:
        """When the last of those who left did."""
        return max((span.ends_on for span in self.spans if span.ends_on is not None), default=None)

    def left_before(self, span: Span) -> list[date]:
        """When those left whose time must not run into this one: all who held the post before."""
        return _left_before(self.spans, span)


@dataclass(slots=True, eq=False, kw_only=True)
class BodyEntry(Entry):
    """A body with its seats and terms."""

    unit_id: int
    kind: str
    name: str
    spans: list[Span] = field(default_factory=list)
    terms: list[TermEntry] = field(default_factory=list)

    @property
    def unit(self) -> int:
        """The unit it is in."""
        return self.unit_id

    def left_before(self, span: Span) -> list[date]:
        """When times ended that must not run into this one: the same person's."""
        return _left_before([each for each in self.spans if each.person_id == span.person_id], span)


def _left_before(spans: Iterable[Span], span: Span) -> list[date]:
    return [each.ends_on for each in spans if each.ends_on and each.starts_on < span.starts_on]


@dataclass(slots=True)
class UnitEntries:
    """What there is in one unit: open bodies, and open posts by kind."""

    bodies: list[BodyEntry] = field(default_factory=list)
    posts: dict[str, list[PostEntry]] = field(default_factory=lambda: defaultdict(list))


class Register:
    """Open bodies and posts of some units with all that was ever in them: a few queries a chunk. `standing`,
    the units that have not closed.
    """

    def __init__(self, unit_ids: Iterable[int]) -> None:
        self.standing: set[int] = set()
        self._bodies: dict[int, list[Any]] = defaultdict(list)
        self._posts: dict[int, list[Any]] = defaultdict(list)
        self._terms: dict[int, list[Any]] = defaultdict(list)
        self._seats: dict[int, list[Any]] = defaultdict(list)
        self._holdings: dict[int, list[Any]] = defaultdict(list)
        for chunk in chunks(sorted(unit_ids)):
            versions = UnitVersion.objects.filter(OPEN, unit_id__in=chunk)
            self.standing.update(versions.values_list("unit_id", flat=True))
            self._load(chunk)

    def _load(self, unit_ids: list[int]) -> None:
        bodies = Body.objects.filter(OPEN, unit_id__in=unit_ids).order_by("pk")
        _gather(self._bodies, bodies.values_list("unit_id", "pk", "kind", "name", "starts_on"))
        posts = Post.objects.filter(OPEN, unit_id__in=unit_ids).order_by("pk")
        _gather(self._posts, posts.values_list("unit_id", "pk", "kind", "starts_on"))
        within = {"body__unit_id__in": unit_ids, "body__ends_on": None}
        terms = Term.objects.filter(**within).order_by("starts_on", "pk")
        _gather(self._terms, terms.values_list("body_id", "pk", "starts_on", "due_on", "ended_on"))
        spans = ("pk", "person_id", "person__name", "starts_on", "ends_on")
        seats = Seat.objects.filter(**within).order_by("starts_on", "pk")
        _gather(self._seats, seats.values_list("body_id", *spans))
        holdings = PostHolding.objects.filter(post__unit_id__in=unit_ids, post__ends_on=None)
        _gather(self._holdings, holdings.order_by("starts_on", "pk").values_list("post_id", *spans))

    def of(self, unit_id: int) -> UnitEntries:
        """What there is in a unit, anew at each call: to be changed by trying out what a file says."""
        found = UnitEntries()
        for pk, kind, name, starts_on in self._bodies[unit_id]:
            body = BodyEntry(unit_id=unit_id, pk=pk, kind=kind, name=name, starts_on=starts_on)
            body.spans = [*_spans(self._seats[pk], body)]
            body.terms = [
                TermEntry(pk=id, starts_on=start, due_on=due, ended_on=ended, of=body)
                for id, start, due, ended in self._terms[pk]
            ]
            found.bodies.append(body)
        for pk, kind, starts_on in self._posts[unit_id]:
            post = PostEntry(unit_id=unit_id, pk=pk, kind=kind, starts_on=starts_on)
            post.spans = [*_spans(self._holdings[pk], post)]
            found.posts[kind].append(post)
        return found


def _gather(into: dict[int, list[Any]], rows: Iterable[Any]) -> None:
    """Rows by their first value."""
    for key, *rest in rows:
        into[key].append(rest)


def _spans(rows: Iterable[Any], of: PostEntry | BodyEntry) -> Iterator[Span]:
    for pk, person_id, name, starts_on, ends_on in rows:
        yield Span(pk=pk, person_id=person_id, name=name, starts_on=starts_on, ends_on=ends_on, of=of)
