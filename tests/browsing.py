"""A browser in somebody's hands."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Locator, Page
from pytest_django.live_server_helper import LiveServer

from tests.county import County

SIZES = {"phone": (360, 740), "desk": (1440, 900)}


def signed_in(page: Page, site: LiveServer, county: County, username: str) -> Page:
    """The page, in the hands of a user of the small county."""
    cookie = county.client(username).cookies[settings.SESSION_COOKIE_NAME].value
    held: Any = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}
    page.context.clear_cookies()
    page.context.add_cookies([held])
    return page


def check_page(page: Page, address: str, width: int) -> None:
    """Open an address: nothing runs over the side, and axe finds nothing."""
    answer = page.goto(address)
    assert answer is not None, address
    assert answer.ok, address
    check_shown(page, width)


def check_shown(page: Page, width: int | None = None) -> None:
    """Of the page that stands open: nothing runs over the side, and axe finds nothing."""
    page.wait_for_load_state()  # a page whose first byte is here has no document yet
    shown = page.viewport_size
    wide = width or (shown["width"] if shown else 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide, f"{page.url} runs over"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def follow(control: Locator) -> None:
    """Press what leads to a page, and wait until that page stands: what comes next cannot cut it off."""
    with control.page.expect_navigation():
        control.click()
