"""A security key from end to end, in a browser with a virtual authenticator."""

import time
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from jiceng.apps.access import security_keys
from jiceng.apps.access.models import Factor, User
from jiceng.faces.workbench.access import security
from jiceng.kernel.errors import Invalid
from tests.browsing import check_page, follow, signed_in
from tests.county import AT, PASSWORD, build_county

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page, **changes: Any) -> tuple[Any, str]:
    """A key in the computer: the line to it, and which it is."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | changes})
    return line, made["authenticatorId"]


def add_key(page: Page, at: str) -> None:
    page.goto(at + reverse("add_key"))
    page.fill("input[name=name]", "办公室的钥匙")
    page.fill("input[name=password]", PASSWORD)
    follow(page.locator("button.primary"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_key_is_added_and_signs_in_without_a_name(page: Page, live_server: LiveServer) -> None:
    county = build_county()
    at = live_server.url  # keys know names, not numbers: localhost
    signed_in(page, live_server, county, "county")
    line, key = plug_in(page)
    add_key(page, at)
    page.wait_for_selector("#codes")
    factor = Factor.objects.get()
    assert (factor.user, factor.kind, factor.name) == (county.users["county"], "key", "办公室的钥匙")
    check_page(page, at + reverse("security"), 360)

    page.context.clear_cookies()
    page.goto(at + reverse("sign_in") + f"?next={reverse('search')}")
    follow(page.locator("#key button"))
    assert page.url == at + reverse("search")

    Factor.objects.update(counter=10_000)  # a copy of the key has signed in more often
    page.context.clear_cookies()
    page.goto(at + reverse("sign_in"))
    follow(page.locator("#key button"))
    expect(page.locator(".notice.error")).to_be_visible()

    Factor.objects.update(counter=0)
    line.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    follow(page.locator("#key button"))
    expect(page.locator(".notice.error")).to_be_visible()

    line.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    Factor.objects.all().delete()
    page.goto(at + reverse("sign_in"))
    follow(page.locator("#key button"))
    expect(page.locator(".notice.error")).to_be_visible()
    page.goto(at + reverse("search"))
    assert "/sign-in/" in page.url


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_of_account_security_fit_and_can_be_read(page: Page, live_server: LiveServer) -> None:
    county = build_county()
    signed_in(page, live_server, county, "county")
    User.objects.update(factors_reset_at=AT)  # the warning stands on each of them
    for name in ("security", "add_totp", "add_key", "recovery_codes", "questions", "ask", "inbox", "grants"):
        check_page(page, live_server.url + reverse(name), 360)
    page.context.clear_cookies()
    for name in ("sign_in", "forgotten", "receipt"):
        check_page(page, live_server.url + reverse(name), 360)


def test_strangers_who_ask_for_a_key_leave_no_session(client: Client, db: None) -> None:
    address = reverse("sign_in_key")
    answer = client.get(address)
    assert answer.json()["publicKey"]["challenge"]
    assert Session.objects.count() == 0
    [kept] = [each for each in client.cookies.values() if each.key == security.ASKED]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Strict", address)
    assert 0 < int(kept["max-age"]) <= 300


def test_what_was_asked_is_taken_back_signed_and_soon_or_not_at_all(rf: RequestFactory) -> None:
    asked = security._ask_key(rf.get(reverse("sign_in_key"))).cookies[security.ASKED].value
    for value, wanted in ((asked, True), (asked[:-2] + "xx", False), ("{}", False)):
        request = rf.post(reverse("sign_in_key"))
        request.COOKIES[security.ASKED] = value
        assert bool(security._asked_key(request)) is wanted
    request.COOKIES[security.ASKED] = asked
    late = time.time() + security.KEY_SECONDS + 1
    with patch("django.core.signing.time.time", return_value=late):
        assert security._asked_key(request) == {}


@pytest.mark.parametrize("answer", [{}, {"id": 1}, [], None, "x", {"rawId": "AA", "response": {}}])
def test_what_is_no_answer_of_a_key_is_refused(answer: Any) -> None:
    with pytest.raises(Invalid, match="key_refused"):
        security_keys.credential_id(answer)
    with pytest.raises(Invalid, match="key_refused"):
        security_keys.finish_adding("http://localhost:1", {}, answer)
