"""Periods: keys, bounds, neighbours."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import FIRST_YEAR, LAST_YEAR, Cadence, Period, months_after, periods_between

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-10-05/2026-11-04", date(2026, 10, 5), date(2026, 11, 4)),
    ],
)
def test_a_key_names_its_days_and_is_written_back_alike(key: str, start: date, end: date) -> None:
    period = Period.parse(key)
    assert (period.start, period.end, period.key) == (start, end, key)


@pytest.mark.parametrize(
    "key", ["", "2026-13", "2026-Q5", "2026-H3", "26-10", "2026-1", "2026-10-02/2026-10-01", "x/y"]
)
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(key)


@given(DAYS, st.sampled_from(Cadence))
def test_the_period_of_a_day_contains_it_and_its_neighbours_do_not(day: date, cadence: Cadence) -> None:
    period = Period.containing(cadence, day)
    assert period.contains(day)
    assert period.next().start == period.end + timedelta(days=1)
    assert period.previous().end == period.start - timedelta(days=1)
    assert period.next().previous() == period
    assert Period.parse(period.key) == period


@given(DAYS, st.integers(0, 800), st.sampled_from(Cadence))
def test_periods_between_two_days_cover_both_without_gap(first: date, days: int, cadence: Cadence) -> None:
    last = first + timedelta(days=days)
    found = periods_between(cadence, first, last)
    assert found[0].contains(first)
    assert found[-1].contains(last)
    assert all(a.next() == b for a, b in itertools.pairwise(found))


def test_there_are_no_periods_between_a_day_and_an_earlier_one() -> None:
    assert periods_between(Cadence.MONTH, date(2026, 2, 1), date(2026, 1, 1)) == ()


def test_an_interval_moves_by_its_own_length() -> None:
    week = Period.parse("2026-11-02/2026-11-08")
    assert week.next().key == "2026-11-09/2026-11-15"
    assert week.previous().key == "2026-10-26/2026-11-01"


@pytest.mark.parametrize("key", ["0001-01", "9999-12", "9999", "0999-Q1", "2０26-10"])
def test_every_period_there_is_has_one_before_and_one_after(key: str) -> None:
    with pytest.raises(Invalid, match="bad_period"):
        Period.parse(key)
    for edge in (f"{FIRST_YEAR}-01", f"{LAST_YEAR}-12"):
        assert Period.parse(edge).next().previous() == Period.parse(edge)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
    ],
)
def test_months_after_ends_on_the_last_day_there_is(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected
