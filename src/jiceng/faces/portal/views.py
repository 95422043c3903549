"""The portal's pages: front, columns, publications, their earlier versions, files."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from jiceng.apps.publications import archive, selectors
from jiceng.apps.publications.relating import related
from jiceng.faces.portal.context import address, steps
from jiceng.faces.portal.reading import PortalRequest
from jiceng.faces.shared.dates import write_month, write_year
from jiceng.faces.shared.differences import differences
from jiceng.faces.shared.handing_out import hand_out_file

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Attachment, Column, Publication, Version

ON_FRONT, ON_PAGE, VERSIONS, SUMMARY = 6, 20, 40, 160


@require_safe
def front(request: PortalRequest) -> HttpResponse:
    """The newest of each column."""
    columns = [each for each in selectors.columns() if each.listed]
    newest = archive.newest_of_each(columns, request.at, ON_FRONT)
    return render(request, "portal/front.html", {"newest": newest})


@require_safe
def column(
    request: PortalRequest, code: str, year: int | None = None, month: int | None = None
) -> HttpResponse:
    """A column, page by page; of one year or month where the address says so."""
    there = selectors.column(code)
    if there is None or not archive.is_period(year, month):
        raise Http404
    found = archive.within(selectors.posted(request.at).filter(column=there), year, month)
    page = Paginator(found, ON_PAGE).get_page(request.GET.get("page"))
    years = archive.years(there, request.at)
    shown = year or (years[0] if years else None)
    hidden = not there.listed or any(not each.listed for each in page)
    context = {
        "column": there,
        "page": page,
        "steps": _column_steps(there, year, month),
        "year": year,
        "month": month,
        "whole_year": write_year(year) if year else "",
        "first": date(year, month, 1) if year and month else None,
        "years": years,
        "shown_year": shown,
        "months": archive.months(there, shown, request.at) if shown else [],
        "noindex": hidden,
    }
    return not_indexed(render(request, "portal/column.html", context), hidden=hidden)


def _column_steps(column: "Column", year: int | None, month: int | None) -> list[dict[str, Any]]:
    """Column, year, month; the last is the page itself."""
    trail: list[tuple[object, str]] = [(column, reverse("portal_column", args=[column.code]))]
    if year:
        trail.append((write_year(year), reverse("portal_year", args=[column.code, year])))
    if year and month:
        trail.append((write_month(date(year, month, 1)), ""))
    return steps(*trail[:-1], (trail[-1][0], ""))


@require_safe
def article(request: PortalRequest, number: int) -> HttpResponse:
    """One publication; 410 with the reason where it was taken down."""
    found = selectors.publication(number, request.at)
    if found is None:
        return ended(request, number)
    files = map(_file, selectors.attachments(found, request.at))
    context = {
        "publication": found,
        "column": found.column,
        "steps": _steps(found, (pgettext("part of a page", "Text"), "")),
        "files": [file for file in files if file["url"] not in found.html],
        "summary": " ".join(found.text[:SUMMARY].split()),
        "noindex": not found.listed,
        "changed": found.changed_at > found.posted_at,
        "related": related(found, request.at),
    }
    return not_indexed(render(request, "portal/article.html", context), hidden=not found.listed)


def _steps(publication: "Publication", *further: tuple[object, str]) -> list[dict[str, Any]]:
    """The column, and the unit it is of."""
    trail: list[tuple[object, str]] = [
        (publication.column, reverse("portal_column", args=[publication.column.code]))
    ]
    unit = address("portal_unit", publication.unit_code) if publication.unit_code else ""
    if publication.unit_name and unit:
        trail.append((publication.unit_name, unit))
    return steps(*trail, *further)


def _file(attachment: "Attachment") -> dict[str, Any]:
    """A file as the page names it below the text; one that stands in the text is not named again."""
    url = reverse("portal_attachment", args=[attachment.token])
    return {"name": attachment.name, "url": url, "size": attachment.size}


@require_safe
def versions(request: PortalRequest, number: int) -> HttpResponse:
    """What a publication said from when on, and what was changed."""
    found = selectors.publication(number, request.at)
    if found is None:
        return ended(request, number)
    text = reverse("portal_article", args=[number])
    said = list(selectors.versions(found)[: VERSIONS + 1])
    shown = [_changed(version, before) for version, before in zip(said, [*said[1:], None], strict=True)]
    context = {
        "publication": found,
        "column": found.column,
        "steps": _steps(found, (pgettext("part of a page", "Text"), text), (gettext("Versions"), "")),
        "versions": shown[:VERSIONS],
        "noindex": True,
    }
    return not_indexed(render(request, "portal/versions.html", context), hidden=True)


def _changed(version: "Version", before: "Version | None") -> dict[str, object]:
    """A version, and what it changed in the one before."""
    if before is None:
        return {"at": version.at, "first": True}
    renamed = before.title if before.title != version.title else ""
    return {
        "at": version.at,
        "title": version.title,
        "renamed": renamed,
        "blocks": differences(before.html, version.html),
        "files": version.files != before.files,
    }


def ended(request: PortalRequest, number: int) -> HttpResponse:
    """410: what stood here was taken down, when and why. A title that no list elsewhere may keep is not told.

    Raises Http404 for what was never posted.
    """
    over = selectors.ended(number, request.at)
    if over is None:
        raise Http404
    listed = over.listed and over.column.listed
    context = {
        "publication": over,
        "column": over.column,
        "steps": steps((over.column, reverse("portal_column", args=[over.column.code])), (_ended(over), "")),
        "heading": over.title if listed else "",
        "withdrawn": over.state == "withdrawn",
        "over_on": over.ended_at or (over.until and over.until + timedelta(days=1)),
        "noindex": True,
    }
    return not_indexed(render(request, "portal/ended.html", context, status=410), hidden=True)


def _ended(publication: "Publication") -> str:
    return gettext("Withdrawn") if publication.state == "withdrawn" else gettext("Posting has ended")


@require_safe
def attachment(request: PortalRequest, token: str) -> HttpResponse:
    """A file of what is posted now."""
    found = selectors.attachment(token, request.at)
    if found is None:
        raise Http404
    answer = hand_out_file(found.name, found.media_type, bytes(found.data))
    return not_indexed(answer, hidden=not found.publication.listed)


def not_indexed(answer: HttpResponse, *, hidden: bool) -> HttpResponse:
    """Tell search engines to keep nothing of it, where that is so."""
    if hidden:
        answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer
