"""The old binary workbook (BIFF5, BIFF8: .xls, .et) looked at before the reading library parses it.

Source: [MS-XLS] Excel Binary File Format (.xls), records by their section.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from jiceng.engines.sheets.compound import CompoundFile
from jiceng.kernel.errors import FileRefused

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")  # in the order the reading library looks
_BEGIN, _END, _FILE_PASS, _CODE_PAGE, _SHEET, _FORMULA, _TRUTH = 0x809, 0x0A, 0x2F, 0x42, 0x85, 0x06, 0x205
_BIFF8 = 0x600
_UNICODE, _MACINTOSH = 1200, 10000
_MACRO_SHEET = 0x01
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""[MS-XLS] 2.5.10 BErr."""

Errors = dict[int, dict[int, str]]
"""Cells of a sheet that hold an error: row from 0, column from 0, the error as the office reads it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook as the reading library should be given it.

    `file`, seekable; `errors`, for each sheet in the file's order the cells the library gives as empty;
    `codec`, by which its text has to be made octets again, None where it is text already.
    """

    file: IO[bytes]
    errors: list[Errors]
    codec: str | None = None

    def text(self, given: str) -> str:
        """Text as the office reads it. Before BIFF8 it stands in the code page of the office that wrote it:
        here the Chinese one, whatever the record that should tell says.
        """
        return (
            given if self.codec is None else given.encode(self.codec, "replace").decode("gb18030", "replace")
        )


def check_workbook(file: IO[bytes]) -> Source:
    """Refuse a workbook with a password or macros; find what the reading library would not give.

    Raises `FileRefused`: file_wrong_type when there is no workbook, file_encrypted, file_has_macros,
    file_truncated.
    """
    compound = CompoundFile(file)
    if "EncryptedPackage" in compound.names:
        raise FileRefused("file_encrypted")
    name = next((name for name in _STREAMS if name in compound.names), None)
    if name is None:
        raise FileRefused("file_wrong_type")
    if any(name.startswith("_VBA_PROJECT") for name in compound.names):
        raise FileRefused("file_has_macros")
    stream = compound.read(name)
    try:
        sheets, code_page = _globals(stream)
        errors = [_errors(stream, place) for place in sheets]
        unicode = struct.unpack_from("<H", stream, 4)[0] == _BIFF8
        if code_page is None:
            return Source(file, errors, None if unicode else "latin-1")
        place = compound.place(name, code_page)
    except (struct.error, IndexError):
        raise FileRefused("file_truncated") from None
    return Source(_patched(file, place, unicode), errors, None if unicode else "mac-roman")


def _patched(file: IO[bytes], place: int, unicode: bool) -> IO[bytes]:
    """The file with the code page by which the reading library loses nothing: what BIFF8 always is, though
    some programs write another; for older ones a code page in which every octet is a letter.
    """
    code_page = struct.pack("<H", _UNICODE if unicode else _MACINTOSH)
    file.seek(place)
    if file.read(2) == code_page:
        return file
    file.seek(0)
    content = bytearray(file.read())
    content[place : place + 2] = code_page
    return io.BytesIO(content)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, offset and length of the records of one substream; those of substreams within it left out."""
    offset, depth = start, 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 1:
            yield kind, offset + 4, length
        if depth <= 0:
            return
        offset += 4 + length


def _globals(stream: bytes) -> tuple[list[int], int | None]:
    """Where the sheets begin (2.4.28 BoundSheet8) and where the code page stands (2.4.52 CodePage).

    A password (2.4.117 FilePass) or a sheet of macros is refused.
    """
    if struct.unpack_from("<H", stream)[0] != _BEGIN:
        raise FileRefused("file_wrong_type")
    sheets, code_page = [], None
    for kind, offset, _length in _records(stream, 0):
        if kind == _FILE_PASS:
            raise FileRefused("file_encrypted")
        if kind == _CODE_PAGE:
            code_page = offset
        elif kind == _SHEET:
            place, _visible, type_ = struct.unpack_from("<IBB", stream, offset)
            if type_ == _MACRO_SHEET:
                raise FileRefused("file_has_macros")
            sheets.append(place)
    return sheets, code_page


def _errors(stream: bytes, start: int) -> Errors:
    """Cells of a sheet whose value is an error: 2.4.24 BoolErr, 2.4.127 Formula (its value: 2.5.133)."""
    found: Errors = {}
    for kind, offset, _length in _records(stream, start):
        code = None
        if kind == _TRUTH and stream[offset + 7]:
            code = stream[offset + 6]
        elif (
            kind == _FORMULA and stream[offset + 6] == 2 and stream[offset + 12 : offset + 14] == b"\xff\xff"
        ):
            code = stream[offset + 8]
        if code is not None:
            row, column = struct.unpack_from("<HH", stream, offset)
            found.setdefault(row, {})[column] = _ERRORS.get(code, "#N/A")
    return found
