"""What was posted, by column and month; and where the addresses of before lead."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from jiceng.apps.publications import archive, selectors, store
from jiceng.apps.publications.store import Posting

pytestmark = pytest.mark.django_db(databases=["published"])
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def columns() -> None:
    for order, code in enumerate(("one", "two", "three")):
        store.put_column(code, title=code, title_en="", order=order, listed=code != "three")


def post(number: int, column: str, at: datetime = NOW) -> None:
    store.post(Posting(number, column, f"第{number}号", "<p>甲</p>", "甲", at, at, 1))


def numbers(code: str, year: int, month: int | None = None) -> list[int]:
    column = selectors.column(code)
    assert column is not None
    found = archive.within(selectors.posted(NOW).filter(column=column), year, month)
    return [each.number for each in found]


def test_the_newest_of_each_column_come_at_once_and_in_order() -> None:
    for number in range(1, 9):
        post(number, ("one", "two")[number % 2], NOW - timedelta(hours=number))
    shown = list(selectors.columns())
    with CaptureQueriesContext(connections["published"]) as caught:
        found = archive.newest_of_each(shown, NOW, 3)
    assert len(caught) == 1
    assert [(column.code, [each.number for each in newest]) for column, newest in found] == [
        ("one", [2, 4, 6]),
        ("two", [1, 3, 5]),
    ]
    assert archive.newest_of_each([], NOW, 3) == []


def test_a_month_ends_at_midnight_of_the_office_s_clock() -> None:
    post(1, "one", datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC))
    post(2, "one", datetime(2026, 9, 30, 16, 0, tzinfo=UTC))
    post(3, "one", datetime(2025, 12, 31, 16, 0, tzinfo=UTC))
    assert (numbers("one", 2026, 9), numbers("one", 2026, 10)) == ([1], [2])
    assert (numbers("one", 2026), numbers("one", 2025), numbers("one", 2025, 12)) == ([2, 1, 3], [], [])


def test_months_are_counted_and_years_without_a_gap() -> None:
    for number, at in enumerate((NOW, NOW - timedelta(days=40), NOW.replace(year=2024)), start=1):
        post(number, "one", at)
    column = selectors.column("one")
    assert column is not None
    assert archive.years(column, NOW) == [2026, 2025, 2024]
    assert [(each.number, each.count) for each in archive.months(column, 2026, NOW)] == [(11, 1), (10, 1)]
    assert archive.months(column, 2025, NOW) == []


def test_what_is_not_posted_is_in_no_archive() -> None:
    post(1, "one", NOW + timedelta(seconds=1))
    column = selectors.column("one")
    assert column is not None
    assert (archive.years(column, NOW), archive.months(column, 2026, NOW), numbers("one", 2026)) == (
        [],
        [],
        [],
    )
    assert (archive.parts(NOW), archive.part(0, NOW), list(archive.newest(None, NOW, 9))) == ([], [], [])


@pytest.mark.parametrize(
    ("year", "month", "there"),
    [
        (None, None, True),
        (2026, None, True),
        (2026, 12, True),
        (2026, 13, False),
        (1, None, False),
        (9999, 1, False),
    ],
)
def test_periods_that_cannot_be_are_none(year: int | None, month: int | None, there: bool) -> None:
    assert archive.is_period(year, month) is there


def test_saying_the_same_again_writes_nothing() -> None:
    store.put_site(title="青禾")
    with CaptureQueriesContext(connections["published"]) as caught:
        store.put_site(title="青禾")
        store.put_column("one", title="one", title_en="", order=0, listed=True)
    assert not [query for query in caught if not query["sql"].startswith("SELECT")]
