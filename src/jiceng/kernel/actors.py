"""Who acts: a frozen value, resolved once per request, handed to every service and selector by name.

A grant binds a role's permissions to a unit's subtree (a range of materialised paths) and to dates.
Everything is denied that no grant allows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class PathRange:
    """A subtree as a half-open range of materialised paths: `start` ≤ path < `end`."""

    start: str
    end: str

    @classmethod
    def below(cls, path: str) -> "PathRange":
        """The unit at `path` and all under it. Path segments use characters below "~"."""
        return cls(path, path + "~")

    def contains(self, path: str) -> bool:
        """Whether the unit at `path` lies in the subtree."""
        return self.start <= path < self.end


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one subtree from one day on, until a day (exclusive) or without end.

    `permissions` reach all under the unit, `own` the unit itself and nothing below it.
    """

    role: str
    permissions: frozenset[str]
    unit_id: int
    path: str
    starts_on: date
    ends_on: date | None = None
    own: frozenset[str] = frozenset()

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with the grants in force. `purpose` is why sensitive data is read, in her own words; of a
    `token` (its number) it is what the token is called, which nobody stated for this reading.
    """

    id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    purpose: str = ""
    system: bool = field(default=False, kw_only=True)
    token: int | None = field(default=None, kw_only=True)

    def may(self, permission: str, path: str) -> bool:
        """Whether some grant gives `permission` on the unit at `path`."""
        if self.system:
            return True
        if any(permission in grant.own and grant.path == path for grant in self.grants):
            return True
        return any(found.contains(path) for found in self.ranges(permission))

    def has(self, permission: str) -> bool:
        """Whether some grant gives `permission` anywhere."""
        return self.system or any(permission in grant.permissions | grant.own for grant in self.grants)

    def ranges(self, permission: str) -> tuple[PathRange, ...]:
        """Subtrees in which `permission` holds, widest first, those inside another left out."""
        if self.system:
            return (PathRange("", "~"),)
        paths = (grant.path for grant in self.grants if permission in grant.permissions)
        return _widest(paths)

    def with_purpose(self, purpose: str) -> "Actor":
        """The same actor, reading for a stated purpose."""
        return Actor(self.id, self.name, self.grants, purpose, system=self.system, token=self.token)


def _widest(paths: Iterable[str]) -> tuple[PathRange, ...]:
    found: list[PathRange] = []
    for path in sorted(set(paths)):
        if not any(wider.contains(path) for wider in found):
            found.append(PathRange.below(path))
    return tuple(found)


NOBODY = Actor(None, "")
"""An actor that may nothing: whoever has not signed in."""


def system_actor(name: str) -> Actor:
    """The program itself, acting for whoever holds the machine (command line, imports of the register).

    Parameters: `name`, what is written in the journal, such as "jiceng init".
    """
    return Actor(None, name, system=True)
