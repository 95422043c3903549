"""A job is begun with its write, done once, and told of: waiting, running, done or failed."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jiceng.apps.access.models import User
from jiceng.apps.jobs import worker
from jiceng.apps.jobs.progress import teller, told
from jiceng.apps.jobs.selectors import State, job_state
from jiceng.apps.jobs.services import DAYS_KEPT, forget_finished, start
from jiceng.apps.jobs.worker import Stopped, Worker, recover
from jiceng.kernel.actors import NOBODY, Actor
from jiceng.kernel.errors import NotFound, Refused
from tests.apps.jobs import chores
from tests.county import SYSTEM


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create(username="wang", name="王")


@pytest.fixture
def actor(user: User) -> Actor:
    return Actor(user.pk, user.name)


@pytest.fixture
def kept_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own transaction would be lost with its connection."""
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


def work_off() -> int | None:
    return Worker(settings.DATA).run_once()


def test_a_job_waits_runs_and_is_done(actor: Actor, user: User) -> None:
    job = start(actor=actor, at=timezone.now(), task=chores.rename, number=7)
    assert (job_state(job).state, job_state(job).over) == (State.WAITING, False)
    assert work_off() == 1
    user.refresh_from_db()
    assert user.name == "名7"
    found = job_state(job)
    assert (found.state, found.over, found.result) == (State.DONE, True, {"written": 1})
    assert work_off() == 0


def test_jobs_are_done_in_the_order_they_were_asked_for(actor: Actor, user: User) -> None:
    for number in (1, 2, 3):
        start(actor=actor, at=timezone.now(), task=chores.rename, number=number)
    assert work_off() == 3
    user.refresh_from_db()
    assert user.name == "名3"


def test_without_the_commit_there_is_no_job(actor: Actor) -> None:
    def ask_and_fail() -> None:
        with transaction.atomic():
            start(actor=actor, at=timezone.now(), task=chores.rename, number=7)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ask_and_fail()
    assert work_off() == 0


@pytest.mark.parametrize("who", [NOBODY, SYSTEM])
def test_whoever_has_no_account_begins_none(db: None, who: Actor) -> None:
    with pytest.raises(Refused, match="not_permitted"):
        start(actor=who, at=timezone.now(), task=chores.rename, number=7)
    assert not DBTaskResult.objects.exists()


def test_a_job_is_given_ids_alone(actor: Actor) -> None:
    with pytest.raises(TypeError):
        start(actor=actor, at=timezone.now(), task=chores.rename, number="王小明")  # type: ignore[arg-type]
    assert not DBTaskResult.objects.exists()


def test_a_refusal_keeps_its_code_and_data(actor: Actor) -> None:
    job = start(actor=actor, at=timezone.now(), task=chores.refuse)
    work_off()
    found = job_state(job)
    assert (found.state, found.code, found.data) == (State.FAILED, "register_not_empty", {"count": 3})


@pytest.mark.parametrize("task", [chores.break_down, chores.return_nonsense])
def test_a_breakdown_keeps_none_of_its_words(
    actor: Actor, task: object, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        job = start(actor=actor, at=timezone.now(), task=task)  # type: ignore[arg-type]
        work_off()
    found = job_state(job)
    assert (found.state, found.code, found.data) == (State.FAILED, "job_failed", {})
    row = str(DBTaskResult.objects.filter(pk=job).values().get())
    assert "王小明" not in row
    assert "王小明" not in "".join(record.getMessage() for record in caplog.records)
    assert any(job in record.getMessage() for record in caplog.records if record.levelno == logging.ERROR)


def test_a_job_nobody_knows_is_not_found(db: None) -> None:
    for id in ("no-id", "8d9c4e8e-3a55-4d5c-9b1f-111111111111"):
        with pytest.raises(NotFound, match="job_not_found"):
            job_state(id)


def test_an_idle_worker_only_reads(db: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert worker._claimed("idle") is None
    assert [each["sql"].split()[0] for each in asked.captured_queries] == ["SELECT"]


def test_progress_is_told_while_it_runs_and_forgotten_after(actor: Actor) -> None:
    job = start(actor=actor, at=timezone.now(), task=chores.rename, number=1)
    assert job_state(job).progress is None
    row = worker._claimed("here")
    assert row is not None
    status, value = worker._outcome(row)
    found = job_state(job)
    assert (found.state, found.progress and found.progress.step) == (State.RUNNING, "writing")
    assert found.progress
    assert (found.progress.done, found.progress.total) == (2, 2)
    worker._finish(row, status, value)
    assert told(job) is None


def test_progress_is_not_written_for_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "jiceng.apps.jobs.progress.tell", lambda _id, step, done, _total: written.append((step, done))
    )
    note = teller("a")
    for done in range(1001):
        note("reading", done, 1000)
    note("writing", 0, 0)
    assert [written[0], *written[-2:]] == [("reading", 0), ("reading", 1000), ("writing", 0)]
    assert len(written) < 10


def test_a_job_whose_worker_died_is_done_again_once(actor: Actor, user: User) -> None:
    job = start(actor=actor, at=timezone.now(), task=chores.rename, number=5)
    assert worker._claimed("first, killed")
    assert work_off() == 1
    assert job_state(job).state is State.DONE
    job = start(actor=actor, at=timezone.now(), task=chores.rename, number=6)
    for name in ("first, killed", "second, killed"):
        recover()
        assert worker._claimed(name)
    assert work_off() == 0
    found = job_state(job)
    assert (found.state, found.code) == (State.FAILED, "job_interrupted")
    user.refresh_from_db()
    assert user.name == "名5"


@pytest.mark.usefixtures("kept_open")
def test_a_worker_told_to_stop_lets_the_job_wait_again_and_that_counts_for_nothing(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(actor=actor, at=timezone.now(), task=chores.rename, number=5)
    for _ in range(worker.TRIES + 1):
        stopped = Worker(settings.DATA)
        monkeypatch.setattr(worker, "_outcome", lambda _row, stop=stopped.stop: stop())
        assert stopped.run_once() == 0
        assert job_state(job).state is State.WAITING
    monkeypatch.undo()
    assert work_off() == 1
    assert job_state(job).state is State.DONE


def test_a_signal_that_comes_too_late_breaks_into_nothing() -> None:
    late = Worker(settings.DATA)
    late.stop()
    late.stop()
    with pytest.raises(Stopped), late._interruptible():
        pytest.fail("it was told to stop before")


def test_one_worker_at_a_time(actor: Actor) -> None:
    start(actor=actor, at=timezone.now(), task=chores.rename, number=5)
    with (settings.DATA / "worker.lock").open("w") as held:
        assert worker._taken(held.fileno())
        assert work_off() is None
    assert work_off() == 1


@pytest.mark.usefixtures("kept_open")
def test_a_database_that_is_away_is_told_of_once_and_waited_for(
    actor: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = start(actor=actor, at=timezone.now(), task=chores.rename, number=5)
    patient, really, looks = Worker(settings.DATA), worker._claimed, 0

    def claimed(name: str) -> DBTaskResult | None:
        nonlocal looks
        looks += 1
        if looks == 2:
            assert really("its end could not be written")
        if looks <= 3:
            raise OperationalError("database is locked")
        return really(name) or patient.stop()

    monkeypatch.setattr(worker, "_claimed", claimed)
    monkeypatch.setattr(worker, "INTERVAL", 0)
    patient.run()
    assert job_state(job).state is State.DONE
    away = [record for record in caplog.records if "cannot be used" in record.getMessage()]
    assert len(away) == 1


def test_finished_jobs_are_forgotten_after_their_days(actor: Actor) -> None:
    old, new, waiting = (start(actor=actor, at=timezone.now(), task=chores.refuse) for _ in range(3))
    DBTaskResult.objects.filter(pk=waiting).update(run_after=timezone.now() + timedelta(days=1))
    work_off()
    now = timezone.now()
    DBTaskResult.objects.filter(pk=old).update(finished_at=now - timedelta(days=DAYS_KEPT, seconds=1))
    assert forget_finished(at=now) == 1
    assert {job_state(new).state, job_state(waiting).state} == {State.FAILED, State.WAITING}
    with pytest.raises(NotFound):
        job_state(old)
