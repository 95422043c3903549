"""The page about a publication's seals, and the file to check them with."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from jiceng.apps.publications.sealed import Sealed, sealed
from jiceng.apps.publications.seals import keys_in
from jiceng.faces.portal.context import steps
from jiceng.faces.portal.reading import PortalRequest
from jiceng.faces.portal.views import not_indexed

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Version


@require_safe
def page(request: PortalRequest, number: int) -> HttpResponse:
    """When each version was posted, its digest, its place in the ledger, and how to check it; also of what
    was taken down.
    """
    found = _sealed(request, number)
    listed = found.publication.listed and found.publication.column.listed
    context = {
        "sealed": found,
        "publication": found.publication,
        "column": found.publication.column,
        "heading": found.publication.title if listed or not found.over else "",
        "versions": [_row(version) for version in found.versions],
        "keys": keys_in([version.seal for version in found.versions if version.seal]),
        "name": _name(found),
        "steps": _trail(found),
        "noindex": True,
    }
    return not_indexed(render(request, "portal/seal.html", context), hidden=True)


def _trail(found: Sealed) -> list[dict[str, Any]]:
    column, number = found.publication.column, found.publication.number
    text = (pgettext("part of a page", "Text"), reverse("portal_article", args=[number]))
    above = (column, reverse("portal_column", args=[column.code]))
    return steps(above, text, (gettext("Seal"), ""))


def _row(version: "Version") -> dict[str, object]:
    seal = version.seal or {}
    return {
        "number": version.number,
        "at": version.at,
        "digest": version.digest,
        "place": seal["posted"]["index"] + 1 if seal else None,
        "days": seal.get("days"),
        "stood": seal["stood"]["index"] + 1 if seal.get("stood") else None,
    }


@require_safe
def download(request: PortalRequest, number: int) -> HttpResponse:
    """The file to check it with."""
    found = _sealed(request, number)
    file = found.file
    if file is None:
        raise Http404
    answer = HttpResponse(file, content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(found)}"'
    return not_indexed(answer, hidden=True)


def _sealed(request: PortalRequest, number: int) -> Sealed:
    found = sealed(number, request.at)
    if found is None:
        raise Http404
    return found


def _name(found: Sealed) -> str:
    return f"seal-{found.publication.number}.json"
