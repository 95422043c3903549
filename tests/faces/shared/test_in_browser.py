"""The components as readers meet them: 360 and 1440 px, dark, large text, forced colours, scripts off."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("gallery")]
SIZES = {"phone": (360, 740), "desk": (1440, 900), "zoomed desk": (720, 450)}
ADDRESSES = ["/board", "/duties", "/form", "/form?alone", "/working", "/nowhere"]


@pytest.fixture
def site(gallery: None) -> Iterator[str]:
    """The gallery, served; it touches no database, so none is made for it."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page on which nothing may be refused by the content policy or fail in a script."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda told: troubles.append(told.text) if "Content Security" in told.text else None)
    yield page
    assert not troubles


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_fault_or_runs_over(watched: Page, site: str, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    watched.set_viewport_size({"width": width, "height": height})
    watched.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for address in ADDRESSES:
        watched.goto(site + address)
        assert watched.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(watched)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


def test_targets_are_large_enough_for_a_thumb(watched: Page, site: str) -> None:
    small = """() => [...document.querySelectorAll(
            '.btn, .side a, .roll label, .check, summary, input, select')]
        .filter(part => part.offsetParent && !['hidden', 'checkbox', 'radio'].includes(part.type))
        .map(part => [part.outerHTML.slice(0, 80), part.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)"""
    for address in ["/duties", "/form", "/board"]:
        watched.goto(site + address)
        assert watched.evaluate(small) == []
    heights = "[...document.querySelectorAll('.side .tab a, .side .more')].map(part => part.offsetHeight)"
    assert min(watched.evaluate(heights)) >= 56


def test_no_text_on_a_phone_is_below_16_pixels(watched: Page, site: str) -> None:
    small = """() => [...document.querySelectorAll('body *')].filter(part => part.offsetParent
        && [...part.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
        && parseFloat(getComputedStyle(part).fontSize) < 16).map(part => part.outerHTML.slice(0, 80))"""
    for address in ["/duties", "/form", "/board"]:
        watched.goto(site + address)
        assert watched.evaluate(small) == []


def test_more_opens_the_whole_navigation_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.goto(f"{site}/duties")
    assert not page.get_by_role("link", name="查阅记录").is_visible()
    page.get_by_role("link", name="更多").click()
    assert page.get_by_role("link", name="查阅记录").is_visible()
    assert page.get_by_role("button", name="退出").is_visible()
    page.get_by_role("link", name="收起").click()
    assert not page.get_by_role("link", name="查阅记录").is_visible()
    context.close()


def test_the_tally_counts_who_is_here(watched: Page, site: str) -> None:
    watched.goto(f"{site}/form")
    assert watched.locator("#here").inner_text() == "3"
    watched.get_by_label("钱小满").check()
    assert watched.locator("#here").inner_text() == "2"


def test_a_keyboard_reaches_the_content_first(watched: Page, site: str) -> None:
    watched.goto(f"{site}/board")
    watched.keyboard.press("Tab")
    assert watched.evaluate("document.activeElement.textContent") == "跳到正文"
    watched.keyboard.press("Enter")
    assert watched.evaluate("document.activeElement.id") == "stage"


def test_the_head_of_a_board_stays_in_sight(watched: Page, site: str) -> None:
    watched.set_viewport_size({"width": 1440, "height": 700})
    watched.goto(f"{site}/board")
    watched.mouse.move(600, 500)
    watched.mouse.wheel(0, 600)
    watched.wait_for_function("scrollY > 300")
    assert watched.evaluate("document.querySelector('thead th').getBoundingClientRect().top") >= 0


def test_a_refusal_by_htmx_is_said_in_the_page(watched: Page, site: str) -> None:
    watched.goto(f"{site}/duties")
    watched.evaluate("htmx.ajax('GET', '/fail/conflict', {target: '#aside'})")
    watched.wait_for_selector("#messages .notice.error")
    assert "别人已改过" in watched.locator("#messages").inner_text()
    assert watched.locator("#aside").inner_text() == ""


def test_a_lost_network_is_said_in_the_page(watched: Page, site: str) -> None:
    watched.goto(f"{site}/duties")
    assert watched.locator("#offline").is_hidden()
    watched.context.set_offline(True)
    watched.evaluate("htmx.ajax('GET', '/board', {target: '#aside'}).catch(() => 0)")
    watched.wait_for_selector("#offline:visible")
    watched.context.set_offline(False)


def test_paper_carries_no_navigation(watched: Page, site: str) -> None:
    watched.goto(f"{site}/duties")
    watched.emulate_media(media="print")
    assert watched.locator(".side").is_hidden()
    assert watched.locator(".paper").is_visible()
    assert watched.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_states_keep_their_shapes_under_forced_colours(watched: Page, site: str) -> None:
    watched.emulate_media(forced_colors="active")
    watched.goto(f"{site}/duties")
    assert watched.evaluate(
        "[...document.querySelectorAll('.mark')].every(mark => mark.getBoundingClientRect().width >= 9)"
    )


def test_on_a_phone_the_way_back_is_one_line_that_shows_its_end_first(watched: Page, site: str) -> None:
    watched.set_viewport_size({"width": 360, "height": 740})
    watched.goto(f"{site}/duties")
    nav = watched.locator(".breadcrumb")
    assert nav.evaluate("nav => nav.offsetHeight") < 60
    sides = (
        "part => { const { left, right } = part.getBoundingClientRect(); return left >= 0 && right <= 360 }"
    )
    assert nav.get_by_text("正式党员").evaluate(sides)
    assert nav.get_by_role("link", name="标准化建设").evaluate(sides)
    furthest = nav.get_by_role("link", name="全县")
    assert not furthest.evaluate(sides)
    furthest.focus()
    assert furthest.evaluate(sides)
