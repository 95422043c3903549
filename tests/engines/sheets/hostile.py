"""Workbooks that mean harm or came to harm, each made here, none kept as a binary."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

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
<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"""
WORKBOOK_RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"""
SHEET_START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = "</sheetData></worksheet>"


def package(path: Path, sheet: str, extra: dict[str, bytes] | None = None, doctype: str = "") -> Path:
    """An .xlsx around one sheet's XML, with parts of the maker's choosing beside it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", ROOT_RELATIONS)
        archive.writestr("xl/workbook.xml", WORKBOOK)
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


def text_file(path: Path) -> None:
    """A text file with a workbook's name."""
    path.write_text("姓名,性别\n", encoding="utf-8")


def empty_file(path: Path) -> None:
    """No bytes at all."""
    path.write_bytes(b"")


def other_archive(path: Path) -> None:
    """An archive that holds no workbook."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


def legacy_workbook(path: Path) -> None:
    """What old .xls files begin with."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"))


def encrypted(path: Path) -> None:
    """What a workbook with a password looks like from outside ([MS-OFFCRYPTO] 2.3.4)."""
    names = "EncryptionInfo\0EncryptedPackage\0".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names + b"\0" * 400)


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


def macros(path: Path) -> None:
    """A workbook with a program in it."""
    package(path, rows_of("姓名"), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


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


def swelling_sheet(path: Path) -> None:
    """Small on disk and within what may be unpacked, but more text in memory than may be held."""
    text = "x" * 30_000
    package(path, rows_of(*[text] * 7_500))


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


def deep_xml(path: Path) -> None:
    """A million elements, each inside the one before."""
    package(path, SHEET_START + "<row>" * 1_000_000)


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


REFUSED: dict[Callable[[Path], None], set[str]] = {
    text_file: {"file_wrong_type"},
    empty_file: {"file_wrong_type"},
    other_archive: {"file_wrong_type"},
    legacy_workbook: {"file_wrong_type"},
    encrypted: {"file_encrypted"},
    truncated: {"file_truncated"},
    broken_sheet: {"file_truncated"},
    damaged_part: {"file_truncated"},
    macros: {"file_has_macros"},
    bomb: {"file_unpacks_too_large"},
    many_parts: {"file_unpacks_too_large"},
    swelling_sheet: {"file_refused", "file_truncated"},
    lying_bomb: {"file_refused", "file_truncated", "cell_too_long"},
    far_corner: {"file_refused"},
    deep_xml: {"file_refused", "file_truncated"},
    too_many_rows: {"file_too_many_cells"},
    long_text: {"cell_too_long"},
    echo: {"file_unpacks_too_large"},
}
"""Each maker with the codes it may be refused with; more than one where the reading library decides how far
it gets.
"""
