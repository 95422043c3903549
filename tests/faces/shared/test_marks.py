"""A state is a shape, a word, then a colour; charts hold nothing a strict CSP forbids."""

import re
from xml.etree import ElementTree

import pytest
from django.template import engines
from django.utils import translation

from jiceng.faces.shared import marks

STATES = ["done", "due", "late", "missed", "excused", "not_applicable"]


def render(source: str, **context: object) -> str:
    with translation.override("zh-hans"):
        return str(engines["django"].from_string("{% load shared %}" + source).render(context))


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        ('{% state "done" %}', "已办"),
        ('{% state "due" %}', "待办"),
        ('{% state "due" at_risk=True %}', "待办，临期"),
        ('{% state "late" %}', "补办期"),
        ('{% state "missed" strength="must" %}', "未办"),
        ('{% state "missed" strength="normally" %}', "未达一般频次"),
        ('{% state "excused" %}', "免办"),
        ('{% state "not_applicable" %}', "不适用"),
        ('{% state "done" "11月6日已开" %}', "11月6日已开"),
        ("{% state None %}", "未到期"),
    ],
)
def test_each_state_says_its_word(tag: str, word: str) -> None:
    assert f"<span>{word}</span>" in render(tag)


def test_shapes_differ_without_colour() -> None:
    looks = [*marks.WORDS]
    assert len({str(marks.mark(look)) for look in looks}) == len(looks)


def test_a_miss_of_a_usual_frequency_is_never_drawn_as_a_violation() -> None:
    shown = render('{% state "missed" strength="normally" %}')
    assert "missed" not in shown
    assert marks.look_of("missed", "must") == "missed"


def test_at_risk_is_a_note_on_due_alone() -> None:
    assert marks.look_of("done", at_risk=True) == "done"
    assert marks.look_of("due", at_risk=True) == "at_risk"


@pytest.mark.parametrize("state", ["surprise", "", None])
def test_an_unknown_state_is_not_guessed(state: object) -> None:
    assert marks.look_of(state) == "none"


def test_text_given_to_a_state_is_escaped() -> None:
    assert "<b>" not in render("{% state 'done' text %}", text="<b>")


def rectangles(svg: str) -> dict[str, tuple[float, float]]:
    found = ElementTree.fromstring(svg)  # noqa: S314 - drawn by ourselves
    return {
        part.attrib["class"]: (
            float(part.attrib.get("x", "0%").rstrip("%")),
            float(part.attrib["width"].rstrip("%")),
        )
        for part in found
    }


def test_a_bar_shows_done_from_the_left_and_missed_from_the_right() -> None:
    drawn = rectangles(render("{% bar 17 29 missed=3 late=2 %}"))
    assert drawn["part"] == (0, 58.62)
    left, width = drawn["missed"]
    assert left + width == pytest.approx(100)
    assert drawn["late"][0] + drawn["late"][1] == pytest.approx(left)


def test_an_open_period_shows_no_red() -> None:
    assert set(rectangles(render("{% bar 17 29 %}"))) == {"rest", "part"}


def test_a_bar_of_nothing_is_empty() -> None:
    assert set(rectangles(render("{% bar 0 0 %}"))) == {"rest"}


def test_a_strip_tells_each_month_and_the_whole_in_words() -> None:
    cells = [{"period": f"2026-{month:02}", "state": state} for month, state in enumerate(STATES, start=1)]
    cells[3]["strength"] = "normally"
    drawn = ElementTree.fromstring(render('{% months cells "支委会" %}', cells=cells))  # noqa: S314
    assert drawn.attrib["aria-label"] == "支委会：6 期中已办 1 期"
    titles = [title.text for title in drawn.iter("title")]
    assert titles[:4] == [
        "2026年1月：已办",
        "2026年2月：待办",
        "2026年3月：补办期",
        "2026年4月：未达一般频次",
    ]
    assert [text.text for text in drawn.iter("text")] == ["1", "2", "3", "4", "5", "6"]


def test_a_strips_note_replaces_the_word() -> None:
    cells = [{"period": "2026-01", "state": "excused", "note": "免办：当月新设"}]
    assert "2026年1月：免办：当月新设" in render("{% months cells numbered=False %}", cells=cells)


def test_an_interval_keeps_its_ends_in_order() -> None:
    drawn = ElementTree.fromstring(render('{% interval 2 6 4 1 38 "第 2–6 名" %}'))  # noqa: S314
    reach = next(line for line in drawn.iter("line") if line.attrib["class"] == "reach")
    point = next(drawn.iter("circle"))
    ends = [float(reach.attrib[name].rstrip("%")) for name in ("x1", "x2")]
    assert ends[0] < float(point.attrib["cx"].rstrip("%")) < ends[1]
    assert drawn.attrib["aria-label"] == "第 2–6 名"


def test_no_chart_needs_an_inline_style() -> None:
    cells = [{"period": "2026-01", "state": state} for state in STATES]
    shown = render(
        '{% bar 1 2 missed=1 %}{% months cells %}{% interval 1 3 2 1 9 "x" %}{% state "late" %}', cells=cells
    )
    assert not re.search(r"\bstyle=|<script|\son\w+=", shown)


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (1, 2, "50%"),
        (415, 469, "88.5%"),
        (9999, 10000, "99.9%"),
        (1, 100000, "0.1%"),
        (0, 7, "0%"),
        (7, 7, "100%"),
        (0, 0, "—"),
        (None, 3, "—"),
    ],
)
def test_a_share_is_whole_only_when_it_is(part: int | None, whole: int, written: str) -> None:
    assert render("{{ part|percent:whole }}", part=part, whole=whole) == written


def test_no_gap_stands_between_two_sentences_of_chinese() -> None:
    assert render("甲。{% gap %}乙。") == "甲。乙。"
    with translation.override("en"):
        assert engines["django"].from_string("{% load shared %}A.{% gap %}B.").render({}) == "A. B."


def test_a_state_without_a_shape_is_not_indented() -> None:
    shown = render('{% state "none" "12月3日起可办" %}')
    assert shown == '<span class="st none"><span>12月3日起可办</span></span>'
    assert "<svg" in render('{% state "due" "12月3日前" %}')
