"""What a device is told: whose session it has, which pages it may keep, its own outbox."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from jiceng.apps.access.devices import kept_unit
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import open_verdicts
from jiceng.apps.gatherings.selectors import gatherings, occasions
from jiceng.apps.people.selectors import member_count
from jiceng.faces.workbench.home.duty_list import duty_rows
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.offline.law import FORM
from jiceng.faces.workbench.units.members import PAGE
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

SCRIPTS = ("store", "outbox", "forms", "device", "entries")
_WORKER = Path(__file__).parent.parent / "static" / "offline" / "worker.js"


def release() -> str:
    """A mark of the program's pages: another one means that what a device keeps is of an earlier release."""
    files = [static(f"offline/{name}.js") for name in SCRIPTS] + [static("shared/shared.js")]
    said = "\n".join([*files, str(FORM), settings.PROFILE.fingerprint, get_language() or ""])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@require_GET
def outbox(request: WorkbenchRequest) -> HttpResponse:
    """What waits on this device, and whether it keeps pages; filled in by the device itself."""
    days = current_rules().figure("offline_days", request.day)
    return render(request, "offline/outbox.html", {"may_keep": kept_unit(request.actor), "days": days})


@login_not_required
@require_GET
def token(request: WorkbenchRequest) -> HttpResponse:
    """Whose session this is, and a fresh token for sending: a kept page's own is of another day."""
    user = request.user.pk if request.user.is_authenticated else None
    return JsonResponse({"user": user and str(user), "token": get_token(request), "release": release()})


@require_GET
def kept_pages(request: WorkbenchRequest) -> HttpResponse:
    """Which pages a secretary's device may keep, and for how many days. Raises `NotFound` for all others."""
    version = _own_unit(request)
    if version is None:
        raise NotFound("page_not_found")
    code = version.unit.code
    due, record = reverse("due", args=[code]), reverse("record_gathering", args=[code])
    members = reverse("members", args=[code])
    further = range(2, -(-member_count([version.unit_id], request.day) // PAGE) + 1)
    told = {
        "user": str(request.user.pk),
        "release": release(),
        "days": current_rules().figure("offline_days", request.day),
        "home": due,
        "entrances": [reverse("start"), reverse("home")],
        "pages": [
            due,
            reverse("outbox"),
            members,
            *(f"{members}?page={page}" for page in further),
            record,
            *(f"{record}?{query}" for query in _record_queries(request, version)),
        ],
    }
    return JsonResponse(told)


def _own_unit(request: WorkbenchRequest) -> "UnitVersion | None":
    unit_id = kept_unit(request.actor)
    return next((version for _role, version in request.homes if version.unit_id == unit_id), None)


def _record_queries(request: WorkbenchRequest, version: "UnitVersion") -> list[str]:
    """What links to the record form say: for each duty, each announcement, each kind."""
    there = occasions(request.actor, version, request.day)
    verdicts = open_verdicts(request.actor, version, request.day)
    wanted = {id for each in verdicts for id in each.evidence_ids}
    found = gatherings(request.actor, version)
    evidence = {each.pk: each for each in found.filter(pk__in=wanted)}
    rows = duty_rows(verdicts, evidence, there, request.day)
    called = found.filter(state="announced", day__lte=request.day)
    queries = [row.query for row in rows if row.query]
    queries += [f"announced={each.pk}" for each in called]
    for each in there:
        queries.append(f"kind={each.kind.code}" + (f"&body={each.body.pk}" if each.body else ""))
    return list(dict.fromkeys(queries))


@login_not_required
@require_GET
def worker(request: WorkbenchRequest) -> HttpResponse:
    """The service worker, from the top, so that it may answer for every page."""
    answer = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = "/"
    answer["Cache-Control"] = "no-cache"
    return answer
