"""The layout of GB/T 9704-2012, measured in the pages themselves: millimetres, lines of a page, characters
of a line.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from jiceng.engines.documents import Paper, Paragraph, Table, body, faces, page
from jiceng.engines.documents.portable import Laid, lay_out

MM = 96 / 25.4
"""Units of the layout in a millimetre."""
FACES = faces(["Noto Serif CJK SC", "Noto Sans CJK SC"])
FULL = Paper(
    "关于修西沟路的决议公开",
    tuple(Paragraph("国" * 110) for _ in range(15)),
    signatory="上窑村村民委员会",
    day=date(2026, 11, 20),
)
"""Fifteen paragraphs of four full lines: three pages."""


@pytest.fixture(scope="module")
def laid() -> Laid:
    return lay_out(page(FULL, FACES))


def boxes(box: Any, kind: str) -> Iterator[Any]:
    """Boxes of a kind within one, in order."""
    if type(box).__name__ == kind:
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from boxes(child, kind)


def lines(laid: Laid, number: int) -> list[Any]:
    """The lines of a page's type area."""
    html = next(boxes(laid.document.pages[number]._page_box, "BlockBox"))
    return list(boxes(html, "LineBox"))


def text(box: Any) -> str:
    return "".join(each.text for each in boxes(box, "TextBox"))


def test_the_sheet_and_its_margins(laid: Laid) -> None:
    sheet = laid.document.pages[0]._page_box
    sides = (sheet.margin_top, sheet.margin_right, sheet.margin_bottom, sheet.margin_left)
    assert [round(each / MM, 2) for each in sides] == [37, 26, 35, 28]
    assert (round(sheet.width / MM, 2), round(sheet.height / MM, 2)) == (156, 225)


def test_twenty_two_lines_on_a_full_page_twenty_eight_characters_in_a_full_line(laid: Laid) -> None:
    second = lines(laid, 1)
    assert len(second) == 22
    assert {len(text(each)) for each in second} <= {26, 28}
    assert max(len(text(each)) for each in second) == 28
    pitch = (second[-1].position_y - second[0].position_y) / 21 / MM
    assert pitch == pytest.approx(225 / 22, abs=0.02)


def test_the_first_page_has_the_title_an_empty_line_and_twenty_of_text(laid: Laid) -> None:
    first = lines(laid, 0)
    assert text(first[0]) == FULL.title
    assert len(first) == 21
    assert first[1].position_y - first[0].position_y == pytest.approx(2 * 225 / 22 * MM, rel=0.01)
    title = next(boxes(first[0], "TextBox"))
    middle = title.position_x + title.width / 2
    assert middle / MM == pytest.approx(28 + 156 / 2, abs=0.5)


def test_three_pages_numbered_between_dashes_odd_right_even_left_seven_millimetres_below(laid: Laid) -> None:
    assert len(laid.document.pages) == 3
    for number, each in enumerate(laid.document.pages, start=1):
        (folio,) = [
            found
            for box in boxes(each._page_box, "MarginBox")
            for found in boxes(box, "LineBox")
            if text(found)
        ]
        assert text(folio) == f"— {number} —"
        glyphs = list(boxes(folio, "TextBox"))
        left, right = glyphs[0].position_x, glyphs[-1].position_x + glyphs[-1].width
        if number % 2:
            assert right == pytest.approx((210 - 26) * MM - 14 / 0.75, abs=1)
        else:
            assert left == pytest.approx(28 * MM + 14 / 0.75, abs=1)
        dashes = folio.position_y + folio.height / 2
        assert dashes / MM - (297 - 35) == pytest.approx(7, abs=0.3)


def test_the_day_begins_two_characters_after_who_signs(laid: Laid) -> None:
    signed, day = lines(laid, 2)[-2:]
    assert (text(signed), text(day)) == ("上窑村村民委员会", "2026年11月20日")
    first, second = (next(boxes(each, "TextBox")) for each in (signed, day))
    character = 156 / 28 * MM
    assert (second.position_x - first.position_x) / character == pytest.approx(2, abs=0.6)
    assert (210 - 26) * MM - (second.position_x + second.width) == pytest.approx(2 * character, rel=0.02)


@pytest.mark.parametrize(
    ("signatory", "indents"),
    [("上窑村", (8, 2)), ("上窑村村民委员会", (3, 2)), ("青石镇上窑村村民委员会", (2, 4))],
)
def test_whichever_of_signature_and_day_is_longer_stands_two_in(
    signatory: str, indents: tuple[int, int]
) -> None:
    assert Paper("", (), signatory=signatory, day=date(2026, 11, 20)).indents() == indents


def test_headings_are_numbered_level_by_level() -> None:
    levels = (1, 2, 2, 3, 4, 4, 3, 1, 2)
    found = Paper("", tuple(Paragraph("", each) for each in levels)).numbered()
    said = [each.text for each in found if isinstance(each, Paragraph)]
    assert said == ["一、", "（一）", "（二）", "1.", "（1）", "（2）", "2.", "二、", "（一）"]


@pytest.mark.parametrize(("count", "said"), [(10, "十、"), (11, "十一、"), (20, "二十、"), (35, "三十五、")])
def test_numbers_beyond_ten(count: int, said: str) -> None:
    blocks = list(Paper("", tuple(Paragraph("", 1) for _ in range(count))).numbered())
    assert blocks[-1] == Paragraph(said, 1)


def test_a_typeface_that_is_there_stands_for_itself() -> None:
    found = faces(["FangSong", "LXGW WenKai", "Noto Serif CJK SC", "Noto Sans CJK SC"])
    assert (found["body"].family, found["body"].stands_in) == ("FangSong", False)
    assert (found["second"].named, found["second"].family, found["second"].stands_in) == (
        "楷体",
        "LXGW WenKai",
        True,
    )
    assert found["title"].bold


def test_what_is_said_never_becomes_markup() -> None:
    paper = Paper("<b>", (Paragraph("<script>"), Table((("<i>",), ("&",)), (1,))), addressed='"', note='"><x')
    for html in (page(paper, FACES), body(paper)):
        assert "<script" not in html
        assert "<i>" not in html
        assert "<x" not in html


def test_nothing_a_page_names_is_fetched(tmp_path: Any) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    html = f'<link rel="stylesheet" href="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png"><p>国</p>'
    found = lay_out(html)
    assert not list(boxes(found.document.pages[0]._page_box, "InlineReplacedBox"))
    glyphs = next(boxes(found.document.pages[0]._page_box, "TextBox"))
    assert str(glyphs.style["color"]) != "red"
