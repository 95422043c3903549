"""Signing in: with a code, after a recovery, away from the desk; the same answer for every name."""

import re

import pyotp
import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiceng.apps.access import services
from jiceng.apps.access.models import Factor, RecoveryCode
from jiceng.faces.shared.views import server_error, unavailable
from tests.county import AT, PASSWORD, County
from tests.faces.workbench.access.conftest import Clock

HIDDEN = re.compile(rb'value="[^"]*"|[A-Za-z0-9]{64}')


def sign_in(username: str, password: str = PASSWORD, code: str = "", address: str = "10.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(reverse("sign_in"), {"username": username, "password": password, "code": code})
    return client


def inside(client: Client) -> bool:
    return client.get(reverse("security")).status_code == 200


def with_app(client: Client) -> str:
    """Set an authenticator app up on its page; its secret."""
    page = client.get(reverse("add_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    assert "<svg" in page
    given = {"name": "手机", "code": pyotp.TOTP(secret).now(), "password": PASSWORD}
    done = client.post(reverse("add_totp"), given)
    assert len(re.findall(r"<code>[A-Z2-7-]{19}</code>", done.content.decode())) == 10
    Factor.objects.update(counter=0)  # half a minute later
    return secret


def test_with_an_app_set_up_the_password_alone_opens_nothing(county: County) -> None:
    client = sign_in("county")
    secret = with_app(client)
    assert not inside(sign_in("county"))
    assert inside(sign_in("county", code=pyotp.TOTP(secret).now()))


def answers(response: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    headers = {
        name: value for name, value in response.headers.items() if name not in ("Content-Length", "Expires")
    }
    return response.status_code, HIDDEN.sub(b"", response.content), headers


def test_what_was_wrong_is_not_told(county: County) -> None:
    """Unknown name, closed account, wrong password, right password without the code or with a wrong one."""
    with_app(sign_in("county"))
    services.close_user(actor=county.actor("county"), at=AT, user=county.users["hewan"])
    tries = [
        ("nobody", "wrong", ""),
        ("hewan", PASSWORD, ""),
        ("shangyao", "wrong", "123456"),
        ("county", "wrong", ""),
        ("county", PASSWORD, ""),
        ("county", PASSWORD, "123456"),
    ]
    seen = []
    for name, password, code in tries:
        given = {"username": name, "password": password, "code": code}
        seen.append(answers(Client(REMOTE_ADDR="10.0.0.7").post(reverse("sign_in"), given)))
    for (name, *_), each in zip(tries, seen, strict=True):
        assert each == seen[0], name


def test_wrong_codes_lock_as_wrong_passwords_do(county: County) -> None:
    secret = with_app(sign_in("county"))
    for _ in range(5):
        sign_in("county", code="123456", address="10.0.0.8")
    assert not inside(sign_in("county", code=pyotp.TOTP(secret).now(), address="10.0.0.8"))
    assert inside(sign_in("county", code=pyotp.TOTP(secret).now(), address="10.0.0.9"))


def test_a_code_that_was_typed_is_kept_nowhere(county: County) -> None:
    sign_in("county", "wrong", code="ABCD-EFGH-2345-6789")
    for attempt in AccessAttempt.objects.all():
        assert "ABCD" not in str(vars(attempt))


@pytest.mark.parametrize("name", ["shangyao", "nobody", "county", "my password"])
def test_recovery_answers_the_same_for_every_name(county: County, name: str) -> None:
    def ask(username: str) -> tuple[int, bytes, dict[str, str]]:
        return answers(Client(REMOTE_ADDR="10.0.0.1").post(reverse("forgotten"), {"username": username}))

    assert ask(name) == ask("another that nobody has")


def test_recovery_asks_the_database_the_same_for_every_name(county: County) -> None:
    counts = set()
    for name in ("shangyao", "nobody"):
        with CaptureQueriesContext(connection) as caught:
            Client(REMOTE_ADDR="10.0.0.1").post(reverse("forgotten"), {"username": name})
        counts.add(
            tuple(
                re.sub(r"\d+|'[^']*'|NULL|0x\w+|X?'\w*'", "", q["sql"])[:40] for q in caught.captured_queries
            )
        )
    assert len(counts) == 1


def test_a_village_gets_a_password_for_once_and_chooses_its_own(county: County) -> None:
    Client().post(reverse("forgotten"), {"username": "shangyao"})
    officer = county.client("county")
    page = officer.get(reverse("grants")).content.decode()
    link = re.search(r'href="(/access/\d+/password/)">[^<]*<span class="sr"> 用户shangyao', page)
    assert link
    assert officer.post(link[1], {"password": "one-for-once"}).status_code == 302
    assert "忘记密码的申请" not in officer.get(reverse("grants")).content.decode()
    client = sign_in("shangyao", "one-for-once")
    for address in ("home", "security", "search"):
        assert client.get(reverse(address)).url == reverse("password")
    assert "别人" in client.get(reverse("password")).content.decode()
    done = client.post(reverse("password"), {"old": "one-for-once", "new": "a choice of mine"})
    assert done.url == reverse("home")
    assert client.get(reverse("search")).status_code == 200


@pytest.mark.parametrize(("minutes", "signed_in"), [(60, True), (61, False)])
def test_an_officer_who_left_her_desk_is_signed_out(
    county: County,
    clock: Clock,
    minutes: int,
    signed_in: bool,
) -> None:
    client = county.client("county")
    assert inside(client)
    clock.forward(minutes=minutes)
    assert inside(client) == signed_in
    if not signed_in:
        assert client.get(reverse("search")).url == f"{reverse('sign_in')}?next=/search/"


def test_typing_is_not_idle_and_a_recorder_stays_for_the_day(county: County, clock: Clock) -> None:
    officer, secretary = county.client("county"), county.client("shangyao")
    assert inside(officer)
    assert inside(secretary)
    for _ in range(4):
        clock.forward(minutes=50)
        assert officer.get(reverse("alive")).status_code == 200
    assert inside(officer)
    assert inside(secretary)


@override_settings(SECOND_FACTOR_ROLES=frozenset({"county_officer"}))
def test_an_office_may_ask_a_role_for_a_second_factor(county: County) -> None:
    client = sign_in("county")
    assert client.get(reverse("search")).url == reverse("security")
    assert "您的角色必须使用两步验证" in client.get(reverse("security")).content.decode()
    with_app(client)
    assert client.get(reverse("search")).status_code == 200
    assert sign_in("qingshi").get(reverse("search")).status_code == 200


def test_signing_out_everywhere_else_ends_every_other_session(county: County) -> None:
    here, there = sign_in("shangyao"), sign_in("shangyao")
    assert inside(there)
    assert here.post(reverse("sign_out_elsewhere")).status_code == 302
    assert inside(here)
    assert not inside(there)


def test_who_lost_her_phone_is_told_that_an_officer_helped(county: County) -> None:
    with_app(sign_in("qingshi"))
    officer = county.client("county")
    page = officer.get(reverse("grants")).content.decode()
    number = re.search(r"/access/(\d+)/password/\">[^<]*<span class=\"sr\"> 用户qingshi", page)
    assert number
    assert "取消两步验证" in officer.get(reverse("reset_password", args=[number[1]])).content.decode()
    assert officer.post(reverse("reset_factors", args=[number[1]])).status_code == 302
    for client in (sign_in("qingshi"), sign_in("qingshi")):
        for _ in range(2):
            assert "取消您的两步验证" in client.get(reverse("search")).content.decode()
    assert client.post(reverse("see_reset")).status_code == 302
    assert "取消您的两步验证" not in client.get(reverse("search")).content.decode()


def test_new_codes_ask_for_the_password(county: County) -> None:
    client = sign_in("county")
    with_app(client)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert client.get(reverse("recovery_codes")).status_code == 200
    for given in ({}, {"password": "wrong"}):
        refused = client.post(reverse("recovery_codes"), given)
        assert "<code>" not in refused.content.decode()
    assert set(RecoveryCode.objects.values_list("digest", flat=True)) == kept
    made = client.post(reverse("recovery_codes"), {"password": PASSWORD})
    assert made.content.decode().count("<code>") == 10
    assert not kept & set(RecoveryCode.objects.values_list("digest", flat=True))


GUESSES = [
    ("password", {"old": "a wrong guess", "new": "a choice of mine"}),
    ("add_totp", {"name": "x", "code": "123456", "password": "a wrong guess"}),
    ("add_key", {"name": "x", "credential": "{}", "password": "a wrong guess"}),
    ("recovery_codes", {"password": "a wrong guess"}),
]


@pytest.mark.parametrize(("page", "given"), GUESSES)
def test_guessing_ones_password_in_an_open_session_ends_it(
    county: County, page: str, given: dict[str, str]
) -> None:
    client = sign_in("county")
    for _ in range(4):
        assert client.post(reverse(page), given).status_code == 422
    assert inside(client)
    assert client.post(reverse(page), given).status_code == 429
    assert not inside(client)
    for attempt in AccessAttempt.objects.all():
        assert "wrong guess" not in (kept := str(vars(attempt)).replace("+", " "))
        assert "choice of mine" not in kept


def test_guesses_on_different_pages_count_together(county: County) -> None:
    client = sign_in("county")
    with_app(client)
    removal = ("remove_factor", {"password": "a wrong guess"})
    for page, given in (removal, *GUESSES):
        address = f"{reverse(page)}?factor={Factor.objects.get().pk}"
        client.post(address, given)
    assert not inside(client)


def test_removing_the_app_asks_for_the_password(county: County) -> None:
    client = sign_in("county")
    with_app(client)
    address = f"{reverse('remove_factor')}?factor={Factor.objects.get().pk}"
    assert client.post(address, {"password": "wrong"}).status_code == 422
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    assert inside(sign_in("county"))
    other = sign_in("auditor")
    assert other.get(address).url == reverse("security")


GIVEN = "县委组织部组织科 0355-0000000"


@pytest.mark.django_db
def test_who_cannot_get_in_reads_whom_to_ask() -> None:
    client = Client()
    for name in ("sign_in", "forgotten"):
        page = client.get(reverse(name)).content.decode()
        assert "请找为您开通账号的人" in page
        with override_settings(CONTACT=GIVEN):
            page = client.get(reverse(name)).content.decode()
        assert f"联系方式：{GIVEN}" in page
        assert "请找为您开通账号的人" not in page
    with override_settings(CONTACT="<b>x</b>"):
        assert "<b>x</b>" not in client.get(reverse("sign_in")).content.decode()


def test_error_pages_name_whom_to_ask_where_the_office_has_said(county: County) -> None:
    client, request = county.client("shangyao"), RequestFactory().get("/")
    for contact in ("", GIVEN):
        with override_settings(CONTACT=contact):
            pages = [client.get("/nowhere/"), server_error(request), unavailable(request)]
        shown = [page.content.decode() for page in pages]
        assert [GIVEN in text for text in shown] == [bool(contact)] * 3
        assert all("请找为您开通账号的人" not in text for text in shown)
