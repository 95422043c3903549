"""Cases as a quantity of units: open, removed, relapsed."""

from jiceng.apps.quantities.counting import Ask, Counted, Evidence
from jiceng.apps.rectification.models import Case


def cases(ask: Ask) -> dict[int, Counted]:
    """Cases open on the day, or removed or listed again within the last months."""
    since, groups = ask.since, ask.words("groups")
    rows = ask.of(Case.objects.filter(opened_on__lte=ask.day))
    found: dict[int, list[Evidence]] = {}
    for unit, pk, opened, removed, again in rows.values_list(
        "unit_id", "pk", "opened_on", "removed_on", "reopened_on"
    ):
        stands = {
            "open": removed is None or removed > ask.day,
            "closed": removed is not None and since < removed <= ask.day,
            "relapsed": again is not None and since < again <= ask.day,
        }
        if any(stands[group] for group in groups):
            found.setdefault(unit, []).append(Evidence("weak_case", pk, opened))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}
