"""Quantities read off the minutes."""

from datetime import date
from typing import Any

from django.db.models import Max, Min

from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.register import register_loaded_on
from jiceng.apps.quantities.counting import Ask, Counted, Evidence, months_between


def gatherings(ask: Ask) -> dict[int, Counted]:
    """Gatherings of some kinds held in the last months, the newest first in the evidence."""
    since = ask.since

    def read() -> list[Any]:
        rows = ask.of(_held(ask).filter(day__gt=since)).order_by("-day", "-pk")
        return list(rows.values_list("unit_id", "pk", "day", "kind"))

    kinds = frozenset(ask.words("gathering_kinds"))
    found: dict[int, list[Evidence]] = {}
    for unit, pk, day, kind in ask.once(("gatherings", since), read):
        if kind in kinds:
            found.setdefault(unit, []).append(Evidence("gathering", pk, day, kind))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}


def months_without(ask: Ask) -> dict[int, Counted]:
    """Whole months since the last gathering of some kinds."""
    return since_last(ask, _held(ask).filter(kind__in=ask.words("gathering_kinds")), "unit_id")


def since_last(ask: Ask, rows: Any, unit: str) -> dict[int, Counted]:
    """Whole months since the last `day` of some records, by unit; of a unit without any, since it was
    founded, or since the office's own records of this begin: what lies before them is held against nobody.
    """
    last = dict(ask.of(rows, unit).values_list(unit).annotate(Max("day")))
    first: date | None = rows.aggregate(day=Min("day"))["day"]
    begun = min(filter(None, (first, ask.once("register", register_loaded_on))), default=ask.day)
    units = ask.of(UnitVersion.objects.filter(starts_on__lte=ask.day))
    founded = ask.once("founded", lambda: dict(units.values_list("unit_id").annotate(Min("starts_on"))))
    found = {}
    for each, since in founded.items():
        day = last.get(each)
        evidence = (Evidence("last", each, day),) if day else ()
        found[each] = Counted(months_between(day or max(since, begun), ask.day), evidence)
    return found


def _held(ask: Ask) -> Any:
    return Gathering.objects.filter(state=Gathering.State.HELD, day__lte=ask.day)
