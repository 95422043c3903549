"""Several at once: what two writers, a reader and a rebuild do to each other, on real transactions."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from jiceng.apps.duties import freshness, services, verdicts
from jiceng.apps.duties.models import Freshness, Verdict
from jiceng.apps.duties.selectors import unit_verdicts
from jiceng.apps.duties.verdicts import COLUMNS
from jiceng.apps.editorial import services as articles
from jiceng.apps.gatherings.services import Minutes, record_gathering
from jiceng.apps.organisations import services as organisations
from jiceng.apps.people import posts
from jiceng.apps.people import services as people
from jiceng.apps.people.models import Membership
from jiceng.kernel.errors import Conflict
from tests.apps.duties.records import record
from tests.county import AT, DAY, SYSTEM, County

pytestmark = pytest.mark.django_db(transaction=True)
HELD = date(2026, 11, 3)
BEHIND = date(2026, 5, 2)


@pytest.fixture
def others() -> Iterator[Callable[..., "Future[Any]"]]:
    """Starts a function beside the test, on a connection of its own; its error is the test's."""
    started: list[Future[Any]] = []

    def run(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:

        def start(work: Callable[[], Any]) -> "Future[Any]":
            started.append(pool.submit(run, work))
            return started[-1]

        yield start
    for each in started:
        each.result()


@pytest.fixture
def pause(monkeypatch: pytest.MonkeyPatch) -> tuple[Event, Event]:
    """Stops the first computation between its reading of the facts and its writing: `read`, then `go`."""
    read, go = Event(), Event()

    def compute(*arguments: Any) -> Any:
        found = verdicts.compute(*arguments)
        if not read.is_set():
            read.set()
            go.wait(1)  # a writer that has to wait for us does not come to set it
        return found

    monkeypatch.setattr(freshness, "compute", compute)
    return read, go


def rows() -> list[tuple[Any, ...]]:
    return sorted(Verdict.objects.values_list(*COLUMNS), key=str)


def assert_in_step() -> None:
    """What is kept is what a rebuild makes."""
    assert not Freshness.objects.filter(stale=True).exists()
    kept = rows()
    services.rebuild(actor=SYSTEM, at=AT)
    assert kept == rows()


def state(county: County, duty: str, period: str) -> str:
    found = unit_verdicts(SYSTEM, county.version("上窑村"), DAY, date(2026, 1, 1), date(2026, 12, 31))
    return next(each.state for each in found if (each.duty.code, each.verdict.period) == (duty, period))


def test_a_meeting_recorded_while_its_unit_is_computed_counts(
    county: County, others: Any, pause: tuple[Event, Event]
) -> None:
    read, go = pause
    freshness.mark_stale([county.unit("上窑村").pk])

    def write() -> None:
        read.wait(5)
        record_gathering(
            actor=SYSTEM,
            at=AT,
            unit=county.unit("上窑村"),
            body=None,
            minutes=Minutes("members_meeting", HELD, text="议事"),
            entry_key=uuid4(),
        )
        go.set()

    writing = others(write)
    freshness.refresh(DAY, unit_ids=[county.unit("上窑村").pk])
    writing.result()
    assert state(county, "members_meeting", "2026-Q4") == "done"
    assert_in_step()


def test_an_article_is_approved_while_its_unit_is_computed(
    county: County, others: Any, pause: tuple[Event, Event]
) -> None:
    read, go = pause
    unit, writer, reviewer = county.unit("上窑村"), county.actor("shangyao"), county.actor("qingshi")
    text = articles.Text("三季度村务公开", "<p>收入三千元。</p>", "village_affairs")
    article = articles.draft(actor=writer, at=AT, unit=unit, text=text)
    articles.submit(actor=writer, at=AT, article=article)
    freshness.mark_stale([unit.pk])

    def write() -> None:
        read.wait(5)
        articles.approve(actor=reviewer, at=AT, article=article, revision=1)
        go.set()

    writing = others(write)
    freshness.refresh(DAY, unit_ids=[unit.pk])
    writing.result()
    article.refresh_from_db()
    assert article.state == "posted"
    assert_in_step()


def test_a_unit_founded_while_all_is_rebuilt_is_computed(
    county: County, others: Any, pause: tuple[Event, Event]
) -> None:
    read, go = pause

    def write() -> None:
        read.wait(5)
        draft = organisations.UnitDraft("990525100299", "新村", "village", "branch")
        unit = organisations.found_unit(
            actor=SYSTEM, at=AT, parent=county.unit("青石镇"), draft=draft, day=BEHIND
        )
        person = people.PersonDraft("尤新民")
        people.register_person(
            actor=SYSTEM, at=AT, unit=unit, draft=person, standing="full", joined_on=BEHIND, day=BEHIND
        )
        go.set()

    writing = others(write)
    services.rebuild(actor=SYSTEM, at=AT)
    writing.result()
    assert Verdict.objects.filter(unit__code="990525100299").exists()
    assert_in_step()


def test_two_meetings_of_one_unit_at_once_both_count(county: County, others: Any) -> None:
    kinds = ("members_meeting", "party_lecture", "branch_committee_meeting")
    for each in [others(lambda kind=kind: record(county, "上窑村", kind, HELD)) for kind in kinds]:
        each.result()
    assert state(county, "members_meeting", "2026-Q4") == "done"
    assert_in_step()


def test_members_who_cross_between_two_units_stop_nobody(county: County, others: Any) -> None:
    def cross(person_id: int, there: str, back: str) -> None:
        for day in range(1, 9):
            membership = Membership.objects.select_related("person", "unit").get(
                person_id=person_id, ends_on=None
            )
            unit = county.unit(there if day % 2 else back)
            people.transfer(actor=SYSTEM, at=AT, membership=membership, unit=unit, day=date(2026, 11, day))

    pairs = (("上窑村", "南坡村"), ("南坡村", "上窑村"))
    crossing = [others(lambda a=a, b=b: cross(county.members[a][1].person_id, b, a)) for a, b in pairs]
    while not all(each.done() for each in crossing):
        freshness.refresh(DAY)
        services.rebuild(actor=SYSTEM, at=AT)
    for each in crossing:
        each.result()
    assert_in_step()


def test_of_two_who_fill_one_post_the_second_is_told(county: County, others: Any) -> None:
    post = county.unit("南坡村").posts.get(kind="secretary")

    def fill(place: int) -> str:
        person = county.members["南坡村"][place].person
        try:
            posts.take_post(actor=SYSTEM, at=AT, post=post, person=person, day=HELD)
        except Conflict as error:
            return error.code
        return "taken"

    answers = [others(lambda place=place: fill(place)) for place in range(3)]
    assert sorted(each.result() for each in answers) == ["post_held", "post_held", "taken"]
