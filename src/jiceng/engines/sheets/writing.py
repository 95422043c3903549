"""Tables to workbooks as an office prints them: typed cells, a header that repeats, A4 across.

What a person wrote leaves as text and nothing else: never a formula, a link or a number, whatever it begins
with (OWASP, CSV Injection). xlsxwriter lays out the workbook; its rows are written here and go straight into
the package: the library takes text between "<r>" and "</r>" for ready markup, spends three times as long on a
county's register, and leaves it on the disk or in memory meanwhile.
"""

import io
import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice, takewhile
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from jiceng.engines.sheets.written_cells import Value, display_width, written_cell

__all__ = [
    "Column",
    "GroupRow",
    "Line",
    "Properties",
    "TotalRow",
    "Value",
    "WrittenSheet",
    "write_workbook",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading. `width` in half-width characters, 0: by what stands in it; `over`, a heading
    above this one, shared with the neighbours that have the same; `merged`, whether equal texts below one
    another share one cell.
    """

    heading: str
    width: int = 0
    over: str = ""
    merged: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row that holds one text across the table: whom the rows below belong to."""

    text: str


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A row that sums up, in bold."""

    cells: Sequence[Value]


Line = Sequence[Value] | GroupRow | TotalRow


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """One sheet: its name, columns and lines.

    `title` stands large above the table and `sides` under it, left and right (who fills it in, the day);
    `notes` are rows below the table, each across it: who signs, who took it out and why.
    """

    name: str
    columns: Sequence[Column]
    lines: Iterable[Line]
    title: str = ""
    sides: tuple[str, str] = ("", "")
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself."""

    title: str
    author: str
    created: datetime
    comments: str = ""


def write_workbook(
    target: IO[bytes] | Path, sheets: Sequence[WrittenSheet], properties: Properties
) -> list[int]:
    """Write a workbook.

    Parameters: `target`, a file open for writing or the path of one; `sheets`, at least one, each of two
    columns or more; `properties`, whose `created` has a zone.
    Returns how many rows of data each sheet has, groups and totals not counted. Raises ValueError for text
    longer than a cell may hold or a share that is no number, TypeError for a value of no known kind.
    """
    frame = io.BytesIO()
    with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
        about = {name: getattr(properties, name) for name in ("title", "author", "comments")}
        book.set_properties(about | {"created": properties.created.astimezone(UTC)})
        styles, names = _Styles(book), _Names()
        rows = [_lay_out(book, names.free(sheet.name), sheet, styles) for sheet in sheets]
    places = {f"xl/worksheets/sheet{number}.xml": each for number, each in enumerate(rows, start=1)}
    with zipfile.ZipFile(frame) as laid_out, _package(target) as package:
        for part in laid_out.infolist():
            with package.open(part.filename, "w") as file:
                for piece in _filled(laid_out.read(part), places.get(part.filename)):
                    file.write(piece)
    return [sum(not isinstance(line, GroupRow | TotalRow) for line in each.lines) for each in rows]


def _package(target: IO[bytes] | Path) -> zipfile.ZipFile:
    """An empty package, packed quickly rather than closely: someone waits for it."""
    return zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKED)


def _filled(part: bytes, rows: "_Rows | None") -> Iterator[bytes]:
    """A part of the package; a sheet's with its rows, some at a time, so that a county's never stand in
    memory as markup.
    """
    if rows is None:
        yield part
        return
    reach = f'<dimension ref="A1:{rows.corner}"/>'.encode()
    before, after = re.sub(rb"<dimension [^>]*/>", reach, part).split(b"<sheetData/>")
    yield before + b"<sheetData>"
    written = iter(rows)
    while some := "".join(islice(written, _ROWS_AT_ONCE)):
        yield some.encode()
    yield b"</sheetData>" + after


def _lay_out(book: Any, name: str, sheet: WrittenSheet, styles: "_Styles") -> "_Rows":
    """Add one sheet to a book: everything but its rows, which are returned."""
    lines = list(sheet.lines)
    width, top = len(sheet.columns), bool(sheet.title) + any(sheet.sides)
    head = 2 if any(column.over for column in sheet.columns) else 1
    last = top + head + len(lines)
    widths = [column.width or _width(place, column, lines) for place, column in enumerate(sheet.columns)]
    rows = _Rows(sheet, lines, styles, widths, head, f"{_LETTERS[width - 1]}{last + len(sheet.notes)}")
    page = book.add_worksheet(name)
    for place, each in enumerate(widths):
        page.set_column(place, place, each)
    page.merge.extend(each for each in _merges(sheet, lines, top, head) if each[:2] != each[2:])
    page.freeze_panes(top + head, 0)
    page.repeat_rows(top, top + head - 1)
    page.autofilter(top + head - 1, 0, max(last - 1 - _sums(lines), top + head), width - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:{rows.corner}"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.center_horizontally()
    page.set_footer("&C&P / &N")
    return rows


def _sums(lines: list[Line]) -> int:
    """How many rows sum up at the end: who sorts by a column must not find them among the others."""
    return sum(1 for _line in takewhile(lambda line: isinstance(line, TotalRow), reversed(lines)))


@dataclass(slots=True)
class _Rows:
    """A sheet's rows as the format writes them (ECMA-376-1, 18.3.1.73), from top to bottom.

    `widths` of the columns; `head`, rows of the header; `corner`, the last cell.
    """

    sheet: WrittenSheet
    lines: list[Line]
    styles: "_Styles"
    widths: list[int]
    head: int
    corner: str
    number: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[str]:
        """Title, sides, header, lines, notes."""
        columns, style = self.sheet.columns, self.styles
        if self.sheet.title:
            yield self._row([self.sheet.title], style.title, 34)
        if any(self.sheet.sides):
            yield self._sides(*self.sheet.sides)
        if self.head == 2:
            yield self._row(
                [column.over or column.heading for column in columns], style.heading, self._over()
            )
        yield self._row([column.heading for column in columns], style.heading, self._height(self._headings()))
        for line in self.lines:
            if isinstance(line, GroupRow):
                yield self._row([line.text, *[""] * (len(columns) - 1)], style.group)
            elif isinstance(line, TotalRow):
                yield self._row(line.cells, style.total, self._height(line.cells))
            else:
                yield self._row(line, style.plain, self._height(line))
        for note in self.sheet.notes:
            yield self._row([note], style.note, _LINE * _lines_of(note, sum(self.widths)))

    def _row(self, cells: Sequence[Value], styles: dict[str, int], height: int = 0) -> str:
        self.number += 1
        number = self.number
        tall = f' ht="{height}"' if height else ""
        written = [
            written_cell(f"{_LETTERS[place]}{number}", cell, styles) for place, cell in enumerate(cells)
        ]
        return f'<row r="{number}"{tall}>{"".join(written)}</row>'

    def _sides(self, left: str, right: str) -> str:
        self.number += 1
        place = f"{_LETTERS[_half(len(self.widths))]}{self.number}"
        first = written_cell(f"A{self.number}", left, self.styles.side)
        return f'<row r="{self.number}" ht="20">{first}{written_cell(place, right, self.styles.right)}</row>'

    def _height(self, cells: Sequence[Value]) -> int:
        """Points a row needs for wrapped text, 0 for one line. Not every program reckons it itself."""
        most = 1
        for cell, width in zip(cells, self.widths, strict=False):
            if isinstance(cell, str) and (len(cell) * (2 - cell.isascii()) >= width or "\n" in cell):
                most = max(most, _lines_of(cell, width))
        return _LINE * most if most > 1 else 0

    def _headings(self) -> list[str]:
        """What the header's last row has to show by itself."""
        return ["" if self.head == 2 and not column.over else column.heading for column in self.sheet.columns]

    def _over(self) -> int:
        """Height of the header's first row: its headings have the width of all that share them."""
        room = Counter[str]()
        for column, width in zip(self.sheet.columns, self.widths, strict=True):
            room[column.over] += width
        return _LINE * max(_lines_of(column.over, room[column.over]) for column in self.sheet.columns)


_LINE = 16
"""Points of one line of text."""


def _lines_of(text: str, width: int) -> int:
    """Lines a text takes in a cell of a width."""
    room = max(width - 1, 1)
    return sum(max(math.ceil(display_width(part) / room), 1) for part in text.split("\n"))


_TEXT = 49
"""The number of the format "text": what is typed into such a cell again stays text too."""


class _Styles:
    """Formats of a book by the kind of row and of value; indices as the library counts them."""

    def __init__(self, book: Any) -> None:
        font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        boxed = font | {"border": 1, "text_wrap": True}
        self._book = book
        self.title = self._one(font | {"font_size": 18, "bold": True, "align": "center"})
        self.side = self._one(font)
        self.right = self._one(font | {"align": "right"})
        self.heading = self._one(boxed | {"bold": True, "align": "center", "bg_color": "#F2F2F2"})
        self.group = self._one(boxed | {"bold": True})
        self.note = self._one(font | {"text_wrap": True})
        self.plain = self._each(boxed)
        self.total = self._each(boxed | {"bold": True})

    def _one(self, look: dict[str, Any]) -> dict[str, int]:
        return {"text": self._index(look | {"num_format": _TEXT})}

    def _each(self, look: dict[str, Any]) -> dict[str, int]:
        shapes: dict[str, int | str] = {"text": _TEXT, "whole": 1, "share": "0.0%"}
        shapes |= {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "time": "hh:mm"}
        middle = {kind: {} if kind == "text" else {"align": "center"} for kind in shapes}
        return {
            kind: self._index(look | middle[kind] | {"num_format": shape}) for kind, shape in shapes.items()
        }

    def _index(self, look: dict[str, Any]) -> int:
        return int(self._book.add_format(look)._get_xf_index())


def _merges(sheet: WrittenSheet, lines: list[Line], top: int, head: int) -> Iterator[list[int]]:
    """Merged ranges (first row, first column, last row, last column), all from 0."""
    last, row = len(sheet.columns) - 1, 0
    if sheet.title:
        yield [row, 0, row, last]
        row += 1
    if any(sheet.sides):
        half = _half(last + 1)
        yield [row, 0, row, half - 1]
        yield [row, half, row, last]
    if head == 2:
        yield from _merged_headings(sheet.columns, top)
    first = top + head
    whole = [place for place, line in enumerate(lines, first) if isinstance(line, GroupRow)]
    whole += range(first + len(lines), first + len(lines) + len(sheet.notes))
    yield from ([place, 0, place, last] for place in whole)
    for place, column in enumerate(sheet.columns):
        if column.merged:
            yield from _merged_down(lines, place, first)


def _merged_down(lines: list[Line], place: int, first: int) -> Iterator[list[int]]:
    """Runs of equal cells of a column, in rows that are neither groups nor totals."""
    start, before = first, object()
    for row, line in enumerate([*lines, GroupRow("")], first):
        cell = object() if isinstance(line, GroupRow | TotalRow) else line[place]
        if cell != before:
            if row - start > 1:
                yield [start, place, row - 1, place]
            start, before = row, cell


def _merged_headings(columns: Sequence[Column], row: int) -> Iterator[list[int]]:
    """Of a header of two rows: what has nothing over it stands in both, neighbours share theirs."""
    place = 0
    while place < len(columns):
        end = place
        while columns[place].over and end + 1 < len(columns) and columns[end + 1].over == columns[place].over:
            end += 1
        if not columns[place].over:
            yield [row, place, row + 1, place]
        elif end > place:
            yield [row, place, row, end]
        place = end + 1


def _half(width: int) -> int:
    """How many columns the left one of two sides takes."""
    return (width + 1) // 2


_LOOKED_AT, _ROWS_AT_ONCE, _PACKED = 500, 500, 3
_LEAST, _MOST = 6, 42


def _width(place: int, column: Column, lines: list[Line]) -> int:
    """A width that shows most of what stands in a column; longer text is wrapped."""
    widest = display_width(column.heading)
    for line in lines[:_LOOKED_AT]:
        cells = line.cells if isinstance(line, TotalRow) else () if isinstance(line, GroupRow) else line
        if place < len(cells):
            widest = max(widest, _shown(cells[place]))
    return min(max(widest + 2, _LEAST), _MOST)


def _shown(value: Value) -> int:
    """Characters a value takes in its cell."""
    if isinstance(value, datetime):
        return 16
    if isinstance(value, date):
        return 10
    if isinstance(value, float | time):
        return 6
    return max((display_width(part) for part in str(value or "").split("\n")), default=0)


_LETTERS = [
    *map(chr, range(65, 91)),
    *(chr(first) + chr(second) for first in range(65, 91) for second in range(65, 91)),
]


class _Names:
    """Names for sheets: no character a sheet may not have, at most 31, none twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, wanted: str) -> str:
        """The wanted name, or the nearest one that may be and is free."""
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wanted).strip(" '")[:31] or "1"
        name, number = plain, 1
        while name.lower() in self._taken:
            number += 1
            ending = f" {number}"
            name = plain[: 31 - len(ending)] + ending
        self._taken.add(name.lower())
        return name
