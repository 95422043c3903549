"""What programs read: feeds, sitemap, robots. Only what is listed is told of."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.apps.publications import archive, selectors, units
from jiceng.faces.portal.context import address, base
from jiceng.faces.portal.reading import PortalRequest
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Publication

IN_FEED = 30
_UNSEEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff\\ud800-\\udfff]")
"""What XML may not hold."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def seen(text: str) -> str:
    """Text as XML may hold it."""
    return _UNSEEN.sub("", text)


@dataclass(frozen=True, slots=True)
class Item:
    """A publication in a feed, and where it stands."""

    publication: "Publication"
    address: str


class _Dated(SyndicationFeed):
    """A feed that says of itself when its newest item was; with none, always the same day, not this moment:
    who has it is told that it is unchanged.
    """

    def latest_post_date(self) -> datetime:
        """When it was last changed."""
        return super().latest_post_date() if self.items else _NEVER


class _Rss(_Dated, Rss201rev2Feed):
    """RSS 2.0."""


class _Atom(_Dated, Atom1Feed):
    """Atom."""


class Newest(Feed):
    """What was posted last, on the whole site or in a column; RSS 2.0."""

    feed_type: type[SyndicationFeed] = _Rss
    address = {"": "portal_rss", "column": "portal_column_rss"}

    def get_object(self, request: PortalRequest, code: str = "") -> dict[str, Any]:  # type: ignore[override]
        """What the feed is of."""
        column = selectors.column(code) if code else None
        if code and (column is None or not column.listed):
            raise Http404
        site = selectors.site()
        return {
            "column": column,
            "base": base(request, site.address if site else ""),
            "site": in_words(site) if site else _("Public information"),
            "now": request.at,
        }

    def title(self, of: dict[str, Any]) -> str:
        """The site's name, and the column's."""
        return seen(" · ".join(filter(None, (in_words(of["column"]), of["site"]))))

    def link(self, of: dict[str, Any]) -> str:
        """The page of the same."""
        column = of["column"]
        page = reverse("portal_column", args=[column.code]) if column else reverse("portal_front")
        return str(of["base"]) + page

    def feed_url(self, of: dict[str, Any]) -> str:
        """The feed's own address."""
        column = of["column"]
        arguments = [column.code] if column else []
        return str(of["base"]) + reverse(self.address["column" if column else ""], args=arguments)

    def description(self, of: dict[str, Any]) -> str:
        """What it holds."""
        return _("Newest publications")

    subtitle = description

    def items(self, of: dict[str, Any]) -> list[Item]:
        """The newest; each with where it stands."""
        found = archive.newest(of["column"], of["now"], IN_FEED)
        return [Item(each, of["base"] + reverse("portal_article", args=[each.number])) for each in found]

    def item_title(self, item: Item) -> str:
        """Its title."""
        return seen(item.publication.title)

    def item_description(self, item: Item) -> str:
        """How it begins."""
        return seen(item.publication.beginning)  # type: ignore[attr-defined]  # asked for with the rest

    def item_link(self, item: Item) -> str:
        """Where it stands, for good."""
        return item.address

    def item_author_name(self, item: Item) -> str:
        """Who wrote it, else where it comes from."""
        said = item.publication
        return seen(said.author or said.source or said.unit_name)

    def item_pubdate(self, item: Item) -> datetime:
        """When it was first posted."""
        return item.publication.posted_at

    def item_updateddate(self, item: Item) -> datetime:
        """When it was last changed."""
        return item.publication.changed_at

    def item_categories(self, item: Item) -> list[str]:
        """Its column."""
        return [seen(in_words(item.publication.column))]


class NewestAtom(Newest):
    """The same, as Atom."""

    feed_type = _Atom
    address = {"": "portal_atom", "column": "portal_column_atom"}


@require_safe
def sitemap(request: PortalRequest, part: int | None = None) -> HttpResponse:
    """The sitemap: an index, and parts of two thousand numbers each, so that an old part never changes."""
    if part is None:
        index = {"parts": archive.parts(request.at)}
        return render(request, "portal/sitemap_index.xml", index, content_type="application/xml")
    found = archive.part(part, request.at)
    if not found and part:
        raise Http404
    pattern = reverse("portal_article", args=[0]).replace("0", "{}")  # two thousand times the same
    lines = [(pattern.format(number), at.isoformat(timespec="seconds")) for number, at in found]
    context: dict[str, Any] = {"publications": lines, "front": part == 0}
    if part == 0:
        context["listed"] = [each for each in selectors.columns() if each.listed]
        context["units"] = [reverse("portal_unit", args=[code]) for code in units.with_pages(request.at)]
    return render(request, "portal/sitemap.xml", context, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may fetch: everything but endless lists. What must not be kept says so itself."""
    lines = ["User-agent: *", *(f"Disallow: /*{ask}=" for ask in ("?size", "?contrast", "?language"))]
    if search := address("portal_search"):
        lines.append(f"Disallow: {search}")
    site = selectors.site()
    lines.append(f"Sitemap: {base(request, site.address if site else '')}{reverse('portal_sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
