"""Background jobs beside a real server: done, shown meanwhile, done again after a death, never orphaned."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.machine import ADDRESS, environment, say

ROW = "SELECT status, worker_ids FROM django_tasks_database_dbtaskresult ORDER BY enqueued_at"
# An office with one user and no jobs.
PREPARE = """
from django.core.management import call_command
from jiceng.apps.access.models import User
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
User.objects.create(username="wang", name="王")
"""
ASK = """
from django.utils import timezone
from jiceng.apps.jobs.services import start
from jiceng.kernel.actors import Actor
from tests.apps.jobs import chores
print(start(actor=Actor(1, "王"), at=timezone.now(), task=chores.linger, seconds={seconds}))
"""
TOLD = """
from jiceng.apps.jobs.selectors import job_state
print(job_state("{job}").progress.step)
"""


class Server:
    """A server in a process group of its own."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process, self.port = process, port

    def living(self) -> list[int]:
        """Every process of its group that is not over."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                state, _parent, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except (OSError, ValueError):
                continue
            if entry.name.isdecimal() and int(group) == self.process.pid and state != "Z":
                found.append(int(entry.name))
        return found

    def answers(self) -> bool:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", "/sign-in/")
            return connection.getresponse().status < 500


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "jiceng", "serve"]
    with subprocess.Popen(
        command,
        env=environment(data, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        found = ADDRESS.search(process.stdout.readline())
        assert found, process.stderr and process.stderr.read()
        server = Server(process, int(found[1]))
        try:
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)
            until(lambda: not server.living())


def until(reached: Callable[[], object], seconds: float = 90) -> None:
    """Wait for what must come about."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def rows(data: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(data / "jiceng.sqlite3")) as database:
        return database.execute(ROW).fetchall()


def name(data: Path) -> str:
    with closing(sqlite3.connect(data / "jiceng.sqlite3")) as database:
        return str(database.execute("SELECT name FROM access_user").fetchone()[0])


def begun(data: Path) -> list[int]:
    """The process of each beginning."""
    path = data / "begun"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def test_the_server_does_jobs_and_tells_of_them_while_pages_are_answered(data: Path) -> None:
    with serving(data) as server:
        job = say(data, ASK.format(seconds=600))
        until(lambda: begun(data))
        assert begun(data)[0] in server.living()
        assert say(data, TOLD.format(job=job)) == "lingering"
        assert server.answers()
        assert rows(data)[0][0] == "RUNNING"
        (data / "enough").touch()
        until(lambda: rows(data)[0][0] == "SUCCESSFUL")
    assert name(data) == "王+"


def test_a_job_whose_worker_is_killed_is_done_once_all_the_same(data: Path) -> None:
    with serving(data) as server:
        say(data, ASK.format(seconds=600))
        until(lambda: begun(data))
        os.kill(begun(data)[0], signal.SIGKILL)
        (data / "enough").touch()
        until(lambda: rows(data)[0][0] == "SUCCESSFUL")
        assert server.answers()
    assert len(set(begun(data))) == 2
    assert name(data) == "王+"


def test_a_job_that_kills_its_worker_each_time_is_given_up(data: Path) -> None:
    with serving(data) as server:
        say(data, ASK.format(seconds=600))
        for times in (1, 2):
            until(lambda times=times: len(begun(data)) == times)  # type: ignore[misc]
            os.kill(begun(data)[-1], signal.SIGKILL)
        until(lambda: rows(data)[0][0] == "FAILED")
        assert server.answers()
    assert (len(begun(data)), name(data)) == (2, "王")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_leaves_the_job_for_its_next_start_and_no_process(data: Path, number: int) -> None:
    with serving(data) as server:
        say(data, ASK.format(seconds=600))
        until(lambda: begun(data))
        os.killpg(server.process.pid, number)  # as Ctrl-C and most stops do: to all at once
        assert server.process.wait(timeout=60) == 0
        until(lambda: not server.living())
        assert server.process.stderr is not None
        said = server.process.stderr.read()
        assert "Traceback" not in said
        assert "Error" not in said
    assert rows(data) == [("READY", "[]")]
    assert name(data) == "王"
    with serving(data):
        until(lambda: len(begun(data)) == 2)


def test_no_process_outlives_a_server_that_is_killed(data: Path) -> None:
    with serving(data) as server:
        say(data, ASK.format(seconds=600))
        until(lambda: begun(data))
        server.process.kill()
        until(lambda: not server.living())
    assert rows(data) == [("READY", "[]")]


def test_a_reloaded_server_still_does_jobs(data: Path) -> None:
    with serving(data) as server:
        before = set(server.living())
        server.process.send_signal(signal.SIGHUP)
        until(lambda: not (before - {server.process.pid}) & set(server.living()))
        say(data, ASK.format(seconds=0))
        until(lambda: rows(data)[0][0] == "SUCCESSFUL")


def test_a_worker_apart_does_them_where_the_server_does_not(data: Path) -> None:
    command = [sys.executable, "-m", "jiceng", "work"]
    with serving(data, JICENG_JOBS="apart") as server:
        say(data, ASK.format(seconds=0))
        time.sleep(2.5)
        assert rows(data)[0][0] == "READY"
        done = subprocess.run([*command, "--once"], env=environment(data), capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "已完成 1 项后台任务。\n"), done.stderr
        assert len(server.living()) == 2
    with subprocess.Popen(command, env=environment(data), stdout=subprocess.PIPE, text=True) as worker:
        say(data, ASK.format(seconds=0))
        until(lambda: rows(data)[1][0] == "SUCCESSFUL")
        busy = subprocess.run([*command, "--once"], env=environment(data), capture_output=True, text=True)
        assert (busy.returncode, "已有另一个进程" in busy.stderr) == (2, True)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(timeout=60) == 0
