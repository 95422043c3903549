"""What every answer carries, whoever asks: policy, privacy, language; and what the log leaves out."""

import io
import logging

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import translation

from jiceng.config.client_address import client_address
from jiceng.config.language import ChosenLanguage
from jiceng.config.logs import PlainFormatter


@pytest.mark.django_db
def test_policy_lets_nothing_in_but_our_own_files(client: Client) -> None:
    headers = client.get("/no-such-page/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_pages_stay_off_shared_computers(client: Client) -> None:
    headers = client.get("/no-such-page/").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def _spoken(cookie: str | None, accept: str = "en") -> str:
    """The language in which a page is made."""
    request = RequestFactory().get("/", headers={"accept-language": accept})
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie

    def page(_: HttpRequest) -> HttpResponse:
        return HttpResponse(translation.get_language())

    answer = ChosenLanguage(page)(request)
    assert answer.headers["Content-Language"] == answer.content.decode()
    return answer.content.decode()


def test_chinese_unless_chosen_otherwise() -> None:
    assert _spoken(None) == "zh-hans"
    assert _spoken("en") == "en"
    assert _spoken("xx-bad") == "zh-hans"


@pytest.mark.django_db
def test_the_language_switch_works_before_signing_in(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert answer.status_code == 302
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.1.1.1", "9.9.9.9"),  # no proxy of ours: the header is a stranger's word
        (1, "", "9.9.9.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9"),
        (1, "not an address", "9.9.9.9"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_who_asks_behind_our_proxies(proxies: int, forwarded: str, expected: str) -> None:
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="9.9.9.9", **extra)
    with override_settings(PROXIES=proxies):
        assert client_address(request) == expected


def test_the_log_keeps_no_words_of_an_error() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainFormatter("%(levelname)s %(message)s"))
    logger = logging.Logger("trial")
    logger.addHandler(handler)
    try:
        try:
            raise KeyError("张三 140525199001011234")
        except KeyError as cause:
            raise ValueError("Key (name)=(张三) already exists") from cause
    except ValueError:
        logger.exception("failed")
    written = stream.getvalue()
    assert "张三" not in written.replace('raise KeyError("张三 140525199001011234")', "").replace(
        'raise ValueError("Key (name)=(张三) already exists") from cause', ""
    )
    assert "builtins.ValueError" in written
    assert "builtins.KeyError" in written
    assert "test_answers.py" in written
