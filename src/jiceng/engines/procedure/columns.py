"""The tables facts are kept in, column by column, with days as proleptic ordinals (`date.toordinal()`).

Every "end" is exclusive: the first day on which a thing no longer is; `OPEN` when there is none yet. Codes
are numbers of the profile's own order (`Profile.numbers`); −1 is no code. Columns of one table have one
length; rows may come in any order.
"""

from dataclasses import dataclass, fields
from typing import ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from jiceng.kernel.errors import Invalid

OPEN = 2**31 - 1
CADENCE_NUMBERS = {"month": 1, "quarter": 2, "half_year": 3, "year": 4}

Days = NDArray[np.int32]
Numbers = NDArray[np.int32]
Codes = NDArray[np.int16]
Identities = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Columns:
    """A table of columns of one length; given values are brought to each column's type."""

    TYPES: ClassVar[dict[str, DTypeLike]] = {}

    def __post_init__(self) -> None:
        lengths = set()
        for each in fields(self):
            column = np.asarray(getattr(self, each.name), dtype=self.TYPES.get(each.name, np.int32))
            object.__setattr__(self, each.name, column)
            lengths.add(column.shape)
        if len(lengths) > 1:
            raise Invalid("columns_of_unequal_length", table=type(self).__name__)

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    @classmethod
    def empty(cls) -> Self:
        """The table without rows."""
        return cls(**{each.name: () for each in fields(cls)})

    def of_unit(self, unit: int) -> Self:
        """The rows of one unit, which becomes unit 0."""
        chosen = np.flatnonzero(getattr(self, "unit") == unit)  # noqa: B009
        columns = {each.name: getattr(self, each.name)[chosen] for each in fields(self)}
        columns["unit"] = np.zeros(len(chosen), np.int32)
        return type(self)(**columns)


@dataclass(frozen=True, eq=False)
class Units(Columns):
    """One row a unit, its place being its number: `founded` first day, `closed` (exclusive)."""

    founded: Days
    closed: Days


@dataclass(frozen=True, eq=False)
class UnitSpans(Columns):
    """A unit's consecutive versions: unit kind and organisation form (−1: none) from `start` to `end`
    (exclusive).
    """

    TYPES = {"kind": np.int16, "form": np.int16}
    unit: Numbers
    kind: Codes
    form: Codes
    start: Days
    end: Days


@dataclass(frozen=True, eq=False)
class Memberships(Columns):
    """One row a membership of a person in a unit; `voting` is False for those on probation."""

    TYPES = {"voting": np.bool_}
    unit: Numbers
    start: Days
    end: Days
    voting: Flags


@dataclass(frozen=True, eq=False)
class Absences(Columns):
    """One row a spell in which a member of the unit was away as a mobile member (流动党员)."""

    unit: Numbers
    start: Days
    end: Days


@dataclass(frozen=True, eq=False)
class Bodies(Columns):
    """One row a body (`body`, its identity) of a kind in a unit; rows of one identity never overlap."""

    TYPES = {"kind": np.int16, "body": np.int64}
    unit: Numbers
    kind: Codes
    start: Days
    end: Days
    body: Identities


@dataclass(frozen=True, eq=False)
class Terms(Columns):
    """One row a term of a body.

    It should end on `ends_on` (inclusive); `ended` (exclusive) and `successor_start`, first day of the next,
    or `OPEN`.
    """

    TYPES = {"body_kind": np.int16, "body": np.int64}
    unit: Numbers
    body: Identities
    body_kind: Codes
    start: Days
    ends_on: Days
    ended: Days
    successor_start: Days


@dataclass(frozen=True, eq=False)
class Acts(Columns):
    """One row a gathering held.

    `makes_up_start` and `makes_up_cadence` (`CADENCE_NUMBERS`) name the earlier period it makes up, or are 0;
    `body` is −1 when no body met; `entitled` and `present` are heads who vote; `items` has bit n for the
    profile's n-th item; `measured` is in the unit of its kind's measure (0: none noted), `OPEN` for a notice
    still posted.
    """

    TYPES = {
        "id": np.int64,
        "kind": np.int16,
        "makes_up_cadence": np.int8,
        "body": np.int64,
        "items": np.uint64,
    }
    id: Identities
    unit: Numbers
    kind: Codes
    day: Days
    makes_up_start: Days
    makes_up_cadence: NDArray[np.int8]
    body: Identities
    entitled: Numbers
    present: Numbers
    items: Bits
    measured: Numbers


@dataclass(frozen=True, eq=False)
class Vacancies(Columns):
    """One row a gap of a required post: empty from `start` until a holder came on `end`."""

    TYPES = {"post": np.int16}
    unit: Numbers
    post: Codes
    start: Days
    end: Days


@dataclass(frozen=True, eq=False)
class Postponements(Columns):
    """One row an approved postponement of a duty of a unit, of the period from `start` to `end` (inclusive),
    `until` a day.
    """

    TYPES = {"duty": np.int16}
    unit: Numbers
    duty: Codes
    start: Days
    end: Days
    until: Days
