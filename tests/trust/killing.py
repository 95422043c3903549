"""A real server under load whose processes are killed (SIGKILL) at random moments, and what must hold after
it.

Clients record meetings over HTTP and note what was acknowledged; what was cut off is sent again with the same
entry key, as a browser does. A kill hits an answering process, the process that does the jobs, or the whole
server, which is then started again on the same file.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import urlencode
from uuid import uuid4

from tests.machine import ADDRESS, environment, say
from tests.trust.approving import Editor, check_ledger, check_published

SETTINGS = {"JICENG_WORKERS": "2", "JICENG_LOG_LEVEL": "ERROR"}
VILLAGES = {"shangyao": "990525100200", "liulin": "990525100201", "nanpo": "990525101200"}
SESSIONS = """
from tests.county import County
from jiceng.apps.access.models import User
from django.conf import settings
county = County()
for user in User.objects.filter(username__in={usernames!r}):
    county.users[user.username] = user
    print(user.username, county.client(user.username).cookies[settings.SESSION_COOKIE_NAME].value)
User.objects.get_or_create(username="counter", defaults=dict(name="0"))
"""
CHECK = """
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from jiceng.apps.access.models import User
from jiceng.apps.duties.freshness import hold_all
from jiceng.apps.duties.models import Freshness, Verdict
from jiceng.apps.duties.services import rebuild
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.journal.models import AuditEntry
from jiceng.kernel.actors import system_actor
columns = [f.attname for f in Verdict._meta.fields if f.attname != "id"]
def cached(units):
    rows = Verdict.objects.filter(unit_id__in=units).order_by("unit_id", "duty", "period")
    return list(rows.values_list(*columns))
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "integrity"
        assert not cursor.execute("PRAGMA foreign_key_check").fetchall(), "foreign keys"
with transaction.atomic():  # nobody writes meanwhile
    hold_all()
    audited = set(AuditEntry.objects.filter(type="gathering.recorded").values_list("subject", flat=True))
    written = {f"gathering:{id}" for id in Gathering.objects.values_list("pk", flat=True)}
    assert audited == written, ("a record without its audit entry, or the reverse", audited ^ written)
    fresh = list(Freshness.objects.filter(stale=False).values_list("unit_id", flat=True))
    before = cached(fresh)
    rebuild(actor=system_actor("check"), at=timezone.now())
    assert before == cached(fresh), "a verdict is old and not marked as stale"
    transaction.set_rollback(True)
held = Gathering.objects.exclude(entry_key=None)
print(len(fresh))
print(*(key.hex for key in held.values_list("entry_key", flat=True)))
print(User.objects.get(username="counter").name, *DBTaskResult.objects.values_list("status", flat=True))
"""
ENQUEUE = """
import sys
from django.utils import timezone
from jiceng.apps.access.models import User
from jiceng.apps.jobs.services import start
from jiceng.kernel.actors import Actor
from tests.trust import chores
user = User.objects.get(username="counter")
for line in sys.stdin:
    print(start(actor=Actor(user.pk, "x"), at=timezone.now(), task=chores.add_one), flush=True)
"""


@dataclass
class Tally:
    """What clients were told: entry keys acknowledged, and the other answers they got."""

    acknowledged: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    resent: int = 0
    lock: Lock = field(default_factory=Lock)


class Server:
    """The server as a process group that can be killed in part or whole, and started again."""

    def __init__(self, data: Path, settings: dict[str, str], under: Sequence[str] = ()) -> None:
        self.data, self.settings, self.under = data, settings, under
        self.start()

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [*self.under, sys.executable, "-m", "jiceng", "serve"]
        self.process = subprocess.Popen(
            command,
            env=environment(self.data, **self.settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        found = ADDRESS.search(self.process.stdout.readline())
        assert found, "the server did not start again"
        self.port = int(found[1])

    def kill_all(self) -> None:
        """Kill every process of it at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def children(self) -> list[int]:
        """The processes below the first one: those that answer, and the one that does the jobs."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in listed.split()]

    def stop(self) -> None:
        """Stop it in good order."""
        self.process.terminate()
        self.process.wait(timeout=30)


class Client(Thread):
    """A secretary who records one meeting after another and sends again what was cut off."""

    def __init__(self, server: Server, cookie: str, unit: str, tally: Tally, over: Event) -> None:
        super().__init__(daemon=True)
        self.server, self.cookie, self.tally, self.over = server, cookie, tally, over
        self.path = f"/units/{unit}/gatherings/record/?kind=party_lecture"
        self.form: dict[str, str] = {}
        self.csrf = ""

    def run(self) -> None:
        """Record until told to stop; the one under way is brought to its end."""
        key = ""
        while key or not self.over.is_set():
            key = key or str(uuid4())
            try:
                told, _page = self.send(key)
            except (OSError, HTTPException):
                self.tally.answers["cut off"] += 1
                self.tally.resent += 1
                time.sleep(0.05)
                continue
            with self.tally.lock:
                self.tally.answers[told] += 1
                if told == "302":
                    self.tally.acknowledged.add(key.replace("-", ""))
            key = "" if told == "302" else key
            if told not in {"302", "503"}:
                self.form = {}
                time.sleep(0.1)

    def send(self, key: str) -> tuple[str, str]:
        """Send a record under an entry key; the answer's status and page."""
        if not self.form:
            self.open()
        body = self.form | {"entry_key": key, "minutes": f"记录 {key}"}
        status, page, location = self._ask("POST", urlencode(body))
        return ("lost session" if status == 302 and "sign-in" in location else str(status)), page

    def open(self) -> None:
        """Open the empty form."""
        _, html, _ = self._ask("GET", "")
        found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html)
        self.form = {name: value for name, value in found if name not in {"absent", "q"}}
        assert "csrfmiddlewaretoken" in self.form, html[:300]

    def _ask(self, method: str, body: str) -> tuple[int, str, str]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = {"Cookie": f"jiceng_session={self.cookie}; {self.csrf}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, self.path, body.encode() or None, headers)
            answer = connection.getresponse()
            html = answer.read().decode(errors="replace")
        finally:
            connection.close()
        if given := re.search(r"jiceng_csrf=[^;]+", answer.headers.get("Set-Cookie", "") or ""):
            self.csrf = given[0]
        return answer.status, html, answer.headers.get("Location", "")


def sessions(data: Path, **settings: str) -> dict[str, str]:
    """A session's cookie for each secretary."""
    lines = say(data, SESSIONS.format(usernames=[*VILLAGES]), **settings).splitlines()
    return dict(line.split() for line in lines)


@contextmanager
def load(server: Server, tally: Tally, **settings: str) -> Iterator[None]:
    """Clients at work for as long as the block lasts; afterwards each brings its last record to an end."""
    over, cookies = Event(), sessions(server.data, **settings)
    clients = [Client(server, cookies[name], VILLAGES[name], tally, over) for name in VILLAGES]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        over.set()
        for client in clients:
            client.join(timeout=60)
            assert not client.is_alive(), "a client never got its answer"


@dataclass(frozen=True)
class Checked:
    """What a check found: how many records with a key, the count kept by jobs, their states; how many
    articles the editor was told of, and how many are published.
    """

    records: int
    fresh: int
    counted: int
    jobs: Counter[str]
    told: int = 0
    published: int = 0


def check(data: Path, tally: Tally, **settings: str) -> Checked:
    """Everything that must hold; AssertionError names what does not."""
    with tally.lock:  # before the look: clients may go on
        acknowledged = set(tally.acknowledged)
    said = say(data, CHECK, **settings).splitlines()
    keys = said[1].split()
    assert len(keys) == len(set(keys)), "sent twice, stored twice"
    lost = acknowledged - set(keys)
    assert not lost, f"acknowledged and lost: {lost}"
    counted, *states = said[2].split()
    return Checked(len(keys), int(said[0]), int(counted), Counter(states))


def kill_often(data: Path, times: int, seed: int, **settings: str) -> tuple[Tally, Checked, Counter[str]]:
    """Kill `times` times under load, check after every twentieth and at the end.

    One kill in five takes the whole server, one in six the editor's process. Returns what clients were told,
    the last check, what was killed.
    """
    chance, tally, killed = random.Random(seed), Tally(), Counter[str]()
    server = Server(data, SETTINGS | settings)
    own = environment(data, **settings)
    say(data, SESSIONS.format(usernames=[]), **settings)
    enqueuer = subprocess.Popen(
        [sys.executable, "-c", f"import tests.machine as m\nexec(m.AWAKE + {ENQUEUE!r})"],
        env=own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    editor, checkpoint = Editor(data, **settings), ""
    try:
        with load(server, tally, **settings):
            for number in range(1, times + 1):
                _acknowledged_more(tally)
                _enqueue(enqueuer)
                editor.begin()
                time.sleep(chance.uniform(0, 0.25))
                killed[_kill_one(server, editor, chance)] += 1
                if number % 20 == 0:
                    check(data, tally, **settings)
                    check_published(data, editor, **settings)
                    checkpoint = check_ledger(data, checkpoint, **settings)
        _jobs_over(data, enqueuer, **settings)
    finally:
        enqueuer.kill()
        enqueuer.communicate()
        editor.close()
        server.stop()
    found = check(data, tally, **settings)
    published = check_published(data, editor, **settings)
    check_ledger(data, checkpoint, **settings)
    return tally, replace(found, told=len(editor.told), published=published), killed


def _acknowledged_more(tally: Tally) -> None:
    """Wait until the office works again: two more records were acknowledged."""
    wanted, end = len(tally.acknowledged) + 2, time.monotonic() + 60
    while len(tally.acknowledged) < wanted:
        assert time.monotonic() < end, f"nothing is acknowledged any more: {tally.answers}"
        time.sleep(0.005)


def _enqueue(enqueuer: "subprocess.Popen[str]") -> None:
    assert enqueuer.stdin is not None
    assert enqueuer.stdout is not None
    enqueuer.stdin.write("one\n")
    enqueuer.stdin.flush()
    assert enqueuer.stdout.readline().strip(), "a job was not begun"


def _kill_one(server: Server, editor: Editor, chance: random.Random) -> str:
    if chance.random() < 1 / 6:
        editor.kill()
        return "editor"
    children = server.children()
    if not children or chance.random() < 0.2:
        server.kill_all()
        server.start()
        editor.finish()
        return "whole server"
    victim = chance.choice(children)
    name = "job worker" if _holds_lock(victim, server.data) else "answering process"
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    editor.finish()
    return name


def _holds_lock(process: int, data: Path) -> bool:
    with suppress(OSError):
        return any(
            os.readlink(link).endswith("worker.lock")  # noqa: PTH115
            for link in Path(f"/proc/{process}/fd").iterdir()
        )
    return False


def _jobs_over(data: Path, enqueuer: "subprocess.Popen[str]", **settings: str) -> None:
    """Wait until no job waits."""
    waiting = "from django_tasks_db.models import DBTaskResult as R\n"
    waiting += "print(R.objects.filter(finished_at=None).count())"
    end = time.monotonic() + 60
    while say(data, waiting, **settings) != "0":
        assert time.monotonic() < end, "jobs wait for ever"
