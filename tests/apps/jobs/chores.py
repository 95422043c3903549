"""Jobs of the tests. What they do is seen in a folder and in the database, whichever process does them."""

import os
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django_tasks import TaskContext, task

from jiceng.apps.access.models import User
from jiceng.apps.jobs.progress import teller
from jiceng.kernel.errors import Conflict


@task(takes_context=True)
def rename(context: TaskContext, user_id: int, number: int) -> dict[str, int]:
    """Writes a user's name and tells how far it is."""
    tell = teller(context.task_result.id)
    tell("writing", 0, 2)
    User.objects.filter(pk=user_id).update(name=f"名{number}")
    tell("writing", 2, 2)
    return {"written": 1}


@task(takes_context=True)
def refuse(context: TaskContext, user_id: int) -> None:
    """Fails as a service does."""
    raise Conflict("register_not_empty", count=3)


@task(takes_context=True)
def break_down(context: TaskContext, user_id: int) -> None:
    """Fails as a program does, quoting a row."""
    raise ValueError("王小明 14050219900101001X")


@task(takes_context=True)
def return_nonsense(context: TaskContext, user_id: int) -> Any:
    """Returns what cannot be kept."""
    return object()


@task(takes_context=True)
def linger(context: TaskContext, user_id: int, seconds: int) -> None:
    """Writes, then stays long in its transaction, until there is a file `enough`; leaves a line in `begun`
    each time.
    """
    with (settings.DATA / "begun").open("a") as file:
        file.write(f"{os.getpid()}\n")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        user.name += "+"
        user.save()
        tell = teller(context.task_result.id)
        for second in range(seconds * 10):
            tell("lingering", second, seconds * 10)
            if (settings.DATA / "enough").exists():
                break
            time.sleep(0.1)
