"""The county as plain records, before it is written. Ids are given here, from 1, so that records can
point to each other.

Days are inclusive at the start and exclusive at the end, as in the models of the same names.
"""

from dataclasses import dataclass, field
from datetime import date, time

FAR = date.max
"""Stands for "no end" where days are compared."""


@dataclass(slots=True)
class MemberRecord:
    """One membership of a person in a unit."""

    person: "PersonRecord"
    unit_id: int
    standing: str
    starts_on: date
    ends_on: date | None = None
    end_reason: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(slots=True)
class PersonRecord:
    """A generated person; `away` are spells in which she is a mobile member."""

    id: int
    name: str
    sex: str
    birth_date: date
    ethnicity: str
    education: str
    occupation: str
    phone: str
    id_number: str
    joined_on: date
    away: list[tuple[date, date | None]] = field(default_factory=list)

    def is_away(self, day: date) -> bool:
        """Whether she is away on `day`."""
        return any(start <= day and (end is None or day < end) for start, end in self.away)


@dataclass(slots=True)
class SeatRecord:
    """A person's seat in a body."""

    id: int
    person: PersonRecord
    starts_on: date
    ends_on: date | None = None


@dataclass(slots=True)
class TermRecord:
    """One term of a body."""

    starts_on: date
    due_on: date
    ended_on: date | None = None


@dataclass(slots=True)
class BodyRecord:
    """A body of a unit with its terms and seats."""

    id: int
    kind: str
    name: str
    starts_on: date
    ends_on: date | None = None
    terms: list[TermRecord] = field(default_factory=list)
    seats: list[SeatRecord] = field(default_factory=list)


@dataclass(slots=True)
class HoldingRecord:
    """Who held a post from when until when."""

    person: PersonRecord
    starts_on: date
    ends_on: date | None = None


@dataclass(slots=True)
class PostRecord:
    """A post of a unit, with its holders from the first to the last."""

    id: int
    kind: str
    starts_on: date
    ends_on: date | None = None
    holdings: list[HoldingRecord] = field(default_factory=list)

    def holder_on(self, day: date) -> PersonRecord | None:
        """Who holds it on `day`."""
        for held in reversed(self.holdings):
            if held.starts_on <= day and (held.ends_on is None or day < held.ends_on):
                return held.person
        return None


@dataclass(slots=True)
class VersionRecord:
    """What a unit was from a day on, where it was once something else than at last."""

    name: str
    kind: str
    form: str
    starts_on: date
    ends_on: date | None = None


@dataclass(slots=True)
class UnitRecord:
    """A unit with all that belongs to it. `size` is how many members it is to have, all its sub-branches
    counted; `silent_since`, the day from which it met no more, where it stands on paper only.
    """

    id: int
    code: str
    division_code: str
    parent: "UnitRecord | None"
    name: str
    kind: str
    path: str
    starts_on: date
    form: str = ""
    order: int = 0
    ends_on: date | None = None
    size: int = 0
    setting: str = "village"
    weak: bool = False
    silent_since: date | None = None
    in_weak_town: bool = False
    earlier: list[VersionRecord] = field(default_factory=list)
    children: list["UnitRecord"] = field(default_factory=list)
    members: list[MemberRecord] = field(default_factory=list)
    bodies: list[BodyRecord] = field(default_factory=list)
    posts: list[PostRecord] = field(default_factory=list)

    def body(self, kind: str) -> BodyRecord | None:
        """The first body of a kind."""
        return next((body for body in self.bodies if body.kind == kind), None)

    def post(self, kind: str) -> PostRecord | None:
        """The first post of a kind."""
        return next((post for post in self.posts if post.kind == kind), None)

    def below(self) -> list["UnitRecord"]:
        """The unit and all under it, in official order."""
        found = [self]
        for child in self.children:
            found.extend(child.below())
        return found


@dataclass(slots=True)
class RollRecord:
    """A frozen list of those entitled: [person id, votes] in order."""

    id: int
    unit_id: int
    entries: list[list[int]]
    listed: str
    digest: bytes
    size: int
    voting: int


@dataclass(slots=True)
class RevisionRecord:
    """What a gathering's record said before it was corrected."""

    gathering_id: int
    content: dict[str, object]
    reason: str
    day: date
    by: str


@dataclass(slots=True)
class GatheringRecord:
    """A gathering, as the model of that name; `absent` is [person id, reason] in the roll's order, None
    when not held.
    """

    id: int
    unit_id: int
    body_id: int | None
    kind: str
    state: str
    day: date
    time: time | None
    place: str
    subject: str
    recorded_on: date
    recorded_by: str
    minutes: str = ""
    items: str = ""
    makes_up: str = ""
    chair: str = ""
    recorder: str = ""
    roll: RollRecord | None = None
    absent: list[list[int | str]] | None = None
    entitled: int = 0
    present: int = 0
    attended: int = 0
    measured: int | None = None
    revision: int = 1


@dataclass(slots=True)
class PostponementRecord:
    """An approved postponement."""

    unit_id: int
    duty: str
    period: str
    until: date
    reason: str
    approved_by: str
    approved_on: date


@dataclass(slots=True)
class CountyRecord:
    """Everything there is to write."""

    root: UnitRecord
    units: list[UnitRecord]
    people: list[PersonRecord]
    successions: list[tuple[int, int, str, date]] = field(default_factory=list)
    rolls: list[RollRecord] = field(default_factory=list)
    gatherings: list[GatheringRecord] = field(default_factory=list)
    revisions: list[RevisionRecord] = field(default_factory=list)
    postponements: list[PostponementRecord] = field(default_factory=list)
