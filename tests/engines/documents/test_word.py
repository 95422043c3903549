"""The Word file: its sheet, its grid, its typefaces under the names Word knows, its page numbers."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from jiceng.engines.documents import Paper, Paragraph, Table, word

PAPER = Paper(
    "关于修西沟路的决议",
    (
        Paragraph("决议内容", 1),
        Paragraph("硬化西沟路三百米。"),
        Table((("环节", "同意"), ("决议", "24")), (3, 1)),
    ),
    addressed="各村民小组",
    signatory="上窑村村民委员会",
    day=date(2026, 11, 20),
    note="K7Q2-9XMD",
)


@pytest.fixture(scope="module")
def document() -> Any:
    return Document(io.BytesIO(word(PAPER)))


def test_the_sheet_its_margins_and_its_grid(document: Any) -> None:
    section = document.sections[0]
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(each.mm) for each in sides] == [37, 26, 35, 28]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    (grid,) = section._sectPr.findall(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) * 22 <= 225 / 25.4 * 1440
    normal = document.styles["Normal"]
    spacing = normal.element.rPr.find(qn("w:spacing"))
    across = (normal.font.size.pt + int(spacing.get(qn("w:val"))) / 20) * 28
    assert 155 < across * 25.4 / 72 <= 156


def test_the_order_of_what_word_reads_strictly(document: Any) -> None:
    tags = [each.tag.rpartition("}")[2] for each in document.styles["Normal"].element.rPr]
    assert tags.index("rFonts") < tags.index("spacing") < tags.index("sz")
    tags = [each.tag.rpartition("}")[2] for each in document.styles["Normal"].element.pPr]
    assert tags.index("autoSpaceDN") < tags.index("spacing")


def test_what_stands_on_it_in_order(document: Any) -> None:
    said = [each.text for each in document.paragraphs if each.text]
    assert said == [
        "关于修西沟路的决议",
        "各村民小组：",
        "一、决议内容",
        "硬化西沟路三百米。",
        "上窑村村民委员会",
        "2026年11月20日",
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["环节", "同意"], ["决议", "24"]]


def test_typefaces_are_named_as_the_standard_names_them(document: Any) -> None:
    runs = {each.text: each.runs[0] for each in document.paragraphs if each.text}
    found = {text: (run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt) for text, run in runs.items()}
    assert found["关于修西沟路的决议"] == ("方正小标宋简体", 22)
    assert found["一、决议内容"] == ("黑体", 16)
    assert found["硬化西沟路三百米。"] == ("仿宋", 16)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(document: Any) -> None:
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        (line,) = footer.paragraphs
        assert line.alignment.name == side
        assert "PAGE" in line._p.xml
        assert [each.text for each in line._p.iter(qn("w:t"))] == ["— ", "1", " —"]


def test_its_mark_is_in_its_properties_and_not_on_the_paper(document: Any) -> None:
    assert document.core_properties.comments == "K7Q2-9XMD"
    with zipfile.ZipFile(io.BytesIO(word(PAPER))) as file:
        assert b"K7Q2" not in file.read("word/document.xml")


def test_what_no_word_file_may_hold_is_left_out() -> None:
    made = word(Paper("关于\x08修路", (Paragraph("一\x02段\ufffe"), Table((("甲\x01",),), (1,)))))
    document = Document(io.BytesIO(made))
    assert "关于修路" in document.paragraphs[0].text
    assert "一段" in [each.text for each in document.paragraphs]
    assert document.tables[0].cell(0, 0).text == "甲"
