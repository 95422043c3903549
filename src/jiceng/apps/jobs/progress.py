"""How far a job is. Kept in files of the data folder, not in the database: a job's writes are one long
transaction, and what it says inside it nobody else could read.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.utils import timezone

Tell = Callable[[str, int, int], None]
"""Told (step, done, total) on the way; the step is a stable code, the total 0 while it is not known."""

_SELDOMEST = 0.25
"""Seconds between two notes of the same step."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The step a job is at (a code), how much is done of how much (0: not known), and when it said so."""

    step: str
    done: int
    total: int
    at: datetime


def tell(job_id: str, step: str, done: int, total: int) -> None:
    """Note how far a job is."""
    caches["progress"].set(job_id, Progress(step, done, total, timezone.now()))


def teller(job_id: str) -> Tell:
    """The same as a function to hand down: a new step and an end at once, the rest four times a second."""
    last_step, last_time = "", 0.0

    def note(step: str, done: int, total: int) -> None:
        nonlocal last_step, last_time
        now = time.monotonic()
        if step != last_step or done == total or now - last_time >= _SELDOMEST:
            last_step, last_time = step, now
            tell(job_id, step, done, total)

    return note


def told(job_id: str) -> Progress | None:
    """What the job said last; None before its first word and after its end."""
    found: Progress | None = caches["progress"].get(job_id)
    return found


def forget(job_id: str) -> None:
    """Keep nothing of a job that is over."""
    caches["progress"].delete(job_id)
