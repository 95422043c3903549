"""Who decided what about whom: the decisions that concern a person, and those of bodies she sat in."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from jiceng.apps.decisions.models import Decision, Event
from jiceng.apps.journal.harvesting import watch
from jiceng.apps.journal.services import record_reading
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import last_versions, name_on
from jiceng.apps.people.models import Person
from jiceng.apps.people.policies import READ
from jiceng.apps.people.selectors import person_in_scope
from jiceng.engines.procedure.decisions import Kind
from jiceng.kernel.actors import Actor

PART = "decisions"
"""What of a person's file was read."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """`concerned`, decisions about a person; `taken`, meetings of bodies she had a seat in on their day, by
    what they decided: never whether she came. Latest first, at most MOST of each.
    """

    person: Person
    unit: UnitVersion
    concerned: list[Decision]
    taken: list[Event]


def decided(*, actor: Actor, at: datetime, person_id: int, day: date) -> Decided:
    """What was decided about a person and by bodies she sat in, within what the actor may see; the look is
    written in the reading log. Raises what `person_in_scope` does.
    """
    person, version = person_in_scope(actor, person_id, day, READ)
    watch(actor=actor, at=at, persons=[person.pk], unit_id=version.unit_id)
    record_reading(
        actor=actor,
        at=at,
        person_id=person.pk,
        unit_id=version.unit_id,
        part=PART,
        purpose=actor.purpose or "ordinary",
    )
    seen = last_versions(actor).values("unit_id")
    concerned = Decision.objects.filter(concerned=person, unit_id__in=seen)
    concerned = concerned.annotate(unit_name=name_on("unit_id", day)).order_by("-opened_on", "-pk")
    sat = Q(gathering__body__seats__starts_on__lte=F("day")) & (
        Q(gathering__body__seats__ends_on__isnull=True) | Q(gathering__body__seats__ends_on__gt=F("day"))
    )
    taken = Event.objects.filter(
        sat,
        gathering__body__seats__person=person,
        kind=Kind.HELD,
        replaced_by__isnull=True,
        decision__unit_id__in=seen,
    )
    taken = taken.select_related("decision", "gathering__body").annotate(
        unit_name=name_on("decision__unit_id", day)
    )
    return Decided(
        person, version, list(concerned[:MOST]), list(taken.distinct().order_by("-day", "-pk")[:MOST])
    )
