"""Compound files and the records of old binary workbooks ([MS-CFB], [MS-XLS]), made octet by octet."""

import struct
from collections.abc import Mapping

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SMALLEST = 4096  # a shorter stream would lie among the small ones


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, each filled up with zeros to 4,096 octets."""
    contents = [_padded(content) for content in streams.values()]
    directory_sectors = -(-(len(streams) + 1) * 128 // SECTOR)
    sectors = directory_sectors + sum(len(content) // SECTOR for content in contents)
    tables = 1
    while tables * SECTOR // 4 < sectors + tables:
        tables += 1
    following = [TABLE] * tables + _chain(tables, directory_sectors)
    entries = [_entry("Root Entry", 5, 1 if streams else FREE, END, 0)]
    for number, (name, content) in enumerate(zip(streams, contents, strict=True), start=1):
        start, length = len(following), len(content) // SECTOR
        entries.append(
            _entry(name, 2, FREE, start, len(content), number + 1 if number < len(streams) else FREE)
        )
        following += _chain(start, length)
    following += [FREE] * (tables * SECTOR // 4 - len(following))
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    return b"".join([header(tables), struct.pack(f"<{len(following)}I", *following), directory, *contents])


def header(tables: int, *, list_of_tables: int = END) -> bytes:
    """The first sector; the allocation table follows it, then the directory."""
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<6x3I4xI", 0, tables, tables, SMALLEST)
    rest = struct.pack("<4I", END, 0, list_of_tables, 0 if list_of_tables == END else 1)
    places = [*range(tables), *[FREE] * (109 - tables)]
    return start + counts + rest + struct.pack("<109I", *places)


def _padded(content: bytes) -> bytes:
    length = max(SMALLEST, -(-len(content) // SECTOR) * SECTOR)
    return content.ljust(length, b"\0")


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), END]


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    about = struct.pack("<HBB3I", len(text), kind, 1, FREE, right, child)
    return text.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, *parts: bytes) -> bytes:
    """One record: kind, length, content."""
    content = b"".join(parts)
    return struct.pack("<HH", kind, len(content)) + content


def text8(text: str) -> bytes:
    """Text of BIFF8 with its length and width before it."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def at(row: int, column: int) -> bytes:
    """Place and format a cell's record begins with."""
    return struct.pack("<3H", row, column, 0)


def label(row: int, column: int, text: str) -> bytes:
    """A cell of text."""
    return record(0x204, at(row, column), text8(text))


def number(row: int, column: int, value: float) -> bytes:
    """A cell that holds a number."""
    return record(0x203, at(row, column), struct.pack("<d", value))


def error(row: int, column: int, code: int) -> bytes:
    """A cell that holds an error."""
    return record(0x205, at(row, column), struct.pack("<BB", code, 1))


def formula(row: int, column: int, value: bytes) -> bytes:
    """A formula with the eight octets kept as its value."""
    return record(0x06, at(row, column), value, bytes(6), struct.pack("<H", 0))


def formula_text(row: int, column: int, text: str) -> bytes:
    """A formula whose value is text."""
    return formula(row, column, b"\0\0\0\0\0\0\xff\xff") + record(0x207, text8(text))


BEGIN_SHEET = record(0x809, struct.pack("<HH", 0x600, 0x10), bytes(12))
END_OF_SHEET = record(0x0A)


def workbook(cells: bytes, *, before: bytes = b"", sheet_kind: int = 0, name: str = "名册") -> bytes:
    """The stream of a BIFF8 workbook of one sheet; `before`, records in front of the list of sheets."""
    begin = record(0x809, struct.pack("<HH", 0x600, 0x05), bytes(12)) + record(0x42, struct.pack("<H", 1200))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    length = len(begin) + len(before) + 4 + 6 + len(title) + len(END_OF_SHEET)
    sheet = record(0x85, struct.pack("<IBB", length, 0, sheet_kind), title)
    return begin + before + sheet + END_OF_SHEET + BEGIN_SHEET + cells + END_OF_SHEET


def old_workbook(name: str, text: str, code_page: int | None = 936) -> bytes:
    """The stream of a BIFF5 workbook (Excel 95) in the Chinese code page: one sheet, one cell of text;
    `code_page`, what it says about that, if anything.
    """
    title = name.encode("gbk")
    begin = record(0x809, struct.pack("<HH", 0x500, 0x05), bytes(4))
    begin += record(0x42, struct.pack("<H", code_page)) if code_page else b""
    length = len(begin) + 4 + 7 + len(title) + 4
    sheet = record(0x85, struct.pack("<IBBB", length, 0, 0, len(title)), title)
    cell = text.encode("gbk")
    cells = record(0x204, at(0, 0), struct.pack("<H", len(cell)), cell)
    begin_sheet = record(0x809, struct.pack("<HH", 0x500, 0x10), bytes(4))
    return begin + sheet + END_OF_SHEET + begin_sheet + cells + END_OF_SHEET
