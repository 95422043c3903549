"""Searching, units and what is missing, at phone and desk width, with scripts and without, by keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browsing import SIZES, check_page
from tests.faces.portal.conftest import PUBLIC_DATABASES
from tests.faces.portal.test_units import CODE, village

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=PUBLIC_DATABASES, transaction=True)]
__all__ = ["village"]
ADDRESSES = [
    "/search/",
    "/search/?q=水渠",
    "/search/?q=水渠大坝",
    "/u/",
    f"/u/{CODE}/",
    f"/u/{CODE}/?kind=accounts",
]
MISSING = "/zwgk/2026/水渠维修.html"


@pytest.fixture
def site(village: Client) -> Iterator[str]:
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_fault_or_runs_over(page: Page, site: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    for address in ADDRESSES:
        check_page(page, site + address, width)
    answer = page.goto(site + MISSING)
    assert answer is not None
    assert answer.status == 404
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0


def test_a_reader_finds_and_reads_by_keyboard_without_scripts(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("水渠")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    page.keyboard.press("Tab")
    page.locator(".found a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/a/1/")
    page.context.close()
