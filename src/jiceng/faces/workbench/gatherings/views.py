"""Reading meetings: the list, one record, its print, its copy for an official platform."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.duties.desk import asked_of, settled_by
from jiceng.apps.editorial.policies import READ as READ_ARTICLES
from jiceng.apps.editorial.records import words_of
from jiceng.apps.gatherings import policies, selectors
from jiceng.apps.gatherings.selectors import Attendance
from jiceng.apps.gatherings.services import MOST_MEASURED
from jiceng.apps.needs.selectors import may_raise
from jiceng.apps.organisations.selectors import names_on, unit_by_code
from jiceng.apps.people.exports import bounded
from jiceng.apps.people.listing import note_names_seen
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.gatherings import sheets
from jiceng.faces.workbench.gatherings.recording import JUST_RECORDED
from jiceng.faces.workbench.gatherings.tables import gatherings_sheet
from jiceng.faces.workbench.gatherings.words import (
    STATE_MARKS,
    attended,
    counts,
    duty_in_period,
    heads,
    is_meeting,
    kind_of,
    measured,
    posted,
    record_words,
    state_word,
)
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rules.words import measure_words
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure.plan import MeasureRule

PAGE = 30


@exportable
def gatherings(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Every meeting of a unit, newest first, by month."""
    version = unit_by_code(request.actor, code, request.day)
    rows = selectors.gatherings(request.actor, version)
    there = sorted(set(rows.values_list("kind", "day__year").order_by()))
    kind, year = request.GET.get("kind", ""), request.GET.get("year", "")
    if kind:
        rows = rows.filter(kind=kind)
    if year in {str(known) for _kind, known in there}:
        rows = rows.filter(day__year=int(year))
    if table_asked(request, "gatherings"):
        title = _("%(unit)s: meetings") % {"unit": version.name}
        sheet = gatherings_sheet(title, version.name, bounded(rows), request.day)
        return hand_out(request, Export("gatherings", title, version, lambda _numbers: [sheet]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    months = [
        (first, [_row(each) for each in group])
        for first, group in groupby(page, key=lambda each: each.day.replace(day=1))
    ]
    known = settings.PROFILE.gathering_kinds
    context = {
        "unit": version,
        "page": page,
        "months": months,
        "kinds": [each for each in known.values() if each.code in {kind for kind, _year in there}],
        "years": sorted({year for _kind, year in there}, reverse=True),
        "kind": kind,
        "year": year,
        "may_record": request.actor.may(policies.RECORD, version.path),
    }
    return render(request, "gatherings/gatherings.html", context)


def _row(gathering: "Gathering") -> dict[str, Any]:
    return {
        "gathering": gathering,
        "title": sheets.kind_title(gathering),
        "body": sheets.body_name(gathering),
        "mark": STATE_MARKS[gathering.state],
        "state": state_word(gathering.state, kind_of(gathering)),
        "counts": counts(gathering),
    }


@require_GET
def gathering(request: WorkbenchRequest, gathering_id: int) -> HttpResponse:
    """One meeting: what it says, whether enough were there, what it settled, what was changed since."""
    found, version = selectors.gathering_by_id(request.actor, gathering_id)
    held = found.state == "held"
    may_record = request.actor.may(policies.RECORD, version.path)
    asked = asked_of(found.kind, found.day)
    rule = asked.quorum if held else None
    name = _name_then(found, version, found.day)
    settled = settled_by(request.actor, version, found.pk, request.day) if held else []
    just = may_record and held and request.session.pop(JUST_RECORDED, None) == found.pk
    context = {
        "unit": version,
        "name": name,
        "gathering": found,
        "title": sheets.kind_title(found),
        "body": sheets.body_name(found),
        "items": sheets.item_titles(found.items),
        "mark": STATE_MARKS[found.state],
        "state": state_word(found.state, kind_of(found)),
        "rule": rule,
        "reached": rule.reached(found.present, found.entitled) if rule else None,
        "parts": asked.parts_among(found.items.split(",")),
        "parts_needed": asked.fewest_parts,
        "needed": rule.needed(found.entitled) if rule else None,
        **_kind_words(found),
        "measured": measured(found) if held else "",
        "measure": _measure_note(asked.measured, found, request.day) if held else None,
        "settled": [{"verdict": each, "title": duty_in_period(each)} for each in settled],
        "absent": sheets.absent_names(_roll(request, found, version)) if held else "",
        "makes_up": Period.parse(found.makes_up) if found.makes_up else None,
        "versions": sheets.versions(found, selectors.revisions(request.actor, found, version)),
        "notice": sheets.notice_text(found, name) if found.state == "announced" else "",
        "platforms": settings.PROFILE.platforms.values() if held else (),
        "may_record": may_record,
        "may_raise_need": held and may_raise(request.actor, version),
        "may_name": request.actor.may(policies.READ_ATTENDANCE, version.path),
        "has_come": found.day <= request.day,
        "just": _just_recorded(settled) if just else "",
        "article": _article(request, found, version),
    }
    return render(request, "gatherings/gathering.html", context)


def _article(request: WorkbenchRequest, found: "Gathering", version: "UnitVersion") -> int | None:
    """The article that put it on record, for whoever may read articles there."""
    may = bool(found.follows) and request.actor.may(READ_ARTICLES, version.path)
    return int(found.follows.rpartition(":")[2]) if may else None


def _kind_words(found: "Gathering") -> dict[str, Any]:
    """What a record of this kind says, and in which words."""
    return {
        "words": record_words(kind_of(found)),
        "posted": posted(found),
        "attended": attended(found),
        "meeting": is_meeting(found),
    }


def _measure_note(rule: "MeasureRule | None", found: "Gathering", day: date) -> tuple[str, str] | None:
    """Whether it lasted, or was posted, long enough to count: the mark beside it and the words."""
    if rule is None:
        return None
    asked = {"asked": measure_words(rule)}
    if not rule.comparator.holds(MOST_MEASURED if found.measured is None else found.measured, rule.value):
        return "late", _("too short to count: %(asked)s") % asked
    full = found.day + timedelta(rule.full_after)
    if full > day:
        return "due", _("counts from %(day)s: %(asked)s") % {**asked, "day": write_day(full)}
    return "done", _("long enough: %(asked)s") % asked


def _just_recorded(settled: "list[UnitVerdict]") -> str:
    """What is said right after recording: the duties it settled, by name."""
    done = [duty_in_period(each) for each in settled if each.state == "done"]
    return _("Recorded. Done: %(duties)s") % {"duties": sheets.listed(done)} if done else _("Recorded.")


def _roll(request: WorkbenchRequest, found: "Gathering", version: "UnitVersion") -> Sequence[Attendance]:
    """The roll with names for the branch; nothing for others, who see counts."""
    if not request.actor.may(policies.READ_ATTENDANCE, version.path):
        return ()
    roll = selectors.attendance(request.actor, found, version)
    named = [(row.person_id, version.unit_id) for row in roll if row.absent]
    note_names_seen(actor=request.actor, at=request.at, persons=named)
    return roll


def _name_then(found: "Gathering", version: "UnitVersion", day: date) -> str:
    """What the unit was called on the day of the meeting."""
    return names_on([found.unit_id], day).get(found.unit_id, version.name)


@require_GET
def print_gathering(request: WorkbenchRequest, gathering_id: int) -> HttpResponse:
    """The minutes as the office keeps them, on A4."""
    found, version = _held(request, gathering_id)
    words = record_words(kind_of(found))
    context = {
        "unit": version,
        "name": _name_then(found, version, found.day),
        "gathering": found,
        "title": sheets.kind_title(found),
        "items": sheets.listed(sheets.item_titles(found.items)),
        "headings": sheets.numbered([words.parts, words.minutes]),
        "absent": sheets.absent_names(_roll(request, found, version)),
        "missing": found.entitled - found.present,
        **_kind_words(found),
        "heads": heads(found),
        "measured": measured(found),
        "lines": [line for line in found.minutes.splitlines() if line.strip()],
    }
    return render(request, "gatherings/print.html", context)


@require_GET
def copy_gathering(request: WorkbenchRequest, gathering_id: int, platform: str) -> HttpResponse:
    """A record in the fields of an official platform, to be copied with one tap: nobody writes it twice."""
    found, version = _held(request, gathering_id)
    if platform not in settings.PROFILE.platforms:
        raise NotFound("page_not_found")
    target = settings.PROFILE.platforms[platform]
    name = _name_then(found, version, found.day)
    context = {
        "unit": version,
        "gathering": found,
        "title": sheets.kind_title(found),
        "platform": target,
        "fields": sheets.platform_fields(target, found, name, _roll(request, found, version)),
    }
    return render(request, "gatherings/copy.html", context)


def _held(request: WorkbenchRequest, gathering_id: int) -> "tuple[Gathering, UnitVersion]":
    """A meeting that was held: nothing else has minutes. Of a notice they are what was posted."""
    found, version = selectors.gathering_by_id(request.actor, gathering_id)
    if found.state != "held":
        raise NotFound("gathering_not_found")
    found.minutes = found.minutes or words_of(found)
    return found, version
