"""The county is asked for at most three tenths of what the same forms hold on paper; no page asks more than
`paper_forms.toml` says, and none less.
"""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from jiceng.apps.organisations.history import unit_file
from jiceng.apps.statistics.selectors import year_tables
from jiceng.engines.procedure.programmes import Carrier
from jiceng.faces.shared.statistics_tables import shown, table_sheet
from tests.county import DAY, County
from tests.faces.workbench.empty_fields import empty_fields
from tests.faces.workbench.entry_forms import FORMS, STRATEGY, Office
from tests.faces.workbench.paper_forms import SOURCES, STATISTICS, paper_forms, share
from tests.house.repository import ROOT

PAGE = ROOT / "docs" / "fields-asked.md"
MOST = Fraction(30, 100)
PAPER = paper_forms()


@pytest.mark.parametrize("code", PAPER)
def test_a_form_asks_what_is_said_and_nothing_else(code: str, county: County, tmp_path: Path) -> None:
    office, found = Office(county, tmp_path), Counter[str]()
    with office.on(DAY):
        for page, html in FORMS[code](office):
            found.update(f"{page}.{each}" for each in empty_fields(html))
    assert found == PAPER[code].fields()


def test_every_box_says_whence_it_is_filled() -> None:
    wrong = [
        (form.code, box.heading)
        for form in PAPER.values()
        for box in form.boxes
        if bool(box.fields) == bool(box.source) or box.source not in {"", *SOURCES}
    ]
    assert not wrong
    assert FORMS.keys() == PAPER.keys()
    for form in PAPER.values():
        headings = [each.heading for each in form.boxes]
        assert len(set(headings)) == len(headings) >= 7, form.code


def test_lines_are_those_of_the_profile(county: County) -> None:
    items = settings.PROFILE.checklists["branch_standard"].versions[-1].asked_of("village", "branch")
    programme = settings.PROFILE.programme(STRATEGY)
    carried = [each for each in programme.indicators.values() if each.carrier is not Carrier.NOT_YET]
    assert PAPER["scoring_sheet"].lines == len(items)
    assert PAPER["programme_targets"].lines == PAPER["programme_report"].lines == len(carried)
    times = {each.number for each in PAPER["programme_report"].boxes} - {1, len(carried)}
    assert times == {len(programme.projects)}


def test_headings_of_the_yearly_tables_are_theirs(county: County) -> None:
    actor = county.actor("county")
    tables = year_tables(actor, unit_file(actor, "990525", DAY), DAY.year, DAY)
    with translation.override("zh-hans"):
        sheets = {code: table_sheet(tables, code) for code in settings.PROFILE.statistics}
    headings = [f"{each.name}：{column.heading}" for each in sheets.values() for column in each.columns[1:]]
    assert headings == [each.heading for each in PAPER[STATISTICS].boxes]
    assert PAPER[STATISTICS].rows == sum(len(shown(tables, code)[0]) for code in sheets)


def test_at_most_three_tenths_are_asked() -> None:
    assert share(PAPER.values()) <= MOST
    assert share(each for each in PAPER.values() if each.code != STATISTICS) <= MOST


def test_the_page_shows_the_table() -> None:
    table = _table()
    assert table in PAGE.read_text(encoding="utf-8"), f"{PAGE} should hold:\n{table}"


def _table() -> str:
    """The table of the page: a line a form, then the sums by which one may judge it."""
    forms = list(PAPER.values())
    lines = [f"| {each.title} | {each.english} | {_figures(each.on_paper, each.asked)} |" for each in forms]
    plain = [each for each in forms if each.code != STATISTICS]
    paper, asked = sum(each.on_paper for each in forms), sum(each.asked for each in forms)
    without = sum(each.on_paper for each in plain), sum(each.asked for each in plain)
    once = sum(len(each.boxes) for each in plain), sum(each.headings_asked for each in plain)
    rows = paper + sum(each.rows for each in forms)
    sums = (
        ("合计", "All forms", paper, asked),
        ("不含统计年报", "Without the yearly statistics", *without),
        ("统计年报计入行标题", "Row headings of the statistics counted too", rows, asked),
        ("不含统计年报，逐行填的栏也只计一次", "Without the statistics, every heading once", *once),
    )
    lines += [f"| **{title}** | {english} | {_figures(*figures)} |" for title, english, *figures in sums]
    head = ["| 表册 | form | boxes on paper | asked | share |", "|---|---|--:|--:|--:|"]
    return "\n".join([*head, *lines])


def _figures(paper: int, asked: int) -> str:
    return f"{paper} | {asked} | {100 * asked / paper:.1f}%"


@pytest.mark.parametrize(
    ("html", "empty"),
    [
        ('<input name="a"><input name="b" value="x"><input type="hidden" name="c">', {"a"}),
        ('<input type="file" name="a">', {"a"}),
        ('<textarea name="a">\n</textarea><textarea name="b">x</textarea>', {"a"}),
        ('<select name="a"><option value="" selected>–<option value="x">x</select>', {"a"}),
        ('<select name="a"><option value="x">x<option value="y">y</select>', {"a"}),
        ('<select name="a"><option value="x">x<option value="y" selected>y</select>', set()),
        ('<input type="radio" name="a" value="1"><input type="radio" name="a" value="2">', {"a"}),
        ('<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked>', set()),
        ('<input type="checkbox" name="a-1" checked><input type="checkbox" name="a-2">', {"a-#"}),
        ('<input type="submit" name="a"><button name="b">x</button><input id="d">', set()),
    ],
)
def test_what_opens_empty_is_told_from_what_is_filled_in(html: str, empty: set[str]) -> None:
    assert empty_fields(f'<form method="post">{html}</form>') == empty
    assert empty_fields(f'<form method="get">{html}</form><p>{html}</p>') == set()
