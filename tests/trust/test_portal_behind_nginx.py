"""`deploy/portal-nginx.conf` as it is given, before a portal that runs by itself: https, style, caching, and
pages of its own when the portal is killed.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.machine import ROOT, say
from tests.publishing import PUBLISH
from tests.trust.killing import Server
from tests.trust.nginx import Front

HOST = "www.jiceng.example"


class Portal(Front):
    """nginx before a portal."""

    server: Server

    @contextmanager
    def killed(self) -> Iterator[None]:
        """The portal does not run for as long as the block lasts."""
        self.server.kill_all()
        try:
            yield
        finally:
            self.server.settings["PORT"] = str(self.server.port)
            self.server.start()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("nginx")
    say(folder / "data", PUBLISH + "post(1)\npost(2)\n")
    lines = (ROOT / "deploy" / "jiceng-portal.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    kept = ("JICENG_FACE", "JICENG_ZONE", "JICENG_ALLOWED_HOSTS", "JICENG_HTTPS", "JICENG_PROXIES")
    server = Server(folder / "data", {name: settings[name] for name in kept})
    places = (
        ("127.0.0.1:8001", f"127.0.0.1:{server.port}"),
        ("/etc/ssl/jiceng-portal", str(folder)),
        ("/var/cache/nginx", str(folder)),
        ("/var/lib/jiceng-portal", str(folder / "data")),
    )
    try:
        made = Portal(folder, "portal-nginx.conf", places, HOST)
        made.server = server
        yield made
        made.stop()
    finally:
        server.kill_all()


def _sheet(page: str) -> str:
    return page.split('rel="stylesheet" href="')[1].split('"')[0]


def test_plain_http_is_sent_to_https_and_a_page_comes_with_its_headers(front: Portal) -> None:
    status, headers, _ = front.ask("/a/1/", secure=False)
    assert (status, headers["location"]) == (301, f"https://{HOST}/a/1/")
    status, headers, page = front.ask("/a/1/")
    assert (status, "第1号公告" in page) == (200, True)
    assert "max-age" in headers["strict-transport-security"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["server"] == "nginx", "no version is told"
    assert "set-cookie" not in headers


def test_who_asks_again_is_told_that_nothing_changed(front: Portal) -> None:
    _, headers, _ = front.ask("/a/1/")
    status, again, page = front.ask("/a/1/", If_None_Match=headers["etag"])
    assert (status, page) == (304, "")
    assert again["etag"] == headers["etag"]
    log = Path(front.server.data).parent / "jiceng-portal.log"
    ends = time.monotonic() + 10
    while "304" not in log.read_text() and time.monotonic() < ends:  # it is written once the answer has left
        time.sleep(0.05)
    assert "304" in log.read_text()
    end = time.monotonic() + 60  # just after a change a page is kept by nobody
    while "HIT" not in log.read_text():
        assert time.monotonic() < end, "a page of everybody's is asked for once a second"
        front.ask("/a/1/")


def test_what_is_taken_back_is_gone_within_a_second_whatever_the_proxy_keeps(front: Portal) -> None:
    for _ in range(3):
        assert front.ask("/a/2/")[0] == 200
    ended = 'store.end(2, at=now, state="withdrawn", reason="数字有误")\n'
    say(Path(front.server.data), PUBLISH + ended)
    time.sleep(2.1)  # what nginx keeps it keeps for a second, by whole seconds
    status, headers, page = front.ask("/a/2/")
    assert (status, "数字有误" in page, headers["cache-control"]) == (410, True, "no-store")


def test_a_page_that_is_not_there_is_the_portals_own(front: Portal) -> None:
    status, headers, page = front.ask("/a/999/")
    assert (status, headers["cache-control"]) == (404, "no-store")
    assert "portal-errors.css" not in page


def test_when_the_portal_is_killed_a_page_of_its_look_says_so_and_style_is_still_there(front: Portal) -> None:
    sheet = _sheet(front.ask("/a/1/")[2])
    with front.killed():
        time.sleep(2.1)
        status, headers, page = front.ask("/a/1/")
        assert (status, headers["retry-after"], headers["cache-control"]) == (502, "60", "no-store")
        assert "网站暂时不能访问" in page
        assert "not available just now" in page
        assert "default-src 'none'" in headers["content-security-policy"]
        status, headers, style = front.ask(_sheet(page))
        assert (status, headers["content-type"], "--seal" in style) == (200, "text/css", True)
        status, headers, _ = front.ask(sheet)
        assert (status, "immutable" in headers["cache-control"]) == (200, True)
        status, _, page = front.ask("/static/nothing.css")
        assert (status, "没有这个页面" in page) == (404, True)
    assert front.ask("/a/1/")[0] == 200


def test_too_long_a_letter_and_too_many_are_told_so(front: Portal) -> None:
    status, _, page = front.ask("/letters/", "POST", b"x" * (101 << 10))
    assert (status, "请求太多或太大" in page) == (413, True)
    assert 429 in {front.ask("/letters/")[0] for _ in range(30)}


def test_a_log_line_holds_no_reader_and_nothing_typed(front: Portal) -> None:
    front.ask("/search/?q=typed-name")
    for log in Path(front.server.data).parent.glob("*.log"):
        text = log.read_text()
        assert "typed-name" not in text
        assert "127.0.0.1" not in text
