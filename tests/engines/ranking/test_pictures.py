"""Pictures: well-formed, everybody in them once, nothing beside the paper. Looked at besides."""

from xml.etree import ElementTree

import numpy as np
import pytest

from jiceng.engines import ranking

SVG = "{http://www.w3.org/2000/svg}"


def picture(count: int, name: str = "张<三>&") -> ElementTree.Element:
    names = [f"{name}{at}" for at in range(count)]
    sets = ranking.rank_sets(np.arange(count, dtype=float), np.ones(count), draws=200)
    panels = [
        ranking.rank_panel(names, sets, "排名", "名次"),
        ranking.severity_panel(
            names, np.linspace(-3, 3, count), np.ones(count), [at == 0 for at in range(count)], "宽严", "分"
        ),
    ]
    return ElementTree.fromstring(ranking.draw(panels))  # noqa: S314


@pytest.mark.parametrize("count", [1, 2, 38, 200])
def test_every_row_is_drawn_inside_the_paper(count: int) -> None:
    root = picture(count)
    width, height = (float(each) for each in root.attrib["viewBox"].split()[2:])
    assert len(root.findall(f".//{SVG}circle")) == 2 * count
    for line in root.iter(f"{SVG}line"):
        assert all(0 <= float(line.attrib[end]) <= width for end in ("x1", "x2"))
        assert all(0 <= float(line.attrib[end]) <= height for end in ("y1", "y2"))


def test_names_are_written_as_text_and_shortened() -> None:
    written = [text.text or "" for text in picture(2).iter(f"{SVG}text")]
    assert "张<三>&0" in written
    long = [text.text or "" for text in picture(1, "很长的名称" * 8).iter(f"{SVG}text")]
    assert any(text.endswith("…") for text in long)


def test_a_name_may_hold_what_xml_may_not() -> None:
    assert "a0" in [text.text for text in picture(1, "\x07a\x00").iter(f"{SVG}text")]


def test_the_first_rank_is_on_top_and_the_mildest_rater() -> None:
    titles = [title.text or "" for title in picture(3, "p").iter(f"{SVG}title")]
    assert [title[:2] for title in titles] == ["p2", "p1", "p0", "p0", "p1", "p2"]


def test_whoever_is_flagged_stands_out() -> None:
    colours = [circle.attrib["fill"] for circle in picture(3).iter(f"{SVG}circle")]
    assert len(set(colours[:3])) == 1
    assert colours[3] != colours[4] == colours[5]
