"""One row of a member register: every cell read, every fault noted with its place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from jiceng.apps.intake import values
from jiceng.apps.intake.layout import Column, Layout, Table
from jiceng.apps.intake.report import Rejection, shown, shown_id_number
from jiceng.apps.intake.units import UnitIndex
from jiceng.apps.people.models import Person
from jiceng.engines.sheets import Row
from jiceng.kernel.codes import IdNumber, Sex
from jiceng.kernel.errors import Invalid

Value = TypeVar("Value")

_SHORT = (Column.ETHNICITY, Column.EDUCATION)
_LONGEST = {
    column: getattr(Person._meta.get_field(column.value), "max_length", 0)
    for column in (Column.NAME, *_SHORT)
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row without a fault in itself: a person as the file tells of her, and the unit she belongs to."""

    source: "RowReader"
    name: str
    id_number: IdNumber | None
    sex: str
    birth_date: date | None
    ethnicity: str
    education: str
    phone: str
    standing: str
    joined_on: date
    unit_id: int


class RowReader:
    """Reads one row and gathers what is wrong with it in `rejections`."""

    def __init__(self, layout: Layout, row: Row) -> None:
        self.layout = layout
        self.row = row
        self.rejections: list[Rejection] = []

    def reject(self, column: Column, code: str, **data: Any) -> Rejection:
        """Note a fault of a column; the report shows the cell's value, an identity number masked."""
        show = shown_id_number if column is Column.ID_NUMBER else shown
        value = show(self.layout.cell(self.row, column))
        heading = self.layout.heading(column)
        rejection = Rejection(self.layout.sheet, self.row.number, heading, value, code, data)
        self.rejections.append(rejection)
        return rejection

    def read(self, column: Column, how: Callable[..., Value], *limits: int) -> Value | None:
        """The column's value; None, with the fault noted, when it cannot be read."""
        try:
            return how(self.layout.cell(self.row, column), *limits)
        except Invalid as error:
            self.reject(column, error.code, **error.data)
            return None


def read_rows(
    tables: list[Table], units: UnitIndex, day: date
) -> Iterator[tuple[RowReader, PersonRow | None]]:
    """Every row of the tables, with the person it tells of, or None where it has a fault.

    Parameters: `units` within the actor's scope; `day` of the import, after which nobody has joined.
    """
    for table in tables:
        for row in table.rows:
            reader = RowReader(table.layout, row)
            person = _person(reader, units, day)
            yield reader, None if reader.rejections else person


def _person(reader: RowReader, units: UnitIndex, day: date) -> PersonRow | None:
    name = reader.read(Column.NAME, values.read_name, _LONGEST[Column.NAME])
    number = reader.read(Column.ID_NUMBER, values.read_id_number)
    sex = _sex(reader, number)
    birth_date = _birth_date(reader, number)
    joined_on = _joined_on(reader, birth_date, day)
    standing = reader.read(Column.STANDING, values.read_standing)
    ethnicity, education = (reader.read(each, values.read_short_text, _LONGEST[each]) for each in _SHORT)
    phone = reader.read(Column.PHONE, values.read_phone)
    unit_id = _unit_id(reader, units)
    if name and number is None and birth_date is None and not reader.rejections:
        reader.reject(Column.ID_NUMBER, "identity_missing")
    if name is None or standing is None or joined_on is None or unit_id is None:
        return None
    return PersonRow(
        source=reader,
        name=name,
        id_number=number,
        sex=sex,
        birth_date=birth_date,
        ethnicity=ethnicity or "",
        education=education or "",
        phone=phone or "",
        standing=standing,
        joined_on=joined_on,
        unit_id=unit_id,
    )


def _sex(reader: RowReader, number: IdNumber | None) -> str:
    """As the identity number says; the column must agree."""
    written = reader.read(Column.SEX, values.read_sex) or Sex.UNKNOWN
    if number is None:
        return written.value
    if written not in (Sex.UNKNOWN, number.sex):
        reader.reject(Column.SEX, "sex_differs_from_id_number")
    return number.sex.value


def _birth_date(reader: RowReader, number: IdNumber | None) -> date | None:
    """As the identity number says; the column must agree."""
    written = reader.read(Column.BIRTH_DATE, values.read_day)
    if number is None:
        return written
    if written not in (None, number.birth_date):
        reader.reject(Column.BIRTH_DATE, "birth_date_differs_from_id_number")
    return number.birth_date


def _joined_on(reader: RowReader, birth_date: date | None, day: date) -> date | None:
    faults = len(reader.rejections)
    joined_on = reader.read(Column.JOINED_ON, values.read_day)
    if joined_on is None and len(reader.rejections) == faults:
        reader.reject(Column.JOINED_ON, "joined_on_missing")
    elif joined_on is not None and joined_on > day:
        reader.reject(Column.JOINED_ON, "joined_in_the_future")
    elif joined_on is not None and birth_date is not None and joined_on <= birth_date:
        reader.reject(Column.JOINED_ON, "joined_before_birth")
    return joined_on


def _unit_id(reader: RowReader, units: UnitIndex) -> int | None:
    """By code where there is one, else by full name."""
    code = reader.read(Column.UNIT_CODE, values.read_text)
    name = reader.read(Column.UNIT_NAME, values.read_text)
    if code is None or name is None:
        return None
    try:
        return (units.by_code(code, name) if code else units.by_name(name)).unit_id
    except Invalid as error:
        column = Column.UNIT_NAME if not code or error.code == "unit_name_differs" else Column.UNIT_CODE
        reader.reject(column, error.code)
        return None
