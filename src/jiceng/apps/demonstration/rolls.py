"""Rolls of a unit's gatherings: the same list is kept once. Lists and digests are those of
`gatherings.rolls`.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from jiceng.apps.demonstration.records import (
    FAR,
    BodyRecord,
    MemberRecord,
    PersonRecord,
    RollRecord,
    SeatRecord,
    UnitRecord,
)


@dataclass(slots=True)
class Listed:
    """A roll with its persons, and the places in it of those with spells away."""

    roll: RollRecord
    people: list[PersonRecord]
    mobile: list[int]


@dataclass(slots=True)
class RollBook:
    """Every roll of the county, each list of a unit once."""

    rolls: list[RollRecord] = field(default_factory=list)
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _known: dict[tuple[int, bytes], RollRecord] = field(default_factory=dict)

    def freeze(self, unit_id: int, entries: list[list[int]]) -> RollRecord:
        """The roll with these entries, made at its first use."""
        listed = json.dumps(entries)
        digest = hashlib.sha256(listed.encode()).digest()
        found = self._known.get((unit_id, digest))
        if found is None:
            voting = sum(votes for _, votes in entries)
            found = RollRecord(next(self._ids), unit_id, entries, listed, digest, len(entries), voting)
            self._known[unit_id, digest] = found
            self.rolls.append(found)
        return found


class Rolls:
    """The rolls of one unit and its bodies by day."""

    def __init__(self, book: RollBook, unit: UnitRecord) -> None:
        self._book, self._unit = book, unit
        self._breaks: dict[int, list[date]] = {}
        self._found: dict[tuple[int, int, bool], Listed | None] = {}

    def on(self, day: date, body: BodyRecord | None, *, alike: bool = False) -> Listed | None:
        """Who is entitled on `day`: those seated in the body, else every member; None when nobody is.
        `alike`, whether those without a vote count like the others, as at a training.
        """
        key = body.id if body else 0
        if key not in self._breaks:
            rows: Sequence[MemberRecord | SeatRecord] = [*self._unit.members, *(body.seats if body else ())]
            ends = {row.ends_on for row in rows if row.ends_on is not None}
            self._breaks[key] = sorted(ends | {row.starts_on for row in rows})
        segment = bisect_right(self._breaks[key], day)
        if (key, segment, alike) not in self._found:
            self._found[key, segment, alike] = self._list(day, body, alike)
        return self._found[key, segment, alike]

    def _list(self, day: date, body: BodyRecord | None, alike: bool) -> Listed | None:
        standing = {row.person.id: row.standing for row in self._unit.members if row.holds_on(day)}
        if body is not None:
            seats = sorted(body.seats, key=lambda seat: seat.id)
            people = [seat.person for seat in seats if seat.starts_on <= day < (seat.ends_on or FAR)]
        else:
            people = [row.person for row in self._unit.members if row.holds_on(day)]
            people.sort(key=lambda person: (person.joined_on, person.id))
        if not people:
            return None
        entries = [[person.id, int(alike or standing.get(person.id) != "probationary")] for person in people]
        mobile = [place for place, person in enumerate(people) if person.away]
        return Listed(self._book.freeze(self._unit.id, entries), people, mobile)
