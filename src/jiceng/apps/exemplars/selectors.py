"""Reads of models, within what the actor may see; one that is a person only where she reads persons."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jiceng.apps.decisions.selectors import persons_named
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.exemplars.models import Exemplar, ExemplarEntry
from jiceng.apps.exemplars.progress import Standing, standing
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import last_versions, tree_order, within
from jiceng.apps.people import policies as people
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class ExemplarNow:
    """A model as it stands, with its unit."""

    exemplar: Exemplar
    unit: UnitVersion
    standing: Standing


def exemplars(actor: Actor, version: UnitVersion, day: date, *, ended: bool = False) -> list[ExemplarNow]:
    """Models of a unit and of all below it, in official order of units: under way and named; `ended`, those
    retired or not gone on with. Persons only where the actor reads persons. A constant number of queries.
    """
    rows = Exemplar.objects.filter(ended_on__isnull=not ended)
    there = last_versions(actor).filter(
        within([PathRange.below(version.path)]), unit_id__in=rows.values("unit_id")
    )
    units = {each.unit_id: each for each in there.select_related("unit")}
    readable = {id for id, each in units.items() if actor.may(people.READ, each.path)}
    rows = rows.filter(Q(unit_id__in=units, person=None) | Q(unit_id__in=readable))
    rules = current_rules()
    found: dict[int, list[ExemplarNow]] = {}
    named = rows.select_related("person", "notice", "practice").prefetch_related("entries")
    for each in named.order_by("nominated_on", "pk"):
        now = standing(rules, each, list(each.entries.all()), day)
        found.setdefault(each.unit_id, []).append(ExemplarNow(each, units[each.unit_id], now))
    return [each for unit in tree_order(units.values()) for each in found.get(unit.unit_id, ())]


def exemplar_in_scope(
    actor: Actor, exemplar_id: int, permission: str | None = None
) -> tuple[Exemplar, UnitVersion]:
    """A model and its unit. Raises `NotFound("exemplar_not_found")` to outsiders; `Refused`, of a person to
    who reads no persons there too.
    """
    rows = Exemplar.objects.select_related("unit", "person", "notice", "practice").prefetch_related("entries")
    found = rows.filter(pk=exemplar_id).first()
    version = last_versions(actor).filter(unit_id=found.unit_id).first() if found else None
    if found is None or version is None:
        raise NotFound("exemplar_not_found")
    if found.person_id is not None:
        require(actor, people.READ, version.path)
    if permission is not None:
        require(actor, permission, version.path)
    version.unit = found.unit
    return found, version


def entry_in_scope(actor: Actor, entry_id: int) -> tuple[ExemplarEntry, UnitVersion]:
    """An entry of a model and its unit. Raises as `exemplar_in_scope` does."""
    entry = ExemplarEntry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise NotFound("exemplar_not_found")
    entry.exemplar, version = exemplar_in_scope(actor, entry.exemplar_id)
    return entry, version


def nominee(actor: Actor, version: UnitVersion, name: str) -> Person | None:
    """The one member of that name in a unit's register; None for no name. Raises `Invalid` naming the field,
    `Refused` to who reads no persons there.
    """
    if not name.strip():
        return None
    require(actor, people.READ, version.path)
    found = persons_named(version.unit, name)
    if len(found) != 1:
        raise Invalid("not_a_member_here", field="person")
    return Person.objects.get(pk=found[0])


def standing_of(exemplar: Exemplar, day: date) -> Standing:
    """How one model stands on a day. Of one the caller has already checked."""
    return standing(current_rules(), exemplar, list(exemplar.entries.all()), day)
