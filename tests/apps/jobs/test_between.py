"""What is done between jobs: each in its turn, whatever becomes of the others."""

import logging
from datetime import datetime

import pytest
from django.conf import settings
from django.db.utils import OperationalError
from django.utils.module_loading import import_string

from jiceng.apps.jobs import between
from jiceng.apps.jobs.between import Between
from jiceng.config import settings as shipped

HERE = "tests.apps.jobs.test_between"
asked: list[str] = []


def work(*, at: datetime) -> int:
    asked.append("work")
    return 1


def fail(*, at: datetime) -> int:
    asked.append("fail")
    raise ValueError("no")


def lose_the_database(*, at: datetime) -> int:
    raise OperationalError


@pytest.fixture(autouse=True)
def nothing_asked_yet() -> None:
    asked.clear()


def test_what_the_program_does_between_jobs_is_there() -> None:
    assert shipped.BETWEEN_JOBS
    assert all(callable(import_string(name)) for name in shipped.BETWEEN_JOBS)


def test_one_that_fails_keeps_the_others_from_nothing_and_rests(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "BETWEEN_JOBS", [f"{HERE}.fail", f"{HERE}.work"])
    turns = Between()
    with caplog.at_level(logging.ERROR, "jiceng.jobs"):
        assert turns.did()
        assert turns.did()
    assert asked == ["fail", "work", "work"]
    assert len(caplog.records) == 1
    monkeypatch.setattr(between, "REST", 0.0)
    turns._resting = {}
    turns.did()
    assert asked[3:] == ["fail", "work"]


def test_nothing_done_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BETWEEN_JOBS", [])
    assert not Between().did()


def test_a_database_that_is_away_is_the_workers_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BETWEEN_JOBS", [f"{HERE}.lose_the_database", f"{HERE}.work"])
    with pytest.raises(OperationalError):
        Between().did()
