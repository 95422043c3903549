"""A paper as a Word file (.docx), to be opened in Word, WPS or LibreOffice."""

import io
import re
from typing import Any

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jiceng.engines.documents.layout import (
    BODY,
    BOTTOM,
    CELL,
    FACES,
    FOLIO,
    FOLIO_BELOW,
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PITCH,
    POINT,
    RIGHT,
    SPACING,
    TITLE,
    TOP,
)
from jiceng.engines.documents.paper import Paper, Paragraph, Table

_CONTROLS = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What no XML may hold; it comes along where text is copied from elsewhere."""
_HEADING = {1: "first", 2: "second", 3: "body", 4: "body"}


def word(paper: Paper) -> bytes:
    """The file's content."""
    document = Document()
    _usual(document)
    _section(document)
    document.core_properties.title = _plain(paper.title)
    document.core_properties.comments = _plain(paper.note)
    document.core_properties.author = _plain(paper.signatory)
    _line(document, paper.title, "title", size=TITLE, bold=False, centred=True)
    _line(document, "", "body")
    if paper.addressed:
        _line(document, paper.addressed + "：", "body")
    for block in paper.numbered():
        if isinstance(block, Table):
            _table(document, block)
        else:
            _paragraph(document, block)
    _signed(document, paper)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _usual(document: Any) -> None:
    """The style of all text: body type on the grid."""
    style = document.styles["Normal"]
    style.font.size = Pt(BODY)
    properties = style.element.get_or_add_rPr()
    _set_face(properties, "body")
    properties.insert_element_before(_element("w:spacing", val=round(SPACING * 20)), "w:sz")
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(PITCH)
    spacing.widow_control = False
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no room between figures and characters
        style.element.get_or_add_pPr().insert_element_before(_element(tag, val="0"), "w:spacing")


def _section(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(BOTTOM - FOLIO_BELOW - FOLIO / 2 * POINT)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(_element("w:docGrid", type="lines", linePitch=round(PITCH * 20)))
    document.settings.odd_and_even_pages_header_footer = True
    _folio(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT, "right")
    _folio(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT, "left")


def _folio(line: Any, side: WD_ALIGN_PARAGRAPH, edge: str) -> None:
    """The page's number between dashes, one character in."""
    line.alignment = side
    indent = line.paragraph_format
    indent.line_spacing_rule = WD_LINE_SPACING.SINGLE
    setattr(indent, f"{edge}_indent", Pt(FOLIO))
    for text in ("— ", None, " —"):
        run = line.add_run(text or "")
        run.font.size = Pt(FOLIO)
        _set_face(run._r.get_or_add_rPr(), "folio")
        if text is None:
            field = _element("w:fldSimple", instr="PAGE")
            line._p.replace(run._r, field)
            field.append(run._r)
            run.text = "1"


def _paragraph(document: Any, block: Paragraph) -> None:
    line = _line(document, block.text, _HEADING.get(block.level, "body"))
    indent = line._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(round(2 * (BODY + SPACING) * 20)))
    line.paragraph_format.keep_with_next = bool(block.level) or None


def _line(
    document: Any, text: str, part: str, *, size: float = BODY, bold: bool = False, centred: bool = False
) -> Any:
    line = document.add_paragraph()
    if centred:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(line, text, part, size, bold=bold)
    return line


def _run(line: Any, text: str, part: str, size: float, *, bold: bool = False) -> None:
    run = line.add_run(_plain(text))
    run.font.size, run.font.bold = Pt(size), bold or None
    _set_face(run._r.get_or_add_rPr(), part)


def _plain(text: str) -> str:
    return _CONTROLS.sub("", text)


def _signed(document: Any, paper: Paper) -> None:
    signed, day = paper.indents()
    rows = [(paper.signatory, signed), (paper.day_words, day)]
    if any(text for text, _indent in rows):
        _line(document, "", "body").paragraph_format.keep_with_next = True
    for text, indent in rows:
        if text:
            line = _line(document, text, "body")
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.right_indent = Pt(indent * (BODY + SPACING))
            line.paragraph_format.keep_with_next = text is paper.signatory


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=len(block.rows), cols=len(block.widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    across = (PAGE_WIDTH - LEFT - RIGHT) / sum(block.widths)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Mm(across * share)
    for row, cells in zip(table.rows, block.rows, strict=True):
        for cell, text, share in zip(row.cells, cells, block.widths, strict=True):
            cell.width, cell.vertical_alignment = Mm(across * share), WD_ALIGN_VERTICAL.CENTER
            line = cell.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.paragraph_format.line_spacing = Pt(CELL * 1.5)
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(3)
            _run(line, text, "first" if cells is block.rows[0] else "body", CELL)
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(_element("w:tblHeader"))


def _set_face(properties: Any, part: str) -> None:
    """The typeface the standard names, as Word and WPS know it; the reader's computer substitutes."""
    names = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        names.set(qn(f"w:{script}"), NAMES.get(part, FACES[part].named))


NAMES = {"title": "方正小标宋简体"}
"""Where Word knows a typeface under another name than the standard's."""


def _element(tag: str, **values: object) -> Any:
    found = OxmlElement(tag)
    for name, value in values.items():
        found.set(qn(f"w:{name}"), str(value))
    return found
