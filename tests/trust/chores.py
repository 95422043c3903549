"""A job whose every doing can be counted."""

import time

from django.db import transaction
from django_tasks import TaskContext, task

from jiceng.apps.access.models import User


@task(takes_context=True)
def add_one(context: TaskContext, user_id: int) -> None:
    """Adds one to a number kept in a user's name, in a transaction that lasts a moment."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        user.name = str(int(user.name) + 1)
        user.save()
        time.sleep(0.05)
