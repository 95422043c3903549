"""The portal as readers meet it: phone and desk, scripts on and off, by keyboard, on paper."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.publications.store import File
from tests.browsing import SIZES, check_page
from tests.faces.portal.conftest import PUBLIC_DATABASES, Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=PUBLIC_DATABASES, transaction=True)]
ADDRESSES = ["/", "/c/affairs/", "/c/affairs/2026/", "/c/aid/", "/a/1/", "/a/1/versions/", "/a/5/"]
TABLE = (
    '<h2>一、收支</h2><table tabindex="0"><caption>三季度收支（元）</caption><thead><tr>'
    + "".join(f'<th scope="col">第{n}项收入与支出</th>' for n in range(9))
    + "</tr></thead><tbody><tr>"
    + "<td>12,000.00</td>" * 9
    + "</tr></tbody></table><ul><li>票据已审核。</li></ul>"
)


@pytest.fixture
def site(public: Client, post: Post) -> Iterator[str]:
    """A site to read, with a wide table and files; a server of its own, which takes the portal's
    middleware.
    """
    for number in range(20, 45):
        post(number, html=TABLE, unit_name="下窑村", files=_files(number))
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


def _files(number: int) -> tuple[File, ...]:
    return (File(f"{number:0>43}", "会议记录.pdf", "application/pdf", b"%PDF-1.4"),)


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page on which nothing may be refused by the content policy or fail in a script."""
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda told: troubles.append(told.text) if "Content Security" in told.text else None)
    yield page
    assert not troubles


@pytest.mark.parametrize("look", ["light", "dark", "contrast", "dark contrast"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_fault_or_runs_over(watched: Page, site: str, size: str, look: str) -> None:
    width, height = SIZES[size]
    watched.set_viewport_size({"width": width, "height": height})
    watched.emulate_media(color_scheme="dark" if "dark" in look else "light")
    if "contrast" in look:
        watched.goto(f"{site}/?contrast=high")
    for address in [*ADDRESSES, "/a/20/"]:
        check_page(watched, site + address, width)


@pytest.mark.parametrize("address", ["/a/3/", "/a/77/", "/?q=%00"])
def test_pages_for_what_went_wrong_have_no_fault_either(watched: Page, site: str, address: str) -> None:
    watched.goto(site + address)
    found = Axe().run(watched)
    assert found.violations_count == 0, found.generate_report()
    assert watched.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_text_is_enlarged_restored_and_shrunk_and_stays_so(
    browser: Browser, site: str, scripts: bool
) -> None:
    context = browser.new_context(
        java_script_enabled=scripts, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto(f"{site}/a/1/")
    size = "parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)"
    usual = page.evaluate(size)
    for name, factor in (("放大字体", 1.15), ("放大字体", 1.3), ("恢复字体", 1), ("缩小字体", 0.85)):
        page.get_by_role("link", name=name).click()
        page.wait_for_load_state("load")
        assert page.evaluate(size) == pytest.approx(usual * factor, rel=0.01), name
    page.goto(f"{site}/a/2/")
    assert page.evaluate(size) == pytest.approx(usual * 0.85, rel=0.01)
    page.get_by_role("link", name="高对比度").click()
    page.wait_for_load_state("load")
    ink = "getComputedStyle(document.body).color"
    assert page.evaluate(ink) == "rgb(0, 0, 0)"
    page.goto(f"{site}/")
    assert page.evaluate(ink) == "rgb(0, 0, 0)"
    page.get_by_role("link", name="正常对比度").click()
    page.wait_for_load_state("load")
    assert page.evaluate(ink) != "rgb(0, 0, 0)"
    page.goto(f"{site}/")
    assert page.evaluate(ink) != "rgb(0, 0, 0)"
    context.close()


def test_twice_as_large_still_fits_a_phone(watched: Page, site: str) -> None:
    watched.goto(f"{site}/?size=200")
    for address in [*ADDRESSES, "/a/20/"]:
        watched.goto(site + address)
        assert watched.evaluate("document.documentElement.scrollWidth") <= 360, address


def test_the_keyboard_alone_reads_an_article(watched: Page, site: str) -> None:
    watched.goto(f"{site}/")
    watched.keyboard.press("Tab")
    assert watched.evaluate("document.activeElement.textContent") == "跳到正文"
    watched.keyboard.press("Enter")
    assert watched.evaluate("document.activeElement.id") == "main"
    focused = "document.activeElement.textContent"
    while watched.evaluate(focused) != "基层组织工作的实践":
        watched.keyboard.press("Tab")
        assert watched.evaluate("document.activeElement.tagName") != "BODY"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert watched.evaluate(outline) == "solid"
    watched.keyboard.press("Enter")
    watched.wait_for_url("**/a/2/")
    while watched.evaluate(focused) != "放大字体":
        watched.keyboard.press("Tab")
        assert watched.evaluate("document.activeElement.tagName") != "BODY"
    watched.keyboard.press("Enter")
    watched.wait_for_selector("html.size-115")
    assert watched.locator("#told").inner_text() == "字号：115%"


def test_a_wide_table_is_moved_by_itself_and_by_the_keyboard(watched: Page, site: str) -> None:
    watched.goto(f"{site}/a/20/")
    table = watched.locator(".text table")
    assert table.evaluate("each => each.scrollWidth > each.clientWidth")
    table.focus()
    watched.keyboard.press("ArrowRight")
    watched.wait_for_timeout(500)  # it glides
    assert table.evaluate("each => each.scrollLeft") > 0


def test_targets_are_large_enough_for_a_thumb(watched: Page, site: str) -> None:
    small = """() => [...document.querySelectorAll('a, button, input')]
        .filter(part => part.offsetParent && !part.closest('.skip, .text, .breadcrumb, p'))
        .map(part => [part.outerHTML.slice(0, 90), part.getBoundingClientRect().height])
        .filter(([, height]) => height < 42)"""
    for address in ADDRESSES:
        watched.goto(site + address)
        assert watched.evaluate(small) == [], address


def test_no_text_on_a_phone_is_below_16_pixels(watched: Page, site: str) -> None:
    small = """() => [...document.querySelectorAll('body *')].filter(part => part.offsetParent
        && [...part.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
        && parseFloat(getComputedStyle(part).fontSize) < 16).map(part => part.outerHTML.slice(0, 80))"""
    for address in ADDRESSES:
        watched.goto(site + address)
        assert watched.evaluate(small) == [], address


def test_paper_carries_the_notice_its_address_and_day_and_no_navigation(watched: Page, site: str) -> None:
    watched.emulate_media(media="print", color_scheme="dark")
    watched.goto(f"{site}/a/1/")
    for gone in (".columns", ".strip", ".tools", ".breadcrumb", ".foot", ".search"):
        assert not watched.locator(f"{gone}:visible").count(), gone
    assert f"{site}/a/1/" in watched.locator(".paper-only").inner_text()
    assert "年" in watched.locator(".paper-only").inner_text()
    expect(watched.locator(".publication .title")).to_be_visible()
    assert watched.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    paper = watched.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594.95996 841.91998]" in paper or b"/MediaBox [0 0 595" in paper


def test_without_scripts_nothing_is_offered_that_needs_them(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/a/1/")
    expect(page.get_by_role("button", name="打印")).not_to_be_visible()
    expect(page.get_by_text("打印请用浏览器菜单")).to_be_visible()
    page.get_by_role("link", name="改了什么").click()
    expect(page.get_by_text("原标题：")).to_be_visible()
    context.close()
