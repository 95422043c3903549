"""Who stands behind a figure of a yearly table: the persons, units, posts or bodies it counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from jiceng.apps.organisations.models import Body, Post, Term, UnitVersion, on, profile
from jiceng.apps.organisations.policies import READ as READ_UNITS
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, names_on
from jiceng.apps.people.models import Membership, PostHolding
from jiceng.apps.people.policies import READ
from jiceng.apps.people.register import named
from jiceng.apps.statistics import facts
from jiceng.apps.statistics.movements import Movement
from jiceng.apps.statistics.selectors import YearTables
from jiceng.apps.statistics.tabulation import ids_in
from jiceng.engines.procedure import ONCE, layout
from jiceng.kernel.errors import NotFound

OF_PERSONS = ("members", "changes")
"""What is counted of such tables are persons."""
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Behind:
    """What one figure counts.

    `of`, as the table's; `ids`, of memberships, units, posts or bodies, in order; `movements`, beside
    memberships that a table of changes counts; `hidden`, how many are of units whose persons the actor does
    not read.
    """

    of: str
    ids: Sequence[int]
    movements: Sequence[Movement] = ()
    hidden: int = 0


def cell_list(tables: YearTables, code: str, row: str, column: str) -> Behind:
    """What stands behind a figure.

    Raises `NotFound("page_not_found")` for a cell there is not, `Refused` for persons to whoever does not
    read them.
    """
    actor, statistic = tables.actor, tables.statistic(code)
    if statistic.of in OF_PERSONS:
        require(actor, READ, tables.version.path)
    if row == ONCE and statistic.of == "members":
        return _readable(tables, [span.id for span in tables.people.twice])
    rows, columns = layout(statistic, profile().classifications)
    if row not in rows or column not in columns:
        raise NotFound("page_not_found")
    ids = ids_in(statistic, tables.coded(statistic.of), row, column)
    if statistic.of == "members":
        return _readable(tables, ids)
    if statistic.of == "changes":
        lines = facts.change_lines(tables.people)
        return _readable(tables, [lines[place].membership for place in ids], [lines[place] for place in ids])
    return Behind(statistic.of, ids)


def _readable(tables: YearTables, ids: Sequence[int], moved: Sequence[Movement] = ()) -> Behind:
    """Of memberships those whose unit's persons the actor reads."""
    actor = tables.actor
    if actor.ranges(READ) == actor.ranges(READ_UNITS):
        return Behind("changes" if moved else "members", ids, moved)
    units = set(last_versions(actor, READ).values_list("unit_id", flat=True))
    kept = [place for place, id in enumerate(ids) if tables.people.spans[id].unit in units]
    return Behind(
        "changes" if moved else "members",
        [ids[place] for place in kept],
        [moved[place] for place in kept] if moved else (),
        len(ids) - len(kept),
    )


def searched(tables: YearTables, behind: Behind, text: str) -> Behind:
    """What of a list bears a name: of a person or holder (or her initials), of a body, or of the unit."""
    found = _bearing(tables, behind, text)
    places = [place for place, id in enumerate(behind.ids) if id in found]
    moved = [behind.movements[place] for place in places] if behind.movements else ()
    return replace(behind, ids=[behind.ids[place] for place in places], movements=moved)


def _bearing(tables: YearTables, behind: Behind, text: str) -> set[int]:
    """The ids of a list whose name, or whose unit's, is asked for."""
    units = {each.unit_id for each in tables.tree.units if text in each.name}
    if behind.of == "units":
        return units
    model: Any = {"posts": Post, "terms": Body}.get(behind.of, Membership)
    query = Q(name__contains=text) if model is Body else named(text)
    if model is Post:
        query = Q(pk__in=PostHolding.objects.filter(on(tables.day), query).values("post_id"))
    rows = model.objects.filter(query | Q(unit_id__in=units))
    return {id for some in _some(behind.ids) for id in rows.filter(pk__in=some).values_list("pk", flat=True)}


def _some(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids, some at a time: a database takes only so many in one question."""
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _rows(model: Any, ids: Sequence[int], *related: str) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for some in _some(ids):
        found |= model.objects.select_related(*related).in_bulk(some)
    return found


def memberships_of(tables: YearTables, ids: Sequence[int]) -> list[tuple[Any, str]]:
    """Memberships in the order given, each with its unit's name. Of ids a `Behind` gave."""
    rows = _rows(Membership, ids, "person", "unit")
    names = {each.unit_id: each.name for each in tables.tree.units}
    gone = {row.unit_id for row in rows.values()} - set(names)
    names |= names_on(gone, tables.day) if gone else {}
    return [(rows[id], names.get(rows[id].unit_id, "")) for id in ids]


def units_of(tables: YearTables, ids: Iterable[int]) -> list[UnitVersion]:
    """Units as on the tables' day, in the order given. Of ids a `Behind` gave."""
    units = {each.unit_id: each for each in tables.tree.units}
    return [units[id] for id in ids]


def posts_of(tables: YearTables, ids: Sequence[int]) -> list[tuple[Any, UnitVersion, Any]]:
    """Posts in the order given, each with its unit, and the holding as on the tables' day (or None)."""
    held: dict[int, Any] = {}
    for some in _some(ids):
        rows = PostHolding.objects.filter(on(tables.day), post_id__in=some).select_related("person")
        held |= {each.post_id: each for each in rows}
    return [(post, unit, held.get(post.pk)) for post, unit in _placed(tables, Post, ids)]


def bodies_of(tables: YearTables, ids: Sequence[int]) -> list[tuple[Any, UnitVersion, Any]]:
    """Bodies in the order given, each with its unit, and the term begun last by the tables' day (or None)."""
    terms: dict[int, Any] = {}
    for some in _some(ids):
        rows = Term.objects.filter(starts_on__lte=tables.day, body_id__in=some)
        terms |= {each.body_id: each for each in rows.order_by("starts_on")}
    return [(body, unit, terms.get(body.pk)) for body, unit in _placed(tables, Body, ids)]


def _placed(tables: YearTables, model: Any, ids: Sequence[int]) -> list[tuple[Any, UnitVersion]]:
    units = {each.unit_id: each for each in tables.tree.units}
    rows = _rows(model, ids)
    return [(rows[id], units[rows[id].unit_id]) for id in ids]
