"""How long a notice stood unchanged, read off the ledger's entries about it. Pure: an outsider's question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jiceng.apps.publications.seals import POSTED, STOOD


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry about one notice: its place in the ledger from 0, its kind, and when by the office's clock."""

    index: int
    type: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stood:
    """From when to when a notice stood unchanged, as far as the log says, and how many whole days that is."""

    first: datetime
    last: datetime

    @property
    def days(self) -> int:
        """Whole days."""
        return (self.last - self.first).days


def longest_standing(entries: Sequence[Entered], until: datetime | None = None) -> Stood | None:
    """The longest time in which a notice was posted and nothing further was entered about it.

    Parameters: `entries`, all about it, in the ledger's order; `until`, when the last entry of the whole log
    was made, for what still stands. None when it was never posted. That it has stood changes nothing.
    """
    stood: list[Stood] = []
    began: datetime | None = None
    for entry in entries:
        if began is not None:
            stood.append(Stood(began, entry.at))
        if entry.type != STOOD:
            began = entry.at if entry.type == POSTED else None
    if began is not None and until is not None:
        stood.append(Stood(began, until))
    return max(stood, key=lambda each: each.last - each.first, default=None)
