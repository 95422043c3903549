"""Months as their first days."""

from datetime import date, timedelta

from jiceng.kernel.periods import months_after


def first_of(day: date) -> date:
    """The month a day lies in."""
    return day.replace(day=1)


def following(month: date) -> date:
    """The next month."""
    return months_after(month, 1)


def last_day(month: date) -> date:
    """The last day of a month: where a member is then, she pays."""
    return following(month) - timedelta(days=1)


def between(first: date, last: date) -> list[date]:
    """Months from `first` to `last`, both included."""
    found, month = [], first
    while month <= last:
        found.append(month)
        month = following(month)
    return found


def of_year(year: int) -> list[date]:
    """The twelve months of a year."""
    return [date(year, month, 1) for month in range(1, 13)]
