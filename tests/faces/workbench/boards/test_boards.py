"""Boards and cells as officers read them."""

import re
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.duties import services
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import posts
from tests.apps.duties.records import record
from tests.county import AT, FOUNDED, SYSTEM, County


@pytest.fixture(autouse=True)
def today() -> Any:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def page(county: County, username: str, name: str, unit: str, status: int = 200, **asked: str) -> str:
    answer = county.client(username).get(reverse(name, args=[county.unit(unit).code]), asked)
    assert answer.status_code == status, answer.content.decode()
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_county_reads_this_quarter_first_and_goes_down_to_the_village(county: County) -> None:
    html = page(county, "county", "board", "青禾县")
    assert "2026年四季度" in html
    assert "无需上报" in html
    town = reverse("board", args=[county.unit("青石镇").code])
    assert f'href="{town}?period=2026-Q4"' in html
    below = page(county, "county", "board", "青石镇")
    assert f'href="{reverse("unit", args=[county.unit("上窑村").code])}">上窑村' in below


def test_cells_say_done_of_owed_and_open_their_explanation(county: County) -> None:
    record(county, "上窑村", "members_meeting", date(2026, 8, 3))
    html = page(county, "county", "board", "青禾县", period="2026-Q3")
    cell = reverse("board_cell", args=[county.unit("青石镇").code])
    assert re.search(
        rf'hx-get="{cell}\?period=2026-Q3&amp;duty=members_meeting"[^>]*>.*?1<small class="soft">/2</small>',
        html,
    )


def test_the_cell_is_a_page_without_scripts_and_a_panel_with_them(county: County) -> None:
    url = reverse("board_cell", args=[county.unit("青石镇").code])
    asked = {"period": "2026-Q3", "duty": "members_meeting"}
    client = county.client("county")
    whole, panel = client.get(url, asked), client.get(url, asked, headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert "<html" not in panel.content.decode()
    assert "HX-Request" in panel["Vary"]
    for answer in (whole, panel):
        text = answer.content.decode()
        assert "一般每季度不少于 1 次" in text
        assert "未达一般频次" in text
        assert "上窑村" in text


def test_what_is_excused_is_told_with_its_reason(county: County) -> None:
    services.postpone(
        actor=SYSTEM,
        at=AT,
        unit=county.unit("上窑村"),
        duty="members_meeting",
        period=services.Period.parse("2026-Q3"),
        until=date(2026, 12, 1),
        reason="秋收",
    )
    html = page(county, "county", "board_cell", "青石镇", period="2026-Q3", duty="members_meeting")
    assert "已扣除： 经批准延期 1 项。" in html


def test_the_whole_list_is_filtered_by_state(county: County) -> None:
    record(county, "上窑村", "members_meeting", date(2026, 8, 3))
    asked = {"period": "2026-Q3", "duty": "members_meeting"}
    done = page(county, "county", "board_cell_all", "青石镇", state="done", **asked)
    undone = page(county, "county", "board_cell_all", "青石镇", state="undone", **asked)
    assert "上窑村</span>" in done
    assert "柳林村</span>" not in done
    assert "柳林村</span>" in undone
    assert "上窑村</span>" not in undone


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-10", "2026年10月"),
        ("2026", "2026年"),
        ("2027-Q1", "这一期还没有开始"),
        ("2025-H2", "2025年下半年"),
    ],
)
def test_months_years_and_quarters_are_shown(county: County, period: str, words: str) -> None:
    assert words in page(county, "county", "board", "青禾县", period=period)


@pytest.mark.parametrize("period", ["never", "2026-01-01/2026-02-01"])
def test_what_is_no_period_is_said_so(county: County, period: str) -> None:
    page(county, "county", "board", "青禾县", status=422, period=period)


def test_a_unit_that_owes_nothing_says_what_to_do_next(county: County) -> None:
    draft = organisations.UnitDraft("990525102", "松岭镇", "town", "none")
    unit = organisations.found_unit(
        actor=SYSTEM, at=AT, parent=county.unit("青禾县"), draft=draft, day=FOUNDED
    )
    county.units["松岭镇"] = unit
    assert "这一期没有应办事项" in page(county, "county", "board", "松岭镇")


@pytest.mark.parametrize("username", ["hewan", "stranger", "revoked"])
@pytest.mark.parametrize("name", ["board", "board_cell", "board_cell_all"])
def test_outsiders_find_nothing(county: County, username: str, name: str) -> None:
    page(county, username, name, "青石镇", status=404, duty="members_meeting")


def test_an_unknown_duty_has_no_cell(county: County) -> None:
    page(county, "county", "board_cell", "青石镇", status=404, duty="nothing")


def test_pages_ask_at_most_fifteen_queries_however_large_the_county(county: County) -> None:
    services.rebuild(actor=SYSTEM, at=AT)
    code = county.unit("青禾县").code
    asked = {"period": "2026-Q3", "duty": "activity_day"}
    client = county.client("county")
    addresses = [reverse(name, args=[code]) for name in ("board", "board_cell", "board_cell_all")]
    addresses.append(reverse("changes"))
    client.get(addresses[0])  # right after signing in, and once a minute, that she is there is written down

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address, asked).status_code == 200
            found.append(len(queries))
        return found

    before = counts()
    for number in range(20):
        draft = organisations.UnitDraft(
            f"9905251003{number:02}", f"新村{number}", "village", "branch", "", number
        )
        organisations.found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=FOUNDED)
    services.rebuild(actor=SYSTEM, at=AT)
    assert counts() == before
    assert max(before) <= 15


def test_changes_show_vacancies_and_terms_and_are_filtered(county: County) -> None:
    post = county.unit("柳林村").posts.get(kind="secretary")
    posts.leave_post(actor=SYSTEM, at=AT, holding=post.holdings.get(), day=date(2026, 10, 1))
    client = county.client("county")
    whole = client.get(reverse("changes")).content.decode()
    assert "已空缺 52 天" in whole
    assert "支部委员会" in whole
    vacant = client.get(reverse("changes"), {"kind": "vacancy"}).content.decode()
    assert "柳林村" in vacant
    assert "上窑村" not in vacant
    assert "柳林村" not in county.client("hewan").get(reverse("changes")).content.decode()
    assert "书记空缺，最长 52 天" in page(county, "county", "board", "青禾县")


def test_whoever_has_no_role_has_no_changes_page(county: County) -> None:
    assert county.client("stranger").get(reverse("changes")).status_code == 404


def test_a_board_sorts_by_what_was_missed_and_keeps_its_period(county: County) -> None:
    for month in (7, 8, 9):
        record(county, "上窑村", "activity_day", date(2026, month, 5))
        record(county, "柳林村", "activity_day", date(2026, month, 5))
    order = ["青石镇", "河湾镇"]
    plain = page(county, "county", "board", "青禾县", period="2026-Q3")
    assert _heads(plain, order) == order, "the official order, unasked"
    by_missed = page(county, "county", "board", "青禾县", period="2026-Q3", sort="missed")
    missed = {
        name: int(re.search(rf">{name}</a>.*?<td>(\d+)</td> </tr>", by_missed)[1])  # type: ignore[index]
        for name in order
    }
    assert _heads(by_missed, order) == sorted(order, key=lambda name: -missed[name])
    assert 'aria-sort="descending"><a class="sort" href="?period=2026-Q3&amp;sort=missed"' in by_missed
    assert 'href="?period=2026-Q2&amp;sort=missed"' in by_missed, "another period, sorted alike"
    assert 'href="?period=2026-Q3">单位' in by_missed, "back to the official order"
    assert _heads(page(county, "county", "board", "青禾县", sort="nonsense"), order) == order


def _heads(html: str, names: list[str]) -> list[str]:
    return [name for name in re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', html) if name in names]
