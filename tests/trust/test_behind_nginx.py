"""`deploy/nginx.conf` as it is given, on ports of this test: https, limits, headers, and the page when the
office is down.
"""

import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from tests.trust.killing import Server
from tests.trust.machine import PREPARE, ROOT, say

NGINX = "/usr/sbin/nginx"
AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include /etc/nginx/mime.types;
    {ours}
}}
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Front:
    """nginx before an office."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.plain, self.secure, self.server = free_port(), free_port(), server
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            "/CN=localhost",
             "-keyout", f"{folder}/key.pem", "-out", f"{folder}/fullchain.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        ours = (ROOT / "deploy" / "nginx.conf").read_text()
        for given, here in (
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.secure} ssl;"),
            ("127.0.0.1:8000", f"127.0.0.1:{server.port}"),
            ("/etc/ssl/jiceng", str(folder)),
            ("/var/log/nginx", str(folder)),
            ("/opt/jiceng/deploy", str(ROOT / "deploy")),
        ):
            assert given in ours, given
            ours = ours.replace(given, here)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, ours=ours, user=user))
        self.process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        self._until_listening()

    def _until_listening(self) -> None:
        end = time.monotonic() + 15
        while True:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.secure)) == 0:
                    return
            assert time.monotonic() < end, "nginx does not listen"
            time.sleep(0.05)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, secure: bool = True, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and page."""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = (
            HTTPSConnection("127.0.0.1", self.secure, timeout=30, context=trusting)
            if secure
            else HTTPConnection("127.0.0.1", self.plain, timeout=30)
        )
        given = {"Host": "jiceng.example.internal"} | {k.replace("_", "-"): v for k, v in headers.items()}
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, page


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    say(folder / "data", PREPARE)
    lines = (ROOT / "deploy" / "jiceng.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    kept = {name: settings[name] for name in ("JICENG_ALLOWED_HOSTS", "JICENG_HTTPS", "JICENG_PROXIES")}
    server = Server(folder / "data", kept | {"JICENG_METRICS": "1"})
    made = Front(folder, server)
    try:
        yield made
    finally:
        made.process.terminate()
        made.process.wait(timeout=15)
        server.stop()


def test_plain_http_is_sent_to_https_and_https_answers_with_its_headers(front: Front) -> None:
    status, headers, _ = front.ask("/sign-in/", secure=False)
    assert (status, headers["location"]) == (301, "https://jiceng.example.internal/sign-in/")
    status, headers, page = front.ask("/sign-in/")
    assert status == 200
    assert "csrfmiddlewaretoken" in page
    assert "max-age" in headers["strict-transport-security"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["set-cookie"].startswith("__Host-")
    assert headers["server"] == "nginx", "no version is told"


def test_style_comes_through_and_may_be_kept(front: Front) -> None:
    _, _, page = front.ask("/sign-in/")
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    status, headers, _ = front.ask(sheet)
    assert (status, "immutable" in headers["cache-control"]) == (200, True)


def test_measurements_are_not_for_who_comes_through_the_proxy(front: Front) -> None:
    for headers in ({}, {"X_Forwarded_For": "127.0.0.1"}):
        assert front.ask("/metrics", **headers)[0] == 404


def test_a_body_larger_than_any_form_is_refused(front: Front) -> None:
    assert front.ask("/sign-in/", "POST", b"x" * (37 << 20))[0] == 413


def test_many_sign_ins_of_one_address_are_slowed(front: Front) -> None:
    assert 429 in {front.ask("/sign-in/")[0] for _ in range(30)}


def test_a_log_line_holds_no_address_asked_for(front: Front) -> None:
    front.ask("/search/?q=typed-name")
    for log in Path(front.server.data).parent.glob("*.log"):
        assert "typed-name" not in log.read_text()


def test_when_the_office_is_down_a_page_says_so(front: Front) -> None:
    front.server.stop()
    try:
        status, headers, page = front.ask("/")
        assert (status, "系统正在维护" in page, headers["retry-after"]) == (502, True, "60")
    finally:
        port = front.server.port
        front.server.settings["PORT"] = str(port)
        front.server.start()
    assert front.ask("/sign-in/")[0] in {200, 429}
