"""Is this person known already? Rows against one another and against the register."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef

from jiceng.apps.intake.layout import Column
from jiceng.apps.intake.report import Rejection
from jiceng.apps.intake.rows import PersonRow
from jiceng.apps.people import id_numbers
from jiceng.apps.people.models import Membership, Person

Value = TypeVar("Value")

_CHUNK = 900
"""Values in one IN list: below the least that SQLite was ever built to take."""

_COMPARED = (
    (Column.NAME, "person__name"),
    (Column.SEX, "person__sex"),
    (Column.BIRTH_DATE, "person__birth_date"),
    (Column.ETHNICITY, "person__ethnicity"),
    (Column.EDUCATION, "person__education"),
    (Column.PHONE, "person__phone"),
    (Column.STANDING, "standing"),
    (Column.JOINED_ON, "joined_on"),
)

Likeness = tuple[int, str, date | None]
"""Unit, name, birth date: by these a person without an identity number is known again."""


@dataclass(slots=True)
class Matched:
    """Rows sorted by what is to be done with them."""

    new: list[PersonRow] = field(default_factory=list)
    unchanged: int = 0
    rejections: list[Rejection] = field(default_factory=list)


def match(rows: Sequence[PersonRow]) -> Matched:
    """Sort rows without faults of their own into new ones, unchanged ones and those that contradict
    something.

    Codes of rejections: twice_in_file, differs_from_register, member_elsewhere, member_before,
    in_register_without_id_number, in_register_twice.
    """
    indexes = [id_numbers.index(row.id_number) if row.id_number else None for row in rows]
    found = Matched()
    spoilt = _repeated(rows, indexes, found.rejections)
    register = _Register(rows, indexes)
    for row, index in zip(rows, indexes, strict=True):
        if id(row) in spoilt:
            continue
        faults = list(register.faults(row, index))
        found.rejections += faults
        if not faults and register.knows(row, index):
            found.unchanged += 1
        elif not faults:
            found.new.append(row)
    return found


def _likeness(row: PersonRow) -> Likeness:
    return row.unit_id, row.name, row.birth_date


def _repeated(
    rows: Sequence[PersonRow], indexes: Sequence[bytes | None], rejections: list[Rejection]
) -> set[int]:
    """Identities of rows to be left out because a person stands in the file twice.

    Of rows that agree in everything the first is kept; of rows that do not, none is.
    """
    groups: dict[bytes | Likeness, list[PersonRow]] = defaultdict(list)
    for row, index in zip(rows, indexes, strict=True):
        groups[index or _likeness(row)].append(row)
    spoilt: set[int] = set()
    for group in groups.values():
        agreed = len({_content(row) for row in group}) == 1
        for row in group[1:] if agreed else group:
            other = next(each for each in group if each is not row)
            column = Column.ID_NUMBER if row.id_number else Column.NAME
            place = {"sheet": other.source.layout.sheet, "row": other.source.row.number}
            rejections.append(row.source.reject(column, "twice_in_file", **place))
            spoilt.add(id(row))
    return spoilt


def _content(row: PersonRow) -> tuple[object, ...]:
    return (row.unit_id, *(getattr(row, column.value) for column, _ in _COMPARED))


class _Register:
    """What the register says of the people in the rows: members of the units named, and of the others
    whether they are known.
    """

    def __init__(self, rows: Sequence[PersonRow], indexes: Sequence[bytes | None]) -> None:
        self._by_index: dict[bytes, dict[str, Any]] = {}
        self._by_likeness: dict[Likeness, list[dict[str, Any]]] = defaultdict(list)
        for member in _members({row.unit_id for row in rows}):
            index = member["person__id_number_index"]
            key = member["unit_id"], member["person__name"], member["person__birth_date"]
            self._by_likeness[key].append(member)
            if index is not None:
                self._by_index[bytes(index)] = member
        elsewhere = {index for index in indexes if index is not None and index not in self._by_index}
        self._elsewhere = dict(_known(elsewhere))

    def _member(self, row: PersonRow, index: bytes | None) -> dict[str, Any] | None:
        """The open membership of the row's person, if it is in one of the units the rows name."""
        if index is not None:
            return self._by_index.get(index)
        alike = self._by_likeness.get(_likeness(row), [])
        return alike[0] if len(alike) == 1 else None

    def knows(self, row: PersonRow, index: bytes | None) -> bool:
        """Whether the row's person is a member of the row's unit already."""
        return self._member(row, index) is not None

    def faults(self, row: PersonRow, index: bytes | None) -> Iterator[Rejection]:
        """What in the register contradicts the row."""
        column = Column.ID_NUMBER if row.id_number else Column.NAME
        member = self._member(row, index)
        if member is not None and member["unit_id"] != row.unit_id:
            yield row.source.reject(column, "member_elsewhere")
        elif member is not None:
            yield from _differences(row, member)
        elif index in self._elsewhere:
            code = "member_elsewhere" if self._elsewhere[index] else "member_before"
            yield row.source.reject(column, code)
        else:
            alike = self._by_likeness.get(_likeness(row), [])
            if index is None and len(alike) > 1:
                yield row.source.reject(column, "in_register_twice")
            elif index is not None and any(each["person__id_number_index"] is None for each in alike):
                yield row.source.reject(column, "in_register_without_id_number")


def _differences(row: PersonRow, member: dict[str, Any]) -> Iterator[Rejection]:
    """Columns that say something else than the register; an empty cell says nothing."""
    for column, name in _COMPARED:
        value = getattr(row, column.value)
        if value in ("", None) or (column is Column.SEX and value == "0"):
            continue
        if value != member[name]:
            yield row.source.reject(column, "differs_from_register")


def _members(unit_ids: set[int]) -> Iterator[dict[str, Any]]:
    names = ("unit_id", "person__id_number_index", *(name for _, name in _COMPARED))
    for chunk in _chunks(unit_ids):
        yield from Membership.objects.filter(unit_id__in=chunk, ends_on__isnull=True).values(*names)


def _known(indexes: set[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Identity numbers the register knows, each with whether its person is a member anywhere now."""
    member = Exists(Membership.objects.filter(person=OuterRef("pk"), ends_on__isnull=True))
    for chunk in _chunks(indexes):
        rows = Person.objects.filter(id_number_index__in=chunk).annotate(member=member)
        for index, is_member in rows.values_list("id_number_index", "member"):
            yield bytes(index or b""), is_member


def _chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    listed = list(values)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
