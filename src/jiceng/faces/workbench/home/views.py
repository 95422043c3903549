"""Landing pages: who goes where, and the secretary's list of what is due."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiceng.apps.dues.selectors import to_record
from jiceng.apps.duties.desk import computed_count
from jiceng.apps.duties.selectors import open_verdicts
from jiceng.apps.gatherings import policies
from jiceng.apps.gatherings.selectors import gatherings, occasions
from jiceng.apps.organisations.selectors import terms_ending, unit_by_code
from jiceng.apps.rectification.selectors import concerning
from jiceng.apps.standards.selectors import near as standards_near
from jiceng.apps.transfers.deadlines import due as motion_due
from jiceng.faces.workbench.admissions.views import due_lines
from jiceng.faces.workbench.decisions.views import home_lines
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.gatherings.sheets import body_name, kind_title
from jiceng.faces.workbench.gatherings.words import counts
from jiceng.faces.workbench.home.duty_list import duty_rows
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.needs.views import home_line as need_line
from jiceng.faces.workbench.transfers.words import due_rows
from jiceng.faces.workbench.units.tables import duties_sheet
from jiceng.kernel.periods import Cadence, Period

if TYPE_CHECKING:
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.organisations.models import UnitVersion

RECENT_DAYS, RECENT = 92, 4


@require_GET
def home(request: WorkbenchRequest) -> HttpResponse:
    """A secretary's list, an officer's board; without any role a page that says whom to ask."""
    if not request.homes:
        return render(request, "home/nowhere.html")
    role, version = request.homes[0]
    return redirect("due" if role == "secretary" else "board", version.unit.code)


@exportable
def due(request: WorkbenchRequest, code: str) -> HttpResponse:
    """What a unit owes now and why, what is called, what was done lately."""
    own = (each for _role, each in request.homes if each.unit.code == code)  # read already, with the actor
    version = next(own, None) or unit_by_code(request.actor, code, request.day)
    verdicts = open_verdicts(request.actor, version, request.day)
    if table_asked(request, "due"):
        title = _("%(unit)s: due now") % {"unit": version.name}
        sheet = duties_sheet(title, version.name, verdicts, request.day)
        return hand_out(request, Export("due", title, version, lambda _numbers: [sheet]))
    wanted = {id for each in verdicts for id in each.evidence_ids}
    near = Q(pk__in=wanted) | Q(state="announced") | Q(day__gte=request.day - timedelta(days=RECENT_DAYS))
    found = list(gatherings(request.actor, version).filter(near))
    there = occasions(request.actor, version, request.day)
    rows = duty_rows(verdicts, {each.pk: each for each in found}, there, request.day)
    month = Period.containing(Cadence.MONTH, request.day)
    context = {
        **_counted(request, version, month.previous()),
        "unit": version,
        "month": month,
        "rows": rows,
        "open_count": sum(row.open for row in rows),
        "called": sorted((_meeting(each) for each in found if each.state == "announced"), key=_day),
        "recent": [_meeting(each) for each in found if each.state == "held"][:RECENT],
        "term_end": _term_end(request, version),
        "others": _others(request),
        "admissions": due_lines(request, version),
        "decisions": home_lines(request, version),
        "needs": need_line(request, version),
        "standards": standards_near(version, request.day),
        "todo": due_rows(motion_due(request.actor, request.day, version.path), request.day),
        "may_record": request.actor.may(policies.RECORD, version.path),
        "visitor": not request.actor.may(policies.READ_ATTENDANCE, version.path),
        "today": request.day,
    }
    return render(request, "home/due.html", context)


def _counted(request: WorkbenchRequest, version: "UnitVersion", last: Period) -> dict[str, Any]:
    """What several rooms count of a unit, in one query; whoever has more to say is asked apart."""
    dues, concerned = to_record(request.actor, version, request.day), concerning()
    computed, members, *more = computed_count(
        request.actor, version, last.start, last.end, request.day, *dues, *concerned
    )
    return {
        "computed": computed,
        "members": members,
        "dues_left": sum(more[: len(dues)]),
        "rectification": any(more[len(dues) :]),
    }


def _meeting(gathering: "Gathering") -> dict[str, Any]:
    title = " · ".join(part for part in (kind_title(gathering), body_name(gathering)) if part)
    return {"gathering": gathering, "title": title, "counts": counts(gathering)}


def _day(meeting: dict[str, Any]) -> date:
    day: date = meeting["gathering"].day
    return day


def _term_end(request: WorkbenchRequest, version: "UnitVersion") -> date | None:
    """When the running term of the unit's body should end, the soonest; None where none is elected."""
    term = terms_ending(request.actor, request.day, date.max).filter(body__unit_id=version.unit_id).first()
    return term.due_on if term else None


def _others(request: WorkbenchRequest) -> list["UnitVersion"]:
    """The units a secretary of several changes between."""
    found = [version for role, version in request.homes if role == "secretary"]
    return found if len(found) > 1 else []
