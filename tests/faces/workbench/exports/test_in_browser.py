"""An officer takes a register out by hand: from the unit's page, for a purpose, as a file that opens."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from python_calamine import CalamineWorkbook

from tests.browsing import SIZES, check_page, signed_in
from tests.county import AT, County

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
