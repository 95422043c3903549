"""How many pages a second the portal serves, beside an empty Django view on the same server in the same run.

The portal as an office runs it (gunicorn, SQLite, all its middleware) with 2,000 publications. Peer: Django
with one view that returns two characters, no middleware, no database, served by the same gunicorn with the
same number of processes and threads. Target: an article
as it is served ≥ 10 % of the peer's rate. It is kept by the process until anything published changes; what
writing one anew costs stands in the rows beside it, without a target: that is the first reader's wait.
Floor: the same requests sent to a socket that answers at once, which
is what the client itself can do.

    python benchmarks/portal.py [seconds a row]
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

SECONDS = float(sys.argv[1]) if sys.argv[1:] else 4.0
ROUNDS, CLIENTS, PUBLICATIONS, TARGET = 3, 8, 2000, 0.10
ROOT = Path(__file__).resolve().parent.parent
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
BARE = """
from django.http import HttpResponse
from django.urls import path
SECRET_KEY, ALLOWED_HOSTS, ROOT_URLCONF = "x" * 60, ["127.0.0.1"], "bare"
HOST, PORT, WORKERS, THREADS = "127.0.0.1", 0, 2, 4
WSGI_APPLICATION = "jiceng.config.wsgi.application"
urlpatterns = [path("empty/", lambda request: HttpResponse("ok", headers={"Content-Length": "2"}))]
"""
SERVE_BARE = """
import django
django.setup()
from jiceng.faces.cli.listening import listener
from jiceng.faces.cli.server import Server
Server(listener("127.0.0.1", 0)).run()
"""
FILL = """
import sys
import django
django.setup()
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from jiceng.apps.publications import store
from jiceng.faces.cli.migrate import migrate_if_needed
migrate_if_needed()
store.put_column("affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)
now = timezone.now()
with transaction.atomic("published"):
    for number in range(1, int(sys.argv[1]) + 1):
        said = "段，应到四十一人，实到三十三人，决议通过。"
        lines = [f"第{number}号：村西水渠维修第{line}{said}" for line in range(40)]
        at = now - timedelta(hours=number)
        store.post(store.Posting(
            number=number, column="affairs", title=f"第{number}号公告", text="".join(lines), version=1,
            html="".join(f"<p>{line}</p>" for line in lines), posted_at=at, changed_at=at,
        ))
"""


def main() -> None:
    """Serve both, ask both in turn, print the medians."""
    print("benchmark:", Path(__file__).name)
    with tempfile.TemporaryDirectory(prefix="jiceng-bench-") as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        office = _environment(folder, DJANGO_SETTINGS_MODULE="jiceng.config.settings")
        subprocess.run([sys.executable, "-c", FILL, str(PUBLICATIONS)], env=office, check=True)  # noqa: S603
        bare = _environment(folder, DJANGO_SETTINGS_MODULE="bare")
        portal = _environment(folder, JICENG_FACE="portal")
        with (
            _serving(["-c", SERVE_BARE], bare) as empty,
            _serving(["-m", "jiceng", "serve"], portal) as pages,
            _echo() as floor,
        ):
            time.sleep(2.5)  # pages are kept once nothing has changed for two seconds
            _compare(empty, pages, floor)


def _compare(empty: int, pages: int, floor: int) -> None:
    fresh = count(1)
    tag = _header(_once(pages, "/a/7/"), "etag")
    rows: dict[str, tuple[int, Callable[[], str], str]] = {
        "floor, a socket": (floor, lambda: "/", "200"),
        "peer, an empty view of bare Django": (empty, lambda: "/empty/", "200"),
        "an article, kept": (pages, lambda: "/a/7/", "200"),
        "an article, written anew": (pages, lambda: f"/a/7/?n={next(fresh)}", "200"),
        "the front page, written anew": (pages, lambda: f"/?n={next(fresh)}", "200"),
        "a search, written anew": (pages, lambda: f"/search/?q=%E6%B0%B4%E6%B8%A0&n={next(fresh)}", "200"),
        "an article the reader has (304)": (pages, lambda: f"/a/7/\r{tag}", "304"),
    }
    rates: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):  # in turn: whatever else the machine does falls on all alike
        for name, (port, path, status) in rows.items():
            rates[name].append(_rate(port, path, status))
    peer = statistics.median(rates["peer, an empty view of bare Django"])
    print(
        f"  {CLIENTS} readers, {SECONDS:g} s a row, median (min–max) of {ROUNDS}; pages of "
        f"{len(_once(pages, '/a/7/')) / 1000:.0f} kB"
    )
    for name, found in rates.items():
        rate = statistics.median(found)
        shown = f"{rate:7.0f} /s ({min(found):.0f}–{max(found):.0f})"
        print(f"  {name:36} {shown:28} {rate / peer:6.0%} of the peer")
    assert statistics.median(rates["an article, kept"]) >= TARGET * peer, f"less than {TARGET:.0%}"


def _rate(port: int, path: Callable[[], str], status: str) -> float:
    """Answers a second to readers who ask again as soon as they are answered."""
    end = time.perf_counter() + SECONDS

    def read(_number: int) -> int:
        answered = 0
        with socket.create_connection(("127.0.0.1", port)) as line:
            while time.perf_counter() < end:
                answer = _ask(line, path())
                assert answer[9:12] == status.encode(), answer[:200]
                answered += 1
        return answered

    with ThreadPoolExecutor(CLIENTS) as readers:
        return sum(readers.map(read, range(CLIENTS))) / SECONDS


def _once(port: int, path: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as line:
        return _ask(line, path)


def _ask(line: socket.socket, path: str) -> bytes:
    """One request on a line that stays open; what follows a \\r in `path` is the tag the reader has."""
    path, _, tag = path.partition("\r")
    having = f"If-None-Match: {tag}\r\n" if tag else ""
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{having}\r\n".encode())
    answer = line.recv(1 << 16)
    while b"\r\n\r\n" not in answer:
        answer += line.recv(1 << 16)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(_header(head, "content-length") or 0) if answer[9:12] != b"304" else 0
    while len(body) < length:
        piece = line.recv(1 << 16)
        assert piece, "the server closed the line"
        body += piece
    return head + b"\r\n\r\n" + body


def _header(answer: bytes, name: str) -> str:
    found = re.search(rb"(?im)^" + name.encode() + rb": ([^\r\n]*)", answer)
    return found[1].decode() if found else ""


@contextmanager
def _serving(arguments: list[str], environment: dict[str, str]) -> Iterator[int]:
    """A server's port."""
    command, pipe = [sys.executable, *arguments], subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, text=True) as server:  # noqa: S603
        try:
            assert server.stdout is not None
            found = ADDRESS.search(server.stdout.readline())
            assert found, "the server did not say where it listens"
            yield int(found[1])
        finally:
            server.terminate()


@contextmanager
def _echo() -> Iterator[int]:
    """A socket that answers whatever is asked, in a process of its own."""
    program = """
import socket, threading
def answer(line):
    while line.recv(1 << 16):
        line.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok")
with socket.create_server(("127.0.0.1", 0)) as server:
    print(f"http://127.0.0.1:{server.getsockname()[1]}/", flush=True)
    while True:
        threading.Thread(target=answer, args=[server.accept()[0]], daemon=True).start()
"""
    with _serving(["-c", program], dict(os.environ)) as port:
        yield port


def _environment(folder: str, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JICENG_")}
    kept.pop("DATABASE_URL", None)
    own = {"JICENG_DATA": f"{folder}/data", "PORT": "0", "PYTHONPATH": f"{folder}:{ROOT / 'src'}"}
    return kept | own | {"JICENG_LOG_LEVEL": "ERROR"} | settings


if __name__ == "__main__":
    main()
