"""Terms that end and posts that are vacant."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jiceng.apps.people import changes as people_changes
from jiceng.apps.people.changes import VACANCY, Change, Changes
from jiceng.faces.workbench.boards.tables import changes_sheet, kind_of
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import NotFound

PAGE = 100
AHEAD = timedelta(days=365)


@exportable
def changes(request: WorkbenchRequest) -> HttpResponse:
    """Terms that are overdue or end within a year, and posts vacant now, town by town."""
    if not request.actor.has("duty.read"):
        raise NotFound("page_not_found")
    found = people_changes.changes(request.actor, request.day, request.day + AHEAD)
    kind = request.GET.get("kind", "")
    rows = [row for row in found.rows if not kind or kind_of(row) == kind]
    if table_asked(request, "changes"):
        return hand_out(request, _export(request, found, rows))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    vacant = [row for row in found.rows if row.kind == VACANCY]
    context = {
        "found": found,
        "home": request.homes[0][1].unit.code if request.homes else "",
        "facts": {
            "overdue": sum(row.overdue for row in found.rows),
            "ending": sum(kind_of(row) == "ending" for row in found.rows),
            "vacant": len(vacant),
            "longest": max((row.days for row in vacant), default=0),
        },
        "filters": _filters(found.rows, kind),
        "page": page,
        "groups": _grouped(list(page.object_list), found.groups),
    }
    return render(request, "boards/changes.html", context)


def _export(request: WorkbenchRequest, found: Changes, rows: list[Change]) -> Export:
    """The rows shown, all pages of them."""
    homes = [version.name for _role, version in request.homes]
    name = homes[0] if homes else ""
    title = _("%(unit)s: terms and vacancies") % {"unit": name}
    sheet = changes_sheet(title, name, found, rows, request.day)
    return Export("changes", title, None, lambda _numbers: [sheet])


def _filters(rows: list[Change], kind: str) -> list[dict[str, Any]]:
    words = {
        "": _("All"),
        "overdue": _("Term overdue"),
        "ending": _("Term ends within a year"),
        "vacancy": _("Post vacant"),
    }
    return [
        {
            "code": code,
            "label": label,
            "count": sum(not code or kind_of(row) == code for row in rows),
            "current": code == kind,
        }
        for code, label in words.items()
    ]


def _grouped(rows: list[Change], names: dict[int, str]) -> list[dict[str, Any]]:
    """Rows under the unit they are listed under, in the order they come."""
    groups: list[dict[str, Any]] = []
    posts = settings.PROFILE.post_kinds
    for row in rows:
        if not groups or groups[-1]["id"] != row.group:
            groups.append({"id": row.group, "name": names.get(row.group, ""), "rows": []})
        subject = posts[row.subject].title if row.kind == VACANCY and row.subject in posts else row.subject
        groups[-1]["rows"].append(
            {"change": row, "kind": kind_of(row), "subject": subject, "days": abs(row.days)}
        )
    return groups
