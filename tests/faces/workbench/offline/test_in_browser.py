"""A secretary's phone where the network comes and goes: what she writes arrives once, and she is told."""

import re
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Error, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.access.services import revoke_grant
from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Minutes
from jiceng.faces.shared.dates import write_moment
from tests.browsing import SIZES, check_page, check_shown, follow, signed_in
from tests.county import SYSTEM, County

pytestmark = pytest.mark.browser
TEXT = "讨论村西水渠维修，同意先修西段。"


@pytest.fixture
def site(live_server: LiveServer) -> LiveServer:
    """The server by a name that browsers trust as they do https."""
    live_server.thread.host = "localhost"
    return live_server


def record_url(site: LiveServer, county: County) -> str:
    url = reverse("record_gathering", args=[county.unit("上窑村").code], query={"kind": "members_meeting"})
    return site.url + url


def outbox_url(site: LiveServer) -> str:
    return site.url + reverse("outbox")


def due_url(site: LiveServer, county: County) -> str:
    return site.url + reverse("due", args=[county.unit("上窑村").code])


def keep_pages(page: Page, site: LiveServer) -> None:
    """Make the device usable offline, and wait until it is."""
    page.goto(outbox_url(site))
    page.get_by_role("button", name="在这台设备上离线可用").click()
    expect(page.locator("#keep-on")).to_be_visible(timeout=20_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def write(page: Page, text: str = TEXT) -> None:
    """Fill in the form and tap the button."""
    page.get_by_label("钱秀英", exact=True).check()
    page.get_by_label("会议记录").fill(text)
    page.get_by_role("button", name="登记会议").click()


def refuse_submissions(page: Page) -> Any:
    """A network that takes pages and loses records; returns what ends it."""

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/gatherings/submit/**", lose)
    return lambda: page.unroute("**/gatherings/submit/**", lose)


def entry(page: Page) -> Any:
    return page.locator("#entries article").first


def test_a_kept_village_works_without_network_and_sends_once_it_is_back(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    signed_in(page, site, county, "shangyao")
    keep_pages(page, site)
    context.set_offline(True)
    page.goto(site.url + "/")
    expect(page.locator("#kept")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="党员大会")).to_be_visible()
    page.goto(site.url + reverse("members", args=[county.unit("上窑村").code]))
    expect(page.get_by_text("郑国强")).to_be_visible()
    page.goto(due_url(site, county))
    duty = page.get_by_role("listitem").filter(has_text="党员大会")
    duty.get_by_role("link", name="登记会议").click()
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    page.close()  # the phone closes the tab
    again = context.new_page()
    again.goto(due_url(site, county))
    expect(again.locator("#waiting [data-count]")).to_have_text("1")
    assert not Gathering.objects.exists()
    context.set_offline(False)
    expect(again.locator("#waiting")).to_be_hidden(timeout=20_000)
    again.goto(outbox_url(site))
    gathering = Gathering.objects.get()
    expect(entry(again)).to_contain_text(f"已送达。服务器保存时间： {write_moment(gathering.recorded_at)}")
    assert (gathering.minutes, gathering.present) == (TEXT, 7)


def test_without_kept_pages_a_record_still_waits_when_the_network_fell_away(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))
    context.set_offline(True)
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    context.set_offline(False)
    expect(page.locator("[data-now=arrived]")).to_be_visible(timeout=20_000)
    assert Gathering.objects.get().minutes == TEXT


def test_a_notice_written_without_network_says_until_when_it_was_posted(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    signed_in(page, site, county, "shangyao")
    keep_pages(page, site)
    first, last = (timezone.localdate() - timedelta(days=days) for days in (20, 3))
    context.set_offline(True)
    page.goto(record_url(site, county).replace("members_meeting", "village_posting"))
    page.get_by_label("公布日期").fill(str(first))
    page.get_by_label("撤下日期").fill(str(last))
    page.get_by_role("button", name="登记公开").click()
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    page.goto(outbox_url(site))
    entry(page).get_by_text("写了什么").click()
    expect(entry(page)).to_contain_text(str(last))
    context.set_offline(False)
    page.get_by_role("button", name="现在送出").first.click()
    expect(entry(page)).to_contain_text("已送达", timeout=20_000)
    assert Gathering.objects.get().measured == 17


def test_an_answer_that_was_lost_after_the_commit_makes_no_second_record(
    page: Page, site: LiveServer, county: County
) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))

    def commit_and_lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/gatherings/submit/**", commit_and_lose)
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    assert Gathering.objects.count() == 1
    page.unroute("**/gatherings/submit/**", commit_and_lose)
    page.goto(outbox_url(site))
    expect(entry(page)).to_contain_text("已送达", timeout=20_000)
    assert Gathering.objects.count() == 1


def test_what_was_typed_survives_a_killed_tab(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))
    page.get_by_label("会议记录").fill(TEXT)
    page.get_by_label("钱秀英", exact=True).check()
    page.wait_for_timeout(700)
    page.close()
    again = context.new_page()
    again.goto(record_url(site, county))
    expect(again.get_by_label("会议记录")).to_have_value(TEXT)
    expect(again.get_by_label("钱秀英", exact=True)).to_be_checked()
    expect(again.locator("#here")).to_have_text("7")
    again.get_by_role("button", name="清空重写").click()
    expect(again.get_by_label("会议记录")).to_have_value("")


def test_a_session_that_has_ended_keeps_the_record_until_she_signs_in(
    page: Page, site: LiveServer, county: County
) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))
    Session.objects.all().delete()
    write(page)
    expect(page.locator("[data-now=signed_out]")).to_be_visible()
    assert not Gathering.objects.exists()
    signed_in(page, site, county, "shangyao").goto(outbox_url(site))
    expect(entry(page)).to_contain_text("已送达", timeout=20_000)
    assert Gathering.objects.count() == 1


def test_nobody_else_sees_or_sends_it_and_it_is_there_when_its_writer_is_back(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    signed_in(page, site, county, "shangyao")
    keep_pages(page, site)
    page.goto(record_url(site, county))
    restore = refuse_submissions(page)
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    restore()
    signed_in(page, site, county, "liulin").goto(outbox_url(site))
    expect(page.locator("#nothing")).to_be_visible()
    expect(page.get_by_text(TEXT)).to_have_count(0)
    assert page.evaluate("caches.keys()") == []  # the pages of the first are gone
    assert not Gathering.objects.exists()
    signed_in(page, site, county, "shangyao").goto(outbox_url(site))
    expect(entry(page)).to_contain_text("已送达", timeout=20_000)
    assert Gathering.objects.get().recorded_by == county.users["shangyao"].name


def test_what_was_taken_back_before_the_phone_learned_of_it_is_told_and_hers_to_record_anew(
    page: Page, site: LiveServer, county: County
) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))

    def commit_and_lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/gatherings/submit/**", commit_and_lose)
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    services.cancel_gathering(
        actor=county.actor("qingshi"), at=timezone.now(), gathering=Gathering.objects.get(), reason="没有开成"
    )
    page.unroute("**/gatherings/submit/**", commit_and_lose)
    page.goto(outbox_url(site))
    expect(entry(page)).to_contain_text("先前已送达，后来撤销了", timeout=20_000)
    assert Gathering.objects.count() == 1
    page.get_by_role("button", name="再登记一次").click()
    expect(entry(page)).to_contain_text("已送达。", timeout=20_000)
    assert sorted(Gathering.objects.values_list("state", flat=True)) == ["cancelled", "held"]


def test_two_records_of_one_day_are_shown_side_by_side_and_hers_to_decide(
    page: Page, site: LiveServer, county: County
) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))
    minutes = Minutes("members_meeting", timezone.localdate(), subject="镇里代录")
    services.record_gathering(
        actor=county.actor("qingshi"),
        at=timezone.now(),
        unit=county.unit("上窑村"),
        body=None,
        minutes=minutes,
    )
    write(page)
    page.wait_for_url(outbox_url(site))
    beside = entry(page).locator("[data-beside]")
    expect(beside).to_contain_text("镇里代录")
    expect(beside).to_contain_text(TEXT)
    expect(beside.locator("[data-mine]")).to_contain_text(re.compile(r"到会\s*应到 \d+ 人，实到 \d+ 人"))
    assert Gathering.objects.count() == 1
    page.get_by_role("button", name="两次都开了").click()
    expect(entry(page)).to_contain_text("已送达", timeout=20_000)
    assert Gathering.objects.count() == 2


def test_what_the_server_wants_corrected_is_said_and_corrected(
    page: Page, site: LiveServer, county: County
) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))
    restore = refuse_submissions(page)
    ahead, right = (str(timezone.localdate() + timedelta(days=days)) for days in (3, -2))
    page.get_by_label("日期").evaluate(f"field => {{ field.value = '{ahead}'; }}")  # a clock that is ahead
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    restore()
    page.goto(outbox_url(site))
    expect(entry(page)).to_contain_text("没有入库：有内容需要更正")
    expect(entry(page).locator("[data-sentences]")).to_contain_text("日期还没到")
    entry(page).get_by_role("link", name="修改").click()
    expect(page.get_by_label("会议记录")).to_have_value(TEXT)
    page.get_by_label("日期").fill(right)
    page.get_by_role("button", name="登记会议").click()
    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible(timeout=20_000)
    assert str(Gathering.objects.get().day) == right


def test_a_new_release_takes_what_an_old_page_wrote_and_renews_what_is_kept(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    signed_in(page, site, county, "shangyao")
    keep_pages(page, site)
    context.set_offline(True)
    page.goto(record_url(site, county))
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    context.set_offline(False)
    with ExitStack() as newer:
        for name in ("submitting", "device", "views"):
            newer.enter_context(patch(f"jiceng.faces.workbench.offline.{name}.FORM", 2))
        page.goto(outbox_url(site))
        expect(entry(page)).to_contain_text("旧版程序的表", timeout=20_000)
        held = "new Promise(d => { indexedDB.open('jiceng').onsuccess = e => { e.target.result.transaction("
        held += "'device').objectStore('device').get('kept').onsuccess = f => d(f.target.result.release) } })"
        release = page.locator("#device").get_attribute("data-release")
        page.wait_for_function(f"async () => (await {held}) === '{release}'", timeout=20_000)
        entry(page).get_by_role("link", name="修改").click()
        expect(page.get_by_label("会议记录")).to_have_value(TEXT)
        page.get_by_role("button", name="登记会议").click()
        expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible(timeout=20_000)
    assert Gathering.objects.count() == 1


def test_signing_out_warns_of_what_has_not_arrived_and_never_erases_it(
    page: Page, site: LiveServer, county: County
) -> None:
    signed_in(page, site, county, "shangyao")
    keep_pages(page, site)
    page.goto(record_url(site, county))
    restore = refuse_submissions(page)
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    page.locator(f'form[action="{reverse("sign_out")}"] button').first.dispatch_event("click")
    expect(page.locator("#leaving")).to_be_visible()
    expect(page.locator("#leaving [data-count]")).to_have_text("1")
    page.get_by_role("button", name="退出，保留在这台设备上").click()
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate("caches.keys()") == []
    restore()
    signed_in(page, site, county, "shangyao").goto(outbox_url(site))
    expect(entry(page)).to_contain_text("已送达", timeout=20_000)


def test_pages_are_not_shown_when_their_days_are_over(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    signed_in(page, site, county, "shangyao")
    keep_pages(page, site)
    page.evaluate(
        """async () => {
            const cache = await caches.open("jiceng-pages");
            for (const address of await cache.keys()) {
                const headers = { "Content-Type": "text/html", "X-Kept-Until": String(Date.now() - 1) };
                const body = await (await cache.match(address)).text();
                await cache.put(address, new Response(body, { headers }));
            }
        }"""
    )
    context.set_offline(True)
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto(due_url(site, county))


def test_pages_are_erased_when_the_role_has_ended(page: Page, site: LiveServer, county: County) -> None:
    signed_in(page, site, county, "shangyao")
    keep_pages(page, site)
    grant = county.users["shangyao"].grants.get()
    revoke_grant(actor=SYSTEM, at=timezone.now(), grant=grant)
    page.goto(due_url(site, county))
    page.wait_for_function("async () => (await caches.keys()).length === 0")


def test_a_device_without_room_says_so_and_keeps_the_page(
    page: Page, site: LiveServer, county: County, context: BrowserContext
) -> None:
    page.add_init_script(
        "IDBObjectStore.prototype.put = function () { throw new DOMException('', 'QuotaExceededError'); };"
    )
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))
    context.set_offline(True)
    write(page)
    expect(page.locator("[data-now=full]")).to_be_visible()
    expect(page.get_by_label("会议记录")).to_have_value(TEXT)
    context.set_offline(False)
    page.get_by_role("button", name="登记会议").click()
    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()


def test_an_unsent_record_is_deleted_only_when_sure(page: Page, site: LiveServer, county: County) -> None:
    signed_in(page, site, county, "shangyao").goto(record_url(site, county))
    refuse_submissions(page)
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    page.goto(outbox_url(site))
    with page.expect_download() as saved:
        page.get_by_role("button", name="把没送达的存成文本").click()
    assert TEXT in saved.value.path().read_text(encoding="utf-8")
    entry(page).get_by_role("button", name="删除", exact=True).click()
    expect(entry(page)).to_contain_text("删除就没有了")
    page.get_by_role("button", name="确定删除").click()
    expect(page.locator("#nothing")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_fault_or_runs_over(page: Page, site: LiveServer, county: County, size: str) -> None:
    width, height = SIZES[size]
    signed_in(page, site, county, "shangyao").set_viewport_size({"width": width, "height": height})
    page.goto(record_url(site, county))
    refuse_submissions(page)
    write(page)
    expect(page.locator("[data-now=waiting]")).to_be_visible()
    check_page(page, outbox_url(site), width)
    check_page(page, record_url(site, county), width)


@pytest.mark.parametrize("size", SIZES)
def test_no_paper_page_has_a_fault_or_runs_over(
    page: Page, site: LiveServer, county: County, size: str
) -> None:
    width, height = SIZES[size]
    code = county.unit("青石镇").code
    signed_in(page, site, county, "qingshi").set_viewport_size({"width": width, "height": height})
    for name in ("paper_sheets", "enter_paper"):
        check_page(page, site.url + reverse(name, args=[code]), width)


def test_every_villages_sheet_is_one_page_of_paper(page: Page, site: LiveServer, county: County) -> None:
    code = county.unit("青石镇").code
    signed_in(page, site, county, "qingshi").goto(site.url + reverse("paper_sheets", args=[code]))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == page.locator(".slip").count() == 3
    width, height = (float(side) for side in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)[0])
    assert (round(width), round(height)) == (595, 842)
    assert page.locator(".slip tbody tr:has(th)").count() >= 10, "too little is owed for this to be a trial"


def test_on_a_phone_the_fault_of_a_typed_sheet_is_in_sight(
    page: Page, site: LiveServer, county: County
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    address = site.url + reverse("enter_paper", args=[county.unit("青石镇").code])
    signed_in(page, site, county, "qingshi").goto(address)
    row = page.locator(".typing tbody tr").first
    row.locator("[name$=unit]").fill("上窑村")
    row.locator("[name$=kind]").select_option("members_meeting")
    row.locator("[name$=day]").fill("2030-01-01")
    follow(page.get_by_role("button", name="保存"))
    assert page.locator(".typing tr.invalid").count() == 1
    region = page.locator(".region:has(.typing)")
    assert region.evaluate("part => part.scrollWidth <= part.clientWidth")
    check_shown(page, 360)
