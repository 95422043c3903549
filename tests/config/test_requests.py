"""What strangers send: other hosts, null characters, floods."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_another_host_is_refused_and_not_a_fault_of_ours(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/", headers={"host": "evil.example", "referer": "http://evil.example/"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/%00", "/search/?q=%00", "/sign-in/?next=%00"])
def test_the_null_character_is_refused_before_it_reaches_a_database(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("length", [settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1, "many", "-1"])
def test_a_body_no_form_of_ours_sends_is_not_read(client: Client, length: object) -> None:
    answer = client.post(reverse("sign_in"), {"username": "li"}, CONTENT_LENGTH=length)
    assert answer.status_code == 400


def test_refusals_carry_the_same_policy_as_pages(client: Client) -> None:
    headers = client.get("/%00").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
