"""The navigation knows where one is, also further in; every browser finds the icon."""

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from jiceng.faces.workbench.navigation import ROOMS
from tests.county import AT, County


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The pages are opened on the small county's day."""
    with patch("jiceng.faces.workbench.middleware.timezone.now", return_value=AT):
        yield


def marked(client: Client, url: str) -> list[tuple[str, str]]:
    """What the navigation marks on a page, and how."""
    side = re.search(r'<nav class="side".*?</nav>', client.get(url).content.decode(), re.DOTALL)
    assert side
    return re.findall(r'aria-current="([^"]*)">([^<]*)<', side[0])


def test_every_page_of_a_room_marks_the_room(county: County) -> None:
    shangyao, county_officer = county.client("shangyao"), county.client("county")
    village, person = county.unit("上窑村").code, county.members["上窑村"][0].person_id
    assert marked(shangyao, reverse("due", args=[village])) == [("page", "待办")]
    assert marked(shangyao, reverse("record_gathering", args=[village])) == [("true", "会议")]
    assert marked(shangyao, reverse("person", args=[person])) == [("true", "名册")]
    assert marked(shangyao, reverse("duty_explained", args=[village, "members_meeting"])) == [
        ("true", "待办")
    ]
    assert marked(county_officer, reverse("person", args=[person])) == [("true", "组织树")]
    assert marked(county_officer, reverse("new_grant")) == [("true", "账号与角色")]
    assert marked(county_officer, reverse("board", args=[village])) == [("true", "组织生活")]
    assert marked(county_officer, reverse("imports")) == [("page", "导入表格")]
    assert marked(shangyao, reverse("leaders", args=[village])) == [("true", "支部")]
    assert marked(shangyao, reverse("imports")) == [("page", "导入表格")]
    assert marked(county_officer, reverse("password")) == []


def test_rooms_name_addresses_that_exist(db: None) -> None:
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for names in ROOMS.values() for name in names} <= known


def test_the_icon_browsers_ask_for_leads_to_ours(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert re.search(r"shared/icon.*\.svg$", answer["Location"])
