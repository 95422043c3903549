"""The worker told to stop: what a signal raises may be lost, and is said again."""

import signal
from contextlib import suppress
from pathlib import Path

import pytest

from jiceng.apps.jobs.worker import Stopped, Worker


def test_a_stop_that_was_lost_is_said_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python drops what a signal raises in a finaliser: the job would go on to its end."""
    sent: list[int] = []
    monkeypatch.setattr("jiceng.apps.jobs.worker.os.kill", lambda _process, number: sent.append(number))
    worker = Worker(tmp_path)
    with worker._interruptible():
        worker.remind()
        assert sent == []
        with suppress(Stopped):  # lost
            worker.stop()
        worker.stop()
        worker.remind()
        assert sent == [signal.SIGTERM]
        with pytest.raises(Stopped):
            worker.stop()
    worker.remind()
    assert sent == [signal.SIGTERM]
