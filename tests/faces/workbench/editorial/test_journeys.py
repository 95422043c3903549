"""One writes, another reviews, in a browser: desk and phone, with the keyboard alone, without scripts."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.editorial import services
from jiceng.apps.editorial.files import attach
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.services import Text
from tests.browsing import SIZES, check_page, check_shown, follow, signed_in
from tests.county import AT, County

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "published", "inbox"], transaction=True),
]
ARTICLE = re.compile(r"/articles/\d+/$")
LIST = "/units/990525100200/articles/"
WORD = (Path(__file__).parent / "word.html").read_text(encoding="utf-8")
PASTE = """([html]) => {
  const editor = document.getElementById("body-editor"), data = new DataTransfer();
  editor.focus();
  data.setData("text/html", html);
  const told = { clipboardData: data, bubbles: true, cancelable: true };
  editor.dispatchEvent(new ClipboardEvent("paste", told));
}"""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def write(page: Page) -> None:
    """One writes an accounts notice, in two paragraphs, the second bold, and sends it for review."""
    follow(page.get_by_role("link", name="起草").first)
    page.get_by_label("标题", exact=True).fill("三季度财务收支公开")
    page.get_by_label("公开事项").select_option(label="财务收支")
    expect(page.get_by_label("栏目")).to_have_value("village_affairs")
    expect(page.get_by_label("张贴至")).to_have_value("2026-12-07")
    page.get_by_role("textbox", name="正文").press_sequentially("收入三千元。")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="加粗").click()
    page.keyboard.type("支出两千元。")
    check_shown(page)
    follow(page.get_by_role("button", name="保存"))
    page.wait_for_url(ARTICLE)
    expect(page.locator(".publication .text p")).to_have_text(["收入三千元。", "支出两千元。"])
    check_shown(page)
    follow(page.get_by_role("button", name="送审"))
    expect(page.get_by_text("已送审")).to_be_visible()


def approve(page: Page, board: str) -> None:
    """Another reads it from her first page on, and approves it."""
    page.goto(board)
    follow(page.get_by_role("link", name="1 篇稿件待您审核"))
    check_shown(page)
    follow(page.get_by_role("link", name="三季度财务收支公开"))
    follow(page.get_by_role("link", name="审核"))
    check_shown(page)
    page.get_by_text("定时发布").click()
    expect(page.get_by_label("日期")).to_be_visible()
    page.get_by_text("立即发布").click()
    expect(page.get_by_label("日期")).to_be_hidden()
    follow(page.get_by_role("button", name="同意发布"))
    expect(page.get_by_text("审核通过，正在发布")).to_be_visible()
    check_shown(page)


@pytest.mark.parametrize("size", SIZES)
def test_written_reviewed_posted_withdrawn(
    page: Page, live_server: LiveServer, county: County, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    signed_in(page, live_server, county, "shangyao").goto(live_server.url + LIST)
    check_shown(page)
    write(page)
    assert Article.objects.get().html == "<p>收入三千元。</p><p><strong>支出两千元。</strong></p>"
    approve(signed_in(page, live_server, county, "qingshi"), live_server.url + "/board/990525100/")
    follow(page.get_by_role("link", name="撤回"))
    page.get_by_label("原因").fill("数字有误")
    check_shown(page)
    follow(page.get_by_role("button", name="撤回"))
    expect(page.get_by_text("原因：数字有误")).to_be_visible()
    check_shown(page)


@pytest.mark.parametrize("size", SIZES)
def test_a_change_is_seen_by_its_reviewer(
    page: Page, live_server: LiveServer, county: County, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    text = Text("三季度村务公开", "<p>收入三千元，支出两千元。</p><p>村民委员会</p>", "village_affairs")
    actor, reviewer = county.actor("shangyao"), county.actor("qingshi")
    article = services.draft(actor=actor, at=AT, unit=county.unit("上窑村"), text=text)
    services.submit(actor=actor, at=AT, article=article)
    services.approve(actor=reviewer, at=AT, article=article, revision=1)
    changed = Text(
        "三季度村务公开（更正）",
        "<p>收入三千一百元，支出两千元。</p><p>村民委员会</p><p>2026年11月</p>",
        "village_affairs",
    )
    services.revise(actor=actor, at=AT, article=article, text=changed, revision=1, reason="更正收入")
    services.submit(actor=actor, at=AT, article=article)
    signed_in(page, live_server, county, "qingshi")
    check_page(page, f"{live_server.url}/articles/{article.pk}/review/", width)
    expect(page.locator(".differences ins").first).to_contain_text("一百")
    check_page(page, f"{live_server.url}/articles/{article.pk}/versions/2/", width)
    page.goto(f"{live_server.url}/articles/{article.pk}/review/")
    page.locator("summary", has_text="退回修改").click()
    page.get_by_label("修改意见").fill("请附明细")
    follow(page.get_by_role("button", name="退回修改"))
    expect(page.get_by_text("已退回起草人")).to_be_visible()


def test_what_word_gives_is_brought_to_our_tags(page: Page, live_server: LiveServer, county: County) -> None:
    signed_in(page, live_server, county, "shangyao").goto(live_server.url + LIST + "write/")
    page.evaluate(PASTE, [WORD])
    page.get_by_label("标题", exact=True).fill("收支情况")
    page.get_by_label("栏目").select_option("village_affairs")
    expect(page.locator("#body-editor table td")).to_have_count(3)
    follow(page.get_by_role("button", name="保存"))
    page.wait_for_url(ARTICLE)
    assert Article.objects.get().html == (
        "<h2>收支情况</h2><p><strong>收入</strong></p><ul><li>租金</li><li>补助</li></ul>"
        '<table tabindex="0"><tbody><tr><td>项目</td><td>金额</td></tr><tr><td colspan="2">合计</td></tr>'
        "</tbody></table><p>点</p>"
    )


def test_a_picture_that_was_added_is_put_into_the_text(
    page: Page, live_server: LiveServer, county: County
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    actor = county.actor("shangyao")
    text = Text("水渠维修", "<p>已完工。</p>", "village_affairs")
    article = services.draft(actor=actor, at=AT, unit=county.unit("上窑村"), text=text)
    file = attach(actor=actor, at=AT, article=article, name="水渠.png", data=drawn.getvalue())
    signed_in(page, live_server, county, "shangyao").goto(f"{live_server.url}/articles/{article.pk}/revise/")
    page.get_by_role("textbox", name="正文").press("Control+End")
    page.get_by_role("button", name="图片").click()
    page.get_by_role("button", name="插入").click()
    expect(page.get_by_label("图片说明")).to_be_focused()
    page.get_by_label("图片说明").fill("修好的水渠")
    check_shown(page)
    page.get_by_role("button", name="插入").click()
    expect(page.locator("#body-editor img")).to_have_js_property("naturalWidth", 40)
    follow(page.get_by_role("button", name="保存"))
    page.wait_for_url(ARTICLE)
    expect(page.locator(".publication img")).to_have_js_property("naturalWidth", 40)
    article.refresh_from_db()
    picture = f'<figure><img src="/f/{file.token}/" alt="修好的水渠"></figure>'
    assert article.html == f"<p>已完工。</p>{picture}"


def test_words_not_saved_are_asked_about_and_kept_while_signed_out(
    page: Page, live_server: LiveServer, county: County
) -> None:
    signed_in(page, live_server, county, "shangyao").goto(live_server.url + LIST + "write/")
    page.get_by_label("标题", exact=True).fill("三季度村务公开")
    page.get_by_label("栏目").select_option("village_affairs")
    page.get_by_role("textbox", name="正文").press_sequentially("收入三千元。")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("文字没有丢失")).to_be_visible()
    expect(page.get_by_role("textbox", name="正文")).to_contain_text("收入三千元。")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.evaluate("location.reload()")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    signed_in(page, live_server, county, "shangyao")
    follow(page.get_by_role("button", name="保存"))
    page.wait_for_url(ARTICLE)
    assert Article.objects.get().html == "<p>收入三千元。</p>"


def test_with_the_keyboard_alone(page: Page, live_server: LiveServer, county: County) -> None:
    signed_in(page, live_server, county, "shangyao").goto(live_server.url + LIST + "write/")
    page.get_by_label("标题", exact=True).focus()
    page.keyboard.type("三季度村务公开")
    page.get_by_label("栏目").select_option("village_affairs")
    page.get_by_label("栏目").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="大标题")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="小标题")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="正文")).to_be_focused()
    page.keyboard.type("收入")
    page.keyboard.press("Enter")
    page.keyboard.type("三千元")
    page.keyboard.press("Tab")
    expect(page.get_by_label("落款")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(ARTICLE)
    assert Article.objects.get().html == "<h2>收入</h2><p>三千元</p>"


def test_without_scripts(browser: Browser, live_server: LiveServer, county: County) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    signed_in(page, live_server, county, "shangyao").goto(live_server.url + LIST + "write/")
    page.get_by_label("标题", exact=True).fill("三季度村务公开")
    page.get_by_label("栏目").select_option("village_affairs")
    page.get_by_role("textbox", name="正文").fill("收入三千元。\n\n支出两千元。")
    follow(page.get_by_role("button", name="先预览"))
    expect(page.locator(".publication .text p")).to_have_count(2)
    follow(page.get_by_role("button", name="保存"))
    follow(page.get_by_role("button", name="送审"))
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + LIST)
    follow(page.get_by_role("link", name="三季度村务公开"))
    follow(page.get_by_role("link", name="审核"))
    follow(page.get_by_role("button", name="同意发布"))
    expect(page.get_by_text("审核通过，正在发布")).to_be_visible()
    context.close()
