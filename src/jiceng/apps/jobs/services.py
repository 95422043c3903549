"""Beginning a job, and forgetting those long over."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Refused

DAYS_KEPT = 30
"""Days for which a finished job can be looked up."""


@transaction.atomic
def start(*, actor: Actor, at: datetime, task: Task[..., Any], **ids: int) -> str:
    """Let a job be done; in the transaction of the caller, so that it begins once that is committed.

    Parameters: `actor`, a user, for whom it is done; `task`, a task that takes a context and, by name,
    `user_id` and `ids`; `ids`, whole numbers alone: whoever keeps the machine can read a waiting job.
    Returns the job's id. No audit entry: what the job writes leaves its own.
    Errors: `Refused("not_permitted")` without an account: nobody could look up later what the actor may.
    """
    if actor.id is None:
        raise Refused("not_permitted", permission="jobs.start")
    if not all(isinstance(value, int) for value in ids.values()):
        raise TypeError("a job is given ids, and reads the rest itself")
    row = task.enqueue(user_id=actor.id, **ids)
    DBTaskResult.objects.filter(pk=row.id).update(enqueued_at=at)
    return row.id


def forget_finished(*, at: datetime) -> int:
    """Drop the finished jobs of more than DAYS_KEPT days ago. Returns how many."""
    before = at - timedelta(days=DAYS_KEPT)
    return DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()[0]
