"""The kinds of records a spreadsheet may hold, by code: `KINDS`.

Each is a folder whose `kind` answers the protocol of `kind.Kind`.
"""

from typing import Any

from jiceng.apps.intake.kinds.establishments.kind import Establishments
from jiceng.apps.intake.kinds.gatherings.kind import Gatherings
from jiceng.apps.intake.kinds.kind import Kind
from jiceng.apps.intake.kinds.people.kind import People
from jiceng.apps.intake.kinds.posts.kind import Posts
from jiceng.apps.intake.kinds.units.kind import Units
from jiceng.apps.organisations.models import profile
from jiceng.kernel.actors import Actor

KINDS: dict[str, Kind[Any]] = {
    kind.code: kind for kind in (Units(), People(), Posts(), Gatherings(), Establishments())
}


def may_import(actor: Actor) -> list[str]:
    """The kinds an actor may import, of those the running profile has a use for; none for most."""
    counted = bool(profile().coverage.kinds)
    return [
        code
        for code, kind in KINDS.items()
        if actor.has(kind.permission) and (counted or code != Establishments.code)
    ]
