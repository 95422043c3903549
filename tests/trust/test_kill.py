"""Killed in the middle of work, the server loses nothing it acknowledged and leaves nothing half done.

`make endurance` does the same two hundred times.
"""

from pathlib import Path

import pytest

from tests.trust.killing import kill_often


@pytest.mark.sample  # real processes under load: once, on SQLite
def test_kills_lose_no_acknowledged_record_and_leave_nothing_half_done(data: Path) -> None:
    tally, checked, killed = kill_often(data, times=10, seed=20261123)
    assert sum(killed.values()) == 10
    assert checked.records >= len(tally.acknowledged) > 20
    assert set(checked.jobs) <= {"SUCCESSFUL", "FAILED"}
    assert checked.counted >= checked.jobs["SUCCESSFUL"] > 0
    assert checked.published >= checked.told / 2 > 1
    assert set(tally.answers) <= {"302", "cut off"}, tally.answers
