"""Quantities read off what places ask for and what there is to cover in them."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from jiceng.apps.coverage.selectors import counted_on
from jiceng.apps.needs.models import Need, OwedToNeed
from jiceng.apps.quantities.counting import Ask, Counted, Evidence
from jiceng.engines.procedure.coverage import GROUPS

_WITHDRAWN = "withdrawn"
_OFFICES = ("owner", "answer", "deed")


def needs(ask: Ask) -> dict[int, Counted]:
    """Needs of one of some groups, the newest first in the evidence."""
    found: dict[int, list[Evidence]] = {}
    for group in ask.words("groups"):
        for unit, pk, day, kind in _COUNTED[group](ask):
            found.setdefault(unit, []).append(Evidence("need", pk, day, kind))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}


def _raised(ask: Ask) -> Any:
    rows = Need.objects.filter(raised_on__gt=ask.since, raised_on__lte=ask.day).exclude(result=_WITHDRAWN)
    return ask.of(rows).order_by("-raised_on", "-pk").values_list("unit_id", "pk", "raised_on", "kind")


def _closed_in_time(ask: Ask) -> Any:
    """Solved or explained, and no office failed, or was late with, what it owed them."""
    owed = OwedToNeed.objects.filter(need=OuterRef("pk"), what__in=_OFFICES, until__isnull=False)
    late = owed.filter(Q(met=False) | Q(until__gt=F("due_by")))
    rows = Need.objects.filter(~Exists(late), ended_on__gt=ask.since, ended_on__lte=ask.day)
    rows = ask.of(rows.filter(result__in=("solved", "explained"))).order_by("-ended_on", "-pk")
    return rows.values_list("unit_id", "pk", "ended_on", "kind")


def _overdue(ask: Ask) -> Any:
    """Of the unit that owes: past its day, and not yet done."""
    rows = OwedToNeed.objects.filter(Q(until=None) | Q(until__gt=ask.day), what__in=_OFFICES)
    rows = ask.of(rows.filter(since__lte=ask.day, due_by__lt=ask.day)).order_by("due_by", "pk")
    return rows.values_list("unit_id", "need_id", "due_by", "need__kind")


_COUNTED = {"raised": _raised, "closed_in_time": _closed_in_time, "overdue": _overdue}


_FIGURES = {"operating": "counted", "organised": "organised", "worked_with": "only_work", "on_paper": "idle"}
"""By group, the figure of coverage it is."""


def covered(ask: Ask) -> dict[int, Counted]:
    """Establishments of a place in one of some groups, by the newest lists as of the day."""
    found: dict[int, list[Evidence]] = {}
    for item in ask.once("establishments", lambda: counted_on(ask.day)):
        if any(GROUPS[_FIGURES[group]](item.stand) for group in ask.words("groups")):
            entry = item.entry
            evidence = Evidence("establishment", entry.establishment_id, None, entry.name)
            found.setdefault(entry.place_id, []).append(evidence)
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}
