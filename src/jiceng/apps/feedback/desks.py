"""Where a question can go: the desks above who asks, at which somebody sits."""

from dataclasses import dataclass
from datetime import date

from jiceng.apps.access.models import Grant
from jiceng.apps.access.policies import ROLES
from jiceng.apps.feedback import policies
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Desk:
    """Officers, or those who watch over them, in one unit; `sitting`, the ids of the users there."""

    version: UnitVersion
    desk: str
    sitting: frozenset[int]


def units_above(actor: Actor, day: date) -> list[UnitVersion]:
    """The units the actor holds roles in and those above them, nearest first; the top for who has no role.

    Their names are given even where she sees nothing else of them: one knows one's own town and county.
    """
    paths = {
        grant.path[:end] for grant in actor.grants for end in range(SEGMENT, len(grant.path) + 1, SEGMENT)
    }
    rows = UnitVersion.objects.filter(on(day)).select_related("unit")
    rows = rows.filter(path__in=paths) if paths else rows.filter(parent=None)
    return sorted(rows, key=lambda each: (-len(each.path), each.order, each.unit_id))


def desks(actor: Actor, day: date) -> list[Desk]:
    """The desks an actor can turn to, nearest first, offices before supervision: those where somebody else
    sits.
    """
    above = units_above(actor, day)
    sitting: dict[tuple[int, str], set[int]] = {}
    rows = Grant.objects.filter(on(day), unit_id__in=[each.unit_id for each in above], user__is_active=True)
    for unit_id, user_id, role in rows.exclude(user_id=actor.id or 0).values_list(
        "unit_id", "user_id", "role"
    ):
        for desk, permission in policies.DESKS.items():
            if permission in ROLES.get(role, ()):
                sitting.setdefault((unit_id, desk), set()).add(user_id)
    return [
        Desk(each, desk, frozenset(sitting[each.unit_id, desk]))
        for desk in policies.DESKS
        for each in above
        if (each.unit_id, desk) in sitting
    ]


def hears(found: Desk, about: UnitVersion | None, day: date) -> bool:
    """Whether a complaint may go to a desk: it is independent of the unit complained of, and somebody sits
    there who is not complained of herself. One about nobody in particular goes to supervision.
    """
    if about is None:
        return found.desk == policies.SUPERVISION
    if not policies.independent(found.version.path, found.desk, about.path):
        return False
    held = Grant.objects.filter(on(day), unit_id=about.unit_id).values_list("user_id", "role")
    complained_of = {user_id for user_id, role in held if not policies.watches(ROLES.get(role, ()))}
    return bool(found.sitting - complained_of)
