"""Whose device may keep pages to be read without network."""

from jiceng.kernel.actors import Actor


def kept_unit(actor: Actor) -> int | None:
    """The one unit whose pages a device may keep for the actor; None for whoever sees more than one branch.

    A secretary's phone holds her own branch. An officer's pages name hundreds of persons and are never kept.
    """
    roles = {grant.role for grant in actor.grants}
    units = {grant.unit_id for grant in actor.grants}
    return units.pop() if roles == {"secretary"} and len(units) == 1 else None
