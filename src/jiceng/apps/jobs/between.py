"""What is done between jobs: what cannot wait for one (settings.BETWEEN_JOBS: functions of the time, each
of which returns how much it did).
"""

import logging
import time

from django.conf import settings
from django.db.utils import Error
from django.utils import timezone
from django.utils.module_loading import import_string

LOG = logging.getLogger("jiceng.jobs")

REST = 60.0
"""Seconds for which what failed is left alone: it would fail each second and say so."""


class Between:
    """Does it, each in its turn; one that fails keeps the others from nothing."""

    def __init__(self) -> None:
        self._resting: dict[str, float] = {}

    def did(self) -> bool:
        """Do what there is; whether there was anything. Raises what says that the database is away."""
        return sum([self._done(name) for name in settings.BETWEEN_JOBS]) > 0

    def _done(self, name: str) -> int:
        if time.monotonic() < self._resting.get(name, 0.0):
            return 0
        try:
            return int(import_string(name)(at=timezone.now()))
        except Error:
            raise
        except Exception:
            LOG.exception("%s failed; it is tried again in %s seconds", name, int(REST))
            self._resting[name] = time.monotonic() + REST
            return 0
