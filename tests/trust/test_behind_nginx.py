"""`deploy/nginx.conf` as it is given, on ports of this test: https, limits, headers, and the page when the
office is down.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import ROOT
from tests.trust.killing import Server
from tests.trust.nginx import Front


class Office(Front):
    """nginx before an office."""

    server: Server


@pytest.fixture(scope="module")
def front(small_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("nginx")
    shutil.copytree(small_office, folder / "data")
    lines = (ROOT / "deploy" / "jiceng.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    kept = {name: settings[name] for name in ("JICENG_ALLOWED_HOSTS", "JICENG_HTTPS", "JICENG_PROXIES")}
    server = Server(folder / "data", kept | {"JICENG_METRICS": "1"})
    places = (("127.0.0.1:8000", f"127.0.0.1:{server.port}"), ("/etc/ssl/jiceng", str(folder)))
    made = Office(folder, "nginx.conf", places, "jiceng.example.internal")
    made.server = server
    try:
        yield made
    finally:
        made.stop()
        server.stop()


def test_plain_http_is_sent_to_https_and_https_answers_with_its_headers(front: Office) -> None:
    status, headers, _ = front.ask("/sign-in/", secure=False)
    assert (status, headers["location"]) == (301, "https://jiceng.example.internal/sign-in/")
    status, headers, page = front.ask("/sign-in/")
    assert status == 200
    assert "csrfmiddlewaretoken" in page
    assert "max-age" in headers["strict-transport-security"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["set-cookie"].startswith("__Host-")
    assert headers["server"] == "nginx", "no version is told"


def test_style_comes_through_and_may_be_kept(front: Office) -> None:
    _, _, page = front.ask("/sign-in/")
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    status, headers, _ = front.ask(sheet)
    assert (status, "immutable" in headers["cache-control"]) == (200, True)


def test_measurements_are_not_for_who_comes_through_the_proxy(front: Office) -> None:
    for headers in ({}, {"X_Forwarded_For": "127.0.0.1"}):
        assert front.ask("/metrics", **headers)[0] == 404


def test_a_body_larger_than_any_form_is_refused(front: Office) -> None:
    assert front.ask("/sign-in/", "POST", b"x" * (37 << 20))[0] == 413


def test_many_sign_ins_of_one_address_are_slowed(front: Office) -> None:
    assert 429 in {front.ask("/sign-in/")[0] for _ in range(30)}


def test_a_log_line_holds_no_address_asked_for(front: Office) -> None:
    front.ask("/search/?q=typed-name")
    for log in Path(front.server.data).parent.glob("*.log"):
        assert "typed-name" not in log.read_text()


def test_when_the_office_is_down_a_page_says_so(front: Office) -> None:
    front.server.stop()
    try:
        status, headers, page = front.ask("/")
        assert (status, "系统正在维护" in page, headers["retry-after"]) == (502, True, "60")
    finally:
        port = front.server.port
        front.server.settings["PORT"] = str(port)
        front.server.start()
    assert front.ask("/sign-in/")[0] in {200, 429}
