"""A question put into SQL once is answered as the ORM answers it, of whatever number and moment."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from jiceng.apps.publications import store
from jiceng.apps.publications.models import Publication
from jiceng.apps.publications.prepared import Prepared
from jiceng.apps.publications.selectors import posted
from jiceng.apps.publications.store import Posting

pytestmark = pytest.mark.django_db(databases=["published", "inbox"])
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Two things are posted, the second until that day; tells how often the question was put into words."""
    store.put_column("affairs", title="村务公开", title_en="", order=1, listed=True)
    today = timezone.localdate(NOON)
    for number, until in ((1, None), (2, today)):
        said = Posting(number, "affairs", f"第{number}号", "<p>正文</p>", "正文", NOON, NOON, 1, until=until)
        store.post(said)
    return []


def question(worded: list[int]) -> Prepared[Publication]:
    def asked(number: int, now: datetime) -> QuerySet[Publication]:
        worded.append(number)
        return posted(now).filter(number=number).select_related(None).order_by()

    return Prepared(asked)


def test_each_number_and_moment_has_its_own_answer(worded: list[int]) -> None:
    ask = question(worded)
    moments = (NOON - HOUR, NOON, NOON + HOUR, NOON + timedelta(days=1))
    for number in (1, 2, 3):
        for now in moments:
            by_orm = list(posted(now).filter(number=number))
            assert ask(number, now) == by_orm, (number, now)
    assert [ask(2, now) != [] for now in moments] == [False, True, True, False]
    assert len(worded) == 1


def test_what_was_read_is_whole_and_typed(worded: list[int]) -> None:
    (found,) = question(worded)(2, NOON)
    same = Publication.objects.get(number=2)
    names = [each.attname for each in Publication._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(same, name) for name in names]


@pytest.mark.parametrize("number", [-1, 2**31 - 1, 2**31, 2**63, 10**30])
def test_a_number_that_no_key_can_have_is_not_asked_of_the_database(worded: list[int], number: int) -> None:
    assert question(worded)(number, NOON) == []
    assert worded == []
