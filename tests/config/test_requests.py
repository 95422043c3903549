"""What strangers and bad networks send: other hosts, null characters, floods, first halves."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import create

from tests.county import County

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


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The test's own transaction outlives the requests, as it does with Django's client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def over_the_wire(address: str, *head: str, body: bytes) -> int:
    """The status of what the server makes of these bytes on a connection that then breaks off."""
    near, far = socket.socketpair()
    said: list[int] = []
    with near, far:
        lines = [f"POST {address} HTTP/1.1", "Host: 127.0.0.1", *head, "", ""]
        sender = Thread(target=_send, args=[near, "\r\n".join(lines).encode() + body])
        sender.start()
        configured, here = Config(), ("127.0.0.1", 1)
        request = next(RequestParser(configured, far, here))
        _answer, environ = create(request, far, here, here, configured)

        def start(status: str, _headers: list[tuple[str, str]], _error: Any = None) -> None:
            said.append(int(status.split()[0]))

        get_wsgi_application()(environ, start).close()  # type: ignore[arg-type,attr-defined]
    sender.join()
    return said[0]


def _send(connection: socket.socket, message: bytes) -> None:
    with suppress(OSError):  # refused before all of it was read
        connection.sendall(message)
        connection.shutdown(socket.SHUT_WR)


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("name", ["set_language", "sign_in", "sign_out", "outbox"])
def test_a_form_of_which_only_the_beginning_came_is_refused_wherever_it_is_sent(name: str) -> None:
    body = urlencode({"language": "en", "username": "li", "password": "x"}).encode()
    address, length = reverse(name), f"Content-Length: {len(body)}"
    assert over_the_wire(address, FORM, length, body=body) != 400
    for cut in (0, 1, len(body) // 2, len(body) - 1):
        assert over_the_wire(address, FORM, length, body=body[:cut]) == 400, cut


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize(
    "body",
    [b"b\r\nlanguage=en\r\n0\r\n\r\n", b"b\r\nlanguage=en\r\n", b"b\r\nlang"],
    ids=["whole", "no end", "cut"],
)
def test_a_form_of_no_said_length_is_refused_and_not_read_as_an_empty_one(body: bytes) -> None:
    assert over_the_wire(reverse("set_language"), FORM, "Transfer-Encoding: chunked", body=body) == 400


@pytest.mark.usefixtures("kept_connection")
def test_a_file_of_which_only_the_beginning_came_is_refused(county: County) -> None:
    session = county.client("county").cookies[settings.SESSION_COOKIE_NAME].value
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    body = part + b"x" * size + b"\r\n--b--\r\n"
    head = (
        "Content-Type: multipart/form-data; boundary=b",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}",
        f"Content-Length: {len(body)}",
    )
    for cut in (1, 9, size):
        assert over_the_wire(reverse("imports"), *head, body=body[:-cut]) == 400, cut
    assert (
        over_the_wire(reverse("imports"), *head, body=body) == 403
    )  # whole, it is read: the token is missing
