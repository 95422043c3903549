"""Who may see needs and say what of them. Reads only the Actor.

A need is read by whoever sees its unit, and by the unit that owns it. Whoever names its owner, or answers
for it, does not say for the village whether it is done (needs of a village count against offices alone).
"""

from dataclasses import dataclass

from jiceng.engines.procedure import Move
from jiceng.kernel.actors import Actor

RECORD = "need.record"
"""A unit's own: raising a need, saying whether it is met; and answering where the unit is the owner."""

ASSIGN = "need.assign"
"""Naming the owner, passing up, closing what nobody confirms, in the unit that holds the need."""

_HOLDERS = {Move.ASSIGNED, Move.PASSED_UP, Move.CLOSED}
_OWNERS = {Move.ANSWERED, Move.DONE, Move.UNDONE}


@dataclass(frozen=True, slots=True)
class Places:
    """Where a need lies: the paths of its unit, of who holds it, of its owner ("" while there is none)."""

    unit: str
    holder: str
    owner: str


def answers(actor: Actor, path: str) -> bool:
    """Whether the actor speaks for an owner."""
    return bool(path) and (actor.may(RECORD, path) or actor.may(ASSIGN, path))


def may_enter(actor: Actor, places: Places, move: Move) -> bool:
    """Whether the actor may make a move."""
    if move in _HOLDERS:
        return actor.may(ASSIGN, places.holder)
    if move in _OWNERS:
        return answers(actor, places.owner)
    judge = actor.may(ASSIGN, places.holder) or answers(actor, places.owner)
    return actor.system or (actor.may(RECORD, places.unit) and not judge)
