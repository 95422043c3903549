"""An officer takes a register out by hand: from the unit's page, for a purpose, as a file that opens."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from jiceng.apps.organisations.bodies import start_term
from tests.browsing import SIZES, check_page, signed_in
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def test_an_officer_takes_out_the_register_of_her_town(
    page: Page, live_server: LiveServer, county: County, tmp_path: Path
) -> None:
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + "/units/990525100/")
    page.get_by_role("link", name="常用表册").click()
    page.get_by_role("link", name="导出 Excel 党员名册").click()
    page.get_by_role("button", name="导出文件").click()
    expect(page.get_by_role("alert").filter(has_text="请填写")).to_be_visible()
    page.get_by_text("换届", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出文件").click()
    file = tmp_path / "register.xlsx"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename == "青石镇党员名册 2026-11-22.xlsx"
    assert CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()[0][0] == "青石镇党员名册"


def test_a_table_without_members_leaves_at_one_click(
    page: Page, live_server: LiveServer, county: County
) -> None:
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + "/board/990525100/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Excel").click()
    assert waiting.value.suggested_filename == "青石镇2026年四季度组织生活落实情况 2026-11-22.xlsx"
    page.goto(live_server.url + "/units/990525100/registers/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出 Excel 岗位空缺和任期届满情况表").click()
    assert waiting.value.suggested_filename.startswith("青石镇岗位空缺")


@pytest.mark.parametrize("size", SIZES)
def test_the_purpose_page_has_no_fault(
    page: Page, live_server: LiveServer, county: County, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    signed_in(page, live_server, county, "county")
    check_page(page, live_server.url + "/units/990525100200/members/?export=members", width)


def test_a_page_with_a_table_prints_as_a_sheet_with_unit_and_day(
    page: Page, live_server: LiveServer, county: County, tmp_path: Path
) -> None:
    signed_in(page, live_server, county, "qingshi")
    page.set_viewport_size({"width": 640, "height": 900})  # as narrow as A4 between its margins
    page.goto(f"{live_server.url}/units/{county.unit('上窑村').code}/members/")
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    expect(page.get_by_text("上窑村　截至2026年11月22日")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("上窑村　截至2026年11月22日")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    table = page.locator("main table")
    assert table.evaluate("each => getComputedStyle(each).display") == "table"
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def overdue(county: County) -> None:
    """The committee's term has ended, so that there is something to chase."""
    term = {"body": county.committee, "day": date(2022, 10, 1), "due_on": date(2026, 10, 1)}
    start_term(actor=SYSTEM, at=AT, **term)


def test_a_page_has_one_print_button_or_none(page: Page, live_server: LiveServer, county: County) -> None:
    overdue(county)
    signed_in(page, live_server, county, "qingshi")
    for path, number in (
        ("/search/", 0),  # nothing to print
        ("/rules/", 0),
        ("/board/990525100/", 1),
        (f"/units/{county.unit('上窑村').code}/paper/", 1),  # has its own
        ("/units/990525100/chasing/", 1),
    ):
        page.goto(live_server.url + path)
        expect(page.get_by_role("button", name="打印")).to_have_count(number)


def test_a_chasing_list_is_copied_as_it_reads(page: Page, live_server: LiveServer, county: County) -> None:
    overdue(county)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    signed_in(page, live_server, county, "county").goto(live_server.url + "/units/990525/chasing/?list=terms")
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line for line in copied if line.strip()] == [
        "青禾县催办名单（截至2026年11月22日）",
        "换届与空缺",
        "青石镇",
        "1. 按期换届：上窑村；应于10月1日前办理，已过52天（依据：支部工作条例（试行）关于任期的规定）",
        "请各单位党组织书记安排办理。办结并登记后自动从名单中去掉，不必另行报送。",
    ]


@pytest.mark.parametrize("size", SIZES)
def test_the_chasing_list_has_no_fault(
    page: Page, live_server: LiveServer, county: County, size: str
) -> None:
    overdue(county)
    width, height = SIZES[size]
    signed_in(page, live_server, county, "county").set_viewport_size({"width": width, "height": height})
    check_page(page, live_server.url + "/units/990525/chasing/", width)
