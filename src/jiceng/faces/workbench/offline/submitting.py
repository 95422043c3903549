"""The address a device sends its records to. It answers in JSON, with sentences ready to be shown.

201 stored now      200 stored before, the same content      409 another record stands: both are shown;
                                                             or what it made was taken back
422 what is wrong, by field      401 signed out, or someone else has signed in: kept on the device
403, 404 no longer hers to record
"""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from jiceng.apps.gatherings import policies, selectors
from jiceng.apps.gatherings.submissions import submit_gathering
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.shared.dates import write_day, write_moment
from jiceng.faces.shared.sentences import sentence
from jiceng.faces.workbench.gatherings.forms import RecordForm
from jiceng.faces.workbench.gatherings.recording import (
    JUST_RECORDED,
    chosen_day,
    gathering_named,
    occasions_meant,
)
from jiceng.faces.workbench.gatherings.sheets import kind_title
from jiceng.faces.workbench.gatherings.words import counts, posted
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.offline.law import FORM
from jiceng.kernel.errors import Conflict, Invalid, JicengError, NotFound, Refused

if TYPE_CHECKING:
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.apps.gatherings.submissions import Submitted

OURS = frozenset({"csrfmiddlewaretoken", "form", "user", "beside"})
"""What a submission says besides the fields of the form."""


@require_POST
def submit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Store a record written on a device."""
    try:
        version = unit_by_code(request.actor, code, request.day, policies.RECORD)
        _check_sender(request)
        return _stored(request, version)
    except JicengError as error:
        return _refused(request, error)


def _check_sender(request: WorkbenchRequest) -> None:
    """The form is one we can read, and whoever wrote it is who has signed in now."""
    if request.POST.get("form") != str(FORM):
        raise Invalid("form_of_another_release")
    if request.POST.get("user") != str(request.user.pk):
        raise Refused("written_by_another")


def _stored(request: WorkbenchRequest, version: Any) -> HttpResponse:
    called = gathering_named(request, version, "announced")
    occasions = occasions_meant(request, version, called)
    if len(occasions) != 1:
        raise Invalid("unknown_gathering_kind", field="kind", value=request.GET.get("kind", ""))
    occasion = occasions[0]
    day = chosen_day(request, request.day)
    roll = selectors.roll_on(request.actor, version, occasion.body, occasion.kind.code, day)
    form = RecordForm(request.POST, kind=occasion.kind, roll=roll)
    unknown = {name for name in request.POST if not name.startswith("reason-")}
    if unknown := unknown - OURS - set(RecordForm.base_fields):
        raise Invalid("unknown_fields", fields=sorted(unknown))
    if not form.is_valid():
        return _invalid({name: list(map(str, errors)) for name, errors in form.errors.items()}, form)
    if form.cleaned_data["entry_key"] is None:
        raise Invalid("form_of_another_release")
    done = submit_gathering(
        actor=request.actor,
        at=request.at,
        unit=version.unit,
        body=occasion.body,
        minutes=form.minutes_written(),
        announced=called,
        entry_key=form.cleaned_data["entry_key"],
        beside=request.POST.get("beside") == "1",
    )
    return _told(request, done)


def _told(request: WorkbenchRequest, done: "Submitted") -> HttpResponse:
    if not done.before:
        request.session[JUST_RECORDED] = done.gathering.pk
    told = {
        "state": "stored",
        "entry_key": str(done.gathering.entry_key),
        "at": write_moment(done.gathering.recorded_at),
        "url": reverse("gathering", args=[done.gathering.pk]),
    }
    return JsonResponse(told, status=200 if done.before else 201)


def _refused(request: WorkbenchRequest, error: JicengError) -> HttpResponse:
    """An error as an answer. What is not hers to see answers like what does not exist."""
    told: dict[str, Any] = {"code": error.code, "sentences": [sentence(error)]}
    match error:
        case NotFound():
            return JsonResponse(told | {"state": "refused"}, status=404)
        case Refused():
            other = error.code == "written_by_another"
            state, status = ("signed_out", 401) if other else ("refused", 403)
            return JsonResponse(told | {"state": state}, status=status)
        case Conflict() if "gathering" in error.data:
            found, _unit = selectors.gathering_by_id(request.actor, int(error.data["gathering"]))
            state = "taken_back" if error.code == "entry_taken_back" else "conflict"
            return JsonResponse(told | {"state": state, "theirs": _shown(found)}, status=409)
        case Conflict():
            return JsonResponse(told | {"state": "invalid"}, status=409)
        case Invalid():
            return JsonResponse(told | {"state": "invalid"}, status=422)
    raise error


def _invalid(fields: dict[str, list[str]], form: RecordForm) -> HttpResponse:
    sentences = []
    for name, said in fields.items():
        label = form.fields[name].label if name in form.fields else ""
        before = f"{label}{pgettext('between a label and its error', ': ')}" if label else ""
        sentences += [f"{before}{each}" for each in said]
    told = {"state": "invalid", "code": "invalid", "fields": fields, "sentences": sentences}
    return JsonResponse(told, status=422)


def _shown(gathering: "Gathering") -> dict[str, Any]:
    """A record that stands already, as the writer of another compares it with hers."""
    said = [
        (_("Kind of meeting"), kind_title(gathering)),
        (_("Day"), write_day(gathering.day, with_year=True)),
        (_("Posted") if posted(gathering) else _("Attendance"), counts(gathering)),
        (_("Subject"), gathering.subject),
        (_("Minutes"), gathering.minutes),
        (_("Recorded by"), gathering.recorded_by),
        (_("Recorded at"), write_moment(gathering.recorded_at)),
    ]
    return {
        "url": reverse("gathering", args=[gathering.pk]),
        "lines": [[label, value] for label, value in said if value],
    }
