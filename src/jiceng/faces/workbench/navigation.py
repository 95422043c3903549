"""Where one can go: by what the actor may, never by more."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

Homes = Sequence[tuple[str, Any]]
"""The actor's roles with the version of the unit each is held in, widest first."""


def navigation(request: HttpRequest, homes: Homes) -> list[dict[str, Any]]:
    """Groups of links for the side (desk) and the tabs (phone); the one that leads here is marked."""
    groups = _branch(homes[0][1]) if _is_branch(homes) else _office(request, homes)
    for group in groups:
        for item in group["items"]:
            item["current"] = request.path == item["url"]
    return groups


def _is_branch(homes: Homes) -> bool:
    return bool(homes) and homes[0][0] == "secretary"


def _branch(version: Any) -> list[dict[str, Any]]:
    code = version.unit.code
    items = [
        _item(_("Due"), reverse("due", args=[code]), tab=True),
        _item(_("Meetings"), reverse("gatherings", args=[code]), tab=True),
        _item(_("Register"), reverse("members", args=[code]), tab=True),
        _item(_("Our branch"), reverse("unit", args=[code]), tab=True),
        _item(_("Search"), reverse("search")),
        _item(_("Rules"), reverse("rules")),
    ]
    return [{"title": version.name, "items": items}]


def _office(request: HttpRequest, homes: Homes) -> list[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    if not homes:
        return []
    code = homes[0][1].unit.code
    organisation = [
        _item(_("Duties"), reverse("board", args=[code]), tab=True),
        _item(_("Units"), reverse("unit", args=[code]), tab=True),
        _item(_("Terms and vacancies"), reverse("changes"), tab=False),
        _item(_("Search"), reverse("search"), tab=True),
        _item(_("Rules"), reverse("rules"), tab=True),
    ]
    office = []
    if actor.has("journal.read"):
        office += [_item(_("Readings"), reverse("readings")), _item(_("Journal"), reverse("journal"))]
    if actor.has("access.manage"):
        office.append(_item(_("Accounts and roles"), reverse("grants")))
    groups = [{"title": _("Organisation"), "items": organisation}]
    return [*groups, {"title": _("The office"), "items": office}] if office else groups


def _item(label: str, url: str, *, tab: bool = False) -> dict[str, Any]:
    return {"label": label, "url": url, "tab": tab, "current": False}
