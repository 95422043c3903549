"""The worker: does the waiting jobs, one after another; one worker at a time to a data folder.

Between jobs it does what cannot wait for one (`between`). It looks for jobs with a plain read, so that an
idle worker never holds the database. Told to stop, it rolls back the job under way and lets it wait again;
killed, the next worker finds the job still marked as running and does it again, once.
"""

import fcntl
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connections, transaction
from django.db.utils import Error
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import retry

from jiceng.apps.jobs.between import Between
from jiceng.apps.jobs.progress import forget
from jiceng.kernel.errors import JicengError

LOG = logging.getLogger("jiceng.jobs")

TRIES = 2
"""How often a job is begun: one that kills its worker twice would do so for ever."""

INTERVAL = 1.0
"""Seconds between two looks for waiting jobs."""


class Stopped(BaseException):
    """The worker is told to stop. Not an Exception: no job takes it for an error of its own."""


class Worker:
    """Does jobs until it is told to stop.

    Parameters: `folder`, the data folder, in which the worker at work holds a lock.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = folder / "worker.lock"
        self._name = str(os.getpid())
        self._stopping = False
        self._may_be_interrupted = False
        self._inside = False
        self._between = Between()

    def stop(self, *_signal: Any) -> None:
        """Stop soon; fit to be a signal's handler. A job under way is rolled back."""
        self._stopping = True
        if self._may_be_interrupted:
            self._may_be_interrupted = False
            raise Stopped

    def remind(self) -> None:
        """Break in once more where a stop was lost: Python drops what is raised in a finaliser. For another
        thread to call while the worker lives.
        """
        if self._stopping and self._inside:
            self._may_be_interrupted = True
            os.kill(os.getpid(), signal.SIGTERM)

    def run(self) -> None:
        """Wait for one's turn, then do jobs until told to stop."""
        try:
            with self._lock.open("w") as lock:
                while not _taken(lock.fileno()):
                    self._rest()
                self._work()
        except Stopped:
            return
        finally:
            connections.close_all()

    def run_once(self) -> int | None:
        """Do what waits and return how many jobs it was; None when another worker is at work."""
        with self._lock.open("w") as lock:
            if not _taken(lock.fileno()):
                return None
            recover()
            count = 0
            try:
                while not self._stopping and self._did_one():
                    count += 1
                while not self._stopping and self._between.did():
                    pass
            except Stopped:
                pass
            return count

    def _work(self) -> None:
        recovered = told = False
        while not self._stopping:
            close_old_connections()
            try:
                if not recovered:
                    recover()
                    recovered = True
                busy, told = self._did_one(), False
                busy = self._between.did() or busy
            except Error as error:
                # Held by a long write, or being restarted: it will be there again. What was running may be
                # marked so still.
                if not told:
                    LOG.warning("the database cannot be used just now (%s)", type(error).__name__)
                recovered, busy, told = False, False, True
            if not busy:
                self._rest()

    def _did_one(self) -> bool:
        row = _claimed(self._name)
        if row is None:
            return False
        try:
            with self._interruptible():
                status, value = _outcome(row)
        except Stopped:
            connections.close_all()  # wherever the signal broke in, nothing of the job stays
            _put_back(row, row.worker_ids[:-1])
            raise
        _finish(row, status, value)
        return True

    def _rest(self) -> None:
        with self._interruptible():
            time.sleep(INTERVAL)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Where a signal may break in: in a job, whose writes are rolled back, and in a rest."""
        self._may_be_interrupted = self._inside = True
        try:
            if self._stopping:
                raise Stopped
            yield
        finally:
            self._may_be_interrupted = self._inside = False


def recover() -> None:
    """Let the jobs wait again that a dead worker left as running; those begun too often fail with
    `job_interrupted`. For whoever holds the worker's lock.
    """
    for row in DBTaskResult.objects.running():
        if len(row.worker_ids) < TRIES:
            LOG.warning("job %s was interrupted and is done again", row.pk)
            _put_back(row, row.worker_ids)
        else:
            LOG.error("job %s was interrupted %s times and is given up", row.pk, TRIES)
            _finish(row, TaskResultStatus.FAILED, JicengError("job_interrupted").as_json())


def _taken(descriptor: int) -> bool:
    """Whether the lock is ours now; the system frees it when its holder dies, however that happens."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _claimed(worker: str) -> DBTaskResult | None:
    """The next waiting job, marked as running by us."""
    waiting = DBTaskResult.objects.ready()
    if not waiting.exists():  # a read: to look holds nobody up
        return None
    with transaction.atomic():
        row = waiting.get_locked()
        if row is not None:
            row.claim(worker)
    return row


def _outcome(row: DBTaskResult) -> tuple[str, Any]:
    """What comes of doing a job: a status, and what it returned or the error as JSON.

    Of an error that is not one of ours the words are kept nowhere: they may quote a person's row.
    """
    started = time.monotonic()
    try:
        result = row.task_result
        context = TaskContext(task_result=result)  # type: ignore[arg-type]  # their own two generics differ
        value = normalize_json(row.task.call(context, **result.kwargs))
        status = TaskResultStatus.SUCCESSFUL
    except JicengError as error:
        status, value = TaskResultStatus.FAILED, error.as_json()
    except Exception:
        LOG.exception("job %s (%s) failed", row.pk, row.task_path)
        status, value = TaskResultStatus.FAILED, JicengError("job_failed").as_json()
    said = value["error"] if status is TaskResultStatus.FAILED else "done"
    LOG.info("job %s (%s): %s in %.1f s", row.pk, row.task_path, said, time.monotonic() - started)
    return status, value


@retry()
def _finish(row: DBTaskResult, status: str, value: Any) -> None:
    forget(str(row.pk))
    DBTaskResult.objects.filter(pk=row.pk).update(
        status=status, return_value=value, finished_at=timezone.now()
    )


@retry()
def _put_back(row: DBTaskResult, begun_by: list[str]) -> None:
    forget(str(row.pk))
    DBTaskResult.objects.filter(pk=row.pk).update(
        status=TaskResultStatus.READY, worker_ids=begun_by, started_at=None
    )
