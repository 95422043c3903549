"""A clock that can be put forward."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone


class Clock:
    """The time the workbench sees."""

    def __init__(self) -> None:
        self.at = timezone.now()

    def forward(self, **time: int) -> None:
        """Let time go by."""
        self.at += timedelta(**time)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Pages are opened when the test says."""
    found = Clock()
    with patch("jiceng.faces.workbench.middleware.timezone.now", side_effect=lambda: found.at):
        yield found
