"""Reads of gatherings, within what the actor may see. Names of those absent are for the branch alone."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from jiceng.apps.gatherings import policies, rolls
from jiceng.apps.gatherings.models import Gathering, Revision
from jiceng.apps.organisations.models import Body, UnitVersion, on, profile
from jiceng.apps.organisations.policies import require
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure import GatheringKind


def gatherings(actor: Actor, version: UnitVersion) -> QuerySet[Gathering]:
    """Gatherings of one unit, newest first, without their minutes."""
    require(actor, policies.READ, version.path)
    rows = Gathering.objects.filter(unit_id=version.unit_id).select_related("body").defer("minutes", "absent")
    return rows.order_by("-day", "-pk")


def gathering_by_id(
    actor: Actor, gathering_id: int, permission: str = policies.READ
) -> tuple[Gathering, UnitVersion]:
    """One gathering and its unit's last version. Raises `NotFound("gathering_not_found")` to outsiders."""
    gathering = Gathering.objects.filter(pk=gathering_id).select_related("unit", "body", "roll").first()
    if gathering is not None:
        version = UnitVersion.objects.filter(unit_id=gathering.unit_id).order_by("-starts_on").first()
        if version is not None and actor.may("unit.read", version.path):
            require(actor, permission, version.path)
            return gathering, version
    raise NotFound("gathering_not_found")


def by_ids(actor: Actor, version: UnitVersion, ids: set[int]) -> dict[int, Gathering]:
    """Gatherings of one unit by id, without their minutes: the evidence of its verdicts."""
    return {gathering.pk: gathering for gathering in gatherings(actor, version).filter(pk__in=ids)}


@dataclass(frozen=True, slots=True)
class Attendance:
    """Someone on a roll and whether she was absent; `reason` as noted."""

    person_id: int
    name: str
    votes: bool
    absent: bool
    reason: str


def attendance(actor: Actor, gathering: Gathering, version: UnitVersion) -> list[Attendance]:
    """The roll of a gathering with who was absent, for the branch alone; empty once it has expired.

    Raises `Refused` for officers: they see counts.
    """
    require(actor, policies.READ_ATTENDANCE, version.path)
    if gathering.roll is None:
        return []
    absent = dict(gathering.absent or ())
    names = dict(
        Person.objects.filter(pk__in=[id for id, _ in gathering.roll.entries]).values_list("pk", "name")
    )
    return [
        Attendance(id, names.get(id, ""), bool(votes), id in absent, absent.get(id, ""))
        for id, votes in gathering.roll.entries
    ]


def roll_on(
    actor: Actor, version: UnitVersion, body: Body | None, kind: str, day: date
) -> list[rolls.RollEntry]:
    """Who would be entitled at a gathering on `day`, to tick who was absent."""
    require(actor, policies.RECORD, version.path)
    return rolls.entitled_on(version.unit, body, kind, day)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A kind of gathering a unit can hold, with the body that meets; `body` None: its members as a whole."""

    kind: "GatheringKind"
    body: Body | None


def occasions(actor: Actor, version: UnitVersion, day: date) -> list[Occasion]:
    """What a unit can meet for on `day`, in the profile's order.

    A kind that an appointed body holds comes once for each such body of the unit, and not at all without one.
    """
    require(actor, policies.READ, version.path)
    there = list(Body.objects.filter(on(day), unit_id=version.unit_id).order_by("id"))
    kinds = profile().body_kinds
    found = []
    for kind in profile().gathering_kinds.values():
        if kind.body and kinds[kind.body].roll == "appointed":
            found += [Occasion(kind, body) for body in there if body.kind == kind.body]
        else:
            found.append(Occasion(kind, None))
    return found


def revisions(actor: Actor, gathering: Gathering, version: UnitVersion) -> list[Revision]:
    """Earlier versions of a record, newest first."""
    require(actor, policies.READ, version.path)
    return list(gathering.revisions.order_by("-number"))
