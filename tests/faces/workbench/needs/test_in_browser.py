"""The pages of needs in a browser: nothing runs over the side, axe finds nothing, a need is written on a
phone.
"""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.needs.models import Need
from jiceng.apps.needs.services import EntryDraft, NeedDraft, enter, raise_need
from jiceng.engines.procedure import Move
from tests.browsing import SIZES, check_page, follow, signed_in
from tests.county import AT, SYSTEM, County

pytestmark = pytest.mark.browser


def needs(county: County) -> Need:
    """Two of a village: one overdue in the town, one to be confirmed."""
    unit, named = county.unit("上窑村"), {"actor": SYSTEM, "at": AT}
    raise_need(
        **named, unit=unit, draft=NeedDraft("roads", "村口桥面塌陷", date(2026, 10, 1), since_year=2015)
    )
    done = raise_need(**named, unit=unit, draft=NeedDraft("old_age", "老人吃饭难", date(2026, 10, 1)))
    day = date(2026, 10, 2)
    enter(**named, need=done, draft=EntryDraft(Move.ASSIGNED, day, to=county.unit("青石镇")))
    enter(**named, need=done, draft=EntryDraft(Move.DONE, day, "办了老年餐桌"))
    return done


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_needs_fit_and_read_well(
    page: Page, live_server: LiveServer, county: County, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    done, town, village = needs(county), county.unit("青石镇").code, county.unit("上窑村").code
    pages = {
        "county": [reverse("needs", args=[county.unit("青禾县").code])],
        "qingshi": [reverse("needs", args=[town]) + "?show=overdue", reverse("new_need", args=[village])],
        "shangyao": [reverse("needs", args=[village]), reverse("need", args=[done.pk])],
    }
    for username, addresses in pages.items():
        signed_in(page, live_server, county, username)
        for address in addresses:
            check_page(page, live_server.url + address, width)


def test_a_secretary_writes_a_need_on_a_phone_and_says_that_another_is_done(
    page: Page, live_server: LiveServer, county: County
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    needs(county)
    signed_in(page, live_server, county, "shangyao").goto(live_server.url + "/home/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 件等你确认是否办好")
    follow(main.get_by_role("link", name="需求", exact=True))
    follow(page.get_by_role("link", name="老人吃饭难"))
    follow(page.get_by_role("button", name="办好了"))
    expect(main).to_contain_text("办结")
    page.goto(live_server.url + reverse("new_need", args=[county.unit("上窑村").code]))
    page.get_by_label("需要什么").fill("三组吃水困难")
    page.get_by_label("种类").select_option("drinking_water")
    follow(page.get_by_role("button", name="记下"))
    expect(main).to_contain_text("待定承办")
    expect(page.get_by_role("heading", level=1)).to_have_text("三组吃水困难")
