"""Workbooks that mean harm or came to harm, each made here, none kept as a binary: what is no table at all,
and what pretends to be an .xlsx. Texts, old binary workbooks and OpenDocument have modules of their own.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import xlsxwriter

from tests.engines.sheets.binaries import compound

Maker = Callable[[Path], None]

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
ROOT_RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
WORKBOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets>%s</workbook>"""
WORKBOOK_RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
<Relationship Id="r2" Target="sharedStrings.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>
<Relationship Id="r3" Target="externalLinks/externalLink1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"/></Relationships>"""
SHEET_START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = "</sheetData></worksheet>"
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "lol">%s<!ENTITY out SYSTEM "file:///etc/hostname">]>'


def package(
    path: Path, sheet: str, extra: dict[str, bytes] | None = None, doctype: str = "", more: str = ""
) -> Path:
    """An .xlsx around one sheet's XML, with parts of the maker's choosing beside it; `more` stands in the
    workbook after the list of sheets.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", ROOT_RELATIONS)
        archive.writestr("xl/workbook.xml", WORKBOOK % more)
        archive.writestr("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", '<?xml version="1.0"?>' + doctype + sheet)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def rows_of(*texts: str) -> str:
    """Sheet XML with one cell of inline text a row."""
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for number, text in enumerate(texts, start=1)
    )
    return SHEET_START + rows + SHEET_END


def plain_workbook(path: Path) -> bytes:
    """The bytes of a small honest workbook."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("名册").write_row(0, 0, ["姓名", "性别"])
    return path.read_bytes()


def empty_file(path: Path) -> None:
    """No bytes at all."""
    path.write_bytes(b"")


def zeros(path: Path) -> None:
    """Nothing but NUL, as a broken memory stick leaves."""
    path.write_bytes(bytes(100_000))


def portable_document(path: Path) -> None:
    """A .pdf."""
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n")


def picture(path: Path) -> None:
    """A .png."""
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100))


def other_archive(path: Path) -> None:
    """An archive that holds no workbook."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


def binary_workbook(path: Path) -> None:
    """An .xlsb, which is not read here."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")


def encrypted(path: Path) -> None:
    """What a workbook with a password looks like from outside ([MS-OFFCRYPTO] 2.3.4)."""
    path.write_bytes(compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": bytes(5_000)}))


def encrypted_parts(path: Path) -> None:
    """A zip archive with a password of its own: the flag of its first part."""
    content = bytearray(plain_workbook(path))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + flags] |= 1
    path.write_bytes(bytes(content))


def truncated(path: Path) -> None:
    """The first half of an honest workbook."""
    content = plain_workbook(path)
    path.write_bytes(content[: len(content) // 2])


def broken_sheet(path: Path) -> None:
    """A sheet whose XML ends in the middle."""
    package(path, SHEET_START + '<row r="1"><c r="A1"')


def damaged_part(path: Path) -> None:
    """Honest directory, spoilt content."""
    content = bytearray(plain_workbook(path))
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[start : start + 60] = b"\xff" * 60
    path.write_bytes(bytes(content))


def wrong_checksum(path: Path) -> None:
    """A sheet that is not what it was when its checksum was taken."""
    package(path, rows_of("一" * 50))
    checksum = struct.pack("<I", zlib.crc32(('<?xml version="1.0"?>' + rows_of("一" * 50)).encode()))
    content = path.read_bytes()
    assert content.count(checksum) == 2
    path.write_bytes(content.replace(checksum, b"\0\0\0\0"))


def strange_compression(path: Path) -> None:
    """Parts compressed in a way no office program uses, and which needs much memory."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", WORKBOOK)


def macros(path: Path) -> None:
    """A workbook with a program in it."""
    package(path, rows_of("姓名"), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def macro_sheet(path: Path) -> None:
    """A workbook with a sheet of the older kind of macros."""
    package(path, rows_of("姓名"), {"xl/macrosheets/sheet1.xml": b"<xm:macrosheet/>"})


def bomb(path: Path) -> None:
    """A small file that unpacks to 260 MB."""
    package(path, rows_of("姓名"))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/0.bin", "w") as part,
    ):
        for _ in range(260):
            part.write(bytes(1 << 20))


def many_parts(path: Path) -> None:
    """More parts than any workbook has."""
    package(path, rows_of("姓名"), {f"xl/media/{number}": b"" for number in range(2_500)})


def folded_parts(path: Path) -> None:
    """A directory of a thousand sheets that all lie on the same octets."""
    package(path, rows_of("姓名"))
    content = path.read_bytes()
    start = content.index(b"PK\1\2")
    end = content.index(b"PK\5\6")
    entry = content[content.rindex(b"PK\1\2", start, end) : end]
    directory = content[start:end] + entry * 1_000
    count = content[start:end].count(b"PK\1\2") + 1_000
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    path.write_bytes(content[:start] + directory + tail)


def swelling_sheet(path: Path) -> None:
    """Small on disk and within what may be unpacked, but more text in memory than may be held."""
    text = "x" * 30_000
    package(path, rows_of(*[text] * 7_500))


def swelling_strings(path: Path) -> None:
    """Two million shared strings no cell uses."""
    strings = STRINGS % (("<si><t>" + "x" * 100 + "</t></si>") * 2_000_000)
    package(path, rows_of("姓名"), {"xl/sharedStrings.xml": strings.encode()})


def lying_bomb(path: Path) -> None:
    """Unpacks to far more than its directory admits."""
    package(path, rows_of("姓" * 50_000_000))
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        true = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(content.replace(true, (2_000).to_bytes(4, "little")))


def far_corner(path: Path) -> None:
    """Two cells, in opposite corners of the largest sheet there is."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    package(path, SHEET_START + '<row r="1"><c r="A1"><v>1</v></c></row>' + far + SHEET_END)


def far_column(path: Path) -> None:
    """A thousand rows with one cell each, in the last column there is: sixteen million empty ones before."""
    rows = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 1_001))
    package(path, SHEET_START + rows + SHEET_END)


def merged_over_and_over(path: Path) -> None:
    """Merged ranges that all lie on top of one another."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 1_001))
    merges = '<mergeCells count="5000">' + '<mergeCell ref="A1:A1000"/>' * 5_000 + "</mergeCells>"
    package(path, SHEET_START + rows + "</sheetData>" + merges + "</worksheet>")


def deep_xml(path: Path) -> None:
    """A million elements, each inside the one before."""
    package(path, SHEET_START + "<row>" * 1_000_000)


def entity_bomb(path: Path) -> None:
    """Entities of entities of entities: a billion laughs."""
    names = "abcdefghij"
    inner = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    package(path, rows_of("&j;"), doctype=ENTITIES % inner)


def outer_entity(path: Path) -> None:
    """An entity that stands for a file of the office's machine."""
    package(path, rows_of("&out;"), doctype=ENTITIES % "")


def late_doctype(path: Path) -> None:
    """Entities behind a remark so long that nobody looks behind it."""
    package(path, rows_of("&out;"), doctype="<!--" + "<x " * 200_000 + "-->" + ENTITIES % "")


def too_many_rows(path: Path) -> None:
    """More rows with something in them than an office keeps."""
    package(path, SHEET_START + "<row><c><v>1</v></c></row>" * 200_001 + SHEET_END)


def long_text(path: Path) -> None:
    """A cell longer than a spreadsheet can hold."""
    package(path, rows_of("姓" * 40_000))


def echo(path: Path) -> None:
    """One text of the longest kind in hundreds of cells: small in the file, large once read."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(600):
            sheet.write_string(row, 0, "姓" * 32_000)


REFUSED: dict[Maker, set[str]] = {
    empty_file: {"file_empty"},
    zeros: {"file_wrong_type"},
    portable_document: {"file_wrong_type"},
    picture: {"file_wrong_type"},
    other_archive: {"file_wrong_type"},
    binary_workbook: {"file_wrong_type"},
    encrypted: {"file_encrypted"},
    encrypted_parts: {"file_encrypted"},
    truncated: {"file_truncated"},
    broken_sheet: {"file_truncated"},
    damaged_part: {"file_truncated"},
    wrong_checksum: {"file_truncated"},
    strange_compression: {"file_truncated"},
    macros: {"file_has_macros"},
    macro_sheet: {"file_has_macros"},
    bomb: {"file_unpacks_too_large"},
    many_parts: {"file_unpacks_too_large"},
    folded_parts: {"file_truncated"},
    swelling_sheet: {"file_refused", "file_truncated"},
    swelling_strings: {"file_refused", "file_truncated"},
    lying_bomb: {"file_truncated"},
    far_corner: {"file_refused"},
    far_column: {"file_too_many_cells"},
    merged_over_and_over: {"file_too_many_cells"},
    deep_xml: {"file_refused", "file_truncated"},
    entity_bomb: {"file_has_doctype"},
    outer_entity: {"file_has_doctype"},
    late_doctype: {"file_has_doctype", "file_truncated"},
    too_many_rows: {"file_too_many_cells"},
    long_text: {"cell_too_long"},
    echo: {"file_unpacks_too_large"},
}
"""Each maker with the codes it may be refused with; more than one where the reading library decides how far
it gets.
"""
