"""Five wrong passwords stop one name at one address, and nobody else: a town shares one address."""

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
