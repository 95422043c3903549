"""An office on a machine of its own: real processes, a real database file (or PostgreSQL), real signals."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")
AWAKE = """
import django
from jiceng.config.environment import point_django_here
point_django_here()
django.setup()
"""
PREPARE = """
from django.core.management import call_command
from tests.county import build_county
call_command("migrate", verbosity=0)
build_county()
"""
VERDICTS = """
from datetime import date
from django.utils import timezone
from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.services import rebuild
from jiceng.kernel.actors import system_actor
rebuild(actor=system_actor("drill"), at=timezone.now())
for row in Verdict.objects.order_by("unit__code", "duty", "period").values_list():
    print(row[1:])
"""
"""Every verdict, computed anew, without the number of its row."""


def once_a_run(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """A folder the first worker that asks makes, while the others wait for it; never written to by a test."""
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, whole = base / name, base / f"{name}.made"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            build(folder)
            whole.touch()
    return folder


@pytest.fixture(scope="session")
def small_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small county as a data folder, on SQLite; tests take a copy."""
    return once_a_run(tmp_path_factory, "small-office", lambda folder: say(folder, PREPARE))


@pytest.fixture(scope="module")
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small county, or what the module's own PREPARE makes, once a module; never written to by a test."""
    own = getattr(request.module, "PREPARE", PREPARE)
    if own == PREPARE:
        return Path(request.getfixturevalue("small_office"))
    folder = tmp_path_factory.mktemp("prepared") / "data"
    say(folder, own)
    return folder


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))


def environment(data: Path, **settings: str) -> dict[str, str]:
    """A fresh shell's, with a data folder of its own and a free port."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    own = {
        "JICENG_DATA": str(data),
        "PORT": "0",
        "JICENG_WORKERS": "1",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
    }
    return kept | own | settings


def say(data: Path, program: str, **settings: str) -> str:
    """What a few lines print in a process of their own, on that data folder."""
    done = subprocess.run(
        [sys.executable, "-c", AWAKE + program],
        env=environment(data, **settings),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def jiceng(data: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """One command of the program."""
    command = [sys.executable, "-m", "jiceng", *arguments]
    return subprocess.run(command, env=environment(data, **settings), capture_output=True, text=True)


@contextmanager
def going_on(data: Path, program: str, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that runs beside the test, and is killed at its end."""
    command = [sys.executable, "-c", AWAKE + program]
    with subprocess.Popen(
        command,
        env=environment(data, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
