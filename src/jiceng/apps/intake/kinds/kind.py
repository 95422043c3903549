"""What every kind of record answers: how a row is read, whether it is known, how it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from jiceng.apps.intake.choices import Setting
from jiceng.apps.intake.report import Rejection
from jiceng.apps.intake.rows import RowReader

Draft = TypeVar("Draft")


@dataclass(frozen=True, slots=True)
class Known(Generic[Draft]):
    """A row that is in the register and says something else that is to be taken: the record's id."""

    draft: Draft
    record_id: int


@dataclass(slots=True)
class Matched(Generic[Draft]):
    """Rows sorted by what is to be done with them."""

    new: list[Draft] = field(default_factory=list)
    changed: list[Known[Draft]] = field(default_factory=list)
    unchanged: int = 0
    rejections: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    """One record an import has made or changed: from which row, which record (`records.RECORDS`), its id,
    the unit it belongs to; `before`, its values, where it was there already.
    """

    place: tuple[str, int]
    record: str
    record_id: int
    unit_id: int
    before: dict[str, Any] | None = None


class Kind(Protocol[Draft]):
    """One kind of records. `permission` is what the actor needs in the unit of each row; `asks`, what must be
    told of a whole file before it is written (`Choices.told`).
    """

    code: str
    permission: str
    asks: tuple[str, ...]

    def read(self, reader: RowReader, setting: Setting) -> Draft | None:
        """The row as a draft; None, or faults in `reader.rejections`, when it cannot be read."""

    def match(self, drafts: Sequence[Draft], setting: Setting) -> Matched[Draft]:
        """Drafts without fault compared with one another and with the register."""

    def write(self, matched: Matched[Draft], setting: Setting) -> list[Written]:
        """Write what is new or changed, in the caller's transaction. Raises
        `Conflict("register_changed")`.
        """
