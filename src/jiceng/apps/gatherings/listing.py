"""Gatherings of many units at once, for other programs: a page at a time, without minutes."""

from django.db.models import QuerySet

from jiceng.apps.gatherings import policies
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import last_versions, within
from jiceng.kernel.actors import Actor, PathRange


def gatherings_below(actor: Actor, version: UnitVersion | None) -> QuerySet[Gathering]:
    """Gatherings of every unit the actor may read, closed ones too, as the tree stands now.

    Parameters: `version`, the unit to read with all below it; None for all there are.
    """
    units = last_versions(actor, policies.READ)
    if version is not None:
        units = units.filter(within([PathRange.below(version.path)]))
    rows = Gathering.objects.filter(unit_id__in=units.values("unit_id"))
    return rows.select_related("unit", "body").defer("minutes", "absent")
