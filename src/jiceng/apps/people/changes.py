"""Reads of what changes hands: terms that end, posts that are vacant."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from jiceng.apps.organisations.models import Post, Term, UnitVersion, on
from jiceng.apps.organisations.selectors import names_on, visible, within
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people.models import PostHolding
from jiceng.kernel.actors import Actor, PathRange

if TYPE_CHECKING:
    from collections.abc import Iterable

TERM, VACANCY = "term", "vacancy"


@dataclass(frozen=True, slots=True)
class Change:
    """A term that ends, or a post that is vacant.

    `kind`, "term" or "vacancy"; `name`, the unit's; `subject`, the body's name, or the kind of post; `day`,
    the one on which the term is
    due to end, or the first one vacant; `days`, how many it is overdue or vacant (negative: how many are
    left); `group`, id of the unit
    it is listed under.
    """

    kind: str
    unit_id: int
    code: str
    name: str
    path: str
    subject: str
    day: date
    days: int
    group: int

    @property
    def overdue(self) -> bool:
        """Whether the term should have ended."""
        return self.kind == TERM and self.days > 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes in order of group, then urgency; `groups`, names by id; `unknown`, how many posts have nobody
    entered, ever.
    """

    rows: list[Change]
    groups: dict[int, str]
    unknown: int


def changes(actor: Actor, day: date, until: date, below: str = "") -> Changes:
    """Running terms due to end by `until` (overdue ones too) and posts vacant on `day`, in the units the
    actor may see (`below`: at or under a path).

    Grouped by the units directly below that path, or else below the widest the actor has; what belongs to
    that unit itself under its own name. A post nobody is known to have held is not called vacant: its holder
    may only not have been entered yet. A fixed number of queries.
    """
    tops = [len(below)] if below else [len(found.start) for found in actor.ranges("unit.read")]
    units = visible(actor, day).filter(within([PathRange.below(below)]))
    rows = [*_terms(units, day, until, tops), *_vacancies(units, day, tops)]
    groups = _groups(rows, units, day)
    rank = {group: number for number, group in enumerate(groups)}
    rows.sort(key=lambda row: (rank[row.group], -row.days, row.path))
    held = PostHolding.objects.filter(post=OuterRef("pk"))
    unknown = Post.objects.filter(on(day), ~Exists(held), unit_id__in=units.values("unit_id")).count()
    return Changes(rows, groups, unknown)


def vacant_posts(actor: Actor, day: date, below: str = "") -> QuerySet[Any]:
    """Posts that were held once and are not on `day`, of units the actor may see (`below`: at or under a
    path), longest vacant first.

    Each has `path` and `name` of its unit, and `vacant_since`.
    """
    return _vacant(visible(actor, day).filter(within([PathRange.below(below)])), day)


def _vacant(units: QuerySet[UnitVersion], day: date) -> QuerySet[Any]:
    now = PostHolding.objects.filter(on(day), post=OuterRef("pk"))
    rows = Post.objects.filter(on(day), ~Exists(now), unit__versions__in=units.order_by().values("pk"))
    rows = rows.annotate(
        path=F("unit__versions__path"),
        name=F("unit__versions__name"),
        vacant_since=Max("holdings__ends_on", filter=Q(holdings__ends_on__lte=day)),
    )
    return rows.filter(vacant_since__isnull=False).select_related("unit").order_by("vacant_since", "pk")


def _vacancies(units: QuerySet[UnitVersion], day: date, tops: list[int]) -> "Iterable[Change]":
    for post in _vacant(units, day):
        since = post.vacant_since
        days = (day - since).days
        yield Change(
            VACANCY,
            post.unit_id,
            post.unit.code,
            post.name,
            post.path,
            post.kind,
            since,
            days,
            _group(post.path, tops),
        )


def _terms(units: QuerySet[UnitVersion], day: date, until: date, tops: list[int]) -> "Iterable[Change]":
    rows = Term.objects.filter(
        body__unit__versions__in=units.order_by().values("pk"),
        body__ends_on__isnull=True,
        ended_on__isnull=True,
        due_on__lte=until,
    ).select_related("body", "body__unit")
    for term in rows.annotate(
        path=F("body__unit__versions__path"), unit_name=F("body__unit__versions__name")
    ):
        body = term.body
        yield Change(
            TERM,
            body.unit_id,
            body.unit.code,
            term.unit_name,
            term.path,
            body.name or body.kind,
            term.due_on,
            (day - term.due_on).days,
            _group(term.path, tops),
        )


def _group(path: str, tops: list[int]) -> int:
    """Id of the unit one below the top, or of the top for what is its own or directly below it without units
    under it.
    """
    top = min((length for length in tops if length), default=SEGMENT)
    end = top + SEGMENT if len(path) > top + SEGMENT else top
    return int(path[end - SEGMENT : end])


def _groups(rows: list[Change], units: QuerySet[UnitVersion], day: date) -> dict[int, str]:
    """Names of the groups by id, in official order, the widest first."""
    ids = {row.group for row in rows}
    found = sorted(units.filter(unit_id__in=ids), key=lambda unit: (len(unit.path), unit.order, unit.unit_id))
    names = {unit.unit_id: unit.name for unit in found}
    missing = ids - set(names)
    return names | (names_on(missing, day) if missing else {})
