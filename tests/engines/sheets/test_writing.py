"""Workbooks as they are written: values keep their type and their text, pages print as an office prints."""

import io
import re
import zipfile
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from jiceng.engines.sheets.writing import (
    Column,
    GroupRow,
    Properties,
    TotalRow,
    Value,
    WrittenSheet,
    write_workbook,
)
from tests.office import converted

ABOUT = Properties("名册", "用户甲", datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "用途：换届")
TWO = (Column("甲"), Column("乙"))
HOSTILE = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "＝1+1",
        '=HYPERLINK("http://example.org","x")',
        "=cmd|'/c calc'!A0",
    ),
    *("http://example.org", "mailto:a@example.org", "internal:Sheet1!A1", "file:///etc/passwd"),
    *("140525199001011234", "00123", "1e5", "1998.7", "2026-11-22", "14:05", "TRUE", "50%", "#N/A", "'1"),
    *("<r><t>marked up</t></r>", "<t>", "a & b < c > d", "_x0041_", "_X0041_", "\x08bell\x07", '"quoted"'),
    *(" before", "after ", "two  spaces", "two\nlines", "张三", "𠮷野", "👩‍🌾", "e\u0301", "{=A1}", "]]>"),
]
"""What someone may type so that a spreadsheet program takes it for something else."""
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def written(*sheets: WrittenSheet) -> bytes:
    """The workbook's bytes."""
    file = io.BytesIO()
    write_workbook(file, sheets, ABOUT)
    return file.getvalue()


def part(workbook: bytes, name: str) -> str:
    """One part of the package."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return package.read(name).decode()


def rows(workbook: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(sheet).to_python()


def column(values: list[Value]) -> bytes:
    """A workbook with one value a row."""
    return written(WrittenSheet("表", TWO, [(value, "") for value in values]))


class Kind(StrEnum):
    """A text of a class of its own."""

    TOWN = "town"


def test_values_come_back_typed_as_they_were() -> None:
    beijing = timezone(timedelta(hours=8))
    given: list[Value] = [
        *(
            date(1998, 7, 1),
            datetime(2026, 11, 22, 14, 5),
            time(9, 30),
            38,
            -2,
            0,
            0.885,
            "正式党员",
            Kind.TOWN,
        ),
        datetime(2026, 1, 1, 23, 59, 59, tzinfo=beijing),
    ]
    back = [row[0] for row in rows(column(given))[1:]]
    assert back[0] == date(1998, 7, 1)
    assert back[1] == datetime(2026, 11, 22, 14, 5)
    assert back[2] == time(9, 30)
    assert back[3:9] == [38, -2, 0, 0.885, "正式党员", "town"]
    assert back[9] == datetime(2026, 1, 1, 23, 59, 59)


def test_what_the_format_cannot_hold_as_a_number_is_text() -> None:
    back = [row[0] for row in rows(column([date(1900, 2, 28), 140525199001011234, date(1900, 3, 1)]))[1:]]
    assert back == ["1900-02-28", "140525199001011234", date(1900, 3, 1)]


def test_nothing_and_an_empty_text_are_empty_cells() -> None:
    assert [row[0] for row in rows(column([None, "", "x"]))[1:]] == ["", "", "x"]


@pytest.mark.parametrize("value", [True, float("nan"), float("inf"), b"x", "长" * 32_768, "👩" * 16_384])
def test_what_no_cell_can_hold_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        column([value])


def test_the_longest_text_a_cell_may_hold_comes_back_whole() -> None:
    assert rows(column(["长" * 32_767]))[1][0] == "长" * 32_767


def test_line_ends_of_a_form_become_those_of_a_sheet() -> None:
    assert rows(column(["一\r\n二\r三"]))[1][0] == "一\n二\n三"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> ElementTree.Element:
    """The hostile texts, in cells, headings, groups, title and notes, as LibreOffice understands them."""
    path = tmp_path_factory.mktemp("written") / "hostile.xlsx"
    lines = [(text, number) for number, text in enumerate(HOSTILE)]
    groups = [GroupRow(text) for text in HOSTILE]
    sheet = WrittenSheet(
        "表", (Column("=1+1"), Column("=2", over="=3")), [*lines, *groups], "=4", ("=5", "=6"), ["=7"]
    )
    path.write_bytes(written(sheet))
    return ElementTree.parse(converted([path], "fods")[0]).getroot()  # noqa: S314 - our own file


def cells(root: ElementTree.Element, place: int) -> list[ElementTree.Element]:
    """The cells of one column that hold something, from top to bottom."""
    found = []
    for row in root.iter(f"{TABLE}table-row"):
        each = [cell for cell in row if cell.tag.endswith("table-cell")]  # covered ones of a merge too
        found += [
            cell
            for cell in each[place : place + 1]
            if cell.tag == f"{TABLE}table-cell" and cell.get(f"{OFFICE}value-type")
        ]
    return found


def shown(cell: ElementTree.Element) -> str:
    """A cell's text as LibreOffice keeps it: paragraphs, runs of spaces, tabs."""

    def told(node: ElementTree.Element) -> str:
        inside = "".join(told(child) + (child.tail or "") for child in node)
        if node.tag == f"{TEXT}s":
            return " " * int(node.get(f"{TEXT}c", "1"))
        return "\t" if node.tag == f"{TEXT}tab" else (node.text or "") + inside

    return "\n".join(told(node) for node in cell.findall(f"{TEXT}p"))


def test_libreoffice_finds_no_formula_and_no_link(opened: ElementTree.Element) -> None:
    assert not [cell for cell in opened.iter() if f"{TABLE}formula" in cell.attrib]
    assert not list(opened.iter(f"{TEXT}a"))


def test_libreoffice_finds_every_text_unchanged(opened: ElementTree.Element) -> None:
    first = cells(opened, 0)
    assert {cell.get(f"{OFFICE}value-type") for cell in first} == {"string"}
    texts = [shown(cell) for cell in first]
    assert texts[:3] == ["=4", "=5", "=1+1"]
    given = [text.replace("\x08", "").replace("\x07", "") for text in HOSTILE]  # its own format has no such
    kept = [text.replace("\x08", "").replace("\x07", "") for text in texts[3:]]
    assert kept == [*given, *given, "=7"]


def test_control_characters_come_back_too() -> None:
    assert rows(column(["\x08bell\x07"]))[1][0] in ("\x08bell\x07", "_x0008_bell_x0007_")
    assert "_x0008_bell_x0007_" in part(column(["\x08bell\x07"]), "xl/worksheets/sheet1.xml")


def test_a_text_cell_stays_text_when_it_is_edited() -> None:
    """The cell's own format is "text": a program that is told the same again does not begin to reckon."""
    workbook = column(["=1+1"])
    style = int(re.findall(r'<c r="A2" s="(\d+)"', part(workbook, "xl/worksheets/sheet1.xml"))[0])
    formats = re.findall(r'<xf numFmtId="(\d+)"', part(workbook, "xl/styles.xml").partition("<cellXfs")[2])
    assert formats[style] == "49"


def register() -> bytes:
    """A register with everything around it."""
    columns = (
        Column("序号", 6),
        Column("姓名"),
        Column("应办", over="党员大会"),
        Column("已办", over="党员大会"),
    )
    lines = [GroupRow("青石镇"), (1, "赵大田", 4, 3), (2, "钱秀英", 4, 4), TotalRow(("", "合计", 8, 7))]
    sides = ("填报单位：青禾县", "2026年11月22日")
    return written(WrittenSheet("名册", columns, lines, "青禾县党员名册", sides, ["审核人：", "注：导出"]))


def test_a_register_has_its_title_header_groups_totals_and_notes() -> None:
    assert rows(register()) == [
        ["青禾县党员名册", "", "", ""],
        ["填报单位：青禾县", "", "2026年11月22日", ""],
        ["序号", "姓名", "党员大会", "党员大会"],
        ["序号", "姓名", "应办", "已办"],
        ["青石镇", "", "", ""],
        [1, "赵大田", 4, 3],
        [2, "钱秀英", 4, 4],
        ["", "合计", 8, 7],
        ["审核人：", "", "", ""],
        ["注：导出", "", "", ""],
    ]
    merged = set(re.findall(r'<mergeCell ref="([^"]+)"', part(register(), "xl/worksheets/sheet1.xml")))
    assert merged == {"A1:D1", "A2:B2", "C2:D2", "A3:A4", "B3:B4", "C3:D3", "A5:D5", "A9:D9", "A10:D10"}


def test_a_register_prints_on_a4_across_with_its_header_on_every_page() -> None:
    sheet, book = part(register(), "xl/worksheets/sheet1.xml"), part(register(), "xl/workbook.xml")
    assert re.search(r'<pane ySplit="4" topLeftCell="A5"[^>]* state="frozen"/>', sheet)
    assert re.search(r'<pageSetup paperSize="9"[^>]* fitToHeight="0" orientation="landscape"/>', sheet)
    assert "<oddFooter>&amp;C&amp;P / &amp;N</oddFooter>" in sheet
    assert '<autoFilter ref="A4:D7"/>' in sheet
    assert ">名册!$3:$4</definedName>" in book
    assert '<dimension ref="A1:D10"/>' in sheet


def test_rows_of_data_are_counted_by_sheet() -> None:
    file = io.BytesIO()
    lines = [GroupRow("一"), ("a", 1), ("b", 2), TotalRow(("", 3))]
    assert write_workbook(
        file, [WrittenSheet("甲", TWO, lines), WrittenSheet("乙", TWO, iter(()))], ABOUT
    ) == [2, 0]


def test_a_column_is_as_wide_as_it_is_told_or_as_its_content() -> None:
    columns = (Column("序号", 7), Column("单位"), Column("长"), Column("日"))
    workbook = written(WrittenSheet("表", columns, [(1, "青石镇上窑村党支部", "长" * 90, date(2026, 1, 1))]))
    widths = [
        float(width)
        for width in re.findall(r'<col [^>]*width="([\d.]+)"', part(workbook, "xl/worksheets/sheet1.xml"))
    ]
    assert [round(width) for width in widths] == [8, 21, 43, 13]


def test_names_of_sheets_are_such_as_may_be() -> None:
    names = ["a/b:c*d?[e]\\f", "a" * 40, "a" * 40, "", "'甲'", "甲"]
    workbook = written(*(WrittenSheet(name, TWO, []) for name in names))
    found = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).sheet_names
    assert found == ["a b c d  e  f", "a" * 31, "a" * 29 + " 2", "1", "甲", "甲 2"]


def test_the_file_says_whose_it_is_and_the_same_gives_the_same_bytes() -> None:
    core = part(register(), "docProps/core.xml")
    assert "<dc:creator>用户甲</dc:creator>" in core
    assert "<dc:description>用途：换届</dc:description>" in core
    assert "2026-11-22T14:05:00Z" in core
    assert register() == register()


def test_a_workbook_is_written_to_a_path_too(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", [WrittenSheet("表", TWO, [("x", 1)])], ABOUT)
    assert rows((tmp_path / "a.xlsx").read_bytes()) == [["甲", "乙"], ["x", 1]]
