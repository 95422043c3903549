"""Where one can go: by what the actor may, never by more."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from jiceng.apps.feedback.policies import answers
from jiceng.apps.intake.selectors import may_import
from jiceng.faces.shared.words import in_words

Homes = Sequence[tuple[str, Any]]
"""The actor's roles with the version of the unit each is held in, widest first."""


ROOMS = {
    "due": ("due", "home"),
    "board": ("board", "board_cell", "board_cell_all", "duty_explained", "postpone"),
    "gatherings": (
        *("gatherings", "gathering", "record_gathering", "announce_gathering"),
        *("correct_gathering", "cancel_gathering", "print_gathering", "copy_gathering"),
        *("outbox", "paper_sheets", "enter_paper"),
    ),
    "members": (
        *("members", "register_person", "person", "read_id_number", "correct_person", "transfer"),
        *("become_full", "start_absence", "end_absence", "end_membership"),
        *("rejoin", "remove_suspended", "enter_training", "issue_letter", "receive_member"),
    ),
    "unit": (
        *("unit", "found_unit", "revise_unit", "move_unit", "split_unit", "merge_unit", "close_unit"),
        *("found_body", "close_body", "start_term", "take_seat", "leave_seat"),
        *("found_post", "take_post", "leave_post", "registers", "register"),
    ),
    "admissions": (
        *("admissions", "admission", "open_admission", "close_admission", "reopen_admission"),
        *("record_step", "correct_step", "strike_step"),
    ),
    "changes": ("changes",),
    "transfers": (
        *("transfers", "letter", "settle_letter", "confirm_letter", "address_letter", "cancel_letter"),
        *("letter_document", "mobile_away", "mobile_here", "confirm_absence"),
        *("note_visitor", "confirm_visitor", "end_visit"),
    ),
    "leaders": ("leaders", "successors", "name_successor", "end_successor"),
    "search": ("search",),
    "imports": ("imports", "import", "undo_import"),
    "rules": ("rules", "rule", "set_parameter"),
    "readings": ("readings",),
    "journal": ("journal",),
    "inbox": ("inbox", "question"),
    "grants": ("grants", "new_grant", "tokens", "new_token"),
}
"""The pages of each room, by the name of the room's first page."""
ELSEWHERE = {
    "board": ("due",),
    "due": ("board",),
    "members": ("unit",),
    "gatherings": ("unit",),
    "admissions": ("unit",),
}
"""Where a room is entered from when the navigation has no link of its own for it."""


def navigation(request: HttpRequest, homes: Homes) -> list[dict[str, Any]]:
    """Groups of links for the side (desk) and the tabs (phone). The one that leads here is marked as the
    page; on a page further in, the one of its room.
    """
    groups = _branch(request, homes[0][1]) if _is_branch(homes) else _office(request, homes)
    items = [item for group in groups for item in group["items"]]
    room = _room(request, {item["room"] for item in items})
    for item in items:
        if item["room"] == room:
            item["current"] = "page" if request.path == item["url"] else "true"
    return groups


def _room(request: HttpRequest, there: set[str]) -> str:
    """Which of the rooms `there` the page belongs to; none for a page of no room."""
    match = request.resolver_match
    name = match.url_name if match else None
    room = next((room for room, names in ROOMS.items() if name in names), "")
    return next((each for each in (room, *ELSEWHERE.get(room, ())) if each in there), "")


def _is_branch(homes: Homes) -> bool:
    return bool(homes) and homes[0][0] == "secretary"


def _branch(request: HttpRequest, version: Any) -> list[dict[str, Any]]:
    code = version.unit.code
    items = [
        _item(_("Due"), reverse("due", args=[code]), tab=True),
        _item(_("Meetings"), reverse("gatherings", args=[code]), tab=True),
        _item(_("Register"), reverse("members", args=[code]), tab=True),
        _item(_("Our unit"), reverse("unit", args=[code]), tab=True),
        *_admissions(request, version),
        _item(_("People in motion"), reverse("transfers")),
        _item(_("Search"), reverse("search")),
        *_imports(request),
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
        *_admissions(request, homes[0][1]),
        _item(_("Terms and vacancies"), reverse("changes"), tab=False),
        *_persons(actor, code),
        _item(_("Search"), reverse("search"), tab=True),
        *_imports(request),
        _item(_("Rules"), reverse("rules"), tab=True),
    ]
    office = []
    if answers(actor):
        office.append(_item(_("Questions to answer"), reverse("inbox")))
    if actor.has("journal.read"):
        office += [_item(_("Readings"), reverse("readings")), _item(_("Journal"), reverse("journal"))]
    if actor.has("access.manage"):
        office.append(_item(_("Accounts and roles"), reverse("grants")))
    groups = [{"title": _("Organisation"), "items": organisation}]
    return [*groups, {"title": _("The office"), "items": office}] if office else groups


def _admissions(request: HttpRequest, version: Any) -> list[dict[str, Any]]:
    """Under the profile's word, where it knows admissions and the actor reads persons there."""
    courses = settings.PROFILE.courses_of("admission")
    if not courses or not request.actor.may("person.read", version.path):  # type: ignore[attr-defined]
        return []
    return [_item(in_words(courses[0].title), reverse("admissions", args=[version.unit.code]))]


def _persons(actor: Any, code: str) -> list[dict[str, Any]]:
    """For whoever reads persons."""
    if not actor.has("person.read"):
        return []
    return [
        _item(_("Leaders"), reverse("leaders", args=[code])),
        _item(_("People in motion"), reverse("transfers")),
    ]


def _imports(request: HttpRequest) -> list[dict[str, Any]]:
    """For whoever may import anything."""
    kinds = may_import(request.actor)  # type: ignore[attr-defined]
    return [_item(_("Import spreadsheets"), reverse("imports"))] if kinds else []


def _item(label: str, url: str, *, tab: bool = False) -> dict[str, Any]:
    return {"label": label, "url": url, "tab": tab, "room": resolve(url).url_name, "current": ""}
