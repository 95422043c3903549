"""Counting dated rows without loops equals counting them with loops."""

import calendar
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.procedure.columns import OPEN
from jiceng.engines.procedure.occasions import months_later
from jiceng.engines.procedure.spells import Spells, covering, ranges

# Few units and few days, so that edges meet often.
small, unit, moment = st.integers(1, 4), st.integers(0, 1), st.integers(0, 5)
rows = st.lists(st.tuples(unit, small, st.one_of(small, st.just(OPEN))), min_size=1, max_size=20)


def columns(given: list[tuple[int, ...]], width: int) -> list[np.ndarray]:
    """Tuples as columns."""
    return list(np.array(given, np.int32).reshape(-1, width).T)


@given(rows, st.lists(st.tuples(unit, moment), min_size=1, max_size=20))
def test_spells_holding_on_a_day(spells: list[tuple[int, int, int]], asked: list[tuple[int, int]]) -> None:
    found = Spells(*columns(spells, 3)).holding(*columns(asked, 2))
    naive = [sum(u == unit and start <= day < end for u, start, end in spells) for unit, day in asked]
    assert found.tolist() == naive


@given(rows, st.lists(st.tuples(unit, moment, moment), min_size=1, max_size=20))
def test_spells_covering_a_stretch(
    spells: list[tuple[int, int, int]], stretches: list[tuple[int, int, int]]
) -> None:
    stretches = sorted(stretches)
    found = covering(tuple(columns(spells, 3)), *columns(stretches, 3))
    naive = [
        sum(u == unit and start <= begun_by and end > lasting for u, start, end in spells)
        for unit, begun_by, lasting in stretches
    ]
    assert found.tolist() == naive


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_ranges_list_every_pair(bounds: list[tuple[int, int]]) -> None:
    first, last = np.array(bounds, np.int64).reshape(-1, 2).T
    row, place = ranges(first, last)
    naive = [(n, each) for n, (start, end) in enumerate(bounds) for each in range(start, end)]
    assert list(zip(row.tolist(), place.tolist(), strict=True)) == naive


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_months_later_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    found = date.fromordinal(int(months_later(np.array([day.toordinal()], np.int32), months)[0]))
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    assert found == date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def test_three_months_from_the_end_of_november() -> None:
    start = np.array([date(2025, 11, 30).toordinal()], np.int32)
    assert date.fromordinal(int(months_later(start, 3)[0])) == date(2026, 2, 28)
    assert date(2026, 2, 28) + timedelta(1) == date(2026, 3, 1)
