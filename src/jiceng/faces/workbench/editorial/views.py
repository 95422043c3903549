"""Reading articles: the list of a unit and below, one with its preview and history, one of its versions."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from jiceng.apps.editorial import policies, records, selectors
from jiceng.apps.editorial.revisions import ENDED, files_of, until_of
from jiceng.apps.organisations.selectors import ancestors, unit_by_code
from jiceng.apps.people.exports import bounded
from jiceng.faces.workbench.editorial import words
from jiceng.faces.workbench.editorial.forms import FileForm
from jiceng.faces.workbench.editorial.tables import articles_sheet
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest

if TYPE_CHECKING:
    from jiceng.apps.editorial.models import Article, ArticleVersion, Review
    from jiceng.apps.organisations.models import UnitVersion

PAGE = 30
SORTS = {"": None, "title": "title", "column": "column", "unit": "unit_name", "state": "state"}
"""How the list may be sorted; "": what waits for the reader first, then the last touched."""


@exportable
def articles(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Articles of a unit and of all under it."""
    version = unit_by_code(request.actor, code, request.day)
    columns, states = words.columns(), words.state_words()
    there = selectors.columns_used(request.actor, version, request.day)
    wanted = selectors.Wanted(
        request.GET.get("q", "").strip()[:100],
        _known(request.GET.get("column", ""), columns),
        _known(request.GET.get("state", ""), states),
    )
    sort = _known(request.GET.get("sort", ""), SORTS)
    found = _sorted(selectors.articles(request.actor, version, request.day, wanted), sort)
    if table_asked(request, "articles"):
        title = _("%(unit)s: articles") % {"unit": version.name}
        sheet = articles_sheet(title, version.name, bounded(found), request.day)
        table = Export("articles", title, version, lambda _numbers: [sheet], reach=policies.READ)
        return hand_out(request, table)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": version,
        "steps": _steps(request, version),
        "page": page,
        "rows": [_row(each, columns) for each in page],
        "wanted": wanted,
        "narrowed": wanted != selectors.Wanted(),
        "sort": sort,
        "columns": {code: title for code, title in columns.items() if code in there},
        "states": states,
        "may_write": request.actor.may(policies.WRITE, version.path),
    }
    return render(request, "editorial/articles.html", context)


def _known(given: str, known: Any) -> str:
    return given if given in known else ""


def _sorted(rows: Any, sort: str) -> Any:
    return rows.order_by(SORTS[sort], "-touched_at", "-pk") if sort else rows


def _row(article: Any, columns: dict[str, str]) -> dict[str, Any]:
    mark, state = words.state_of(article)
    column = columns.get(article.column, article.column)
    return {"article": article, "mark": mark, "state": state, "column": column}


def _steps(request: WorkbenchRequest, version: "UnitVersion") -> list[dict[str, str]]:
    """The articles of the units above, then of this one."""
    above = ancestors(request.actor, version, request.day)
    steps = [{"label": each.name, "url": reverse("articles", args=[each.unit.code])} for each in above]
    return [*steps, {"label": version.name, "url": ""}] if steps else []


def steps_to(version: "UnitVersion", *last: tuple[str, str]) -> list[dict[str, str]]:
    """The way to an article's pages: the unit, its list, then what is given (label, address)."""
    unit = (version.name, reverse("unit", args=[version.unit.code]))
    articles = (_("Articles"), reverse("articles", args=[version.unit.code]))
    return [{"label": label, "url": url} for label, url in (unit, articles, *last)]


@require_GET
def article(request: WorkbenchRequest, article_id: int) -> HttpResponse:
    """One article: how it stands, what may be done, how the public will read it, what was said before."""
    found, version = selectors.article(request.actor, article_id)
    return article_page(request, found, version)


def article_page(
    request: WorkbenchRequest, found: "Article", version: "UnitVersion", form: forms.Form | None = None
) -> HttpResponse:
    """The page of an article; `form`, that of its files where it was sent and not accepted."""
    there, said = selectors.versions(found), selectors.reviews(found)
    mark, state = words.state_of(found)
    files = files_of(found)
    may_write = request.actor.may(policies.WRITE, version.path) and found.state not in ENDED
    waits = found.state == "approved" and bool(found.post_at and found.post_at > request.at)
    given_back = said[0] if said and said[0].revision == found.revision else None
    context = {
        "article": found,
        "unit": version,
        "steps": steps_to(version, (found.title, "")),
        "mark": mark,
        "state": state,
        "column": words.columns().get(found.column, found.column),
        "kind": words.kinds().get(found.kind, found.kind),
        "until": words.last_day(found.until),
        "recorded": records.of_article(request.actor, found, version),
        "beside": records.beside(request.actor, found, version),
        "does": words.does(found.kind),
        "public_url": words.public_url(request, found),
        **words.preview(found, {**there[0].content, "until": found.until}, files),
        "attached": files,
        "history": _history(found, there, said),
        "given_back": given_back if given_back and not given_back.approved else None,
        "may_write": may_write,
        "may_discard": may_write and found.state == "draft" and not found.posted_at,
        "erased": found.state in ENDED and not found.html and not files,
        "may_recall": may_write and (waits or found.state == "in_review"),
        "may_review": found.state == "in_review" and selectors.may_review(request.actor, found, version),
        "may_withdraw": bool(found.posted_at)
        and found.state not in ENDED
        and request.actor.may(policies.REVIEW, version.path),
        "form": form or FileForm(posted=bool(found.posted_at)),
    }
    return render(request, "editorial/article.html", context, status=422 if form else 200)


def _history(
    article: "Article", versions: "list[ArticleVersion]", reviews: "list[Review]"
) -> list[dict[str, Any]]:
    """What happened to an article, the newest first."""
    first = versions[-1].revision if versions else 0
    found: list[dict[str, Any]] = [
        {
            "at": each.at,
            "order": 1,
            "by": each.by,
            "text": pgettext("version of an article", "written")
            if each.revision == first
            else pgettext("version of an article", "revised"),
            "note": each.reason,
            "revision": each.revision,
            "changed": each.revision != first,
        }
        for each in versions
    ]
    found += [
        {
            "at": each.at,
            "order": 2,
            "by": each.by,
            "text": pgettext("review", "approved") if each.approved else pgettext("review", "given back"),
            "note": each.note,
        }
        for each in reviews
    ]
    if article.posted_at:
        found.append(
            {
                "at": article.posted_at,
                "order": 3,
                "text": pgettext("version of an article", "posted for the first time"),
            }
        )
    if article.ended_at:
        text = words.state_words()[article.state]
        found.append({"at": article.ended_at, "order": 4, "text": text, "note": article.end_reason})
    return sorted(found, key=lambda each: (each["at"], each["order"]), reverse=True)


@require_GET
def version(request: WorkbenchRequest, article_id: int, revision: int) -> HttpResponse:
    """What an article said at a revision, and what had been changed in it."""
    found, unit = selectors.article(request.actor, article_id)
    chosen = selectors.revision(found, revision)
    before = found.versions.filter(revision__lt=revision).order_by("-revision").first()
    files = files_of(found, revision)
    content = {**chosen.content, "until": until_of(chosen.content)}
    label = _("Version %(number)s") % {"number": revision}
    context = {
        "article": found,
        "chosen": chosen,
        "before": before,
        "label": label,
        "steps": steps_to(unit, (found.title, reverse("article", args=[found.pk])), (label, "")),
        **changes(found, before.content if before else None, chosen.content),
        **words.preview(found, content, files),
    }
    return render(request, "editorial/version.html", context)


def changes(article: "Article", before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    """What was changed between two revisions: the text's blocks, and other parts."""
    if before is None:
        return {"blocks": (), "fields": []}
    files = list(article.files.defer("data"))
    return {
        "blocks": words.spelled_differences(before["html"], after["html"]),
        "fields": words.field_changes(before, after, files),
        "restyled": before["html"] != after["html"],
    }
