"""Quantities read off the registers about who comes, goes and could follow, and what was set up."""

from collections import Counter as Tally
from typing import Any

from django.db.models import Min

from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.people.models import Absence, Membership, Successor
from jiceng.apps.quantities.counting import Ask, Counted, Evidence
from jiceng.apps.transfers.models import Visitor
from jiceng.kernel.periods import months_after


def young_members(ask: Ask) -> dict[int, Counted]:
    """Members younger than `age` on the day: who has that birthday today is not."""
    born_after = months_after(ask.day, -12 * int(ask.rules.amount(ask.quantity.age, ask.day)))
    rows = ask.of(Membership.objects.filter(on(ask.day), person__birth_date__gt=born_after))
    return _heads(rows, "unit_id")


def mobile(ask: Ask) -> dict[int, Counted]:
    """Members away, those of them with whom somebody keeps in touch, members from elsewhere."""
    found: Tally[int] = Tally()
    for group in ask.words("groups"):
        rows = (Visitor if group == "here" else Absence).objects.filter(on(ask.day))
        rows = rows.filter(contact__isnull=False) if group == "in_touch" else rows
        found.update(ask.of(rows).values_list("unit_id", flat=True))
    return {unit: Counted(heads) for unit, heads in found.items()}


def successors(ask: Ask) -> dict[int, Counted]:
    """Persons named on the day as able to follow in one of some posts."""
    rows = Successor.objects.filter(on(ask.day), post__kind__in=ask.words("posts"))
    found: dict[int, list[Evidence]] = {}
    fields = ("post__unit_id", "post_id", "starts_on", "post__kind")
    for unit, post, day, kind in ask.of(rows, "post__unit_id").values_list(*fields):
        found.setdefault(unit, []).append(Evidence("post", post, day, kind))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}


def formed(ask: Ask) -> dict[int, Counted]:
    """Whether a unit took the form it has on the day within the last months."""
    rows = ask.of(UnitVersion.objects.filter(starts_on__lte=ask.day, form__in=ask.quantity.forms))
    began = rows.values_list("unit_id", "form").annotate(Min("starts_on"))
    return {
        unit: Counted(1, (Evidence("form", unit, day, form),)) for unit, form, day in began if day > ask.since
    }


def _heads(rows: Any, unit: str) -> dict[int, Counted]:
    return {each: Counted(heads) for each, heads in Tally(rows.values_list(unit, flat=True)).items()}
