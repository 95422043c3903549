"""Pages of units: what each has published, what it owes to the public, until when it stays."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.views.decorators.http import require_safe

from jiceng.apps.publications import units
from jiceng.apps.publications.units import Posted
from jiceng.faces.portal.context import steps
from jiceng.faces.portal.reading import PortalRequest
from jiceng.faces.portal.views import not_indexed
from jiceng.faces.shared.dates import write_day, write_period

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Due, Publication

NEWEST, ON_PAGE, LONGEST_NAME = 5, 30, 100
_POSTED = "posted"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is due, in words: what the rule asks, what was posted, until when it stays.

    `here`, whether the last of it can still be read.
    """

    due: "Due"
    asked: str
    how_long: str
    clause: str
    said: str
    last: "Publication | None"
    stays: str
    here: bool


@require_safe
def listing(request: PortalRequest) -> HttpResponse:
    """Units by what they stand under; `?q=`, those whose name holds it."""
    name = request.GET.get("q", "").strip()[:LONGEST_NAME]
    context = {
        "groups": units.groups(request.at, name),
        "query": name,
        "steps": steps((gettext("By unit"), "")),
        "noindex": bool(name),
    }
    return not_indexed(render(request, "portal/units.html", context), hidden=bool(name))


@require_safe
def unit(request: PortalRequest, code: str) -> HttpResponse:
    """One unit; `?kind=` reads all of one kind, page by page."""
    there = units.unit(code)
    if there is None:
        raise Http404
    posted = units.posted_by(there, request.at)
    trail: list[tuple[object, str]] = [(gettext("By unit"), reverse("portal_units"))]
    kind = units.kind(request.GET.get("kind", ""))
    if kind is not None:
        page = Paginator(posted.filter(kind=kind.code), ON_PAGE).get_page(request.GET.get("page"))
        trail += [(there.name, reverse("portal_unit", args=[code])), (kind, "")]
        context = {"page": page, "chosen_title": kind}
    else:
        today = timezone.localdate(request.at)
        owed = [_shown(each, today) for each in units.owed(there, request.at)]
        trail.append((there.name, ""))
        context = {"owed": owed, "kinds": units.by_kind(posted, NEWEST)}
    return render(request, "portal/unit.html", context | {"unit": there, "steps": steps(*trail)})


def _shown(posted: Posted, today: date) -> Shown:
    period = {"period": write_period(posted.period), "day": write_day(posted.period.end)}
    said = gettext("Not yet posted on this site in %(period)s, which lasts until %(day)s.") % period
    if posted.times:
        text = ngettext(
            "Posted %(times)s time on this site in %(period)s.",
            "Posted %(times)s times on this site in %(period)s.",
            posted.times,
        )
        said = text % (period | {"times": posted.times})
    return Shown(
        posted.due,
        _asked(posted.due),
        _how_long(posted.due),
        posted.due.clause_in(get_language() or ""),
        said,
        posted.last,
        _stays(posted, today),
        posted.last is not None and posted.last.state == _POSTED and not _over(posted, today),
    )


def _over(posted: Posted, today: date) -> bool:
    return posted.last is not None and posted.last.until is not None and posted.last.until < today


def _stays(posted: Posted, today: date) -> str:
    """When the last was posted, and until when it stays."""
    if posted.last is None:
        return ""
    day = {"day": write_day(posted.last.posted_at)}
    if posted.until is None:
        return gettext("posted on %(day)s") % day
    both = day | {"until": write_day(posted.until)}
    if _over(posted, today) or posted.last.state != _POSTED:
        return gettext("posted on %(day)s, until %(until)s") % both
    if posted.last.until is None and posted.until < today:
        return gettext("posted on %(day)s, for as long as the rule asks") % day
    if posted.last.until is None:
        return gettext("posted on %(day)s, has to stay until %(until)s") % both
    return gettext("posted on %(day)s, stays until %(until)s") % both


def _asked(due: "Due") -> str:
    """What the rule asks, as strictly as it does: 一般 is not 应当."""
    each = {
        "month": pgettext("how often", "a month"),
        "quarter": pgettext("how often", "a quarter"),
        "half_year": pgettext("how often", "in half a year"),
        "year": pgettext("how often", "a year"),
    }[due.cadence]
    if due.strength == "must":
        text = ngettext(
            "To be posted at least once %(each)s.",
            "To be posted at least %(times)s times %(each)s.",
            due.times,
        )
    else:
        text = ngettext(
            "Normally posted once %(each)s.", "Normally posted %(times)s times %(each)s.", due.times
        )
    return text % {"each": each, "times": due.times}


def _how_long(due: "Due") -> str:
    """For how many days it is to stay; nothing where the rule does not say."""
    if due.days is None:
        return ""
    text = ngettext("It stays for %(days)s day at least.", "It stays for %(days)s days at least.", due.days)
    return text % {"days": due.days}
