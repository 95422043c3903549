"""Verdicts of many units at once, for other programs: a page at a time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jiceng.apps.duties import policies
from jiceng.apps.duties.freshness import refresh
from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.selectors import tree_below, within_period
from jiceng.apps.duties.states import NOT_YET, state_expression
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import standing
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class VerdictList:
    """Verdicts, each with its `state` on a day; `stale`, of how many units they wait to be computed again."""

    rows: QuerySet[Verdict]
    stale: int


def verdicts_on(
    actor: Actor, today: date, day: date, period: Period, version: UnitVersion | None
) -> VerdictList:
    """Verdicts of what closes in a period, with their state on `day`, by what is on record today.

    The tree is that of the period's last day, or of `day` while the period runs.
    Parameters: `version`, the unit as it is today, to read with all below it; None for all there are.
    """
    if version is None:
        ranges = actor.ranges(policies.READ)
        tree = standing(actor, min(period.end, day), policies.READ)
    else:
        ranges = (PathRange.below(version.path),)
        tree = tree_below(actor, version, day, period)
    left = refresh(today, ranges=ranges)
    rows = Verdict.objects.filter(
        within_period(period), opens_on__lte=day, unit_id__in=tree.order_by().values("unit_id")
    )
    rows = rows.annotate(state=state_expression(day)).exclude(state=NOT_YET).select_related("unit")
    return VerdictList(rows, left)
