"""Searching what is published."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from jiceng.apps.publications import grams, searching
from jiceng.apps.publications.grams import Piece
from jiceng.apps.publications.selectors import listed
from jiceng.faces.portal.context import steps
from jiceng.faces.portal.reading import PortalRequest
from jiceng.faces.portal.views import not_indexed

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Publication

ON_PAGE, NEWEST = 20, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A publication that was found: its title and a stretch of its text, what was looked for told apart."""

    publication: "Publication"
    title: list[Piece]
    excerpt: list[Piece]


@require_safe
def search(request: PortalRequest) -> HttpResponse:
    """What holds all that is asked, page by page; where nothing does, what to ask instead."""
    query = " ".join(request.GET.get("q", "")[: grams.LONGEST_QUERY].replace("\x00", "").split())
    sought = grams.asked(query)
    numbers = list(
        searching.find(sought, request.at).values_list("number", flat=True)
    )  # counted, sorted at once
    page = Paginator(numbers, ON_PAGE).get_page(request.GET.get("page"))
    found = listed(request.at).order_by().defer("html").in_bulk(page.object_list)
    empty = not numbers
    context = {
        "query": query,
        "page": page,
        "hits": [hit(found[number], sought) for number in page if number in found],
        "suggestions": searching.suggestions(query, request.at) if empty else [],
        "newest": listed(request.at).defer("html", "text")[:NEWEST] if empty else [],
        "steps": steps((pgettext("link", "Search"), "")),
        "noindex": True,
    }
    return not_indexed(render(request, "portal/search.html", context), hidden=True)


def hit(publication: "Publication", sought: list[str]) -> Hit:
    """How a publication is shown among what was found."""
    title = grams.marked(publication.title, sought)
    return Hit(publication, title, grams.excerpt(publication.text, sought))
