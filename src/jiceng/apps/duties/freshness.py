"""Keeping verdicts in step with facts: stale in the writer's transaction, computed again once it is
committed.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Min, Q
from django.utils import timezone

from jiceng.apps.duties.models import Freshness, Verdict
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.verdicts import compute, store
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.register import register_loaded_on
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


def judged_from(day: date) -> date:
    """First day whose periods are judged on `day`: that of the horizon; in an office that began with a
    register, the month in which it began, or that of the earliest meeting entered. Nobody is judged for
    the time before.
    """
    first, begun = horizon(day)[0], register_loaded_on()
    if begun is None or begun <= first:
        return first
    earliest = Gathering.objects.aggregate(day=Min("day"))["day"]
    return max(first, min(begun, earliest or begun).replace(day=1))


def facts_written(*, unit_ids: Sequence[int], **_: Any) -> None:
    """Receiver of `entry_recorded`: note the units as stale, and compute them after the commit."""
    if not unit_ids:
        return
    mark_stale(unit_ids)
    day = timezone.localdate()
    # robust: what was written stays written and told so; a unit left stale is computed by its next reader.
    transaction.on_commit(lambda: refresh(day, unit_ids=tuple(unit_ids)), robust=True)


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


def stale_count(day: date) -> int:
    """How many units' verdicts are not to be relied on, on `day`."""
    return Freshness.objects.filter(stale(day, current_rules().fingerprint)).count()


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
    if len(waiting) > MOST_AT_ONCE:
        return rows.count()
    done = _compute_stale(rules, day, waiting, skip_locked=True) if waiting else []
    for unit_id in sorted(set(waiting) - set(done)):
        _compute_stale(rules, day, [unit_id], skip_locked=False)
    return 0


def _compute_stale(rules: "Profile", day: date, unit_ids: list[int], *, skip_locked: bool) -> list[int]:
    """Compute those of some units that are still stale once their rows are held. Returns which.

    Rows that others hold are left out (`skip_locked`), or waited for, and then one at a time: whoever waits
    holds nothing another could wait for, so no circle of waiting can come about with a writer of many units.
    """
    with transaction.atomic():
        free = Freshness.objects.select_for_update(skip_locked=skip_locked)
        held = free.filter(stale(day, rules.fingerprint), unit_id__in=unit_ids).order_by("unit_id")
        ids = list(held.values_list("unit_id", flat=True))
        if ids:
            compute_units(rules, day, ids)
    return ids


def _in(ranges: Sequence[PathRange]) -> Q:
    found = Q(pk__in=())
    for subtree in ranges:
        found |= Q(unit__versions__path__gte=subtree.start, unit__versions__path__lt=subtree.end)
    return found


def compute_units(rules: "Profile", day: date, unit_ids: list[int]) -> None:
    """Compute and store the verdicts of some units, in the transaction of the caller, who holds them."""
    first, last = judged_from(day), horizon(day)[1]
    outcomes, ids = compute(rules, unit_ids, first, last)
    Verdict.objects.filter(unit_id__in=unit_ids).delete()
    store(rules, outcomes, ids)
    _note_fresh(rules, last, unit_ids)


def compute_all(rules: "Profile", day: date) -> int:
    """Compute and store every verdict anew, in the transaction of the caller. Returns how many rows.

    A unit founded meanwhile is not among those computed, and stays stale.
    """
    hold_all()
    first, last = judged_from(day), horizon(day)[1]
    outcomes, ids = compute(rules, None, first, last)
    Verdict.objects.all()._raw_delete("default")
    written = store(rules, outcomes, ids)
    _note_fresh(rules, last, ids.tolist())
    return written


def hold_all() -> None:
    """Let no fact be noted as written until the transaction ends; readers go on.

    Waits for writers under way. SQLite has one writer at a time as it is. On PostgreSQL the table is held,
    not its rows: rows would be waited for one after another, in a circle with whoever writes to two units,
    and those that are not there yet could not be held.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"LOCK TABLE {connection.ops.quote_name(Freshness._meta.db_table)} IN EXCLUSIVE MODE"
            )


def _note_fresh(rules: "Profile", until: date, unit_ids: list[int]) -> None:
    Freshness.objects.bulk_create(
        [Freshness(unit_id=id, rules=rules.fingerprint, until=until, stale=False) for id in unit_ids],
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["rules", "until", "stale"],
    )
