"""The roll of a gathering: who is entitled on a day, frozen."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from jiceng.apps.gatherings.models import Roll
from jiceng.apps.organisations.models import Body, Unit, on, profile
from jiceng.apps.people.models import Membership, Seat
from jiceng.engines.procedure import HeldAs


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One person on a roll: `votes` is False for those whose standing has no vote; they attend. Where nothing
    is decided, as at a training, everyone counts alike.
    """

    person_id: int
    name: str
    votes: bool


def entitled_on(unit: Unit, body: Body | None, kind: str, day: date) -> list[RollEntry]:
    """Who is entitled at a gathering of `kind` on `day`: everyone seated in its body, else every member
    of the unit.

    A kind whose body's roll is "members" takes the unit's members. The longest members come first. Nobody is
    listed where heads are counted: villagers, households, members of a collective; nor of a notice or a talk.
    """
    held = profile().gathering_kinds.get(kind)
    if held is not None and (
        not held.attended or (held.body and profile().body_kinds[held.body].roll == "counted")
    ):
        return []
    memberships = Membership.objects.filter(on(day), unit=unit).order_by("joined_on", "person_id")
    standing = dict(memberships.values_list("person_id", "standing"))
    if body is not None and profile().body_kinds[body.kind].roll == "appointed":
        seats = Seat.objects.filter(on(day), body=body).order_by("id")
        pairs = list(seats.values_list("person_id", "person__name"))
    else:
        pairs = list(memberships.values_list("person_id", "person__name"))
    alike = held is not None and held.held_as is HeldAs.TRAINING
    mute = {code for code, kind in profile().standings.items() if not (kind.votes or alike)}
    return [RollEntry(id, name, standing.get(id) not in mute) for id, name in pairs]


def freeze(unit: Unit, entries: list[RollEntry]) -> Roll | None:
    """The roll with exactly these entries, made at its first use; None when nobody is on it (an office
    without a register).
    """
    if not entries:
        return None
    listed = [[entry.person_id, int(entry.votes)] for entry in entries]
    digest = hashlib.sha256(json.dumps(listed).encode()).digest()
    voting = sum(entry.votes for entry in entries)
    roll, _ = Roll.objects.get_or_create(
        unit=unit, digest=digest, defaults={"entries": listed, "size": len(listed), "voting": voting}
    )
    return roll
