"""Old binary workbooks that mean harm or came to harm ([MS-CFB], [MS-XLS])."""

import struct
from pathlib import Path

from tests.engines.sheets import binaries
from tests.engines.sheets.binaries import SECTOR, compound, label, record, workbook
from tests.engines.sheets.hostile import Maker

CELLS = label(0, 0, "姓名") + label(1, 0, "张三")
TABLE = SECTOR  # where the allocation table begins
DIRECTORY = 2 * SECTOR


def changed(path: Path, offset: int, octets: bytes) -> None:
    """An honest workbook with a few octets changed."""
    content = bytearray(compound({"Workbook": workbook(CELLS)}))
    content[offset : offset + len(octets)] = octets
    path.write_bytes(bytes(content))


def password(path: Path) -> None:
    """A workbook with a password: its list of sheets is readable, nothing else."""
    path.write_bytes(
        compound({"Workbook": workbook(CELLS, before=record(0x2F, b"\1\0\1\0\1\0" + bytes(48)))})
    )


def weak_password(path: Path) -> None:
    """A password of the oldest kind, which only shuffles bits."""
    path.write_bytes(compound({"Workbook": workbook(CELLS, before=record(0x2F, b"\0\0\1\2\3\4"))}))


def program(path: Path) -> None:
    """A workbook with a program in it."""
    path.write_bytes(compound({"Workbook": workbook(CELLS), "_VBA_PROJECT_CUR": b"Attribut"}))


def macro_sheet(path: Path) -> None:
    """A sheet of the older kind of macros."""
    path.write_bytes(compound({"Workbook": workbook(CELLS, sheet_kind=1)}))


def letter(path: Path) -> None:
    """A .doc or .wps."""
    path.write_bytes(compound({"WordDocument": bytes(5_000), "1Table": bytes(5_000)}))


def header_alone(path: Path) -> None:
    """The first sector and nothing after it."""
    path.write_bytes(binaries.header(1))


def cut_short(path: Path) -> None:
    """The first half of a workbook."""
    content = compound({"Workbook": workbook(CELLS * 200)})
    path.write_bytes(content[: len(content) // 2])


def strange_sectors(path: Path) -> None:
    """Sectors of two to the power of sixty octets."""
    changed(path, 30, struct.pack("<H", 60))


def bitten_tail(path: Path) -> None:
    """A stream whose second sector is followed by its first."""
    changed(path, TABLE + 3 * 4, struct.pack("<I", 2))


def endless_lists(path: Path) -> None:
    """A list of allocation tables that names itself as the next."""
    content = compound({"Workbook": workbook(CELLS)})
    number = len(content) // SECTOR - 1
    itself = struct.pack("<128I", *[0] * 127, number)
    path.write_bytes(binaries.header(1, list_of_tables=number) + content[SECTOR:] + itself)


def beyond_the_end(path: Path) -> None:
    """A stream that begins where no file is."""
    changed(path, DIRECTORY + 128 + 116, struct.pack("<I", 0x00FFFFFF))


def too_long_a_stream(path: Path) -> None:
    """A stream that says it holds two gigabytes."""
    changed(path, DIRECTORY + 128 + 120, struct.pack("<I", 0x7FFFFFFF))


def ring_of_entries(path: Path) -> None:
    """A directory whose entries name one another, and no workbook."""
    content = bytearray(compound({"One": b"", "Two": b""}))
    content[DIRECTORY + 2 * 128 + 72 : DIRECTORY + 2 * 128 + 76] = struct.pack("<I", 1)
    path.write_bytes(bytes(content))


def too_long_a_record(path: Path) -> None:
    """A record that goes on behind the end of the stream."""
    cells = label(0, 0, "姓名") + struct.pack("<HH", 0x204, 0xFFFF) + bytes(40)
    path.write_bytes(compound({"Workbook": workbook(cells)[:-4]}))


def short_cell(path: Path) -> None:
    """A cell that ends before its number."""
    path.write_bytes(compound({"Workbook": workbook(record(0x203, bytes(6)))}))


def far_corner(path: Path) -> None:
    """Two cells in opposite corners, more than there are in the largest sheet of this kind."""
    path.write_bytes(compound({"Workbook": workbook(label(0, 0, "x") + label(65_535, 16_383, "x"))}))


def vast_dimensions(path: Path) -> None:
    """A sheet that says it has 2⁴⁷ cells."""
    cells = record(0x200, struct.pack("<IIHHH", 0, 0x7FFFFFFF, 0, 0xFFFF, 0)) + CELLS
    path.write_bytes(compound({"Workbook": workbook(cells)}))


def text_of_another_sheet(path: Path) -> None:
    """A list of sheets that points behind the end."""
    stream = bytearray(workbook(CELLS))
    place = stream.index(struct.pack("<H", 0x85)) + 4
    stream[place : place + 4] = struct.pack("<I", 0x00FFFFFF)
    path.write_bytes(compound({"Workbook": bytes(stream)}))


DAMAGED = {"file_truncated"}
REFUSED: dict[Maker, set[str]] = {
    password: {"file_encrypted"},
    weak_password: {"file_encrypted"},
    program: {"file_has_macros"},
    macro_sheet: {"file_has_macros"},
    letter: {"file_wrong_type"},
    header_alone: DAMAGED,
    cut_short: DAMAGED,
    strange_sectors: DAMAGED,
    bitten_tail: DAMAGED,
    endless_lists: DAMAGED,
    beyond_the_end: DAMAGED,
    too_long_a_stream: DAMAGED,
    ring_of_entries: {"file_wrong_type"},
    too_long_a_record: DAMAGED,
    short_cell: DAMAGED,
    far_corner: {"file_refused"},
    vast_dimensions: {"file_refused", "file_truncated"},
    text_of_another_sheet: DAMAGED,
}
