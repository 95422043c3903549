"""Points of checks as a quantity others may name."""

from fractions import Fraction

from django.db.models import Q

from jiceng.apps.quantities.counting import Ask, Counted, Evidence
from jiceng.apps.standards.models import Assessment


def grade_points(ask: Ask) -> dict[int, Counted]:
    """Points of a hundred in the last accepted check; a unit never accepted is not asked."""
    accepted = Assessment.objects.filter(Q(accepted=True), closed_at__date__lte=ask.day, base__gt=0)
    rows = ask.of(accepted).order_by("closed_at", "pk")
    return {
        unit: Counted(
            Fraction(points * 100, base), (Evidence("standard", pk, closed.date(), period=str(year)),)
        )
        for unit, pk, points, base, closed, year in rows.values_list(
            "unit_id", "pk", "points", "base", "closed_at", "year"
        )
    }
