"""Reads of gatherings, within what the actor may see. Names of those absent are for the branch alone."""

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet

from jiceng.apps.gatherings import policies, rolls
from jiceng.apps.gatherings.models import Gathering, Revision
from jiceng.apps.organisations.models import Body, UnitVersion, on, profile
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import visible, whole, within
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure import GatheringKind


def gatherings(actor: Actor, version: UnitVersion) -> QuerySet[Gathering]:
    """Gatherings of one unit, newest first, without their minutes."""
    require(actor, policies.READ, version.path)
    rows = Gathering.objects.filter(unit_id=version.unit_id).select_related("body").defer("minutes", "absent")
    return rows.order_by("-day", "-pk")


def posted(actor: Actor, version: UnitVersion, follows: str) -> list[Gathering]:
    """What is on record because it was posted, newest first. Parameters: `follows`, what was."""
    return list(gatherings(actor, version).filter(follows=follows))


def posted_since(actor: Actor, version: UnitVersion, kind: str, day: date) -> list[Gathering]:
    """Notices of a kind that are on record because they were posted, from `day` on, newest first."""
    rows = gatherings(actor, version).filter(kind=kind, state=Gathering.State.HELD, day__gte=day)
    return list(rows.exclude(follows=""))


class Held(NamedTuple):
    """A gathering as the ledger of a year lists it: who chaired and who wrote, nobody else by name."""

    unit_id: int
    day: date
    time: time | None
    kind: str
    body: str | None
    subject: str
    place: str
    chair: str
    recorder: str
    entitled: int
    present: int
    makes_up: str
    measured: int | None


_HELD = (
    *("unit_id", "day", "time", "kind", "body__name", "subject", "place", "chair", "recorder"),
    *("entitled", "present", "makes_up", "measured"),
)


@dataclass(frozen=True, slots=True)
class HeldInTree:
    """What was held in `units` (as the tree is read), by unit in that order, then by day."""

    units: list[UnitVersion]
    rows: list[Held]


def held_in_tree(actor: Actor, version: UnitVersion, day: date, first: date, last: date) -> HeldInTree:
    """What was held from `first` to `last` in a unit and all below it, as the tree stands on `day`: two
    queries.
    """
    units = whole(actor, version, day, policies.READ)
    rank = {each.unit_id: place for place, each in enumerate(units)}
    there = visible(actor, day, policies.READ).filter(within([PathRange.below(version.path)]))
    rows = Gathering.objects.filter(
        state=Gathering.State.HELD,
        day__gte=first,
        day__lte=last,
        unit_id__in=there.order_by().values("unit_id"),
    )
    found = map(Held._make, rows.order_by("day", "time", "pk").values_list(*_HELD))
    return HeldInTree(units, sorted(found, key=lambda row: rank[row.unit_id]))


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

    A kind that an appointed body holds comes once for each such body of the unit, and not at all without one;
    a kind that only some kinds of unit hold, in those alone.
    """
    require(actor, policies.READ, version.path)
    there = list(Body.objects.filter(on(day), unit_id=version.unit_id).order_by("id"))
    kinds = profile().body_kinds
    found = []
    for kind in profile().gathering_kinds.values():
        if kind.unit_kinds and version.kind not in kind.unit_kinds:
            continue
        if kind.body and kinds[kind.body].roll == "appointed":
            found += [Occasion(kind, body) for body in there if body.kind == kind.body]
        else:
            found.append(Occasion(kind, None))
    return found


def revisions(actor: Actor, gathering: Gathering, version: UnitVersion) -> list[Revision]:
    """Earlier versions of a record, newest first."""
    require(actor, policies.READ, version.path)
    return list(gathering.revisions.order_by("-number"))
