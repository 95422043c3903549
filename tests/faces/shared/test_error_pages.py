"""What went wrong is answered by a page: what happened, why, what to do; outsiders learn nothing."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.test import Client, RequestFactory

from jiceng.faces.shared import views
from jiceng.faces.shared.middleware import error_page
from jiceng.kernel.errors import FileRefused, JicengError, NotFound, ProfileError, Refused

pytestmark = pytest.mark.usefixtures("gallery")


def request_of(signed_in: bool) -> HttpRequest:
    request = RequestFactory().get("/x")
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    return request


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere", 404, "没有这个页面，或不在您的管理范围内"),
        ("/fail/not-found", 404, "没有这个页面，或不在您的管理范围内"),
        ("/fail/refused", 404, "没有这个页面，或不在您的管理范围内"),
        ("/fail/conflict", 409, "您填写期间，别人已改过这条记录"),
        ("/fail/invalid", 422, "0.67 不等于三分之二"),
        ("/csrf", 403, "页面打开太久"),
        ("/locked", 429, "请 15 分钟后再试"),
    ],
)
def test_each_has_its_page(client: Client, address: str, status: int, said: str) -> None:
    answer = client.get(address)
    html = answer.content.decode()
    assert answer.status_code == status
    assert said in html
    assert 'id="problem"' in html


def test_what_does_not_exist_and_what_is_not_yours_look_alike(client: Client) -> None:
    addresses = ("/fail/not-found", "/fail/refused", "/nowhere")
    bodies = {client.get(address).content.decode().partition("<main")[2] for address in addresses}
    assert (
        len({re.sub(r' value="[^"]*"', "", body) for body in bodies}) == 1
    )  # tokens and the way back differ


@pytest.mark.parametrize(
    ("error", "signed_in", "status"),
    [
        (NotFound("unit_not_found"), True, 404),
        (Refused("not_permitted", permission="x"), True, 403),
        (Refused("not_permitted", permission="x"), False, 404),
        (FileRefused("too_large"), True, 422),
    ],
)
def test_who_asks_decides_what_is_told(error: JicengError, signed_in: bool, status: int) -> None:
    answer = error_page(request_of(signed_in), error)
    assert answer is not None
    assert answer.status_code == status


def test_the_programs_own_faults_are_not_explained_away() -> None:
    assert error_page(request_of(True), ProfileError("unknown_key", where="x")) is None


def test_given_values_are_escaped(client: Client) -> None:
    assert b"<i>" not in client.get("/fail/invalid").content


@pytest.mark.parametrize(
    ("referer", "offered"),
    [
        ("http://testserver/form", True),
        ("http://evil.example/form", False),
        ("http://testserver/fail/conflict", False),
        ("", False),
    ],
)
def test_the_way_back_leads_only_to_our_own_pages(client: Client, referer: str, offered: bool) -> None:
    html = client.get("/fail/conflict", headers={"referer": referer}).content.decode()
    assert ("返回上一页" in html) is offered
    assert "evil.example" not in html


def test_the_500_page_stands_without_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> str:
        raise ValueError

    monkeypatch.setattr(staticfiles_storage, "url", broken)
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "也没有写入任何数据" in answer.content.decode()
    assert b"stylesheet" not in answer.content


def test_the_500_page_is_dressed_when_it_can_be() -> None:
    assert b"shared/tokens.css" in views.server_error(RequestFactory().get("/")).content
