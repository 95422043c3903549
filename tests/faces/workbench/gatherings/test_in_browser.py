"""A secretary at work on a phone: due, recorded in a few taps, done; scripts off too; no faults in a page."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.gatherings import services
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.gatherings.services import Announcement, Minutes
from tests.county import AT, DAY, County

pytestmark = pytest.mark.browser
SIZES = {"phone": (360, 740), "desk": (1440, 900)}


@pytest.fixture(autouse=True)
def today() -> Iterator[datetime]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield AT


def signed_in(page: Page, site: LiveServer, county: County) -> Page:
    """The page, in the hands of the secretary of 上窑村; whatever the content policy refuses fails the test."""
    cookie = county.client("shangyao").cookies[settings.SESSION_COOKIE_NAME].value
    held: Any = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}
    page.context.add_cookies([held])
    return page


def recorded(county: County) -> Gathering:
    missing = county.members["上窑村"][1].person_id
    minutes = Minutes("members_meeting", date(2026, 11, 10), text="讨论水渠。", absent={missing: "ill"})
    return services.record_gathering(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )


def test_a_secretary_records_a_meeting_and_her_duty_turns_done(
    page: Page, live_server: LiveServer, county: County
) -> None:
    signed_in(page, live_server, county).goto(live_server.url + "/home/")
    duty = page.get_by_role("listitem").filter(has_text="四季度党员大会")
    expect(duty).to_contain_text("本季应开")
    duty.get_by_role("link", name="登记会议").click()
    page.get_by_label("钱秀英", exact=True).check()
    expect(page.locator("#here")).to_have_text("7")
    page.get_by_label("会议记录").fill("讨论村西水渠维修，同意先修西段。")
    page.get_by_role("button", name="登记会议").click()
    expect(page.get_by_role("status")).to_contain_text("四季度党员大会：已办")
    page.goto(live_server.url + "/home/")
    duty = page.get_by_role("listitem").filter(has_text="四季度党员大会")
    expect(duty).to_contain_text("11月22日已开，8人到会7人")


def test_the_roll_follows_the_day_and_keeps_the_ticks(
    page: Page, live_server: LiveServer, county: County
) -> None:
    url = reverse("record_gathering", args=[county.unit("上窑村").code], query={"kind": "members_meeting"})
    signed_in(page, live_server, county).goto(live_server.url + url)
    page.get_by_label("钱秀英", exact=True).check()
    page.get_by_label("日期").fill("2026-04-20")  # one joined in May
    page.get_by_label("日期").dispatch_event("change")
    expect(page.get_by_label("冯小雨")).to_have_count(0)
    expect(page.get_by_label("钱秀英", exact=True)).to_be_checked()


def test_it_works_with_scripts_off(browser: Browser, live_server: LiveServer, county: County) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = signed_in(context.new_page(), live_server, county)
    url = reverse("record_gathering", args=[county.unit("上窑村").code], query={"kind": "members_meeting"})
    page.goto(live_server.url + url)
    page.get_by_label("日期").fill("2026-04-20")
    page.get_by_role("button", name="登记会议").click()
    expect(page.locator("#problems")).to_contain_text("当日名册")
    page.get_by_role("button", name="登记会议").click()
    expect(page.get_by_role("status")).to_contain_text("已登记")
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_fault_or_runs_over(
    page: Page, live_server: LiveServer, county: County, size: str
) -> None:
    unit, gathering = county.unit("上窑村"), recorded(county)
    called = services.announce(
        actor=county.actor("shangyao"),
        at=AT,
        unit=unit,
        body=None,
        announcement=Announcement("party_lecture", DAY, subject="讲乡村振兴"),
    )
    record = reverse("record_gathering", args=[unit.code])
    names = ("gathering", "correct_gathering", "cancel_gathering", "print_gathering")
    addresses = [reverse(name, args=[gathering.pk]) for name in names]
    addresses += [reverse(name, args=[unit.code]) for name in ("due", "gatherings", "announce_gathering")]
    addresses += [reverse("copy_gathering", args=[gathering.pk, "sanjin_pioneer"])]
    addresses += [record, f"{record}?kind=activity_day", reverse("gathering", args=[called.pk])]
    width, height = SIZES[size]
    signed_in(page, live_server, county).set_viewport_size({"width": width, "height": height})
    for address in addresses:
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
