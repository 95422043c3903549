"""Words, days, states and small charts for templates: `{% load shared %}`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, to_locale

from jiceng.faces.shared import dates, marks
from jiceng.faces.shared.words import in_words
from jiceng.kernel.periods import Period

register = template.Library()


@register.filter
def word(text: object) -> str:
    """A word of the trade (a profile's `Text`) in the current language; plain text passes."""
    return in_words(text)


@register.filter
def who(name: str) -> str:
    """Who acted: a person by name; the program, when it acted on a command, by that command."""
    if name == "jiceng":
        return gettext("the program")
    return gettext("the program (%(command)s)") % {"command": name} if name.startswith("jiceng ") else name


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a space, in Chinese nothing."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.simple_tag
def contact() -> str:
    """Whom the office says to ask; nothing where it has not said."""
    return str(settings.CONTACT)


@register.filter
def language_tag(code: str) -> str:
    """The language as HTML names it: zh-hans → zh-Hans."""
    return to_locale(code).replace("_", "-")


@register.filter
def day(moment: date | datetime | None) -> str:
    """11月6日; the year when it is not this year's; nothing for nothing."""
    return "" if moment is None else dates.write_day(moment)


@register.filter
def full_day(moment: date | datetime | None) -> str:
    """A day with its year always."""
    return "" if moment is None else dates.write_day(moment, with_year=True)


@register.filter
def month(moment: date | datetime | None) -> str:
    """2027年3月."""
    return "" if moment is None else dates.write_month(moment)


@register.filter
def moment(value: datetime | None) -> str:
    """11月6日 09:12 in the office's zone."""
    return "" if value is None else dates.write_moment(value)


@register.filter
def span(first: date | None, last: date | None) -> str:
    """11月6日至12日; an open end reads 11月6日至今."""
    return dates.write_span(first, last)


@register.filter
def period(value: Period | str | None, length: str = "") -> str:
    """2026年四季度; `period:"short"` leaves out the current year."""
    if value is None or value == "":
        return ""
    found = Period.parse(value) if isinstance(value, str) else value
    return dates.write_period(found, short=length == "short")


@register.filter
def percent(part: Any, whole: Any = 1) -> str:
    """A share to one decimal; 100% and 0% only when exactly so; a dash when there is nothing to share."""
    if part is None or not whole:
        return "—"
    share = 100 * part / whole
    if share == int(share):
        return f"{int(share)}%"
    return f"{min(max(round(float(share), 1), 0.1), 99.9) if 0 < share < 100 else round(float(share), 1)}%"


@register.filter
def minutes(length: timedelta | None) -> int:
    """A duration in whole minutes, rounded up, so that nobody comes back too early."""
    return 0 if length is None else -(-length // timedelta(minutes=1))


@register.simple_tag
def state(code: object, text: str = "", strength: str = "", at_risk: bool = False) -> SafeString:
    """A state as shape and word; `text` replaces the word (11月6日已开) and must then say the state itself."""
    return state_of(marks.look_of(code, strength, at_risk=at_risk), text)


def state_of(look: str, text: str = "") -> SafeString:
    """The shape and word of a look."""
    words = text or marks.WORDS[look]
    return format_html(
        '<span class="st {}">{}<span>{}</span></span>', marks.colour_class(look), marks.mark(look), words
    )


@register.simple_tag
def legend() -> SafeString:
    """What the shapes mean, for under a strip or a board."""
    looks = ("done", "due", "at_risk", "late", "missed", "short", "excused")
    return format_html(
        '<p class="legend">{}</p>', format_html_join("", "{}", ((state_of(look),) for look in looks))
    )


@register.simple_tag
def state_word(code: object, strength: str = "", at_risk: bool = False) -> str:
    """The word of a state alone."""
    return str(marks.WORDS[marks.look_of(code, strength, at_risk=at_risk)])


@register.simple_tag
def bar(part: int, whole: int, missed: int = 0, late: int = 0) -> SafeString:
    """A thin bar under a figure: done, and from the right missed and late; what is still open stays empty."""
    return marks.share_bar(part, whole, missed=missed, late=late)


@register.simple_tag
def months(cells: Iterable[Mapping[str, Any]], label: str = "", numbered: bool = True) -> SafeString:
    """A strip of periods: `cells` of {period, state, strength?, at_risk?, note?}; told in its title."""
    drawn = [_cell(cell) for cell in cells]
    done = sum(cell.look == "done" for cell in drawn)
    told = ngettext("%(done)s of %(all)s done", "%(done)s of %(all)s done", len(drawn)) % {
        "done": done,
        "all": len(drawn),
    }
    if label:
        told = gettext("%(period)s: %(state)s") % {"period": label, "state": told}
    return marks.strip(drawn, told, numbered=numbered)


def _cell(cell: Mapping[str, Any]) -> marks.Cell:
    found: Period = Period.parse(cell["period"]) if isinstance(cell["period"], str) else cell["period"]
    look = marks.look_of(cell.get("state"), cell.get("strength", ""), at_risk=cell.get("at_risk", False))
    words = cell.get("note") or marks.WORDS[look]
    title = gettext("%(period)s: %(state)s") % {"period": dates.write_period(found), "state": words}
    return marks.Cell(dates.write_place(found), look, title)


@register.simple_tag
def interval(low: float, high: float, point: float, minimum: float, maximum: float, label: str) -> SafeString:
    """An estimate with its reach; `label` must say it in words."""
    return marks.interval(low, high, point, minimum, maximum, label)


@register.inclusion_tag("shared/sortable.html", takes_context=True)
def sortable(
    context: template.Context, key: str, label: str, current: str, order: str = "descending", kind: str = ""
) -> dict[str, Any]:
    """A head that sorts its table by `key` ("": the table's own order), the rest of the address kept.

    Parameters: `current`, the key in use; `order`, which way the key sorts, as ARIA says it; `kind` "text"
    for a column of words.
    """
    return {
        "key": key or None,
        "label": label,
        "order": order if key == current else "",
        "marked": key == current and key != "",
        "kind": kind,
        "request": context.get("request"),
    }


@register.inclusion_tag("shared/pager.html", takes_context=True)
def pager(context: template.Context, page: "Page[Any]") -> dict[str, Any]:
    """Earlier and later pages of a list, the rest of the address kept."""
    return {"page": page, "request": context.get("request")}
