"""Who leads, as an office keeps it in one table: bodies and their terms, who sits there, who holds posts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from jiceng.apps.organisations.models import OPEN, Body, Post, Term, UnitVersion, on, profile
from jiceng.apps.people.models import Membership, Person, PostHolding, Seat
from jiceng.engines.sheets.writing import Value

COLUMNS = (
    ("unit_code", 20), ("unit_name", 34), ("body", 20), ("post", 20), ("name", 10), ("sex", 7),
    ("birth_date", 12), ("education", 9), ("since", 12), ("until", 12), ("vacant_since", 12),
    ("body_since", 14), ("term_start", 12), ("term_due", 12),
)  # fmt: skip
"""Keys of intake's vocabulary, and widths in characters."""
_SEXES = {"1": "男", "2": "女"}

_Line = Sequence[Value]
_Time = tuple[int, date, date | None]
"""A person, and from when until when."""


def lines(units: Mapping[int, UnitVersion], today: date) -> Iterator[_Line]:
    """Units in their order, each with its bodies and their terms, who sits in them, posts held, posts vacant.

    What is past is told of those who are members still: for how long a post was vacant follows from it.
    """
    county = _County(set(units), today)
    for unit_id, version in units.items():
        for line in county.of(unit_id):
            yield (version.unit.code, version.name, *line)


class _County:
    """Bodies and posts of many units on a day, with all who were in them until then."""

    def __init__(self, unit_ids: set[int], today: date) -> None:
        self._today = today
        self._bodies: dict[int, list[Body]] = defaultdict(list)
        self._terms: dict[int, list[Term]] = defaultdict(list)
        self._seats: dict[int, list[Seat]] = defaultdict(list)
        self._posts: dict[int, list[Post]] = defaultdict(list)
        self._holdings: dict[int, list[PostHolding]] = defaultdict(list)
        for body in Body.objects.filter(on(today), unit_id__in=unit_ids).order_by("pk"):
            self._bodies[body.unit_id].append(body)
        for post in Post.objects.filter(on(today), unit_id__in=unit_ids).order_by("pk"):
            self._posts[post.unit_id].append(post)
        begun = Q(starts_on__lte=today)
        for term in Term.objects.filter(begun, body__unit_id__in=unit_ids).order_by("starts_on"):
            self._terms[term.body_id].append(term)
        member = Exists(Membership.objects.filter(OPEN, person=OuterRef("person_id")))
        told = begun & (OPEN | Q(member))
        for seat in (
            Seat.objects.filter(told, body__unit_id__in=unit_ids).select_related("person").order_by("pk")
        ):
            self._seats[seat.body_id].append(seat)
        holdings = PostHolding.objects.filter(told, post__unit_id__in=unit_ids).select_related("person")
        for holding in holdings.order_by("pk"):
            self._holdings[holding.post_id].append(holding)

    def of(self, unit_id: int) -> Iterator[_Line]:
        """The lines of one unit. A post someone holds for as long as a seat stands beside the seat."""
        words = profile()
        held: dict[_Time, list[str]] = defaultdict(list)
        people: dict[int, Person] = {}
        for post in self._posts[unit_id]:
            for holding in self._holdings[post.pk]:
                people[holding.person_id] = holding.person
                held[_time(holding)].append(words.post_kinds[post.kind].title.zh)
        for body in self._bodies[unit_id]:
            terms: list[_Line] = [(term.starts_on, term.due_on) for term in self._terms[body.pk]]
            for days in terms or [(None, None)]:
                yield (body.name, *[""] * 3, None, "", *[None] * 3, body.starts_on, *days)
            for seat in self._seats[body.pk]:
                yield _person(body.name, held.pop(_time(seat), []), seat.person, _time(seat))
        for time, titles in held.items():
            yield _person("", titles, people[time[0]], time)
        for post in self._posts[unit_id]:
            ends = [holding.ends_on or date.max for holding in self._holdings[post.pk]]
            vacant_since = max(ends, default=post.starts_on)
            if vacant_since <= self._today:
                title = words.post_kinds[post.kind].title.zh
                yield ("", title, *[""] * 2, None, "", *[None] * 2, vacant_since, *[None] * 3)


def _time(span: Seat | PostHolding) -> _Time:
    return span.person_id, span.starts_on, span.ends_on


def _person(body: str, posts: Sequence[str], person: Person, time: _Time) -> _Line:
    """Someone in a body, or in posts, or in both."""
    about = (person.name, _SEXES.get(person.sex, ""), person.birth_date, person.education)
    return (body, "、".join(posts), *about, *time[1:], *[None] * 4)
