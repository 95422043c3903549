"""OpenDocument spreadsheets (.ods), read as a stream: memory stays small whatever the file says.

Source: OASIS OpenDocument 1.3, part 2 (packages, encryption), part 3 chapters 6 (text), 9 (tables) and 19
(values). Own reading, because the library behind the other formats keeps every sheet twice in memory, knows
no merged cells here, and gives errors as empty.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat

from jiceng.engines.sheets.counting import Tally
from jiceng.engines.sheets.packages import part_names, pieces
from jiceng.engines.sheets.workbook import Merge, pack_cell
from jiceng.kernel.errors import FileRefused

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"

_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"
_NO_PROGRAM = re.compile(r"basic/(?:.*/)?(?:script-l[bc]\.xml)?")
_DEEPEST = 100  # elements within one another; office programs write a dozen
_PASSED_OVER = (
    "office:annotation",
    "office:forms",
    "table:dde-links",
    "table:shapes",
    "table:tracked-changes",
    "text:note",
    "text:ruby-text",
)
_DRAWING = "draw:"
_ELSEWHERE = re.compile(r"'.*'#")  # name of a table kept from another file that a formula points to
_DURATION = re.compile(r"PT(\d{1,7})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S", re.ASCII)
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
_NUMBERS = {"float", "percentage", "currency"}

Attributes = dict[str, str]


def check_document(archive: zipfile.ZipFile) -> None:
    """Refuse a spreadsheet with a password or macros.

    Raises `FileRefused`: file_encrypted, file_has_macros.
    """
    names = archive.namelist()
    if _MANIFEST in names and b"encryption-data" in b"".join(pieces(archive, _MANIFEST)):
        raise FileRefused("file_encrypted")
    programs = [name for name in part_names(archive) if name.startswith(("basic/", "scripts/"))]
    if not all(_NO_PROGRAM.fullmatch(name) for name in programs):
        raise FileRefused("file_has_macros")


def read_document(archive: zipfile.ZipFile, tally: Tally) -> Iterator[Any]:
    """The sheets of a spreadsheet as lines for the pipe.

    Raises `FileRefused`: file_truncated, file_has_doctype, and as `Tally.row` does.
    """
    parser = expat.ParserCreate()
    document = _Document(tally)
    parser.buffer_text = True
    parser.StartElementHandler = document.start
    parser.EndElementHandler = document.end
    parser.CharacterDataHandler = document.characters
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for piece in pieces(archive, _CONTENT):
            parser.Parse(piece, False)
            yield from document.taken()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):
        raise FileRefused("file_truncated") from None


def _refuse(*_about: Any) -> None:
    raise FileRefused("file_has_doctype")


class _Document:
    """Takes the parser's events and makes lines of them."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._lines: list[Any] = []
        self._depth = self._passing_over = 0
        self._style: str | None = None
        self._hidden: set[str | None] = set()
        self._in_sheet = False
        self._merges: list[Merge] = []
        self._number = self._row_repeated = 1
        self._cells: list[Any] = []
        self._empty = 0
        self._spans: list[tuple[int, int, int]] = []
        self._cell: Attributes | None = None
        self._texts: list[str] = []
        self._left = 0
        self._begin = self._beginnings()
        self._finish: dict[str, Callable[[], None]] = {
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
            "table:table-row": self._end_row,
            "table:table": self._end_sheet,
        }

    def _beginnings(self) -> dict[str, Callable[[Attributes], None]]:
        return {
            "table:table-cell": self._begin_cell,
            "table:covered-table-cell": self._begin_cell,
            "text:p": self._begin_paragraph,
            "table:table-row": self._begin_row,
            "table:table": self._begin_sheet,
            "text:s": lambda attributes: self._add(" " * min(int(attributes.get("text:c", 1)), self._left)),
            "text:tab": lambda _attributes: self._add("\t"),
            "text:line-break": lambda _attributes: self._add("\n"),
            "style:style": self._begin_style,
            "style:table-properties": self._table_properties,
        } | dict.fromkeys(_PASSED_OVER, self._pass_over)

    def taken(self) -> list[Any]:
        """The lines made since this was last asked."""
        lines, self._lines = self._lines, []
        return lines

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FileRefused("file_truncated")
        if self._passing_over:
            self._passing_over += 1
        elif begin := self._begin.get(name):
            begin(attributes)
        elif name.startswith(_DRAWING):
            self._passing_over = 1

    def end(self, name: str) -> None:
        """An element is complete."""
        self._depth -= 1
        if self._passing_over:
            self._passing_over -= 1
        elif finish := self._finish.get(name):
            finish()

    def characters(self, text: str) -> None:
        """Text: white space counts once, more of it is written as elements (part 3, 6.1.2)."""
        if self._cell is not None and not self._passing_over:
            self._add(_WHITE_SPACE.sub(" ", text))

    def _add(self, text: str) -> None:
        if self._left > 0:
            self._texts.append(text)
            self._left -= len(text)

    def _pass_over(self, _attributes: Attributes) -> None:
        self._passing_over = 1

    def _begin_style(self, attributes: Attributes) -> None:
        self._style = attributes.get("style:name")

    def _table_properties(self, attributes: Attributes) -> None:
        if attributes.get("table:display") == "false":
            self._hidden.add(self._style)

    def _begin_sheet(self, attributes: Attributes) -> None:
        name = attributes.get("table:name", "")
        if self._in_sheet or _ELSEWHERE.match(name):  # a table in a cell; another file's
            self._passing_over = 1
            return
        self._in_sheet, self._number, self._merges = True, 1, []
        self._tally.begin_sheet()
        hidden = attributes.get("table:style-name") in self._hidden
        self._lines.append({"sheet": name, "hidden": hidden})

    def _end_sheet(self) -> None:
        self._in_sheet = False
        self._lines.append({"merges": self._tally.merges(self._merges)})

    def _begin_row(self, attributes: Attributes) -> None:
        self._row_repeated = _count(attributes, "table:number-rows-repeated")
        self._cells, self._spans, self._empty = [], [], 0

    def _end_row(self) -> None:
        """The row, as often as it is repeated; nothing for one without content."""
        if self._cells and self._in_sheet:
            for number in range(self._number, self._number + self._row_repeated):
                self._lines.append(self._tally.row(number, self._cells))
                self._merges += [
                    (number, left, number + down, left + right) for left, down, right in self._spans
                ]
        self._number += self._row_repeated

    def _begin_cell(self, attributes: Attributes) -> None:
        self._cell, self._texts, self._left = attributes, [], self._tally.limits.text + 1

    def _begin_paragraph(self, _attributes: Attributes) -> None:
        if self._texts:
            self._add("\n")

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        column = len(self._cells) + self._empty
        if "table:number-rows-spanned" in attributes or "table:number-columns-spanned" in attributes:
            down = _count(attributes, "table:number-rows-spanned")
            right = _count(attributes, "table:number-columns-spanned")
            self._spans.append((column, down - 1, right - 1))
        repeated = 1
        if "table:number-columns-repeated" in attributes:
            most = self._tally.limits.columns + 1 - column  # one too many is refused with the row
            repeated = max(0, min(_count(attributes, "table:number-columns-repeated"), most))
        value = pack_cell(_value(attributes, self._texts))
        if value is None:
            self._empty += repeated
        else:
            self._cells += [None] * self._empty + [value] * repeated
            self._empty = 0


def _count(attributes: Attributes, name: str) -> int:
    return max(1, int(attributes.get(name, 1)))


def _value(attributes: Attributes, texts: list[str]) -> Any:
    """A cell's value by its type; what does not fit its type, and errors, as the text that is shown."""
    kind = attributes.get("office:value-type")
    try:
        if kind in _NUMBERS:
            return float(attributes["office:value"])
        if kind == "date":
            return _moment(attributes["office:date-value"])
        if kind == "time":
            return _time(attributes["office:time-value"])
        if kind == "boolean":
            return attributes["office:boolean-value"] == "true"
    except (KeyError, ValueError):
        pass
    return attributes.get("office:string-value") or "".join(texts)


def _moment(text: str) -> date | datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None) if "T" in text else date.fromisoformat(text)


def _time(text: str) -> time | timedelta:
    """A time of day, or a duration of a day and more. Raises ValueError for what is neither."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds = map(int, found.groups())
    if hours < 24:
        return time(hours, minutes, seconds)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
