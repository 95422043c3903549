"""Who may see and change units. Reads only the Actor."""

from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound, Refused

READ = "unit.read"
MANAGE = "unit.manage"


def require(actor: Actor, permission: str, path: str) -> None:
    """Let `actor` pass only with `permission` on the unit at `path`.

    Raises `NotFound("unit_not_found")` for outsiders, who learn nothing, and `Refused("not_permitted")` for
    those who may see it.
    """
    if not actor.may(READ, path):
        raise NotFound("unit_not_found")
    if not actor.may(permission, path):
        raise Refused("not_permitted", permission=permission)
