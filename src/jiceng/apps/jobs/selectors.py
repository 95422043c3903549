"""How a job stands. Its id is given by what it belongs to (an import), which its reader may see or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jiceng.apps.jobs.progress import Progress, told
from jiceng.kernel.errors import NotFound


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


_STATES: Mapping[str, State] = {
    TaskResultStatus.READY: State.WAITING,
    TaskResultStatus.RUNNING: State.RUNNING,
    TaskResultStatus.SUCCESSFUL: State.DONE,
    TaskResultStatus.FAILED: State.FAILED,
}


@dataclass(frozen=True, slots=True)
class JobState:
    """A job: its state; how far it is, while it runs; what it returned, once done; once failed, the code of
    the error and its data.
    """

    id: str
    state: State
    asked_at: datetime
    progress: Progress | None = None
    result: Any = None
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {State.DONE, State.FAILED}


def job_state(job_id: str) -> JobState:
    """How the job of an id stands.

    Errors: `NotFound("job_not_found")`, also for one finished long ago.
    """
    found = job_states([job_id])
    if not found:
        raise NotFound("job_not_found")
    return found[job_id]


def job_states(job_ids: Iterable[str]) -> dict[str, JobState]:
    """How several jobs stand, by id; those finished long ago are not among them. One query."""
    wanted = {id: found for id in job_ids if (found := _read(id)) is not None}
    rows = {row.pk: row for row in DBTaskResult.objects.filter(pk__in=wanted.values())} if wanted else {}
    return {id: _stated(rows[found]) for id, found in wanted.items() if found in rows}


def waiting_count() -> int:
    """How many jobs wait to be begun."""
    return DBTaskResult.objects.ready().count()


def waiting_since() -> datetime | None:
    """Since when the job that has waited longest waits; None when none does."""
    return DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()


def _read(job_id: str) -> UUID | None:
    try:
        return UUID(job_id)
    except ValueError:
        return None


def _stated(row: DBTaskResult) -> JobState:
    state, id = _STATES[row.status], str(row.pk)
    if state is State.FAILED:
        told_error = row.return_value or {}
        code, data = told_error.get("error", "job_failed"), told_error.get("data", {})
        return JobState(id, state, row.enqueued_at, code=code, data=data)
    if state is State.DONE:
        return JobState(id, state, row.enqueued_at, result=row.return_value)
    return JobState(id, state, row.enqueued_at, progress=told(id) if state is State.RUNNING else None)
