"""One 四议两公开 from proposal to second disclosure, by all who take part, on a phone; and from paper."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.decisions.models import Decision
from jiceng.apps.editorial.posting import keep_time
from jiceng.apps.feedback import letters
from jiceng.apps.gatherings.models import Gathering
from jiceng.config import portal_settings
from jiceng.faces.portal.letters import SHORTEST
from tests.apps.decisions.steps import at
from tests.browsing import check_shown, follow, signed_in
from tests.county import County

DATABASES = ["default", "published", "inbox"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=DATABASES, transaction=True)]
CODE = "990525100200"
DECISION = re.compile(r"/decisions/\d+/$")


class Clock:
    """The day on which everybody works."""

    day = date(2026, 10, 8)

    def now(self) -> Any:
        return at(self.day)


@pytest.fixture
def clock() -> Iterator[Clock]:
    found = Clock()
    with patch("jiceng.faces.workbench.middleware.timezone.now", side_effect=found.now):
        yield found


@contextmanager
def portal(clock: Clock) -> Iterator[str]:
    """What the public reads, in a process of its own, told of all that was posted and answered."""
    keep_time(at=clock.now())
    letters.keep(at=clock.now())
    cache.clear()
    own = {name: getattr(portal_settings, name) for name in ("MIDDLEWARE", "TEMPLATES")}
    with override_settings(FACE="portal", ROOT_URLCONF="jiceng.config.portal_urls", **own):
        server = LiveServer("localhost")
        yield server.url
        server.stop()
    letters.keep(at=clock.now())


def fill(page: Page, **given: int | str) -> None:
    for name, value in given.items():
        page.locator(f"#id_{name}").fill(str(value))


def enter(page: Page) -> None:
    check_shown(page)
    follow(page.get_by_role("button", name="登记", exact=True))
    page.wait_for_url(DECISION)


class Office:
    """The office's pages, in the hands of one after the other."""

    def __init__(self, page: Page, site: LiveServer, county: County, clock: Clock) -> None:
        self.page, self.site, self.county, self.clock = page, site, county, clock
        self.address = ""

    def come(self, username: str, month: int, day: int) -> Page:
        """Somebody signs in on a day and opens the decision."""
        self.clock.day = date(2026, month, day)
        signed_in(self.page, self.site, self.county, username)
        self.page.goto(self.site.url + self.address)
        return self.page

    def begin(self, username: str) -> Page:
        self.address = f"/units/{CODE}/decisions/new/"
        page = self.come(username, 10, 8)
        check_shown(page)
        follow(page.get_by_role("link", name="四议两公开"))
        page.get_by_label("议题名称").fill("修西沟路")
        page.get_by_label("事项类别").select_option("public_works")
        page.get_by_label("提议内容").fill("硬化西沟路三百米。")
        check_shown(page)
        follow(page.get_by_role("button", name="提出"))
        page.wait_for_url(DECISION)
        check_shown(page)
        self.address = page.url.removeprefix(self.site.url)
        return page

    def step(self, username: str, month: int, day: int, button: str, code: str = "") -> Page:
        """Somebody does what the decision's page asks next."""
        page = self.come(username, month, day)
        asked = page.locator("section", has=page.locator("#next"))
        found = asked.get_by_role("link", name=button)
        follow((asked.locator(f"a[href*='/{code}/']").and_(found) if code else found).first)
        return page

    def disclose(self, reviewer: str, month: int, day: int) -> str:
        """The notice is drafted from the record, approved by somebody else, and enters its step."""
        page = self.come("shangyao", month, day)
        follow(page.locator("a[href*='/disclosures/']").first)
        check_shown(page)
        follow(page.get_by_role("button", name="写成草稿"))
        page.wait_for_url(re.compile(r"/articles/\d+/$"))
        check_shown(page)
        follow(page.get_by_role("button", name="送审"))
        expect(page.get_by_text("已送审")).to_be_visible()
        article = page.url
        signed_in(page, self.site, self.county, reviewer).goto(article)
        follow(page.get_by_role("link", name="审核"))
        follow(page.get_by_role("button", name="同意发布"))
        expect(page.get_by_text("正在发布")).to_be_visible()
        page.goto(self.site.url + self.address)
        check_shown(page)
        return article


def test_the_four_who_take_part_bring_a_road_from_proposal_to_its_second_disclosure(
    page: Page, live_server: LiveServer, county: County, clock: Clock
) -> None:
    office = Office(page, live_server, county, clock)
    office.begin("shangyao")
    office.step("shangyao", 10, 9, "登记会议")
    fill(page, ayes=3)
    expect(page.locator("#needed")).to_contain_text("达到")
    enter(page)
    office.step("shangyao", 10, 10, "登记会议")
    fill(page, entitled=5, present=5, ayes=4, nays=1)
    enter(page)
    office.step("shangyao", 10, 11, "发会议通知")
    expect(page.get_by_label("会议日期")).to_have_value("2026-10-14")
    page.get_by_label("所议方案").check()
    fill(page, place="村部会议室")
    expect(page.locator("#notice")).to_contain_text("随本通知一并送达：所议方案。")
    enter(page)
    office.step("shangyao", 10, 14, "登记会议")
    page.get_by_label("钱秀英", exact=True).check()
    expect(page.locator("#here")).to_have_text("7")
    fill(page, ayes=6, nays=1, text="同意先修西段。")
    enter(page)
    in_time(office, county)
    number = asked(office, clock)
    answered(office, clock, number)
    finished(office)


def in_time(office: Office, county: County) -> None:
    """The officer above enters the representatives' vote from the signed sheet; the first count is short."""
    page = office.step("qingshi", 10, 18, "登记会议", "representatives_meeting")
    fill(page, entitled=30, present=19, ayes=19)
    page.get_by_label("村民会议的授权").check()
    expect(page.locator("#needed")).to_contain_text("还差 1")
    fill(page, present=26, ayes=24, nays=2, signed_by="赵大田")
    enter(page)
    expect(page.get_by_text("已通过").first).to_be_visible()
    assert Gathering.objects.get(kind="villagers_representatives_meeting").present == 26


def asked(office: Office, clock: Clock) -> str:
    """A resident reads the first disclosure and asks about it."""
    office.disclose("county", 10, 19)
    clock.day = date(2026, 10, 20)
    page = office.page
    with portal(clock) as public:
        page.goto(f"{public}/units/{CODE}/")
        follow(page.get_by_role("link", name="关于修西沟路的决议公开").first)
        expect(page.get_by_text("应到30人，实到26人")).to_be_visible()
        check_shown(page)
        follow(page.locator("a[href*='about=']").first)
        page.get_by_label("咨询").check()
        page.get_by_label("主题").fill("修路")
        page.get_by_label("要说的话").fill("东段什么时候修？")
        page.wait_for_timeout((SHORTEST + 1) * 1000)
        follow(page.get_by_role("button", name="提交来信"))
        check_shown(page)
        return page.locator("#number").inner_text().strip()


def answered(office: Office, clock: Clock, number: str) -> None:
    """The office answers, and the resident reads it."""
    page = office.page
    signed_in(page, office.site, office.county, "qingshi").goto(office.site.url + "/questions/inbox/")
    follow(page.get_by_role("link", name="修路").first)
    page.get_by_label("答复").fill("明年春天修东段。")
    follow(page.get_by_role("button", name="答复"))
    expect(page.get_by_text("明年春天修东段。")).to_be_visible()
    with portal(clock) as public:
        page.goto(f"{public}/letters/answer/")
        page.get_by_label("受理编号").fill(number)
        follow(page.get_by_role("button", name="查看"))
        expect(page.get_by_text("明年春天修东段。")).to_be_visible()


def finished(office: Office) -> None:
    """The road is built, and that is disclosed."""
    page = office.step("shangyao", 11, 10, "登记已办理")
    fill(page, text="西段三百米已硬化。")
    enter(page)
    office.disclose("qingshi", 11, 12)
    decision = Decision.objects.get()
    assert (decision.result, decision.current, decision.violations) == ("adopted", "results_posting", 0)
    assert list(decision.expected.values_list("action", flat=True)) == ["keep_posted"]
    office.come("shangyao", 12, 1)
    expect(office.page.get_by_text("已办结").first).to_be_visible()


def test_the_same_from_signed_sheets_of_paper(
    page: Page, live_server: LiveServer, county: County, clock: Clock
) -> None:
    office = Office(page, live_server, county, clock)
    office.begin("qingshi")
    page = office.step("qingshi", 11, 20, "登记会议")
    follow(page.get_by_role("link", name="表决记录单"))
    check_shown(page)
    follow(page.get_by_role("link", name="登记已签字的记录单"))
    sheets = ((9, 3, 3, 3), (10, 5, 5, 4), (15, 8, 7, 6), (18, 30, 26, 24))
    for day, entitled, present, ayes in sheets:
        fill(page, day=f"2026-10-{day:02}", entitled=entitled, present=present, ayes=ayes, signed_by="赵大田")
        expect(page.get_by_label("依据已签字的纸质记录登记")).to_be_checked()
        if page.get_by_label("村民会议的授权").count():
            page.get_by_label("村民会议的授权").check()
        follow(page.get_by_role("button", name="登记后填下一张"))
        if "villagers_assembly" in page.url:
            page.goto(page.url.replace("villagers_assembly", "representatives_meeting"))
    page.goto(live_server.url + office.address + "steps/resolution_posting/post/")
    fill(page, day="2026-10-19", place="村务公开栏")
    page.get_by_label("决议内容").check()
    enter(page)
    page.goto(live_server.url + office.address + "steps/carrying_out/report/")
    fill(page, day="2026-11-10")
    enter(page)
    page.goto(live_server.url + office.address + "steps/results_posting/post/")
    fill(page, day="2026-11-12")
    page.get_by_label("实施结果").check()
    enter(page)
    decision = Decision.objects.get()
    assert (decision.result, decision.current) == ("adopted", "results_posting")
    assert decision.events.filter(on_paper=True).count() == 4
    assert Gathering.objects.filter(roll=None).count() == 3
