"""Keeping verdicts in step with facts: stale in the writer's transaction, computed again once it is
committed.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiceng.apps.duties.models import Freshness, Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.verdicts import compute, store
from jiceng.apps.organisations.models import Unit
from jiceng.kernel.actors import PathRange

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile

MOST_AT_ONCE = 60
"""Units computed while someone waits; more wait for `rebuild`, so that no page evaluates a county."""

MONTHS_KEPT = 24
"""Months up to and with this one whose periods are kept; attendance by name is not kept longer either."""


def horizon(day: date) -> tuple[date, date]:
    """First and last day whose periods are kept on `day`: two years back, and to the end of the year a month
    ahead.
    """
    month = day.year * 12 + day.month - MONTHS_KEPT
    ahead = day.year + (day.month == 12)
    return date(month // 12, month % 12 + 1, 1), date(ahead, 12, 31)


def facts_written(*, unit_ids: Sequence[int], **_: Any) -> None:
    """Receiver of `entry_recorded`: note the units as stale, and compute them after the commit."""
    if not unit_ids:
        return
    mark_stale(unit_ids)
    day = timezone.localdate()
    transaction.on_commit(lambda: refresh(day, unit_ids=tuple(unit_ids)))


def mark_stale(unit_ids: Collection[int]) -> None:
    """Note units as stale, those never computed too. One statement."""
    Freshness.objects.bulk_create(
        [Freshness(unit_id=id, rules="", until=date.min, stale=True) for id in sorted(set(unit_ids))],
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["stale"],
    )


def stale(day: date, rules: str) -> Q:
    """Freshness rows whose verdicts are not to be relied on on `day`."""
    return Q(stale=True) | ~Q(rules=rules) | Q(until__lt=day)


def refresh(
    day: date,
    *,
    unit_ids: Collection[int] | None = None,
    ranges: Sequence[PathRange] | None = None,
    rules: "Profile | None" = None,
) -> int:
    """Compute the stale units among those given, at most MOST_AT_ONCE. Returns how many are left stale.

    Parameters: `rules`, those in force, where the caller has them already.
    """
    rules = rules or current_rules()
    rows = Freshness.objects.filter(stale(day, rules.fingerprint))
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    if ranges is not None:
        rows = rows.filter(_in(ranges), unit__versions__ends_on__isnull=True)
    waiting = list(rows.values_list("unit_id", flat=True)[: MOST_AT_ONCE + 1])
    if not waiting:
        return 0
    if len(waiting) > MOST_AT_ONCE:
        return rows.count()
    with transaction.atomic():
        locked = Freshness.objects.select_for_update().filter(unit_id__in=waiting).order_by("unit_id")
        compute_units(rules, day, [row.unit_id for row in locked])
    return 0


def _in(ranges: Sequence[PathRange]) -> Q:
    found = Q(pk__in=())
    for subtree in ranges:
        found |= Q(unit__versions__path__gte=subtree.start, unit__versions__path__lt=subtree.end)
    return found


def compute_units(rules: Any, day: date, unit_ids: list[int] | None) -> int:
    """Compute and store the verdicts of some units, or of all (None), in the caller's transaction. Returns
    how many rows.
    """
    first, last = horizon(day)
    if unit_ids is None:
        # Held until the commit, so that a fact written meanwhile marks its unit stale after this, not before.
        list(Freshness.objects.select_for_update().order_by("unit_id").values_list("pk"))
    outcomes, ids = compute(rules, unit_ids, first, last)
    if unit_ids is None:
        Verdict.objects.all()._raw_delete("default")
        unit_ids = list(Unit.objects.values_list("pk", flat=True))
    else:
        Verdict.objects.filter(unit_id__in=unit_ids).delete()
    written = store(rules, outcomes, ids)
    Freshness.objects.bulk_create(
        [Freshness(unit_id=id, rules=rules.fingerprint, until=last, stale=False) for id in unit_ids],
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["rules", "until", "stale"],
    )
    return written
