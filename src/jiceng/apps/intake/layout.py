"""The one clean layout of a member register (党员名册): which heading is which column, and where the headings
stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jiceng.apps.intake.report import shown
from jiceng.engines.sheets import Cell, Row, Sheet
from jiceng.kernel.errors import FileRefused


class Column(StrEnum):
    """What a column tells, by the name of the draft's field it fills."""

    NAME = "name"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    ID_NUMBER = "id_number"
    BIRTH_DATE = "birth_date"
    EDUCATION = "education"
    JOINED_ON = "joined_on"
    STANDING = "standing"
    UNIT_NAME = "unit_name"
    UNIT_CODE = "unit_code"
    PHONE = "phone"


HEADINGS: Mapping[str, Column] = {
    "姓名": Column.NAME,
    "性别": Column.SEX,
    "民族": Column.ETHNICITY,
    "公民身份号码": Column.ID_NUMBER,
    "出生日期": Column.BIRTH_DATE,
    "学历": Column.EDUCATION,
    "加入组织日期": Column.JOINED_ON,
    "组织身份": Column.STANDING,
    "所在支部": Column.UNIT_NAME,
    "支部代码": Column.UNIT_CODE,
    "联系电话": Column.PHONE,
}
"""Headings of the layout; their order in a file is free."""

NEEDED = (Column.NAME, Column.JOINED_ON, Column.STANDING)
"""Columns without which no row can be read; besides them one of the two that name the unit."""

UNITS = (Column.UNIT_NAME, Column.UNIT_CODE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one sheet stand: positions from 0, and the heading as the file writes it."""

    sheet: str
    positions: Mapping[Column, int]
    headings: Mapping[Column, str]

    def cell(self, row: Row, column: Column) -> Cell:
        """The row's cell of a column; None where the sheet has no such column."""
        position = self.positions.get(column)
        return row.cells[position] if position is not None and position < len(row.cells) else None

    def heading(self, column: Column) -> str:
        """What the file calls a column; the layout's own name where the sheet has none."""
        return self.headings.get(column) or _NAMES[column]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that holds people: its layout and the rows below its headings."""

    layout: Layout
    rows: tuple[Row, ...]


_NAMES = {column: heading for heading, column in HEADINGS.items()}


def find_tables(sheets: list[Sheet]) -> tuple[list[Table], list[str]]:
    """The sheets that begin with the layout's headings, and every heading nothing is read from.

    Headings of a sheet that holds no people are listed as "sheet!heading", so that nothing is dropped
    unseen.
    Raises `FileRefused`: headings_missing (with `columns`) when no sheet has them, heading_twice,
    rows_missing.
    """
    tables, unknown = [], []
    for sheet in sheets:
        headings = _headings(sheet)
        columns = [HEADINGS.get(heading) for heading in headings]
        if _missing([sheet]):
            unknown += [shown(f"{sheet.name}!{heading}") for heading in headings if heading]
            continue
        known = {column: position for position, column in enumerate(columns) if column}
        if len(known) < len([column for column in columns if column]):
            raise FileRefused("heading_twice", sheet=shown(sheet.name))
        unknown += [shown(h) for h, column in zip(headings, columns, strict=True) if h and column is None]
        layout = Layout(shown(sheet.name), known, {column: headings[at] for column, at in known.items()})
        tables.append(Table(layout, sheet.rows[1:]))
    if not tables:
        raise FileRefused("headings_missing", columns=_missing(sheets))
    if not any(table.rows for table in tables):
        raise FileRefused("rows_missing")
    return tables, list(dict.fromkeys(unknown))


def _headings(sheet: Sheet) -> list[str]:
    """The first row that holds something, as text."""
    cells = sheet.rows[0].cells if sheet.rows else ()
    return ["" if cell is None else str(cell).strip() for cell in cells]


def _missing(sheets: list[Sheet]) -> list[str]:
    """Headings the best of the sheets lacks."""
    lacking = []
    for sheet in sheets:
        there = {HEADINGS.get(heading) for heading in _headings(sheet)}
        found = [_NAMES[column] for column in NEEDED if column not in there]
        lacking.append(found if there.intersection(UNITS) else [*found, _NAMES[Column.UNIT_CODE]])
    return min(lacking, key=len, default=[_NAMES[column] for column in NEEDED])
