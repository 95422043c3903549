"""The doctor sees whether a worker holds its lock, and never holds it itself."""

import fcntl
from pathlib import Path
from typing import Any, NoReturn

import pytest

from jiceng.faces.cli.checks import WARNING, WELL, machine


@pytest.mark.django_db
def test_whether_somebody_works_is_seen_without_taking_the_lock(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_arguments: object) -> NoReturn:
        pytest.fail("the doctor took the worker's lock")

    settings.DATA = tmp_path
    path = tmp_path / "worker.lock"
    take = fcntl.flock
    monkeypatch.setattr(fcntl, "flock", taken)
    assert machine.worker()[0] == WARNING
    assert not path.exists()
    with path.open("w") as lock:
        assert machine.worker()[0] == WARNING, "open and not held: another waits its turn"
        take(lock.fileno(), fcntl.LOCK_EX)
        assert machine.worker()[0] == WELL
    assert machine.worker()[0] == WARNING


@pytest.mark.django_db
def test_a_shared_lock_of_somebody_who_looks_is_no_worker(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    with (tmp_path / "worker.lock").open("w") as lock:
        fcntl.flock(lock.fileno(), fcntl.LOCK_SH)
        assert machine.worker()[0] == WARNING
