"""One's own calendar of what is due (日历订阅): what to hold until when, what is called, which terms end, until
when letters and statements of people in motion and steps of admissions wait.

It names duties, steps, units and bodies, and no person: a calendar is copied to telephones and lies open on
desks. For the same reason a gathering's subject and place, which are free text, stay out.

Source: RFC 5545 (iCalendar), RFC 7986 (name, refresh interval).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from jiceng.apps.access.feeds import subscriber
from jiceng.apps.access.selectors import home_units
from jiceng.apps.admissions.selectors import due as due_admissions
from jiceng.apps.duties.selectors import open_verdicts
from jiceng.apps.gatherings.selectors import gatherings
from jiceng.apps.organisations.selectors import names_on, terms_ending
from jiceng.apps.transfers.deadlines import due as due_in_motion
from jiceng.faces.shared.words import in_words
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

MOTION = {
    **dict.fromkeys(("answer", "address", "ending", "expired"), "letters"),
    **dict.fromkeys(("renew", "back", "visitor"), "statements"),
}
"""What is due about people in motion and has a day, by what it is called on a calendar."""
TERM_DAYS = 183
"""How long before its end a term is on the calendar: half a year, to prepare an election."""
AROUND = timedelta(days=31)
"""How far back and ahead people in motion are on the calendar; what has waited longer stands on the pages."""
MOST_STEPS = 200
"""Steps of admissions of a unit, the soonest due."""
REFRESH = timedelta(hours=6)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever made this address, as she may see it today."""
    now = timezone.now()
    found = subscriber(secret, timezone.localdate(now))
    with translation.override(found.language):
        calendar = _calendar(request, found.actor, now)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = f"private, max-age={int(REFRESH.total_seconds())}"
    return response


def _calendar(request: HttpRequest, actor: Actor, now: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Jiceng//Jiceng//ZH")
    calendar.add("version", "2.0")
    calendar.add("name", _("What is due"))
    calendar.add("x-wr-calname", _("What is due"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    day = timezone.localdate(now)
    for event in _events(request, actor, day):
        event.add("dtstamp", now)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _events(request: HttpRequest, actor: Actor, day: date) -> Iterator[Event]:
    units = {version.unit_id: version for _role, version in home_units(actor, day)}
    for version in units.values():
        address = request.build_absolute_uri(reverse("due", args=[version.unit.code]))
        for event in (*_duties(actor, version, day), *_called(actor, version)):
            event.add("url", address)
            yield event
    yield from _terms(request, actor, day)
    yield from _in_motion(request, actor, day)
    steps = {event["uid"]: event for each in units.values() for event in _steps(request, actor, each, day)}
    yield from steps.values()


def _duties(actor: Actor, version: "UnitVersion", day: date) -> Iterator[Event]:
    """What is still to be done: on its last day, or on the last day of the time to make it up."""
    for each in open_verdicts(actor, version, day):
        if each.state not in ("due", "late"):
            continue
        verdict = each.verdict
        last = verdict.grace_until if each.state == "late" else verdict.closes_on
        uid = f"duty-{version.unit.code}-{verdict.duty}-{verdict.period}"
        words = _("%(what)s: last day to make it up") if each.state == "late" else _("%(what)s: last day")
        yield _event(uid, words % {"what": in_words(each.duty.title)}, version.name, last)


def _called(actor: Actor, version: "UnitVersion") -> Iterator[Event]:
    """Gatherings that are called, at their time."""
    for gathering in gatherings(actor, version).filter(state="announced"):
        title = in_words(settings.PROFILE.gathering_kinds[gathering.kind].title)
        when: date | datetime = gathering.day
        if gathering.time is not None:
            when = datetime.combine(gathering.day, gathering.time, timezone.get_default_timezone())
        event = _event(f"gathering-{gathering.pk}", title, version.name, when)
        event.add("sequence", gathering.revision - 1)
        event.add("last-modified", gathering.recorded_at)
        yield event


def _terms(request: HttpRequest, actor: Actor, day: date) -> Iterator[Event]:
    """Terms that are due to end, and those that should have."""
    found = list(terms_ending(actor, day, day + timedelta(days=TERM_DAYS)))
    names = names_on({term.body.unit_id for term in found}, day)
    for term in found:
        words = _("%(body)s: the term ends") % {"body": term.body.name or term.body.kind}
        event = _event(f"term-{term.pk}", words, names.get(term.body.unit_id, ""), term.due_on)
        event.add("url", request.build_absolute_uri(reverse("unit", args=[term.body.unit.code])))
        yield event


def _in_motion(request: HttpRequest, actor: Actor, day: date) -> Iterator[Event]:
    """Last days of transfer letters, and days on which statements of mobile members are to be renewed: one
    event a unit and day, however many there are.
    """
    words = {
        "letters": _("Transfer letters: last day"),
        "statements": _("Statements of mobile members to renew"),
    }
    address = request.build_absolute_uri(reverse("transfers"))
    rows = [each for each in due_in_motion(actor, day, until=day + AROUND) if each.kind in MOTION]
    found = {
        (MOTION[each.kind], each.unit_id, each.day): each.unit
        for each in rows
        if each.day is not None and each.day >= day - AROUND
    }
    for (kind, unit_id, when), unit in found.items():
        event = _event(f"{kind}-{unit_id}-{when}", words[kind], unit, when)
        event.add("url", address)
        yield event


def _steps(request: HttpRequest, actor: Actor, version: "UnitVersion", day: date) -> Iterator[Event]:
    """Steps of admissions the user takes herself, on the day they are due: one event a unit, step and day."""
    address = request.build_absolute_uri(reverse("admissions", args=[version.unit.code]))
    rows, _number = due_admissions(actor, version, day, MOST_STEPS)
    for each in rows:
        step = each.expected
        if step.due_by is None or abs(step.due_by - day) > AROUND:
            continue
        what = _("%(what)s: last day") % {"what": in_words(each.rule.title)}
        uid = f"step-{step.admission.unit_id}-{step.step}-{step.due_by}"
        event = _event(uid, what, each.unit, step.due_by)
        event.add("url", address)
        yield event


def _event(uid: str, words: str, unit: str, when: date | datetime) -> Event:
    """An event without end at a time, or of one whole day; its name is the same at every fetch."""
    event = Event()
    event.add("uid", f"{uid}@jiceng")
    event.add("summary", _("%(what)s (%(unit)s)") % {"what": words, "unit": unit})
    event.add("dtstart", when)
    if not isinstance(when, datetime):
        event.add("dtend", when + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event
