"""Officers at work in a browser: each her own, reasons one click away, every page without a fault."""

from collections.abc import Iterator
from datetime import date, datetime
from unittest.mock import patch

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.access import selectors as access
from jiceng.apps.access.services import revoke_grant
from jiceng.apps.duties.services import postpone
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.organisations.services import UnitDraft, found_unit
from jiceng.apps.people.services import PersonDraft, register_person
from jiceng.kernel.periods import Period
from tests.browsing import SIZES, check_page, signed_in
from tests.county import AT, DAY, SYSTEM, County, id_number
from tests.faces.workbench.one_of_everything import World
from tests.faces.workbench.test_permissions import ADDRESSES, COUNTY, FILES, PUBLIC

pytestmark = pytest.mark.browser
NOTHING_TO_SHOW = {
    *("start", "sign_in", "become_full", "end_absence", "rejoin", "remove_suspended"),
    *("confirm_absence", "address_letter", "discard_article", "reopen_standards"),
}
"""Addresses that lead on, or answer 409 for whoever is in no such state."""
ADDRESS = "/units/990525100200/duties/members_meeting/?period=2026-Q3"


@pytest.fixture(autouse=True)
def today() -> Iterator[datetime]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield AT


def test_a_town_officer_sees_her_town_and_not_the_next(
    page: Page, live_server: LiveServer, county: County
) -> None:
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + "/home/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("组织生活")
    expect(page.get_by_role("rowheader", name="上窑村")).to_be_visible()
    assert "南坡村" not in page.content()
    assert "河湾镇" not in page.content()
    for address in ("/units/990525101/", "/units/990525101200/", "/board/990525101/", "/board/990525/"):
        answer = page.goto(live_server.url + address)
        assert answer is not None
        assert answer.status == 404
        assert "南坡村" not in page.content()
        assert "河湾镇" not in page.content()
    page.goto(live_server.url + "/search/?q=南坡")
    assert page.get_by_role("link", name="南坡村").count() == 0


def test_an_officer_reads_why_a_branch_owes_a_meeting(
    page: Page, live_server: LiveServer, county: County
) -> None:
    absent = {m.person_id: "" for m in county.members["上窑村"][:5]}
    minutes = Minutes("members_meeting", date(2026, 8, 20), text="议事", absent=absent)
    record_gathering(
        actor=county.actor("shangyao"), at=AT, unit=county.unit("上窑村"), body=None, minutes=minutes
    )
    signed_in(page, live_server, county, "county").goto(live_server.url + "/board/990525/?period=2026-Q3")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="青石镇"))
    row.get_by_role("link").nth(1).click()
    expect(page.locator("#aside")).to_contain_text("支部工作条例（试行）")
    expect(page.locator("td.chosen")).to_have_count(1)
    row.get_by_role("link").nth(1).press("Enter")
    expect(page.locator("#aside")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("td.chosen > a")).to_be_focused()
    page.locator("#aside").get_by_role("link", name="上窑村").first.click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("第十一条")
    expect(main).to_contain_text("一般每季度")
    expect(main).to_contain_text("未达一般频次")
    expect(main).to_contain_text("3")  # three of eight voted: no quorum
    expect(main.get_by_role("link", name="8月20日")).to_be_visible()


def test_an_officer_reads_from_what_a_branch_was_excused(
    page: Page, live_server: LiveServer, county: County
) -> None:
    draft = UnitDraft("990525100-7", "新设支部", "branch", "branch")
    unit = found_unit(actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=date(2026, 10, 20))
    for number in range(3):
        register_person(
            actor=SYSTEM,
            at=AT,
            unit=unit,
            draft=PersonDraft("新党员", id_number(700 + number)),
            standing="full",
            joined_on=date(2010, 1, 1),
            day=date(2026, 10, 20),
        )
    postpone(
        actor=county.actor("qingshi"),
        at=AT,
        unit=county.unit("上窑村"),
        duty="members_meeting",
        period=Period.parse("2026-Q3"),
        until=date(2026, 12, 15),
        reason="秋收",
    )
    signed_in(page, live_server, county, "qingshi")
    page.goto(f"{live_server.url}/units/990525100-7/duties/members_meeting/?period=2026-Q4")
    expect(page.get_by_role("main")).to_contain_text("免办")
    expect(page.get_by_role("main")).to_contain_text("10月20日")
    page.goto(live_server.url + ADDRESS)
    expect(page.get_by_role("main")).to_contain_text("免办")
    expect(page.get_by_role("main")).to_contain_text("12月15日")


def test_a_revocation_acts_on_the_next_page(page: Page, live_server: LiveServer, county: County) -> None:
    signed_in(page, live_server, county, "qingshi").goto(live_server.url + "/units/990525100200/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("上窑村")
    actor = county.actor("county")
    grant = access.grants(actor, DAY).filter(ends_on=None).get(user__username="qingshi")
    revoke_grant(actor=actor, at=AT, grant=grant)
    answer = page.reload()
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("size", SIZES)
def test_no_page_of_an_officer_has_a_fault_or_runs_over(
    page: Page,
    live_server: LiveServer,
    world: World,
    size: str,
) -> None:
    width, height = SIZES[size]
    signed_in(page, live_server, world.county, "county").set_viewport_size({"width": width, "height": height})
    for name, address in ADDRESSES.items():
        readable = address.who == PUBLIC or COUNTY in address.who or "signed" in address.who
        if address.post or not readable or name in {*NOTHING_TO_SHOW, *FILES}:
            continue
        given = world.things["上窑村"][address.about] if address.about else ()
        check_page(page, live_server.url + address.url(name, given), width)
