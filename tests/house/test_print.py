"""Every page with a table prints as a sheet: it stands under the base page, which prints title, unit and day,
and has the button.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.house.repository import files, text

BASE = Path("src/jiceng/faces/shared/templates/shared/base.html")
STYLES = Path("src/jiceng/faces/shared/static/shared")
_INCLUDES = re.compile(r'{% include "([^"]+)"')
_EXTENDS = re.compile(r'{% extends "([^"]+)"')


@cache
def _templates() -> dict[str, Path]:
    """Every template of the workbench and what it shares, by the name others call it."""
    return {
        name.as_posix().rpartition("/templates/")[2]: name
        for name in files()
        if name.suffix == ".html" and "templates" in name.parts and "portal" not in name.parts
    }


def _pages() -> dict[str, set[str]]:
    """Template → the pages it is shown on, itself if it is one."""
    users: dict[str, set[str]] = defaultdict(set)
    for name, path in _templates().items():
        for included in _INCLUDES.findall(text(path)):
            users[included].add(name)

    def above(name: str, seen: frozenset[str]) -> set[str]:
        if _EXTENDS.search(text(_templates()[name])):
            return {name}
        return {page for user in users[name] - seen for page in above(user, seen | {user})}

    return {name: above(name, frozenset([name])) for name in _templates()}


def test_every_table_stands_on_a_page_that_can_be_printed() -> None:
    pages = _pages()
    tables = [name for name, path in _templates().items() if "<table" in text(path)]
    assert len(tables) > 20
    for name in tables:
        assert pages[name], f"{name} stands on no page"
        for page in pages[name]:
            extended = _EXTENDS.search(text(_templates()[page]))
            assert extended, page
            assert extended[1] == "shared/base.html", (name, page)


def test_the_base_page_prints_unit_and_day_and_has_the_button() -> None:
    base = text(BASE)
    line = re.search(r'<p class="paper-only">.*', base)
    assert line is not None
    assert "printed.unit" in line[0]
    assert "printed.day" in line[0]
    assert re.search(r'data-print="main table[^"]*" hidden', base)


def test_a_sheet_is_a4_with_numbered_pages_and_keeps_its_columns() -> None:
    css = text(STYLES / "print.css")
    assert re.search(r"@page { size: A4;[^}]*counter\(page\)", css)
    assert "thead { display: table-header-group; }" in css
    for hidden in (".side", ".actions", ".no-print", "details.chase:not([open])"):
        assert re.search(rf"{re.escape(hidden)}[,\s].*display: none !important", css), hidden
    cards = re.search(r"@media ([^{]*){[^@]*table\.cards", text(STYLES / "tables.css"))
    assert cards is not None
    assert cards[1].startswith("screen and")  # paper is as narrow as a phone, and takes the table
