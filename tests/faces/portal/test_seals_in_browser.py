"""A reader's own browser checks a seal, and finds what was changed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from jiceng.kernel.canonical import canonical_json
from tests.browsing import SIZES, check_page
from tests.faces.portal.conftest import PUBLIC_DATABASES

pytestmark = [pytest.mark.django_db(databases=PUBLIC_DATABASES, transaction=True), pytest.mark.browser]
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def site(sealed_notice: None, live_server: LiveServer) -> str:
    return live_server.url


def said(page: Page, site: str, text: str | None = None) -> str:
    """What the page says after checking; of another file where one is given."""
    if text is not None:

        def answer(route: Route) -> None:
            route.fulfill(body=text, content_type="application/json")

        page.route("**/seal.json", answer)
    page.goto(f"{site}/a/7/seal/")
    page.get_by_role("button", name="开始核验").click()
    status = page.locator("#seal-check [role=status]")
    status.locator("p").first.wait_for()
    page.wait_for_function("!document.querySelector('#seal-check button').disabled")
    return status.inner_text()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_has_no_fault_and_every_version_agrees(page: Page, site: str, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    found = said(page, site)
    assert "全部相符" in found
    assert all(words in found for words in ("第 1 版", "第 3 版", "满 15 天"))
    assert "未核验" not in found
    check_page(page, f"{site}/a/7/seal/", width)
    assert not errors


def _read(seal: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = seal["versions"][0]["read"]
    return found


def _posted(seal: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = seal["versions"][0]["posted"]
    return found


def _other(text: str, place: int = 10) -> str:
    """The text with one letter changed for another of its alphabet."""
    return text[:place] + ("b" if text[place] != "b" else "c") + text[place + 1 :]


CHANGES: dict[str, tuple[Change, str]] = {
    "words": (lambda seal: _read(seal).update(html="<p>收入四千元。</p>"), "文字不是入账时的文字"),
    "title": (lambda seal: _read(seal).update(title="公告"), "文字不是入账时的文字"),
    "file": (lambda seal: _read(seal)["files"].append({"name": "x", "sha256": "0"}), "文字不是入账时的文字"),
    "salt": (lambda seal: _read(seal).update(salt="00" * 16), "文字不是入账时的文字"),
    "version": (lambda seal: seal["versions"][0].update(version=2), "说的是别的公告"),
    "number": (lambda seal: seal.update(number=8), "说的是别的公告"),
    "commitment": (
        lambda seal: _posted(seal).update(commitment=_other(_posted(seal)["commitment"])),
        "已被改动",
    ),
    "day": (
        lambda seal: _posted(seal)["record"].update(at="2026-01-01T00:00:00+00:00"),
        "到不了签署过的账本根",
    ),
    "place": (lambda seal: _posted(seal).update(index=_posted(seal)["index"] - 1), "到不了签署过的账本根"),
    "path": (
        lambda seal: _posted(seal)["proof"].__setitem__(0, _other(_posted(seal)["proof"][0])),
        "到不了签署过的账本根",
    ),
    "shorter path": (lambda seal: _posted(seal)["proof"].pop(), "到不了签署过的账本根"),
    "size": (
        lambda seal: _posted(seal).update(checkpoint=_posted(seal)["checkpoint"].replace("\n8\n", "\n9\n")),
        "签名与检查点不符",
    ),
    "signature": (
        lambda seal: _posted(seal).update(
            checkpoint=_other(_posted(seal)["checkpoint"], len(_posted(seal)["checkpoint"]) - 12)
        ),
        "签名与检查点不符",
    ),
    "key": (lambda seal: _posted(seal).update(key=_other(_posted(seal)["key"], 40)), "签名与检查点不符"),
    "log": (lambda seal: seal.update(log="other"), "另一个账本"),
    "standing": (
        lambda seal: seal["versions"][1]["stood"].update(
            content=seal["versions"][1]["stood"]["content"].replace('"days":15', '"days":16')
        ),
        "已被改动",
    ),
    "more": (lambda seal: seal.update(more=1), "不是存证文件"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_named(page: Page, site: str, client: Any, change: str) -> None:
    seal, (make, words) = json.loads(client.get("/a/7/seal.json").content), CHANGES[change]
    make(seal)
    found = said(page, site, canonical_json(seal) + "\n")
    assert "有不相符之处" in found
    assert words in found, found


def test_another_written_form_is_not_taken(page: Page, site: str, client: Any) -> None:
    text = client.get("/a/7/seal.json").content.decode()
    assert "不是存证文件" in said(page, site, text.replace('":', '": ', 1))


def test_a_browser_without_the_signature_says_what_it_did_not_check(page: Page, site: str) -> None:
    page.add_init_script("crypto.subtle.importKey = () => Promise.reject(new Error('NotSupportedError'))")
    found = said(page, site)
    assert "全部相符" in found
    assert "签名未核验" in found


def test_without_scripts_the_way_to_check_is_still_told(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/a/7/seal/")
    assert not page.get_by_role("button", name="开始核验").is_visible()
    assert page.get_by_text("jiceng ledger check-seal seal-7.json").is_visible()
