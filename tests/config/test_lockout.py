"""Five wrong passwords stop one name at one address, and nobody else: a town shares one address."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

RIGHT = "a right password"


def _tries(username: str, password: str, address: str = "10.0.0.1") -> bool:
    """Whether the password opens."""
    given = {"username": username, "password": password}
    return Client().post(reverse("sign_in"), given, REMOTE_ADDR=address).status_code == 302


@pytest.fixture(autouse=True)
def users(db: None) -> None:
    for name in ("li", "wang"):
        get_user_model().objects.create(username=name, name=name, password=make_password(RIGHT))


def test_the_pair_is_stopped_and_nobody_else() -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        assert not _tries("li", "wrong")
    assert not _tries("li", RIGHT)
    assert _tries("wang", RIGHT)
    assert _tries("li", RIGHT, address="10.0.0.2")


def test_a_right_password_wipes_the_slate() -> None:
    for _ in range(3):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            assert not _tries("li", "wrong")
        assert _tries("li", RIGHT)


def test_another_spelling_of_the_name_brings_no_new_tries() -> None:
    for name in ("li", "Li", "LI", "lI", "ｌｉ"):
        assert not _tries(name, "wrong")
    assert not _tries("li", RIGHT)
    assert not _tries(" LI ", RIGHT)


def test_an_unknown_name_is_answered_like_a_known_one() -> None:
    def answer(name: str) -> tuple[int, str]:
        given = {"username": name, "password": "wrong"}
        page = Client().post(reverse("sign_in"), given, REMOTE_ADDR="10.0.0.9")
        hidden = re.sub(r'value="[^"]*"|[A-Za-z0-9]{64}', "", page.content.decode())
        return page.status_code, hidden

    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        assert answer("wang") == answer("nobody")


def test_the_log_tells_who_came_in_and_never_what_was_typed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="jiceng.sign_ins")
    user = get_user_model().objects.get(username="li")
    _tries("my-password-in-the-wrong-field", "hunter22")
    _tries("li", RIGHT)
    said = [record.getMessage() for record in caplog.records if record.name == "jiceng.sign_ins"]
    assert said == ["sign-in refused, from 10.0.0.1", f"signed in: user {user.pk} from 10.0.0.1"]
    caplog.clear()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        _tries("wang", "wrong")
    assert "sign-in locked, from 10.0.0.1" in [record.getMessage() for record in caplog.records]


def test_signing_in_makes_a_new_session_and_signing_out_leaves_nothing() -> None:
    client = Client()
    client.get(reverse("sign_in"))
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    client.post(reverse("sign_in"), {"username": "li", "password": RIGHT})
    inside = client.session.session_key
    assert inside != session.session_key
    answer = client.post(reverse("sign_out"))
    assert "storage" in answer.headers["Clear-Site-Data"]
    client.cookies[settings.SESSION_COOKIE_NAME] = inside
    assert client.get(reverse("home")).status_code == 302


def test_a_new_password_ends_every_other_session() -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(reverse("sign_in"), {"username": "li", "password": RIGHT})
        assert client.get(reverse("password")).status_code == 200
    changed = here.post(reverse("password"), {"old": RIGHT, "new": "another long one"})
    assert changed.status_code == 302
    assert here.get(reverse("password")).status_code == 200
    assert elsewhere.get(reverse("password")).status_code == 302
