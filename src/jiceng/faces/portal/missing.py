"""What is said where nothing is: what the address seems to mean, and what is new. It answers 404 and never
fails.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from jiceng.apps.publications import archive, grams, searching, selectors
from jiceng.apps.publications.routing import PUBLISHED
from jiceng.faces.portal.context import steps
from jiceng.faces.portal.views import not_indexed

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Column, Publication

MOST = 8
_LONGEST = 400
_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
_YEAR, _MONTH = re.compile(r"(?:19|20)\d\d"), re.compile(r"0?[1-9]|1[0-2]")
_SAYS_NOTHING = frozenset(
    [
        "index",
        "html",
        "htm",
        "php",
        "asp",
        "aspx",
        "jsp",
        "default",
        "content",
        "show",
        "view",
        "detail",
        "list",
        "art",
        "article",
        "news",
        "page",
        "node",
        "info",
        "columns",
        "col",
        "http",
        "https",
        "www",
        "cn",
        "com",
        "gov",
    ]
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an address seems to mean: words, the column it names, the year and month it names."""

    words: list[str]
    column: "Column | None"
    year: int | None
    month: int | None


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is not here; Django's handler404."""
    at = getattr(request, "at", None) or timezone.now()
    context = {"steps": steps((gettext("Not found"), "")), "noindex": True, "query": ""}
    try:
        with transaction.atomic(using=PUBLISHED):
            context |= _instead(request.path, at)
        answer = render(request, "portal/missing.html", context, status=404)
    except Error:  # nothing can be read just now: still no more than a page that is missing
        answer = HttpResponse(gettext("Not found"), content_type="text/plain; charset=utf-8", status=404)
    return not_indexed(answer, hidden=True)


def _instead(path: str, at: datetime) -> dict[str, Any]:
    """What may have been meant."""
    meant = meaning(path)
    found: list[Publication] = list(searching.find_any(meant.words, at).defer("html", "text")[:MOST])
    newest = selectors.listed(at).defer("html", "text")
    of_column = meant.column if meant.column and meant.column.listed else None
    if of_column:
        newest = newest.filter(column=of_column)
    dated = list(archive.within(newest, meant.year, meant.month)[:MOST]) if meant.year else []
    shown = [each.number for each in (*found, *dated)]  # nothing is named twice
    return {
        "query": " ".join(meant.words),
        "found": found,
        "of_column": of_column,
        "dated": dated,
        "year": meant.year,
        "month": meant.month,
        "newest": newest.exclude(number__in=shown)[:MOST],
    }


def meaning(path: str) -> Meaning:
    """Read an address, its last part first: /zwgk/2024/05/水渠维修.html → 水渠维修, May 2024."""
    parts = [_ENDING.sub("", part) for part in path[:_LONGEST].split("/") if part]
    codes = {each.code.replace("_", "-"): each for each in selectors.columns()}
    named = [codes[slug] for part in parts if (slug := part.lower().replace("_", "-")) in codes]
    years = [place for place, part in enumerate(parts) if _YEAR.fullmatch(part)]
    year = int(parts[years[0]]) if years else None
    after = parts[years[0] + 1] if years and years[0] + 1 < len(parts) else ""
    words = next((said for part in reversed(parts) if (said := _said(part, set(codes)))), [])
    return Meaning(words, named[-1] if named else None, year, int(after) if _MONTH.fullmatch(after) else None)


def _said(part: str, codes: set[str]) -> list[str]:
    """The words of one part of an address; figures and what every address says, say nothing."""
    if part.lower().replace("_", "-") in codes:
        return []
    words = [run for run in grams.asked(part) if len(run) > 1 and not run.isdecimal()]
    return [run for run in words if run not in _SAYS_NOTHING]
