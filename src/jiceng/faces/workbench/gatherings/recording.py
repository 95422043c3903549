"""Recording a meeting that was held, and correcting its record."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.duties.desk import asked_of
from jiceng.apps.gatherings import policies, selectors, services
from jiceng.apps.gatherings.selectors import Attendance, Occasion
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.apps.people.listing import note_names_seen
from jiceng.apps.people.selectors import away, leader_of
from jiceng.engines.procedure import HeldAs
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.gatherings.forms import CorrectForm, RecordForm
from jiceng.faces.workbench.gatherings.sheets import occasion_name
from jiceng.faces.workbench.gatherings.words import absence_word, taken_down_on
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rules.words import measure_words
from jiceng.kernel.errors import Invalid, JicengError
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.gatherings.rolls import RollEntry
    from jiceng.apps.organisations.models import UnitVersion

LATELY = 92
"""Days back, a quarter, for which notices posted on the site are shown beside the form."""
JUST_RECORDED = "just_recorded"
"""Session key: the record made a moment ago, offered to be undone on its page."""


@require_http_methods(["GET", "POST"])
def record(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Record a meeting: first what was held, unless the link says so, then one form."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    called = gathering_named(request, version, "announced")
    earlier = gathering_named(request, version, "again")
    if called is not None and called.state != "announced":
        return redirect("gathering", called.pk)
    fitting = occasions_meant(request, version, called)
    if len(fitting) != 1:
        named = [(each, occasion_name(each)) for each in fitting]
        context = {"unit": version, "occasions": named, "query": _kept(request)}
        return render(request, "gatherings/choose.html", context)
    occasion = fitting[0]
    known = called or earlier
    day = chosen_day(request, known.day if known else request.day)
    roll = selectors.roll_on(request.actor, version, occasion.body, occasion.kind.code, day)
    if request.method == "POST":
        form = RecordForm(request.POST, kind=occasion.kind, roll=roll)
        if form.is_valid() and (found := _save(request, version, occasion, form, called)):
            request.session[JUST_RECORDED] = found.pk
            return redirect("gathering", found.pk)
    else:
        initial = _initial(request, version, occasion, day)
        initial |= _written(request, version, occasion, day, known)
        form = RecordForm(initial=initial, kind=occasion.kind, roll=roll)
    context = {
        "unit": version,
        "occasion": occasion,
        "name": occasion_name(occasion),
        "made_up": _made_up_period(form),
        "posted": _posted_lately(request, version, occasion),
        **_form_context(request, version, form, roll, day),
    }
    return render(request, "gatherings/record.html", context, status=422 if form.errors else 200)


def _posted_lately(
    request: WorkbenchRequest, version: "UnitVersion", occasion: Occasion
) -> "list[Gathering]":
    """Notices of that kind that need not be recorded: they are on record because they were posted."""
    if not occasion.kind.posted:
        return []
    since = request.day - timedelta(days=LATELY)
    return selectors.posted_since(request.actor, version, occasion.kind.code, since)[:5]


def _save(
    request: WorkbenchRequest,
    version: "UnitVersion",
    occasion: Occasion,
    form: RecordForm,
    called: "Gathering | None",
) -> "Gathering | None":
    """The record, or None with the service's refusal in the form."""
    try:
        return services.record_gathering(
            actor=request.actor,
            at=request.at,
            unit=version.unit,
            body=occasion.body,
            minutes=form.minutes_written(),
            announced=called,
            entry_key=form.cleaned_data["entry_key"],
        )
    except JicengError as error:
        add_error(form, error)
        if error.code == "entry_taken_back":  # sent once more, it is another record
            anew = request.POST.copy()
            anew["entry_key"] = str(uuid4())
            form.data = anew
        return None


def gathering_named(request: WorkbenchRequest, version: "UnitVersion", name: str) -> "Gathering | None":
    """A gathering of this unit that the link names: its announcement, or one to write again."""
    number = request.GET.get(name, "")
    if not number.isdecimal():
        return None
    found, _unit = selectors.gathering_by_id(request.actor, int(number), policies.RECORD)
    return found if found.unit_id == version.unit_id else None


def occasions_meant(
    request: WorkbenchRequest, version: "UnitVersion", called: "Gathering | None"
) -> list[Occasion]:
    """What may have been held, as far as the link or the announcement says it."""
    found = selectors.occasions(request.actor, version, request.day)
    kind = called.kind if called else request.GET.get("kind", "")
    body = str(called.body_id or "") if called else request.GET.get("body", "")
    of_kind = [each for each in found if each.kind.code == kind]
    of_body = [each for each in of_kind if each.body is not None and str(each.body.pk) == body]
    return of_body or of_kind or found


def _kept(request: WorkbenchRequest) -> str:
    """What the address says besides the kind, to be kept when one is chosen."""
    query = request.GET.copy()
    for name in ("kind", "body"):
        query.pop(name, None)
    return query.urlencode()


def chosen_day(request: WorkbenchRequest, otherwise: date) -> date:
    """The day typed, if it is one; else today, or the day announced if that has come."""
    typed = (request.POST if request.method == "POST" else request.GET).get("day", "")
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return min(otherwise, request.day)


def _initial(
    request: WorkbenchRequest, version: "UnitVersion", occasion: Occasion, day: date
) -> dict[str, Any]:
    """What is known already of any meeting and need not be typed. No set part is ticked beforehand: a record
    says what was done, not what should have been.
    """
    return {
        "day": day,
        "entry_key": uuid4(),
        "makes_up": request.GET.get("makes_up", ""),
        # Who teaches is said each time: it is seldom who leads.
        "chair": leader_of(request.actor, version, day) if occasion.kind.held_as is HeldAs.MEETING else "",
        "recorder": request.actor.name,
        "chosen": request.GET.getlist("item"),
    }


def _written(
    request: WorkbenchRequest,
    version: "UnitVersion",
    occasion: Occasion,
    day: date,
    known: "Gathering | None",
) -> dict[str, Any]:
    """What the announcement, or a record taken back, says already; else the place of the last of its kind."""
    if known is not None and known.state != "announced":
        said = {name: value for name, value in _as_written(known).items() if name != "day"}
        if not request.actor.may(policies.READ_ATTENDANCE, version.path):
            return said
        return said | _ticked(request, selectors.attendance(request.actor, known, version))
    absent = _absent_already(request, version, day)
    if known is not None:
        return absent | {"time": known.time, "place": known.place, "subject": known.subject}
    held = selectors.gatherings(request.actor, version).filter(kind=occasion.kind.code, state="held")
    last = held.first()
    if last is None:
        return absent
    # Heads nobody lists change little from one meeting to the next.
    return absent | {"place": last.place, "entitled": last.entitled if last.roll_id is None else None}


def _absent_already(request: WorkbenchRequest, version: "UnitVersion", day: date) -> dict[str, Any]:
    """Ticks already made when the roll is fetched for another day; at first, members registered as away."""
    if "day" in request.GET:
        reasons = {name: value for name, value in request.GET.items() if name.startswith("reason-")}
        return {"absent": request.GET.getlist("absent"), "reasons": reasons}
    gone = away(request.actor, version, day)
    return {"absent": list(gone), "reasons": {f"reason-{id}": "away" for id in gone}}


def _as_written(gathering: "Gathering") -> dict[str, Any]:
    """A record's own words as a form's first values."""
    items = gathering.items.split(",")
    names = (
        "day",
        "time",
        "place",
        "subject",
        "minutes",
        "chair",
        "recorder",
        "makes_up",
        "entitled",
        "present",
    )
    measured = taken_down_on(gathering) or gathering.measured
    said = {"fixed": items, "chosen": items, "measured": measured}
    return {name: getattr(gathering, name) for name in names} | said


def _made_up_period(form: RecordForm) -> Period | None:
    """The earlier period a meeting makes up for, when the link or the form names one."""
    try:
        return Period.parse(form["makes_up"].value() or "")
    except Invalid:
        return None


def _form_context(
    request: WorkbenchRequest,
    version: "UnitVersion",
    form: RecordForm,
    roll: "Sequence[RollEntry | Attendance]",
    day: date,
) -> dict[str, Any]:
    """What a form needs beside its fields; the names on its roll are given with it."""
    seen = [(row.person_id, version.unit_id) for row in roll]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    asked = asked_of(form.kind.code, day)
    rule = asked.quorum if roll else None
    return {
        "form": form,
        "today": request.day,
        "reasons": [(code, absence_word(code)) for code in services.ABSENCE_REASONS[1:]],
        "rule": rule,
        "needed": rule.needed(form.voting) if rule else 0,
        "parts_needed": asked.fewest_parts,
        "measure_asked": measure_words(asked.measured) if asked.measured else "",
        "probation": len(roll) - form.voting,
    }


@require_http_methods(["GET", "POST"])
def correct(request: WorkbenchRequest, gathering_id: int) -> HttpResponse:
    """Correct a record; what it said before stays readable."""
    gathering, version = selectors.gathering_by_id(request.actor, gathering_id, policies.RECORD)
    kind = settings.PROFILE.gathering_kinds[gathering.kind]
    day = chosen_day(request, gathering.day)
    roll = _roll_to_correct(request, gathering, version, day)
    if request.method == "POST":
        form = CorrectForm(request.POST, kind=kind, roll=roll)
        if form.is_valid() and _correct(request, gathering, form):
            messages.success(request, _("The record is corrected. What it said before stays readable below."))
            return redirect("gathering", gathering.pk)
    else:
        initial = _as_written(gathering) | {"revision": gathering.revision, "day": day}
        form = CorrectForm(initial=initial | _ticked(request, roll), kind=kind, roll=roll)
    context = {"unit": version, "gathering": gathering, "kind": kind}
    context |= _form_context(request, version, form, roll or (), day)
    return render(request, "gatherings/correct.html", context, status=422 if form.errors else 200)


def _roll_to_correct(
    request: WorkbenchRequest, gathering: "Gathering", version: "UnitVersion", day: date
) -> "Sequence[RollEntry | Attendance] | None":
    """The frozen roll, or that of another day.

    None where attendance by name is not this reader's, or no longer there, to be changed.
    """
    if gathering.absences_expired_at or not request.actor.may(policies.READ_ATTENDANCE, version.path):
        return None
    if day == gathering.day:
        return selectors.attendance(request.actor, gathering, version)
    return selectors.roll_on(request.actor, version, gathering.body, gathering.kind, day)


def _ticked(request: WorkbenchRequest, roll: "Sequence[RollEntry | Attendance] | None") -> dict[str, Any]:
    if "day" in request.GET:
        reasons = {name: value for name, value in request.GET.items() if name.startswith("reason-")}
        return {"absent": request.GET.getlist("absent"), "reasons": reasons}
    absent = [row for row in roll or () if isinstance(row, Attendance) and row.absent]
    return {
        "absent": [row.person_id for row in absent],
        "reasons": {f"reason-{row.person_id}": row.reason for row in absent},
    }


def _correct(request: WorkbenchRequest, gathering: "Gathering", form: CorrectForm) -> bool:
    try:
        services.correct_gathering(
            actor=request.actor,
            at=request.at,
            gathering=gathering,
            minutes=form.minutes_written(),
            reason=form.cleaned_data["reason"],
            revision=form.cleaned_data["revision"],
        )
    except JicengError as error:
        add_error(form, error)
        return False
    return True
