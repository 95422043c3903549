"""Pages of imports."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.apps.intake import selectors, uploads
from jiceng.apps.intake.choices import kept_choices
from jiceng.apps.intake.services import permitted_kinds
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.progress import while_working
from jiceng.faces.shared.sentences import say
from jiceng.faces.workbench.imports import changes, showing
from jiceng.faces.workbench.imports.decisions import decided
from jiceng.faces.workbench.imports.forms import SendForm
from jiceng.faces.workbench.imports.telling import told_form
from jiceng.faces.workbench.imports.words import STEPS, file_name, kind_title, state_word
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import Conflict, JicengError, NotFound

if TYPE_CHECKING:
    from jiceng.apps.intake.models import Import

PAGE = 20
CHANGES = 50


@require_http_methods(["GET", "POST"])
def imports(request: WorkbenchRequest) -> HttpResponse:
    """What one has sent in, and the form to send more."""
    kinds = permitted_kinds(request.actor)
    if request.method == "POST":
        form = SendForm(request.POST, request.FILES, kinds=kinds)
        if form.is_valid() and (sent := _send(request, form)):
            return redirect("import", sent.pk)
    else:
        asked = {name: request.GET.get(name, "") for name in ("kind", "unit")}
        form = SendForm(initial=asked, kinds=kinds)
    rows = selectors.imports(request.actor).exclude(state="discarded")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "unit": pasted_for(request, str(form["unit"].value() or "")),
        "page": page,
        "rows": _listed(request, list(page.object_list)),
        "templates": [(kind, kind_title(kind)) for kind in kinds],
        "days": uploads.DAYS_KEPT,
    }
    return render(request, "imports/imports.html", context, status=422 if form.errors else 200)


def _send(request: WorkbenchRequest, form: SendForm) -> "Import | None":
    """The import, or None with the refusal in the form."""
    name, content = form.sent()
    said = {"kind": form.cleaned_data["kind"], "unit": pasted_for(request, form.cleaned_data["unit"])}
    try:
        return uploads.send_in(actor=request.actor, at=request.at, name=name, content=content, **said)
    except JicengError as error:
        add_error(form, error)
        return None


def pasted_for(request: WorkbenchRequest, code: str) -> str:
    """What the unit is called whose register rows are pasted into, after the unit above it where one may be
    seen; "" for none.
    """
    if not code:
        return ""
    version = unit_by_code(request.actor, code, request.day)
    above = ancestors(request.actor, version, request.day)
    return f"{above[-1].name if above else ''}{version.name}"


def _listed(request: WorkbenchRequest, rows: "list[Import]") -> list[dict[str, Any]]:
    return [
        {
            "sent": sent,
            "name": file_name(sent.name),
            "kind": kind_title(sent.kind),
            "state": state,
            "word": state_word(state),
            "failed": job is not None and job.over,
            "others": sent.by_id != request.user.pk,
        }
        for sent, (state, job) in zip(rows, uploads.standings(rows), strict=True)
    ]


@require_http_methods(["GET", "POST"])
def one(request: WorkbenchRequest, import_id: int) -> HttpResponse:
    """One import: how far it is, what was found, what was written. A decision on it is sent here."""
    sent = selectors.import_by_id(request.actor, import_id)
    if request.method == "POST":
        preview = uploads.preview_of(request.actor, sent)
        decisions = decided(sent, preview, request.POST)
        if request.POST.get("part") == "told":
            form = told_form(sent, preview, decisions, request.day, request.POST)
            if form is None or not form.is_valid():
                context = _about(request, sent, sent.state) | _checked(request, sent) | {"told_form": form}
                return render(request, "imports/checked.html", context, status=422)
            decisions = replace(decisions, told=form.told())
        uploads.decide(actor=request.actor, at=request.at, import_id=import_id, decisions=decisions)
        return redirect("import", import_id)
    state, job = uploads.standing(sent)
    working = while_working(request, job, title=file_name(sent.name), words=STEPS)
    if working is not None:
        return working
    context = _about(request, sent, state)
    context["failure"] = say(job.code, job.data) if job is not None else ""
    context |= _STATES[state](request, sent)
    return render(request, f"imports/{_PAGES.get(state, state)}.html", context)


def _about(request: WorkbenchRequest, sent: "Import", state: str) -> dict[str, Any]:
    """What every page of an import shows."""
    return {
        "sent": sent,
        "name": file_name(sent.name),
        "kind": kind_title(sent.kind),
        "state": state,
        "word": state_word(state),
        "own": sent.by_id is not None and sent.by_id == request.user.pk,
    }


def _checked(request: WorkbenchRequest, sent: "Import") -> dict[str, Any]:
    """What was understood and found, for a decision."""
    preview = uploads.preview_of(request.actor, sent)
    choices = kept_choices(sent.choices, dry_run=True)
    kinds = permitted_kinds(request.actor)
    return {
        "preview": preview,
        "refusal": say(preview.code, preview.data) if preview.code else "",
        "summary": showing.summary(preview, sent.rejected),
        "notes": showing.notes(preview),
        "kinds": [(kind, kind_title(kind), kind == preview.kind) for kind in kinds],
        "groups": showing.columns(preview),
        "unheaded": any(not table.headed for table in preview.tables),
        "unread": showing.unread(preview),
        "left_out": showing.left_out(preview),
        "faults": showing.faults(preview, choices, request.GET.get("code", ""), request.GET.get("page")),
        "told_form": told_form(sent, preview, choices, request.day),
        "told": bool(choices.told),
        "answered": len(choices.answers) + (choices.differences != "reject"),
        "days": uploads.DAYS_KEPT,
    }


def _written(request: WorkbenchRequest, sent: "Import") -> dict[str, Any]:
    """What was written, given back, changed, and perhaps taken back."""
    preview = uploads.preview_of(request.actor, sent)
    rows = selectors.changes(request.actor, sent.pk)
    only_left = sent.left > 0 and request.GET.get("left") == "1"
    page = Paginator(selectors.left(request.actor, sent.pk) if only_left else rows, CHANGES)
    found = page.get_page(request.GET.get("page"))
    made, changed = selectors.undoable(sent)
    return {
        "preview": preview,
        "notes": showing.notes(preview),
        "left_out": showing.left_out(preview),
        "unread": showing.unread(preview),
        "page": found,
        "rows": changes.lines(request.actor, list(found.object_list)),
        "only_left": only_left,
        "stands": made + changed,
        "days": uploads.DAYS_KEPT,
    }


def _put_away(_request: WorkbenchRequest, _sent: "Import") -> dict[str, Any]:
    return {}


_STATES = {
    "checked": _checked,
    "refused": _checked,
    "written": _written,
    "undone": _written,
    "discarded": _put_away,
}
_PAGES = {"undone": "written"}


@require_POST
def accept(request: WorkbenchRequest, import_id: int) -> HttpResponse:
    """Let what was checked be written: all rows, or those without fault."""
    sent = selectors.import_by_id(request.actor, import_id)
    if request.POST.get("seen") != sent.job:
        raise Conflict("import_moved_on")
    good_only = request.POST.get("good_only") == "1"
    uploads.accept(actor=request.actor, at=request.at, import_id=import_id, good_only=good_only)
    return redirect("import", import_id)


@require_POST
def put_away(request: WorkbenchRequest, import_id: int) -> HttpResponse:
    """Erase a file that is not to be imported, or the rows that were given back."""
    uploads.put_away(actor=request.actor, at=request.at, import_id=import_id)
    messages.success(request, _("Put away: the file is erased here."))
    return redirect("imports")


@require_http_methods(["GET", "POST"])
def undo(request: WorkbenchRequest, import_id: int) -> HttpResponse:
    """Take an import back, after telling how many records that is."""
    sent = selectors.import_by_id(request.actor, import_id)
    if request.method == "POST":
        uploads.begin_undo(actor=request.actor, at=request.at, import_id=import_id)
        return redirect("import", import_id)
    made, changed = selectors.undoable(sent)
    if not made + changed:
        raise NotFound("import_not_found")
    context = _about(request, sent, uploads.standing(sent)[0]) | {"made": made, "changed": changed}
    return render(request, "imports/undo.html", context)
