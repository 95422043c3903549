"""How days, spans and periods are written: 11月6日, 2026年四季度; 6 Nov, Q4 2026.

The shapes stand in the catalogue as date formats, so that a language brings its own. A year is written
only when it is not the current one, as an office writes.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.translation import gettext, pgettext

from jiceng.kernel.periods import Cadence, Period


def local_day(moment: date | datetime) -> date:
    """The day of the office's time zone in which `moment` lies."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def write_day(moment: date | datetime, *, with_year: bool | None = None) -> str:
    """A day; `with_year` None means: only when it is not this year's."""
    day = local_day(moment)
    if with_year is None:
        with_year = day.year != timezone.localdate().year
    return written(day, pgettext("date format", "j M Y") if with_year else pgettext("date format", "j M"))


def write_month(moment: date | datetime) -> str:
    """A month with its year: 2027年3月."""
    return written(local_day(moment), pgettext("date format", "M Y"))


def write_year(year: int) -> str:
    """A year: 2027年."""
    return gettext("%(year)s") % {"year": year}


def write_moment(moment: datetime) -> str:
    """A day and the time of day in the office's zone, seconds left out."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return gettext("%(day)s, %(time)s") % {"day": write_day(local), "time": f"{local:%H:%M}"}


def write_span(first: date | None, last: date | None) -> str:
    """From `first` to `last`, both inclusive; an open side reads 至今; what is shared is said once."""
    if first is None or last is None:
        if first is not None:
            return gettext("since %(day)s") % {"day": write_day(first)}
        return "" if last is None else gettext("until %(day)s") % {"day": write_day(last)}
    first, last = local_day(first), local_day(last)
    if first == last:
        return write_day(first)
    start, end = _span_shapes(first, last)
    parts = {"start": written(first, start), "end": written(last, end)}
    return pgettext("span of days", "%(start)s – %(end)s") % parts


def _span_shapes(first: date, last: date) -> tuple[str, str]:
    """Formats of both ends: English says the shared month and year last, Chinese says them first."""
    if first.year != last.year:
        return (pgettext("date format", "j M Y"),) * 2
    this_year = first.year == timezone.localdate().year
    if first.month != last.month:
        if this_year:
            return (pgettext("date format", "j M"),) * 2
        return pgettext("start of a span in a year", "j M"), pgettext("end of a span in a year", "j M Y")
    if this_year:
        return pgettext("start of a span in a month", "j"), pgettext("end of a span in a month", "j M")
    return pgettext("start of a span in a past month", "j"), pgettext(
        "end of a span in a past month", "j M Y"
    )


def write_period(period: Period, *, short: bool = False) -> str:
    """A period by its name; `short` leaves the year out when it is the current one (四季度, 11月)."""
    year = period.start.year
    bare = short and year == timezone.localdate().year
    match period.cadence:
        case Cadence.MONTH:
            return (
                written(period.start, pgettext("date format, month alone", "F"))
                if bare
                else write_month(period.start)
            )
        case Cadence.QUARTER:
            name = _quarter(period.end.month // 3)
        case Cadence.HALF_YEAR:
            name = gettext("first half") if period.end.month == 6 else gettext("second half")
        case Cadence.YEAR:
            return write_year(year)
        case None:
            return write_span(period.start, period.end)
    return name if bare else gettext("%(part)s %(year)s") % {"part": name, "year": year}


def write_place(period: Period) -> str:
    """A period's number in its year (11 for November, 4 for the last quarter); of a year its last digits."""
    match period.cadence:
        case Cadence.QUARTER:
            return str(period.end.month // 3)
        case Cadence.HALF_YEAR:
            return str(period.end.month // 6)
        case Cadence.YEAR:
            return f"{period.start:%y}"
        case _:
            return str(period.end.month)


def _quarter(number: int) -> str:
    names = (
        pgettext("quarter", "Q1"),
        pgettext("quarter", "Q2"),
        pgettext("quarter", "Q3"),
        pgettext("quarter", "Q4"),
    )
    return names[number - 1]
