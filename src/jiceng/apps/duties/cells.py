"""One cell of a board opened: how many owe, what was deducted, who has not done it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Max, OuterRef, QuerySet, Subquery, Value, When

from jiceng.apps.duties.boards import Cell
from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import UnitVerdict, judged_with, tree_below, verdicts_below
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import names_on
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.engines.procedure import Duty, DutyVersion, Profile

URGENCY = {"missed": 0, "late": 1, "due": 2, "excused": 3, "done": 4}
"""The order in which a list of verdicts is read."""

UNDONE = ("missed", "late", "due")


@dataclass(frozen=True, slots=True)
class NamedVerdict:
    """A unit's verdict with the unit's code and name, and the name of the unit above it ("" at the top)."""

    name: str
    above: str
    code: str
    item: UnitVerdict


@dataclass(frozen=True, slots=True)
class CellDetail:
    """What one cell is made of.

    `versions`, the rules that judged, newest first; `units`, how many owe; `until`, last day of what is still
    open; `excuses`, how many
    by reason; `undone`, the first of those not done.
    """

    rules: "Profile"
    duty: "Duty"
    versions: "list[DutyVersion]"
    cell: Cell
    units: int
    until: date | None
    excuses: dict[str, int]
    undone: list[NamedVerdict]


def cell_detail(
    actor: Actor, version: UnitVersion, day: date, period: Period, duty: str, *, own: bool, limit: int
) -> CellDetail:
    """Open a cell: the verdicts of one duty under a unit (`own`: of that unit alone) in a period.

    Parameters: `limit`, how many of the undone are named. Raises `NotFound("unknown_duty")`. A fixed number
    of queries.
    """
    rules = current_rules()
    rows = cell_verdicts(actor, version, day, period, duty, own=own, rules=rules)
    found = rules.duties[duty]
    cell, excuses, numbers, until = Cell(), Counter[str](), set[int](), None
    counted = (
        rows.values("state", "excuse", "version").annotate(n=Count("pk"), until=Max("closes_on")).order_by()
    )
    for each in counted:
        cell.states[each["state"]] += each["n"]
        numbers.add(each["version"])
        if each["state"] == "excused":
            excuses[each["excuse"]] += each["n"]
        if each["state"] == "missed" and found.versions[each["version"] - 1].strength == "normally":
            cell.short += each["n"]
        if each["state"] == "due":
            until = max(until or each["until"], each["until"])
    owing = rows.exclude(state="excused").aggregate(n=Count("unit_id", distinct=True))["n"]
    undone = named(list(rows.filter(state__in=UNDONE)[:limit]), day, period, rules)
    versions = [found.versions[number - 1] for number in sorted(numbers, reverse=True)]
    return CellDetail(rules, found, versions, cell, owing, until, dict(excuses), undone)


def cell_verdicts(
    actor: Actor,
    version: UnitVersion,
    day: date,
    period: Period,
    duty: str,
    *,
    own: bool,
    rules: "Profile",
) -> QuerySet[Any]:
    """The verdicts of a cell, the most urgent first, then by the tree. Raises `NotFound("unknown_duty")`."""
    if duty not in rules.duties:
        raise NotFound("unknown_duty")
    rows = verdicts_below(actor, version, day, period, rules).filter(duty=duty).select_related("unit")
    if own:
        rows = rows.filter(unit_id=version.unit_id)
    there = tree_below(actor, version, day, period).filter(unit_id=OuterRef("unit_id"))
    urgency = Case(
        *(When(state=state, then=Value(number)) for state, number in URGENCY.items()),
        output_field=IntegerField(),
    )
    path = Subquery(there.values("path")[:1])
    return rows.annotate(urgency=urgency, path=path).order_by("urgency", "path", "closes_on")


def named(rows: Iterable[Verdict], day: date, period: Period, rules: "Profile") -> list[NamedVerdict]:
    """Rows of `cell_verdicts`, in their order, with the names the units had at the end of the period."""
    found = judged_with(rules, rows, day)
    above = {each.verdict.pk: _above(each.verdict.path) for each in found}  # type: ignore[attr-defined]
    ids = {each.verdict.unit_id for each in found} | {id for id in above.values() if id}
    names = names_on(ids, min(period.end, day))
    return [
        NamedVerdict(
            names.get(each.verdict.unit_id, ""),
            names.get(above[each.verdict.pk] or 0, ""),
            each.verdict.unit.code,
            each,
        )
        for each in found
    ]


def _above(path: str) -> int | None:
    """Id of the unit above the one at a path; None at the top."""
    segment = path[-2 * SEGMENT : -SEGMENT]
    return int(segment) if segment else None
