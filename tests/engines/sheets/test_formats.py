"""The same workbook from every format, and what is peculiar to each."""

import shutil
import socket
import struct
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from jiceng.engines.sheets import Cell, Row, Sheet, read_workbook
from jiceng.kernel.errors import FileRefused
from tests.engines.sheets import binaries, hostile
from tests.engines.sheets.binaries import compound, error, formula, formula_text, label, number, record
from tests.engines.sheets.hostile_opendocument import cell, document, row, sheet

SUFFIXES = ("xlsx", "xls", "ods")
KINDS = (
    Row(1, ("党员名册",)),
    Row(3, ("南村镇", "张三", 1, 2.5, "=1+1")),
    Row(
        4,
        (
            None,
            date(1998, 7, 1),
            datetime(1998, 7, 1, 9, 30),
            time(9, 30),
            date(1998, 7, 1),
            0.125,
            30 * 3600,
        ),
    ),
    Row(5, (None, "#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?")),
    Row(6, (None, "第一行\n第二行", " 前后 ", "140521199001011234", 1998.1, 2)),
)


def read_octets(folder: Path, octets: bytes, name: str = "file.xls") -> list[Sheet]:
    path = folder / name
    path.write_bytes(octets)
    return read_workbook(path)


def cells(folder: Path, octets: bytes) -> list[tuple[Cell, ...]]:
    return [row.cells for row in read_octets(folder, octets)[0].rows]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_tells_the_same(office_files: Path, suffix: str) -> None:
    found = read_workbook(office_files / f"kinds.{suffix}")
    assert [(sheet.name, sheet.hidden) for sheet in found] == [("名册", False), ("空", False), ("藏", True)]
    assert found[0].rows == KINDS
    assert set(found[0].merges) == {(1, 0, 1, 4), (3, 0, 5, 0)}
    assert found[1].rows == ()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_days_counted_from_1904_are_the_same_days(office_files: Path, suffix: str) -> None:
    assert read_workbook(office_files / f"days1904.{suffix}")[0].rows == (Row(1, (date(1998, 7, 1),)),)


@pytest.mark.parametrize(
    ("suffix", "name"),
    [("xlsx", "a.xls"), ("xlsx", "a.et"), ("xls", "a.et"), ("xls", "A.XLSX"), ("ods", "a.xls")],
)
def test_what_it_is_decides_the_content(office_files: Path, tmp_path: Path, suffix: str, name: str) -> None:
    shutil.copy(office_files / f"kinds.{suffix}", tmp_path / name)
    assert read_workbook(tmp_path / name)[0].rows == KINDS


# ── .xlsx ───────────────────────────────────────────────────────────────────────────────────────


def test_an_error_is_told_and_a_text_that_looks_like_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    sheet = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="inlineStr"><is><t>t="e"</t></is></c></row>'
    )
    hostile.package(path, hostile.SHEET_START + sheet + hostile.SHEET_END)
    assert read_workbook(path)[0].rows == (Row(1, ("#N/A", 't="e"')),)


def test_errors_are_found_wherever_the_file_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#REF!</v></c></row>' for n in range(1, 20_001))
    hostile.package(path, hostile.SHEET_START + rows + hostile.SHEET_END)
    assert {row.cells for row in read_workbook(path)[0].rows} == {("#REF!",)}


def test_merged_ranges_are_cut_to_what_holds_something(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    sheet = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    )
    ranges = ("A1:XFD1", "A2:A1048576", "B2:C9", "F1:G1", "A9:B9")
    merges = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    end = f"</sheetData><mergeCells>{merges}</mergeCells></worksheet>"
    hostile.package(path, hostile.SHEET_START + sheet + end)
    assert read_workbook(path)[0].merges == ((1, 0, 1, 1),)


# ── .xls and .et ────────────────────────────────────────────────────────────────────────────────


def test_formulas_and_errors_of_an_old_workbook(tmp_path: Path) -> None:
    reference = formula(0, 3, b"\2\0\x17\0\0\0\xff\xff")
    stream = label(0, 0, "姓名") + number(0, 1, 3.5) + error(0, 2, 0x2A) + reference
    stream += formula_text(0, 4, "1990年1月") + record(0x205, binaries.at(0, 5), b"\1\0") + label(0, 6, "完")
    found = cells(tmp_path, compound({"Workbook": binaries.workbook(stream)}))
    assert found == [("姓名", 3.5, "#N/A", "#REF!", "1990年1月", True, "完")]


def test_cells_of_a_chart_within_a_sheet_are_none_of_the_sheet(tmp_path: Path) -> None:
    chart = record(0x809, struct.pack("<HH", 0x600, 0x20), bytes(12)) + error(1, 1, 0x2A) + record(0x0A)
    stream = label(0, 0, "姓名") + label(1, 1, "") + chart + label(2, 0, "张三")
    assert cells(tmp_path, compound({"Workbook": binaries.workbook(stream)})) == [("姓名",), ("张三",)]


@pytest.mark.parametrize("code_page", [936, 1252, 1200])
def test_unicode_is_read_as_unicode_whatever_code_page_is_named(tmp_path: Path, code_page: int) -> None:
    named = record(0x42, struct.pack("<H", code_page))
    stream = binaries.workbook(label(0, 0, "姓名")).replace(record(0x42, struct.pack("<H", 1200)), named)
    (found,) = read_octets(tmp_path, compound({"Workbook": stream}))
    assert (found.name, found.rows) == ("名册", (Row(1, ("姓名",)),))


@pytest.mark.parametrize("code_page", [936, 1252, None])
def test_text_of_excel_95_is_chinese_whatever_code_page_is_named(
    tmp_path: Path, code_page: int | None
) -> None:
    stream = binaries.old_workbook("名册", "党员姓名", code_page)
    (found,) = read_octets(tmp_path, compound({"Book": stream}))
    assert (found.name, found.rows) == ("名册", (Row(1, ("党员姓名",)),))


def test_a_workbook_within_a_letter_is_not_taken_for_the_letter(tmp_path: Path) -> None:
    content = bytearray(compound({"WordDocument": b"", "Workbook": binaries.workbook(label(0, 0, "姓名"))}))
    first = 2 * binaries.SECTOR + 128
    content[first + 72 : first + 76] = b"\xff\xff\xff\xff"  # nothing stands beside the letter itself
    with pytest.raises(FileRefused, match="file_wrong_type"):
        read_octets(tmp_path, bytes(content))


# ── .ods ────────────────────────────────────────────────────────────────────────────────────────


def opendocument(folder: Path, body: str, styles: str = "") -> list[Sheet]:
    path = folder / "file.ods"
    document(path, body, styles=styles)
    return read_workbook(path)


def typed(attributes: str, text: str) -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_truth_and_money_of_an_opendocument(tmp_path: Path) -> None:
    cells = [
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        typed('office:value-type="currency" office:value="12.5"', "¥12.50"),
        typed('office:value-type="date" office:date-value="未知"', "未知"),
        typed('office:value-type="float"', "三"),
        '<table:table-cell office:value-type="date" office:date-value="2026-11-22T09:30:00.5"/>',
    ]
    (found,) = opendocument(tmp_path, sheet(row(*cells)))
    assert found.rows == (Row(1, (True, 12.5, "未知", "三", datetime(2026, 11, 22, 9, 30, 0, 500_000))),)


def test_repeated_cells_and_rows_are_counted(tmp_path: Path) -> None:
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = 'table:number-rows-repeated="2"'
    rows = [
        row(empty, cell(more='table:number-columns-repeated="2"'), empty, more=twice),
        row(empty, more='table:number-rows-repeated="1000"'),
        row(cell("完")),
        row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            more='table:number-rows-repeated="1047573"',
        ),
    ]
    (found,) = opendocument(tmp_path, sheet(*rows))
    assert found.rows == (
        Row(1, (None, None, "姓名", "姓名")),
        Row(2, (None, None, "姓名", "姓名")),
        Row(1003, ("完",)),
    )


def test_a_repeated_row_is_merged_in_each(tmp_path: Path) -> None:
    wide = cell(more='table:number-columns-spanned="2"') + "<table:covered-table-cell/>" + cell("乙")
    (found,) = opendocument(tmp_path, sheet(row(wide, more='table:number-rows-repeated="2"')))
    assert found.merges == ((1, 0, 1, 1), (2, 0, 2, 1))


def test_only_the_text_of_a_cell_is_its_text(tmp_path: Path) -> None:
    text = (
        "<office:annotation><text:p>批注</text:p></office:annotation>"
        "<text:p>张<text:span>三</text:span><text:s text:c='2'/>\n  丰<text:line-break/>二</text:p>"
        "<draw:custom-shape><text:p>形状</text:p></draw:custom-shape>"
        "<text:p>三<text:tab/>四</text:p>"
        f"<table:table table:is-sub-table='true'>{row(cell('表中表'))}</table:table>"
    )
    shapes = "<table:shapes><draw:frame><text:p>图</text:p></draw:frame></table:shapes>"
    filled = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    (found,) = opendocument(tmp_path, sheet(shapes, row(filled, cell("李四"))))
    assert found.rows == (Row(1, ("张三   丰\n二\n三\t四", "李四")),)


def test_grouped_rows_hidden_sheets_and_sheets_of_other_files(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    )
    grouped = f"<table:table-header-rows>{row(cell('甲'))}</table:table-header-rows>"
    grouped += f"<table:table-row-group>{row(cell('乙'))}</table:table-row-group>"
    first = sheet(grouped, row(cell("丙")), more='table:style-name="ta1"')
    second = sheet(row(cell("丁")), name="藏", more='table:style-name="ta2"')
    other = sheet(row(cell("戊")), name="'file:///tmp/other.ods'#$Sheet1")
    found = opendocument(tmp_path, first + second + other, styles)
    assert [(each.name, each.hidden) for each in found] == [("名册", False), ("藏", True)]
    assert [row.cells[0] for row in found[0].rows] == ["甲", "乙", "丙"]


def test_an_empty_folder_for_macros_is_no_macro(tmp_path: Path) -> None:
    path = tmp_path / "file.ods"
    document(
        path, sheet(row(cell())), {"Basic/script-lc.xml": "<x/>", "Basic/Standard/script-lb.xml": "<x/>"}
    )
    assert read_workbook(path)[0].rows == (Row(1, ("姓名",)),)


# ── links ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def address() -> Iterator[tuple[socket.socket, str]]:
    """A server nobody may call, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server, f"http://127.0.0.1:{server.getsockname()[1]}/other.xlsx"


def test_no_link_of_a_workbook_is_followed(tmp_path: Path, address: tuple[socket.socket, str]) -> None:
    server, link = address
    path = tmp_path / "file.xlsx"
    schema = "http://schemas.openxmlformats.org/"
    relations = (
        f'<Relationships xmlns="{schema}package/2006/relationships"><Relationship Id="r1" '
        f'Type="{schema}officeDocument/2006/relationships/externalLinkPath" '
        f'Target="{link}" TargetMode="External"/></Relationships>'
    )
    outside = (
        f'<externalLink xmlns="{schema}spreadsheetml/2006/main" '
        f'xmlns:r="{schema}officeDocument/2006/relationships"><externalBook r:id="r1"/></externalLink>'
    )
    cells = (
        '<row r="1"><c r="A1"><f>[1]s!A1</f><v>7</v></c><c r="B1"><f>WEBSERVICE("%s")</f><v>8</v></c></row>'
    )
    hostile.package(
        path,
        hostile.SHEET_START + cells % link + hostile.SHEET_END,
        {
            "xl/externalLinks/externalLink1.xml": outside.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations.encode(),
        },
        more='<externalReferences><externalReference r:id="r3"/></externalReferences>',
    )
    assert read_workbook(path)[0].rows == (Row(1, (7, 8)),)
    with pytest.raises(TimeoutError):
        server.accept()


def test_no_link_of_an_opendocument_is_followed(tmp_path: Path, address: tuple[socket.socket, str]) -> None:
    server, link = address
    source = f"<table:table-source xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='{link}'/>"
    (found,) = opendocument(tmp_path, sheet(source, row(cell())))
    assert found.rows == (Row(1, ("姓名",)),)
    with pytest.raises(TimeoutError):
        server.accept()
