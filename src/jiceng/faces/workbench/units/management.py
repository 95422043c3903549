"""Changes to the tree: one form each, each saying what it does before it is done."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.organisations import policies, services
from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.organisations.selectors import children
from jiceng.apps.people import closures
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.forms import CloseForm, FoundForm, MergeForm, MoveForm, ReviseForm
from jiceng.faces.workbench.units.pages import FormPage, answer, breadcrumb, unit_url
from jiceng.kernel.errors import Conflict, NotFound

GET_OR_POST = ["GET", "POST"]


def managed(request: WorkbenchRequest, code: str, *, root: bool = True) -> UnitFile:
    """The unit a form is about; 404 to outsiders, 403 to those who may only read.

    Parameters: `root`, whether the topmost unit has such a page; where not, the page is not there for anyone.
    """
    file = unit_file(request.actor, code, request.day)
    if file.current.parent_id is None and not root:
        raise NotFound("page_not_found")
    policies.require(request.actor, policies.MANAGE, file.current.path)
    return file


def _page(file: UnitFile, heading: str, explanation: str, button: str, **more: Any) -> FormPage:
    """A form's page under the unit it is about."""
    url = unit_url(file.then)
    steps = breadcrumb(file.above, {"label": file.then.name, "url": url}, {"label": heading, "url": ""})
    return FormPage(heading, explanation, button, url, steps, **more)


@require_http_methods(GET_OR_POST)
def found_unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Found a unit below."""
    file = managed(request, code)
    initial = _proposed(request, file)
    form = FoundForm(request.POST or None, request=request, initial=initial)
    explanation = _(
        "A new unit directly under %(unit)s from the day given. Posts it must have are set up with it and "
        "show as vacant until someone holds them; its duties count from the first period that begins after."
    )
    page = _page(file, _("Found a unit below"), explanation % {"unit": file.then.name}, _("Found the unit"))

    def act(wanted: dict[str, Any]) -> str:
        day = wanted.pop("day")
        draft = services.UnitDraft(**wanted | {"order": wanted["order"] or 0})
        services.found_unit(
            actor=request.actor, at=request.at, parent=file.current.unit, draft=draft, day=day
        )
        messages.success(request, _("%(name)s is founded.") % {"name": draft.name})
        return reverse("unit", args=[draft.code])

    return answer(request, form, page, act)


def _kind_below(kind: str) -> dict[str, Any]:
    """The first kind that stands below one, in its first form; nothing where none does."""
    kinds = settings.PROFILE.unit_kinds
    below = [each for each in kinds.values() if each.level > kinds[kind].level] if kind in kinds else []
    found = min(below, key=lambda each: (each.level, each.order), default=None)
    return {"kind": found.code, "form": next(iter(found.forms), "none")} if found else {}


def _proposed(request: WorkbenchRequest, file: UnitFile) -> dict[str, Any]:
    """Code and place after the last of those there are, kind and form as theirs; a first one is of the kind
    of the next level. What the address names goes before.
    """
    asked = {key: request.GET[key] for key in ("name", "kind", "form") if key in request.GET}
    there = children(request.actor, file.then, request.day)
    if not there:
        return {"code": f"{file.then.unit.code}-01", "order": 1} | _kind_below(file.then.kind) | asked
    last = there[-1]
    code = f"{file.then.unit.code}-{len(there) + 1:02}"
    return {"code": code, "order": last.order + 1, "kind": last.kind, "form": last.form} | asked


@require_http_methods(GET_OR_POST)
def revise_unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Rename a unit, change its kind or form."""
    file = managed(request, code)
    now = file.current
    form = ReviseForm(
        request.POST or None,
        request=request,
        initial={"name": now.name, "kind": now.kind, "form": now.form or "none"},
    )
    explanation = _(
        "From the day given the unit bears the new name, kind or form. What it was before stays in its "
        "history; past periods are still judged by what it was then."
    )
    page = _page(file, _("Rename, change kind or form"), explanation, _("Change"))

    def act(wanted: dict[str, Any]) -> str:
        if services.revise_unit(actor=request.actor, at=request.at, unit=now.unit, **wanted):
            messages.success(request, _("The change is recorded."))
        else:
            messages.info(request, _("Nothing differs from what it is now; nothing was recorded."))
        return unit_url(now)

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def move_unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Place a unit, with all below it, under another one."""
    file = managed(request, code, root=False)
    form = MoveForm(request.POST or None, request=request)
    explanation = _(
        "From the day given %(unit)s stands under the other unit, with everything below it. Those "
        "responsible there see it from then on; boards of past periods keep the old place."
    )
    heading = _("Place under another unit")
    page = _page(file, heading, explanation % {"unit": file.then.name}, _("Place it there"))

    def act(wanted: dict[str, Any]) -> str:
        services.move_unit(
            actor=request.actor,
            at=request.at,
            unit=file.current.unit,
            day=wanted["day"],
            parent=wanted["parent"].unit,
        )
        messages.success(request, _("It now stands under %(parent)s.") % {"parent": wanted["parent"].name})
        return unit_url(file.current)

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def split_unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Split a unit off beside this one."""
    file = managed(request, code, root=False)
    now = file.current
    initial = {
        "code": f"{now.unit.code}-F1",
        "kind": now.kind,
        "form": now.form or "none",
        "order": now.order,
    }
    form = FoundForm(request.POST or None, request=request, initial=initial)
    explanation = _(
        "A new unit beside %(unit)s, whose history leads back to it. %(unit)s itself goes on; members who "
        "go with the new unit are transferred afterwards, one by one. For several new units, come back here."
    )
    page = _page(file, _("Split off a unit"), explanation % {"unit": file.then.name}, _("Split it off"))

    def act(wanted: dict[str, Any]) -> str:
        day = wanted.pop("day")
        draft = services.UnitDraft(**wanted | {"order": wanted["order"] or 0})
        services.split_unit(actor=request.actor, at=request.at, unit=now.unit, day=day, drafts=[draft])
        messages.success(request, _("%(name)s is split off.") % {"name": draft.name})
        return reverse("unit", args=[draft.code])

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def merge_unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Merge a unit into another one, with its members when there are any."""
    file = managed(request, code, root=False)
    form = MergeForm(request.POST or None, request=request)
    explanation = _(
        "%(unit)s closes on the day given and its history points to the unit it is merged into. "
        "Its records of meetings stay. Units below must be placed elsewhere first."
    )
    page = _page(
        file,
        _("Merge into another unit"),
        explanation % {"unit": file.then.name},
        _("Merge and close"),
        danger=True,
    )

    def act(wanted: dict[str, Any]) -> str:
        _merge(request, file, form, wanted)
        messages.success(
            request,
            _("%(unit)s is merged into %(into)s.") % {"unit": file.then.name, "into": wanted["into"].name},
        )
        return unit_url(wanted["into"])

    return answer(request, form, page, act)


def _merge(request: WorkbenchRequest, file: UnitFile, form: MergeForm, wanted: dict[str, Any]) -> None:
    """Merge; when only the members stand in the way, offer to transfer them in the same step."""
    try:
        closures.merge_unit(
            actor=request.actor,
            at=request.at,
            unit=file.current.unit,
            into=wanted["into"].unit,
            day=wanted["day"],
            with_members=wanted["with_members"],
        )
    except Conflict as error:
        if error.code == "unit_has_members":
            form.offer_members()
        raise


@require_http_methods(GET_OR_POST)
def close_unit(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Close a unit."""
    file = managed(request, code, root=False)
    form = CloseForm(request.POST or None, request=request)
    explanation = _(
        "From the day given %(unit)s is no more; its bodies and posts end with it. Its records and history "
        "stay. Members are transferred and units below placed elsewhere first. A closing is not undone: "
        "a unit closed by mistake is founded anew."
    )
    page = _page(
        file, _("Close this unit"), explanation % {"unit": file.then.name}, _("Close the unit"), danger=True
    )

    def act(wanted: dict[str, Any]) -> str:
        closures.close_unit(actor=request.actor, at=request.at, unit=file.current.unit, **wanted)
        messages.success(request, _("%(unit)s is closed.") % {"unit": file.then.name})
        return unit_url(file.current)

    return answer(request, form, page, act)
