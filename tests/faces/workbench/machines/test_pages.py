"""Making a token and a calendar address on the pages: shown once, and at work at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.access.models import CalendarFeed, Token, User
from tests.browsing import SIZES, check_page, signed_in
from tests.county import County

KEY = re.compile(r"jc_[\w-]{43}")


def form(**changed: object) -> dict[str, object]:
    """What one sends to make a token."""
    ends_on = timezone.localdate() + timedelta(days=30)
    return {
        "name": "对账",
        "username": "county",
        "permissions": ["unit.read", "gathering.read"],
        "unit": "青石镇",
        "ends_on": str(ends_on),
        **changed,
    }


def test_the_key_is_shown_once_and_opens_what_was_ticked(county: County) -> None:
    client = county.client("county")
    made = client.post(reverse("new_token"), form())
    assert made.status_code == 200
    key = KEY.findall(made.content.decode())[0]
    assert made.headers["Cache-Control"] == "no-store"
    listed = client.get(reverse("tokens")).content.decode()
    assert key not in listed
    assert key[:9] in listed
    program = Client(headers={"authorization": f"Bearer {key}"})
    assert program.get("/api/v1/units/990525100").status_code == 200
    assert program.get("/api/v1/units/990525101").status_code == 404
    assert program.get("/api/v1/people").status_code == 403


def test_a_token_revoked_on_the_page_is_dead(county: County) -> None:
    client = county.client("county")
    made = client.post(reverse("new_token"), form()).content.decode()
    key = KEY.findall(made)[0]
    program = Client(headers={"authorization": f"Bearer {key}"})
    assert program.get("/api/v1/units").status_code == 200
    client.post(reverse("revoke_token", args=[Token.objects.get().pk]))
    assert program.get("/api/v1/units").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"permissions": []},
        {"unit": "无此单位"},
        {"ends_on": "2000-01-01"},
        {"username": "shangyao"},
    ],
)
def test_a_form_that_cannot_be_right_makes_nothing(county: County, wrong: dict[str, object]) -> None:
    answer = county.client("county").post(reverse("new_token"), form(**wrong))
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_a_program_gets_an_account_of_its_own(county: County) -> None:
    client = county.client("county")
    granted = {
        "username": "platform",
        "name": "平台",
        "machine": "on",
        "role": "town_officer",
        "unit": "青石镇",
    }
    assert client.post(reverse("new_grant"), granted).status_code == 302
    assert User.objects.get(username="platform").is_machine
    assert "平台" in client.get(reverse("new_token")).content.decode()
    assert client.post(reverse("new_token"), form(username="platform")).status_code == 200


def test_a_calendar_address_is_shown_once_with_its_drawing_and_works(county: County) -> None:
    client = county.client("shangyao")
    made = client.post(reverse("calendar")).content.decode()
    address = re.findall(r"/calendar/[\w-]{43}\.ics", made)[0]
    assert made.count("<svg") > client.get(reverse("calendar")).content.decode().count("<svg")
    assert address not in client.get(reverse("calendar")).content.decode()
    assert Client().get(address).status_code == 200
    client.post(reverse("end_calendar"))
    assert Client().get(address).status_code == 404
    assert not CalendarFeed.objects.exists()


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_fit_and_axe_finds_nothing(
    live_server: LiveServer, county: County, page: Page, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    signed_in(page, live_server, county, "county")
    county.client("county").post(reverse("new_token"), form())
    for name in ("tokens", "new_token", "calendar"):
        check_page(page, live_server.url + reverse(name), width)
    page.locator("button.primary, button.btn").filter(has_text="生成订阅地址").click()
    page.wait_for_selector(".qr svg")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
