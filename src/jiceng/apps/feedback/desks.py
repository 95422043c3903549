"""Where a question can go: the desks above who asks, at which somebody sits."""

from collections.abc import Sequence
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
    return _desks(units_above(actor, day), day, actor.id or 0)


def all_desks(day: date) -> list[Desk]:
    """Every desk of the office at which somebody sits, the widest first."""
    held = Grant.objects.filter(on(day), user__is_active=True).values("unit_id")
    rows = UnitVersion.objects.filter(on(day), unit_id__in=held).select_related("unit")
    return _desks(sorted(rows, key=lambda each: (len(each.path), each.order, each.unit_id)), day, 0)


def desk_for_letter(kind: str, about: UnitVersion | None, day: date) -> tuple[int, str]:
    """Where a letter to the editor goes, as unit id and desk: never to the unit it is about (safety rule 6).

    To the nearest office above that unit at which somebody sits who has no part in it, else to the nearest
    supervision; of the unit at the top a complaint goes to supervision, any other letter to its office, and
    so do letters about nobody in particular. Where nobody sits it waits at the top for somebody who will.
    """
    top = UnitVersion.objects.filter(on(day), parent=None).order_by("order", "unit_id")[:1].get()
    complaint = kind == policies.COMPLAINT
    if about is None or (about.path == top.path and not complaint):
        return top.unit_id, policies.SUPERVISION if complaint else policies.OFFICE
    paths = [about.path[:end] for end in range(SEGMENT, len(about.path) + 1, SEGMENT)]
    rows = UnitVersion.objects.filter(on(day), path__in=paths).select_related("unit")
    above = sorted(rows, key=lambda each: -len(each.path))
    found = next((each for each in _desks(above, day, 0) if hears(each, about, day)), None)
    if found is not None:
        return found.version.unit_id, found.desk
    return top.unit_id, policies.SUPERVISION if about.path == top.path else policies.OFFICE


def _desks(above: Sequence[UnitVersion], day: date, without: int) -> list[Desk]:
    """The desks of units at which somebody sits other than a user, offices before supervision."""
    sitting: dict[tuple[int, str], set[int]] = {}
    rows = Grant.objects.filter(on(day), unit_id__in=[each.unit_id for each in above], user__is_active=True)
    for unit_id, user_id, role in rows.exclude(user_id=without).values_list("unit_id", "user_id", "role"):
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
