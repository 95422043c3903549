"""Pages of practice as a quantity of units."""

from django.utils import timezone

from jiceng.apps.exemplars.models import Exemplar
from jiceng.apps.exemplars.progress import is_posted
from jiceng.apps.quantities.counting import Ask, Counted, Evidence


def practices(ask: Ask) -> dict[int, Counted]:
    """Pages of practice of models named and not retired, that are posted on the day."""
    rows = ask.of(Exemplar.objects.filter(named_on__lte=ask.day, practice__isnull=False))
    found: dict[int, list[Evidence]] = {}
    for each in rows.select_related("practice"):
        if (each.ended_on is None or each.ended_on > ask.day) and is_posted(each.practice, ask.day):
            posted = each.practice.posted_at
            day = timezone.localdate(posted) if posted else None
            found.setdefault(each.unit_id, []).append(Evidence("practice", each.practice_id or 0, day))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}
