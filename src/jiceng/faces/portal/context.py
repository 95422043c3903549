"""What every page of the portal shows: whose site it is, its columns, how the reader likes to read."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from jiceng.apps.publications import selectors
from jiceng.faces.portal.reading import SIZES, USUAL, State, next_sizes

if TYPE_CHECKING:
    from jiceng.apps.publications.models import Column, Site

KEPT_SECONDS = 600
"""How long a page's frame is kept at most, of a state of what is published."""


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of `portal/base.html`."""
    state: State | None = getattr(request, "state", None)
    site, columns = _whose(state) if state else _read()
    match = request.resolver_match
    size = getattr(request, "size", USUAL)
    larger, smaller = next_sizes(size)
    return {
        "site_title": site.in_language(get_language() or "") if site else gettext("Public information"),
        "site_host": site.host_in(get_language() or "") if site else "",
        "site_footer": site.footer.splitlines() if site else [],
        "site_address": base(request, site.address if site else ""),
        "canonical": base(request, site.address if site else "") + request.path,
        "columns": columns,
        "here": match.url_name if match else "",
        "state": state,
        "frame_seconds": KEPT_SECONDS if state else 0,
        "size": size,
        "sizes": SIZES,
        "larger": larger,
        "smaller": smaller,
        "read_at": getattr(request, "at", None) or timezone.now(),
        "contrast": getattr(request, "contrast", False),
    }


def _read() -> "tuple[Site | None, list[Column]]":
    return selectors.site(), list(selectors.columns())


@lru_cache(maxsize=1)
def _whose(state: State) -> "tuple[Site | None, list[Column]]":
    """Whose site it is and its columns, read once of a state."""
    return _read()


def base(request: HttpRequest, address: str) -> str:
    """Where the site is read, without a stroke at the end; nothing where it was asked for under a name that
    is not its own.
    """
    if address:
        return address.rstrip("/")
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def address(name: str, *arguments: object) -> str:
    """A page's address; nothing where this portal has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def steps(*further: tuple[object, str]) -> list[dict[str, Any]]:
    """Where a page is (breadcrumb), from the front page on: (label, address), the page itself without one."""
    first = (gettext("Front page"), reverse("portal_front"))
    return [{"label": label, "url": url} for label, url in (first, *further)]
