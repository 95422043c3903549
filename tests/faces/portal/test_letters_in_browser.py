"""Letters as readers meet them: phone and desk, scripts on and off, by keyboard, on paper."""

import re
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.publications import envelopes, store
from jiceng.apps.publications.models import Letter
from jiceng.faces.portal.letters import SHORTEST
from tests.browsing import SIZES, check_page, check_shown, follow
from tests.faces.portal.conftest import PUBLIC_DATABASES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=PUBLIC_DATABASES, transaction=True)]
NUMBER = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){6}")


@pytest.fixture
def site(public: Client) -> Iterator[str]:
    """A site that takes letters."""
    cache.clear()
    store.put_site(title="青禾组织工作")
    store.put_letters_key(X25519PrivateKey.generate().public_key().public_bytes_raw())
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()
    cache.clear()


def answer_for(number: str) -> None:
    """The office answers."""
    index = envelopes.index_of(number)
    content = {"text": "下周修完。", "by": "青石镇"}
    sealed = envelopes.seal_answer(content, key=envelopes.answer_key(number), index=index)
    store.put_answer(index, at=timezone.now(), sealed=sealed)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", SIZES)
def test_a_letter_is_written_its_number_noted_and_the_answer_read(
    browser: Browser, site: str, size: str, scripts: bool
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        java_script_enabled=scripts, locale="zh-CN", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda told: troubles.append(told.text) if "Content Security" in told.text else None)
    page.goto(f"{site}/a/1/")
    follow(page.get_by_role("link", name="编辑信箱"))
    assert "about=1" in page.url
    page.get_by_label("投诉").check()
    page.get_by_label("主题").fill("水渠")
    page.get_by_label("要说的话").fill("水渠没有修完。")
    page.get_by_text("如希望与您联系").click()
    page.get_by_label("联系电话").fill("13900000000")
    page.wait_for_timeout((SHORTEST + 1) * 1000)
    follow(page.get_by_role("button", name="提交来信"))
    number = page.locator("#number").inner_text().strip()
    assert NUMBER.fullmatch(number)
    assert number not in page.url
    expect(page.get_by_role("button", name="复制编号", include_hidden=True)).to_be_visible(visible=scripts)
    if scripts:
        check_shown(page)
    follow(page.get_by_role("link", name="查询答复"))
    page.get_by_label("受理编号").fill(number.lower())
    follow(page.get_by_role("button", name="查看"))
    expect(page.get_by_role("status").filter(has_text="没有答复")).to_be_visible()
    answer_for(number)
    page.get_by_label("受理编号").fill(number)
    follow(page.get_by_role("button", name="查看"))
    expect(page.get_by_text("下周修完。")).to_be_visible()
    if scripts:
        check_shown(page)
    assert [each for each in context.cookies() if not each["name"].startswith("jiceng_")] == []
    assert Letter.objects.count() == 1
    assert not troubles
    context.close()


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
@pytest.mark.parametrize("size", SIZES)
def test_no_page_of_letters_has_a_fault_or_runs_over(page: Page, site: str, size: str, look: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    if look == "contrast":
        page.goto(f"{site}/?contrast=high")
    for address in ("/letters/", "/letters/?about=1", "/letters/answer/"):
        check_page(page, site + address, width)
    page.goto(f"{site}/letters/")
    follow(page.get_by_role("button", name="提交来信"))
    expect(page.get_by_role("alert")).to_be_visible()
    check_shown(page)


def test_a_letter_is_written_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/letters/")
    page.get_by_label("咨询").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("水渠")
    page.keyboard.press("Tab")
    page.keyboard.type("什么时候修完？")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "提交来信"
    page.wait_for_timeout((SHORTEST + 1) * 1000)
    page.keyboard.press("Enter")
    assert NUMBER.fullmatch(page.locator("#number").inner_text().strip())
