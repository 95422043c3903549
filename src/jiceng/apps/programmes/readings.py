"""Readings: what each indicator on records came to in a month, in the county and in the units directly below
it that have units of their own. Derived data.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import SEGMENT, hold
from jiceng.apps.programmes import policies
from jiceng.apps.programmes.models import Reading
from jiceng.apps.programmes.reach import reaching
from jiceng.apps.quantities.selectors import Amounts, count
from jiceng.apps.quantities.sources import SOURCES
from jiceng.engines.procedure.programmes import Amount, Indicator, Programme, amount_of
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import Refused
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

MONTHS_KEPT = 24
"""Months that are read when they were not; older ones stay as they are."""


def on_records(rules: "Profile", programme: Programme) -> tuple[Indicator, ...]:
    """The indicators that the registers carry in this program, as it stands."""
    return tuple(
        each
        for each in programme.indicators.values()
        if each.quantity and rules.quantities[each.quantity].source in SOURCES
    )


REST = timedelta(minutes=10)
"""For how long a month in which there was nothing to read is left alone between jobs."""
_nothing: dict[date, datetime] = {}
"""When this process found nothing to read in a month."""


@transaction.atomic
def rebuild(*, actor: Actor, at: datetime, month: date) -> int:
    """Read all programmes again for a month (any day in it): as on its last day, of the present month as on
    today. Derived data: no audit entry. Returns how many readings there are.

    Raises `Refused` for whoever neither sets targets nor is the program itself.
    """
    if not (actor.system or actor.has(policies.STEER)):
        raise Refused("not_permitted", permission=policies.STEER)
    rules, today = current_rules(), timezone.localdate(at)
    first = month.replace(day=1)
    day = min(months_after(first, 1) - timedelta(days=1), today)
    refresh(today)
    units = _units(day)
    hold(int(path) for path in units.tops)
    rows = list(_read(rules, units, first, day))
    Reading.objects.filter(month=first, programme__in=rules.programmes).delete()
    Reading.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def bring_up_to_date(*, actor: Actor, at: datetime) -> None:
    """Read the months that have not been read to their end: the baselines', and those since."""
    for month in _unread(timezone.localdate(at)):
        rebuild(actor=actor, at=at, month=month)


def read_next(*, at: datetime) -> int:
    """Read one month that has not been read to its end, the newest first; between jobs. Returns how many."""
    today = timezone.localdate(at)
    rested = (each for each in _unread(today) if each not in _nothing or at - _nothing[each] >= REST)
    month = max(rested, default=None)
    if month is None:
        return 0
    if rebuild(actor=system_actor("jiceng work"), at=at, month=month):
        return 1
    _nothing[month] = at
    return 0


def _unread(today: date) -> list[date]:
    """The months that have not been read to their end."""
    programmes = current_rules().programmes
    if not programmes:
        return []
    kept = dict(Reading.objects.values_list("month").annotate(Max("day")))
    baselines = [each.baseline_on.replace(day=1) for each in programmes.values()]
    month = max(min(baselines), months_after(today.replace(day=1), -MONTHS_KEPT))
    found = []
    while month <= today:
        following = months_after(month, 1)
        if kept.get(month, date.min) < min(following - timedelta(days=1), today):
            found.append(month)
        month = following
    return found


class _Units:
    """The tree on a day: the kind of each unit, and for which units above it its amounts are kept."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        found = list(rows)
        below = {path[: 2 * SEGMENT] for _unit, path, _kind in found if len(path) > 2 * SEGMENT}
        self.tops = {path[:SEGMENT] for _unit, path, _kind in found}
        self.kinds = {unit: kind for unit, _path, kind in found}
        self.places = {
            unit: [
                int(place[-SEGMENT:])
                for place in dict.fromkeys((path[:SEGMENT], path[: 2 * SEGMENT]))
                if place in self.tops or place in below
            ]
            for unit, path, _kind in found
        }


def _units(day: date) -> _Units:
    return _Units(UnitVersion.objects.filter(on(day)).values_list("unit_id", "path", "kind"))


def _read(rules: "Profile", units: _Units, month: date, day: date) -> Iterable[Reading]:
    asked = [(each, one) for each in rules.programmes.values() for one in on_records(rules, each)]
    counted, reaches = count(day, {one.quantity for _each, one in asked}), reaching(rules)
    for programme, indicator in asked:
        sums = summed(rules, indicator, counted, day, units.kinds, units.places)
        recorded = any(amount.part for amount in sums.values())
        whole = reaches(rules.quantities[indicator.quantity], day, recorded)
        for unit, amount in sums.items():
            yield Reading(
                programme=programme.code,
                indicator=indicator.code,
                unit_id=unit,
                month=month,
                day=day,
                part=_decimal(amount.part),
                known=amount.known,
                unknown=amount.unknown,
                whole=whole,
            )


def summed(
    rules: "Profile",
    indicator: Indicator,
    counted: Amounts,
    day: date,
    kinds: Mapping[int, str],
    places: Mapping[int, Iterable[int]],
) -> dict[int, Amount]:
    """What an indicator comes to in each place. Parameters: `kinds` of the units; `places`, by unit the ids
    of those above (or itself) whose amount it is part of.
    """
    found: dict[int, Amount] = defaultdict(Amount)
    figure = rules.amount(indicator.criterion.value, day) if indicator.criterion else 0
    for unit, each in counted[indicator.quantity].items():
        if indicator.unit_kinds and kinds.get(unit) not in indicator.unit_kinds:
            continue
        amount = amount_of(indicator, each.value, figure)
        for place in places.get(unit, ()):
            found[place] += amount
    return found


def _decimal(part: int | Fraction) -> Decimal:
    exact = Fraction(part)
    return round(Decimal(exact.numerator) / exact.denominator, 6)
