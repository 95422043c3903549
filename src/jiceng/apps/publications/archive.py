"""What was posted, by column, year and month. Only what is posted at a moment is among it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import reduce
from operator import or_

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from jiceng.apps.publications.models import Column, Publication
from jiceng.apps.publications.selectors import listed, posted

BEGINNING, PART = 200, 2_000
LIST_FIELDS = ("number", "title", "posted_at", "changed_at", "column_id", "unit_name", "listed")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of an archive by its first day, and how much of it there is."""

    first: date
    count: int

    @property
    def number(self) -> int:
        """Its number in the year."""
        return self.first.month


def newest_of_each(
    columns: Iterable[Column], now: datetime, most: int
) -> list[tuple[Column, list[Publication]]]:
    """The newest of each column, at most so many; columns that have nothing are left out. One query."""
    shown = {each.pk: each for each in columns}
    if not shown:
        return []
    numbers = listed(now).select_related(None).values("number")
    among = reduce(or_, (Q(number__in=numbers.filter(column=key)[:most]) for key in shown))
    found = list(Publication.objects.filter(among).only(*LIST_FIELDS).order_by("-posted_at", "-number"))
    groups = ((column, [each for each in found if each.column_id == key]) for key, column in shown.items())
    return [(column, each) for column, each in groups if each]


def newest(column: Column | None, now: datetime, most: int) -> QuerySet[Publication]:
    """The newest of a column, or of all, for feeds: each with how its text begins (`beginning`)."""
    found = listed(now).defer("html", "text").annotate(beginning=Left("text", BEGINNING))
    return (found if column is None else found.filter(column=column))[:most]


def parts(now: datetime) -> list[tuple[int, datetime]]:
    """Parts of all that is listed, by two thousand numbers, and when each was last changed."""
    found = listed(now).order_by().annotate(part=F("number") / PART).values("part")
    return [(each["part"], each["at"]) for each in found.annotate(at=Max("changed_at")).order_by("part")]


def part(number: int, now: datetime) -> list[tuple[int, datetime]]:
    """The numbers of a part, and when each was last changed."""
    found = listed(now).filter(number__gte=number * PART, number__lt=(number + 1) * PART)
    return list(found.order_by("number").values_list("number", "changed_at"))


def is_period(year: int | None, month: int | None) -> bool:
    """Whether there is such a year, and such a month in it."""
    return (year is None or MINYEAR < year < MAXYEAR) and (month is None or 1 <= month <= 12)


def within(found: QuerySet[Publication], year: int | None, month: int | None) -> QuerySet[Publication]:
    """What of it was posted in a year, or in one month of it, here; for lists, so without the words."""
    found = found.defer("html", "text")
    return found if year is None else found.filter(_in(year, month))


def years(column: Column, now: datetime) -> list[int]:
    """The years from the newest of a column back to its oldest."""
    found = posted(now).filter(column=column).order_by("posted_at").values_list("posted_at", flat=True)
    oldest, newest = found.first(), found.last()
    if oldest is None or newest is None:
        return []
    return list(range(timezone.localdate(newest).year, timezone.localdate(oldest).year - 1, -1))


def months(column: Column, year: int, now: datetime) -> list[Month]:
    """The months of a year in which the column has anything, the last first; in one pass over that year."""
    counts = {str(month): Count("pk", filter=_in(year, month)) for month in range(1, 13)}
    found = posted(now).filter(_in(year, None), column=column).order_by().aggregate(**counts)
    return [Month(date(year, int(month), 1), count) for month, count in reversed(found.items()) if count]


def _in(year: int, month: int | None) -> Q:
    """Posted within a year, or a month of it, by the office's own clock."""
    zone = timezone.get_current_timezone()
    next_year, next_month = (year, month + 1) if month and month < 12 else (year + 1, 1)
    return Q(
        posted_at__gte=datetime(year, month or 1, 1, tzinfo=zone),
        posted_at__lt=datetime(next_year, next_month, 1, tzinfo=zone),
    )
