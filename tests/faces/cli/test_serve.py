"""The server as `make run` starts it: a real process, a real port."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


def _environment(data: Path, **settings: str) -> dict[str, str]:
    """A fresh shell's, with its own data folder and a free port."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return kept | {"JICENG_DATA": str(data), "PORT": "0", "JICENG_WORKERS": "1"} | settings


@contextmanager
def _serving(data: Path) -> Iterator[int]:
    """A running server's port; it must stop by itself when told to."""
    command = [sys.executable, "-m", "jiceng", "serve"]
    with subprocess.Popen(command, env=_environment(data), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            found = ADDRESS.search(server.stdout.readline())
            assert found, "the address was not printed first"
            yield int(found[1])
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=20) == 0


def _seconds_of_work() -> float:
    """What ended processes of ours have taken of the processor."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _get(port: int, path: str) -> tuple[int, dict[str, str]]:
    """Status and headers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def test_it_serves_and_a_second_start_asks_little_of_the_machine(tmp_path: Path) -> None:
    with _serving(tmp_path) as port:
        status, headers = _get(port, "/")
        assert status in {200, 302}
        assert "default-src 'none'" in headers["content-security-policy"]
    assert (tmp_path / "jiceng.sqlite3").exists()
    before = _seconds_of_work()
    with _serving(tmp_path) as port:
        assert _get(port, "/")[0] in {200, 302}
    assert _seconds_of_work() - before < 10  # of the processor's, start and stop: others may be at work too


def test_style_is_kept_by_browsers_under_a_name_of_its_content(tmp_path: Path) -> None:
    with _serving(tmp_path) as port:
        name = next((tmp_path / "static" / "shared").glob("tokens.*.css")).name
        status, headers = _get(port, f"/static/shared/{name}")
    assert status == 200
    assert "immutable" in headers["cache-control"]


def test_a_busy_port_is_explained(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "jiceng", "serve"]
        environment = _environment(tmp_path, PORT=str(port))
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr
