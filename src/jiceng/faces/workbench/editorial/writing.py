"""Writing and changing an article. What was typed comes back whatever is wrong with it."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.apps.editorial import policies, selectors, services
from jiceng.apps.editorial.cleaning import clean
from jiceng.apps.editorial.files import pictures
from jiceng.apps.editorial.revisions import ENDED, files_of
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.selectors import unit_by_code
from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.editorial import words
from jiceng.faces.workbench.editorial.forms import PLAIN, WriteForm, as_typed
from jiceng.faces.workbench.editorial.views import steps_to
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import Conflict, JicengError

if TYPE_CHECKING:
    from jiceng.apps.editorial.models import Article
    from jiceng.apps.organisations.models import UnitVersion

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
def write(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Begin an article of a unit."""
    version = unit_by_code(request.actor, code, request.day, policies.WRITE)
    initial = {"source": version.name, "byline": version.name, "listed": True, "written": PLAIN}
    form = WriteForm(request.POST or None, kind=version.kind, initial=initial)
    page = {"heading": _("Write"), "steps": steps_to(version, (_("Write"), "")), "unit": version}
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        try:
            made = services.draft(actor=request.actor, at=request.at, unit=version.unit, text=form.text())
        except JicengError as error:
            add_error(form, error)
        else:
            return redirect("article", made.pk)
    return _page(request, form, page)


@require_http_methods(GET_OR_POST)
def revise(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """Change an article; what is posted stays so until the change is approved."""
    found, version = selectors.article(request.actor, article_id)
    require(request.actor, policies.WRITE, version.path)
    if found.state in ENDED:
        raise Conflict("article_ended")
    asked: dict[str, Any] = {
        "kind": version.kind,
        "posted": bool(found.posted_at),
        "initial": _initial(found),
    }
    form = WriteForm(request.POST or None, **asked)
    page = _revising(found, version)
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        try:
            services.revise(
                actor=request.actor,
                at=request.at,
                article=found,
                text=form.text(),
                revision=form.cleaned_data["revision"] or 0,
                reason=form.cleaned_data.get("reason", ""),
            )
        except Conflict as error:
            form = _overtaken(found, form, asked, error)
            page["blocks"] = words.spelled_differences(found.html, clean(form.text().html))
        except JicengError as error:
            add_error(form, error)
        else:
            return redirect("article", found.pk)
    return _page(request, form, page, found)


def _revising(found: "Article", version: "UnitVersion") -> dict[str, Any]:
    there = (found.title, reverse("article", args=[found.pk]))
    return {
        "heading": _("Revise"),
        "steps": steps_to(version, there, (_("Revise"), "")),
        "unit": version,
        "posted": found.posted_at,
    }


def _initial(found: "Article") -> dict[str, Any]:
    names = ("title", "column", "kind", "source", "author", "byline", "until", "listed", "revision")
    return {name: getattr(found, name) for name in names} | as_typed(found.html)


def _overtaken(found: "Article", form: WriteForm, asked: dict[str, Any], error: Conflict) -> WriteForm:
    """The same words again, told what has changed meanwhile: sent once more they take its place."""
    found.refresh_from_db()
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["revision"] = str(found.revision)
    again = WriteForm(data, **asked)
    again.is_valid()
    add_error(again, error)
    return again


def _page(
    request: WorkbenchRequest, form: WriteForm, page: dict[str, Any], article: "Article | None" = None
) -> HttpResponse:
    """The form; before it what the public would read, when that was asked for."""
    shown: dict[str, Any] = {}
    if form.is_bound and form.is_valid() and "look" in request.POST:
        text = form.text()
        content = {name: getattr(text, name) for name in ("title", "source", "author", "byline", "until")}
        files = files_of(article) if article else []
        shown = words.preview(article, {**content, "html": clean(text.html)}, files)
    if article:
        shown["files_url"] = reverse("attach_file", args=[article.pk])
        shown["pictures"] = pictures(files_of(article))
    context = {
        "form": form,
        "page": page,
        "token_url": reverse("token"),
        "usual": words.usual(request.day),
        **shown,
    }
    return render(request, "editorial/write.html", context, status=422 if form.errors else 200)
