"""What a unit owes to the public, and what of it stands on this site."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jiceng.apps.publications.models import Due, Kind, Publication, Unit
from jiceng.apps.publications.selectors import listed
from jiceng.kernel.periods import Cadence, Period


@dataclass(frozen=True, slots=True)
class Group:
    """Units under one, in their order; each with how much of it is posted."""

    above: Unit | None
    units: list[tuple[Unit, int]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What is due, how often it was posted on this site in the period that runs, and the last of it; `until`,
    the last day that one stays.
    """

    due: Due
    period: Period
    times: int
    last: Publication | None
    until: date | None


@dataclass(frozen=True, slots=True)
class OfKind:
    """What is posted of a kind, the newest first, and how much there is; `kind` None for what has none."""

    kind: Kind | None
    newest: list[Publication]
    count: int


def groups(now: datetime, name: str = "") -> list[Group]:
    """Units that owe something to the public or have posted something, by the unit above them; those alone
    whose name holds `name`.
    """
    there = {each.code: each for each in Unit.objects.order_by("order", "code")}
    rows = listed(now).order_by().values_list("unit_code").annotate(Count("number"))
    counts = dict(rows.values_list("unit_code", "number__count"))
    found: dict[str, list[tuple[Unit, int]]] = defaultdict(list)
    for unit in there.values():
        if name in unit.name and (unit.owes or counts.get(unit.code)):
            found[unit.above_id or ""].append((unit, counts.get(unit.code, 0)))
    places = {code: place for place, code in enumerate(there)}
    ordered = sorted(found.items(), key=lambda item: places.get(item[0], -1))
    return [Group(there.get(above), units) for above, units in ordered]


def with_pages(now: datetime) -> list[str]:
    """Codes of the units that owe something to the public or have posted something, in their order."""
    return [unit.code for group in groups(now) for unit, _count in group.units]


def unit(code: str) -> Unit | None:
    """A unit by its code, and what it stands under."""
    return Unit.objects.select_related("above").filter(code=code).first() if code.isprintable() else None


def kind(code: str) -> Kind | None:
    """A kind of notice by its code."""
    return Kind.objects.filter(code=code).first() if code.isprintable() else None


def posted_by(unit: Unit, now: datetime) -> QuerySet[Publication]:
    """What of a unit is posted and listed, the newest first."""
    return listed(now).filter(unit_code=unit.code).defer("html", "text")


def by_kind(found: QuerySet[Publication], shown: int) -> list[OfKind]:
    """A unit's publications by kind, in the kinds' order; what has none, last."""
    kinds = {each.code: each for each in Kind.objects.order_by("order")}
    newest: dict[str, list[Publication]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for each in found:
        code = each.kind if each.kind in kinds else ""
        counts[code] += 1
        if len(newest[code]) < shown:
            newest[code].append(each)
    return [OfKind(kinds.get(code), newest[code], counts[code]) for code in [*kinds, ""] if code in counts]


def owed(unit: Unit, now: datetime) -> list[Posted]:
    """What a unit owes to the public, in order, with what was posted of it on this site: what is over by now
    was posted too, what was taken back was not.
    """
    today = timezone.localdate(now)
    dues = list(Due.objects.filter(code__in=unit.owes).order_by("order"))
    kinds = {kind for due in dues for kind in due.kinds}
    there = Q(state__in=(Publication.State.POSTED, Publication.State.EXPIRED), posted_at__lte=now)
    rows = Publication.objects.filter(there, unit_code=unit.code, kind__in=kinds, listed=True)
    posted = list(rows.defer("html", "text").order_by("-posted_at", "-number"))
    return [_posted(due, [each for each in posted if each.kind in due.kinds], today) for due in dues]


def _posted(due: Due, posted: Sequence[Publication], today: date) -> Posted:
    period = Period.containing(Cadence(due.cadence), today)
    times = sum(period.contains(timezone.localdate(each.posted_at)) for each in posted)
    last = posted[0] if posted else None
    return Posted(due, period, times, last, _stays_until(due, last) if last else None)


def _stays_until(due: Due, last: Publication) -> date | None:
    """The last day it was given, else the day by which it will have stood as long as the rule asks."""
    if last.until is not None or due.days is None:
        return last.until
    return timezone.localdate(last.posted_at) + timedelta(days=due.days)
