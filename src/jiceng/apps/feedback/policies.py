"""Who answers, and who must never be the one that is complained of (safety rule 6). Reads only the Actor."""

from collections.abc import Collection

from jiceng.kernel.actors import Actor

ANSWER = "feedback.answer"
SUPERVISE = "feedback.supervise"

OFFICE, SUPERVISION = "office", "supervision"
DESKS = {OFFICE: ANSWER, SUPERVISION: SUPERVISE}
"""Who answers at each desk of a unit: its own officers, or those who watch over them."""

KINDS = ("question", "complaint", "wrong_rule", "too_much")
COMPLAINT, SUGGESTION = "complaint", "suggestion"
ALL_KINDS = (*KINDS, SUGGESTION)
"""With what only letters to the editor are."""
NOBODY = "nobody"
"""What a complaint is about when it concerns nobody in particular."""


def desks_of(actor: Actor) -> set[tuple[int, str]]:
    """The desks the actor sits at: unit id and desk."""
    return {
        (grant.unit_id, desk)
        for grant in actor.grants
        for desk, permission in DESKS.items()
        if permission in grant.own
    }


def watches(permissions: Collection[str]) -> bool:
    """Whether a role watches over an office: whoever has no other there is not of those complained of."""
    return SUPERVISE in permissions


def complained_of(actor: Actor) -> set[int]:
    """The units of which no complaint reaches the actor: where she holds any role but one that watches."""
    return {grant.unit_id for grant in actor.grants if not watches(grant.own)}


def answers(actor: Actor) -> bool:
    """Whether the actor sits at any desk."""
    return bool(desks_of(actor))


def sees_sender(to: str, desk: str, about: str | None) -> bool:
    """Whether a desk is told who wrote a letter: one that could hear a complaint about whom it concerns.

    Parameters: as `independent`, `about` None where a letter concerns nobody in particular.
    """
    return about is None or independent(to, desk, about)


def independent(to: str, desk: str, about: str) -> bool:
    """Whether a desk may hear a complaint: an office hears what concerns units below it, never itself and
    nobody above; supervision hears of the office beside it and all below.

    Parameters: the paths of the unit that hears and of the unit complained of.
    """
    return about.startswith(to) and (desk == SUPERVISION or about != to)
