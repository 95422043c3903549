"""Plain text with a separator between cells: .csv, .txt, and what is pasted from a spreadsheet.

Source: RFC 4180, with the separators and encodings office programs write. Cells are text: nothing is guessed
from their form, but for one thing no reader can undo (see `_LOST_ZERO`).
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from jiceng.engines.sheets.counting import Tally
from jiceng.engines.sheets.workbook import Limits, Row, Sheet, unpack_cell
from jiceng.kernel.errors import FileRefused

_PIECE = 1 << 20
_START = 1 << 13
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LAST_ROW = 1 << 20  # of any spreadsheet
_QUOTED = re.compile(r'"[^"]*"')
_MARKUP = re.compile(r"<[!?a-z]", re.IGNORECASE)
_WEB_PAGE = re.compile(
    r"<(?:!doctype html|html|head|meta|body|table|style|div)\b|^mime-version:", re.IGNORECASE
)
_OTHER = ("%PDF", "{\\rtf")
_LOST_ZERO = re.compile(r"\d{4}\.1", re.ASCII)
"""October 1998 written 1998.10 and kept as a number is saved as 1998.1, as January is. Such a cell comes as a
number, so that whoever reads a month out of it knows that it may be either.
"""


def encoding_of(file: IO[bytes]) -> str:
    """The encoding of a text file: by its byte order mark, else UTF-8 if all of it is, else GB18030.

    Raises `FileRefused`: file_is_web_page, file_wrong_type when it is no text, or text of another kind.
    """
    file.seek(0)
    start = file.read(_START)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "gb18030"]
    encoding = next((name for name in candidates if _decodes(file, name)), None)
    if encoding is None:
        raise FileRefused("file_wrong_type")
    text = codecs.getincrementaldecoder(encoding)().decode(start).lstrip()
    if text.startswith(_OTHER):
        raise FileRefused("file_wrong_type")
    if _MARKUP.match(text) or _WEB_PAGE.match(text):
        raise FileRefused("file_is_web_page" if _WEB_PAGE.search(text) else "file_wrong_type")
    return encoding


def _decodes(file: IO[bytes], encoding: str) -> bool:
    """Whether the whole file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            if _CONTROL.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def read_delimited(file: IO[bytes], tally: Tally) -> Iterator[list[Any]]:
    """The rows of a text file as lines for the pipe.

    Raises `FileRefused` as `encoding_of` and `Tally.row` do, and quote_unclosed.
    """
    encoding = encoding_of(file)
    file.seek(0)
    start = file.read(_START)
    file.seek(0)
    sample = codecs.getincrementaldecoder(encoding)().decode(start)
    with io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        yield from _rows(text, _delimiter(sample, ",;\t"), tally)


def read_pasted(text: str, limits: Limits | None = None) -> list[Sheet]:
    """Rows pasted from a spreadsheet, as one sheet without a name.

    Parameters: `text` as the clipboard gives it: tabs between cells, or else as in a .csv; `limits`, the
    default ones when None.
    Raises `FileRefused`: paste_too_large, quote_unclosed, and as `Tally.row` does.
    """
    bounds = limits or Limits()
    if len(text) > bounds.texts:
        raise FileRefused("paste_too_large", limit=bounds.texts)
    delimiter = "\t" if "\t" in text[:_START] else _delimiter(text[:_START], ",;")
    lines = _rows(io.StringIO(text, newline=""), delimiter, Tally(bounds))
    return [Sheet("", tuple(Row(number, tuple(map(unpack_cell, cells))) for number, cells in lines))]


def _delimiter(sample: str, choices: str) -> str:
    """The separator the first lines use most; the first of the choices when they use none."""
    outside = "\n".join(_QUOTED.sub("", sample).splitlines()[:10])
    return max(choices, key=outside.count)


def _rows(lines: Iterable[str], delimiter: str, tally: Tally) -> Iterator[list[Any]]:
    """Rows that hold something; a quoted cell may go over several lines, and counts as in a spreadsheet."""
    reader = csv.reader(_bounded(lines, delimiter, tally.limits.columns), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if str(error).startswith("field larger"):
                raise FileRefused("cell_too_long", row=number, limit=tally.limits.text) from None
            raise FileRefused("quote_unclosed", row=number) from None
        if number > _LAST_ROW:
            raise tally.too_many()
        if line := tally.row(number, [_cell(cell) for cell in cells]):
            yield line


def _bounded(lines: Iterable[str], delimiter: str, columns: int) -> Iterator[str]:
    """The lines, unless one would make more cells than a row may have."""
    for line in lines:
        if line.count(delimiter) > columns:
            raise FileRefused("file_too_many_columns", limit=columns)
        yield line


def _cell(text: str) -> str | float | None:
    if _LOST_ZERO.fullmatch(text.strip()):
        return float(text)
    return text or None
