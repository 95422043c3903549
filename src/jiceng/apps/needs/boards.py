"""Needs counted: by who owes, by kind, what recurs, what is to be chased; and figures for measures.

A need unanswered counts against the office that owes the answer, never against whose need it is.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from jiceng.apps.needs.models import Need, OwedToNeed
from jiceng.apps.needs.selectors import OFFICES, OPEN, flags
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import name_on, tree_order
from jiceng.engines.procedure import NeedRule
from jiceng.kernel.periods import months_after

MONTHS = 12
"""Boards look back one year on what ended."""


@dataclass(frozen=True, slots=True)
class Answering:
    """How offices, or one, saw to what they owed: `open` of it, `overdue` of the open; of what ended, in time
    and late.
    """

    open: int = 0
    overdue: int = 0
    in_time: int = 0
    late: int = 0

    def __add__(self, other: "Answering") -> "Answering":
        return Answering(
            self.open + other.open,
            self.overdue + other.overdue,
            self.in_time + other.in_time,
            self.late + other.late,
        )


def _sums(day: date) -> dict[str, Count]:
    """What a row of what was owed counts as, on a day."""
    still = Q(until=None) | Q(until__gt=day)
    ended = Q(until__lte=day)
    in_time = Q(due_by=None) | Q(until__lte=F("due_by"))
    return {
        "open": Count("pk", filter=still),
        "overdue": Count("pk", filter=still & Q(due_by__lt=day)),
        "in_time": Count("pk", filter=ended & in_time & Q(met=True)),
        "late": Count("pk", filter=ended & ~in_time),
    }


def _since(day: date) -> Q:
    """What is owed still or ended within the last year."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=months_after(day, -MONTHS)))


def by_owner(rows: QuerySet[Need], day: date) -> list[tuple[str, str, Answering]]:
    """Each office that owes or owed these needs anything within a year: code, name, how it saw to it; in
    official order. Two queries.
    """
    owed = OwedToNeed.objects.filter(_since(day), what__in=OFFICES, need__in=rows.values("pk"))
    found: Any = owed.order_by().values("unit_id").annotate(**_sums(day))
    counted = {each.pop("unit_id"): Answering(**each) for each in found}
    return [(each.unit.code, each.name, counted[each.unit_id]) for each in _in_order(counted)]


def _in_order(unit_ids: Collection[int]) -> list[UnitVersion]:
    """Units by their last versions, as the tree is read. One query."""
    later = UnitVersion.objects.filter(unit_id=OuterRef("unit_id"), starts_on__gt=OuterRef("starts_on"))
    last = UnitVersion.objects.filter(~Exists(later))
    end = Concat(OuterRef("path"), Value("~"))
    below = last.filter(unit_id__in=unit_ids, path__gte=OuterRef("path"), path__lt=end)
    order = tree_order(last.filter(Exists(below)).select_related("unit"))
    return [each for each in order if each.unit_id in unit_ids]


@dataclass(frozen=True, slots=True)
class OfKind:
    """A kind of need counted: open ones, long-standing and overdue among them, in how many units; of a
    year's, raised again, ended as solved, as explained. `recent` needs were raised in `recent_units` within
    the months that make a theme.
    """

    open: int = 0
    overdue: int = 0
    long: int = 0
    units: int = 0
    again: int = 0
    solved: int = 0
    explained: int = 0
    recent: int = 0
    recent_units: int = 0
    recent_open: int = 0


def by_kind(rows: QuerySet[Need], rule: NeedRule | None, day: date) -> dict[str, OfKind]:
    """Needs by kind. One query."""
    year, lately = months_after(day, -MONTHS), recently(rule, day)
    ended, again = Q(ended_on__gt=year), Q(former__isnull=False, raised_on__gt=year)
    sums = {
        "open": Count("pk", filter=OPEN),
        "overdue": Count("pk", filter=flags(day)["overdue"]),
        "long": Count("pk", filter=OPEN & Q(since_year__isnull=False)),
        "units": Count("unit_id", filter=OPEN, distinct=True),
        "again": Count("pk", filter=again),
        "solved": Count("pk", filter=ended & Q(result="solved")),
        "explained": Count("pk", filter=ended & Q(result="explained")),
        "recent": Count("pk", filter=lately),
        "recent_units": Count("unit_id", filter=lately, distinct=True),
        "recent_open": Count("pk", filter=lately & OPEN),
    }
    found: Any = rows.order_by().values("kind").annotate(**sums)
    return {each.pop("kind"): OfKind(**each) for each in found}


def recently(rule: NeedRule | None, day: date) -> Q:
    """Needs raised within the months that make a theme; those withdrawn are none."""
    if rule is None:
        return Q(pk__in=())
    return Q(raised_on__gt=months_after(day, -rule.recurring_months)) & ~Q(result="withdrawn")


def themes(found: Mapping[str, OfKind], least: int) -> list[tuple[str, OfKind]]:
    """What recurs (普遍问题): kinds that at least so many units need, most first."""
    wide = [(kind, each) for kind, each in found.items() if each.recent_units >= least]
    return sorted(wide, key=lambda each: (-each[1].recent_units, -each[1].recent, each[0]))


def least_units(rule: NeedRule, version: UnitVersion) -> int:
    """How many units make a theme for a board: fewer below the top than at it."""
    return rule.recurring_units if version.parent_id else rule.recurring_units_top


def overdue(rows: QuerySet[Need], day: date, limit: int) -> list[OwedToNeed]:
    """What offices owe past its day, by office, the oldest first, at most `limit`; each with `unit_name`, of
    the office, and `need_unit_name`. One query.
    """
    owed = OwedToNeed.objects.filter(
        what__in=OFFICES, until=None, due_by__lt=day, need__in=rows.filter(OPEN).values("pk")
    )
    named = owed.annotate(unit_name=name_on("unit_id", day), need_unit_name=name_on("need__unit_id", day))
    return list(named.select_related("need", "unit").order_by("unit_id", "due_by", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class InTime:
    """Counts for measures: `owners`, by the office that owed; `units`, by whose need it was (what was owed
    them); `recurring`, by unit, needs raised again after they had ended.
    """

    owners: dict[int, Answering]
    units: dict[int, Answering]
    recurring: dict[int, int]


def answered_in_time(day: date, unit_ids: Collection[int], since: date | None = None) -> InTime:
    """How what was owed to needs stood at the end of a day: by owners among `unit_ids`, and by units among
    them. Within a year up to that day, or what ended from `since` on. Three queries; nobody's scope: for
    measures, whose reader is checked there.
    """
    first = since or months_after(day, -MONTHS)
    owed = OwedToNeed.objects.filter(since__lte=day, what__in=OFFICES)
    owed = owed.filter(Q(until=None) | Q(until__gte=first)).order_by()
    again = Need.objects.filter(unit_id__in=unit_ids, former__isnull=False, raised_on__range=(first, day))
    counted: Iterable[tuple[int, int]] = (
        again.order_by().values("unit_id").annotate(n=Count("pk")).values_list("unit_id", "n")
    )
    return InTime(
        _counted(owed.filter(unit_id__in=unit_ids), "unit_id", day),
        _counted(owed.filter(need__unit_id__in=unit_ids), "need__unit_id", day),
        dict(counted),
    )


def _counted(rows: QuerySet[OwedToNeed], field: str, day: date) -> dict[int, Answering]:
    found: Any = rows.values(field).annotate(**_sums(day))
    return {each.pop(field): replace(Answering(), **each) for each in found}
