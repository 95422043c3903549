"""Where one can go: by what the actor may, never by more."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.duties.hours import training_duty
from jiceng.apps.feedback.policies import answers
from jiceng.apps.intake.kinds import may_import
from jiceng.faces.shared.words import in_words

Homes = Sequence[tuple[str, Any]]
"""The actor's roles with the version of the unit each is held in, widest first."""


ROOMS = {
    "due": ("due", "home"),
    "board": ("board", "board_cell", "board_cell_all", "duty_explained", "postpone", "chasing"),
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
    "decisions": (
        *("decisions", "decision", "start_decision", "enter_step", "correct_event", "withdraw_event"),
        *("drop_decision", "resume_decision", "annul_decision", "decision_interests", "decision_paper"),
    ),
    "needs": ("needs", "new_need", "need", "correct_need_entry"),
    "programmes": (
        *("programmes", "programme", "programme_project", "programme_report", "indicator"),
        *("indicator_units", "indicator_records", "set_target", "enter_number", "raise_risk", "close_risk"),
    ),
    "standards": (
        *("standards", "standards_units", "standards_item", "standards_sheet", "standards_lacking"),
        *("standards_sample", "say_standards", "close_standards", "reopen_standards", "find_standard"),
        *("reply_standard", "settle_standard", "basics"),
    ),
    "rectification": (
        *("rectification", "rectification_case", "enter_rectification", "correct_rectification"),
        *("print_rectification", "list_weak_unit", "attest_weakness", "set_aside_weakness"),
        *("answer_attestation", "take_back_attestation"),
    ),
    "exemplars": (*("exemplars", "exemplar", "nominate_exemplar", "enter_exemplar", "strike_exemplar"),),
    "changes": ("changes",),
    "coverage": (
        *("coverage", "coverage_list", "establishment", "cover_establishment", "end_cover", "cover_known"),
        *("overrule_exclusion", "end_overruling", "joint_organisations", "cover_together"),
    ),
    "statistics": ("statistics", "statistic_list"),
    "transfers": (
        *("transfers", "letter", "settle_letter", "confirm_letter", "address_letter", "cancel_letter"),
        *("letter_document", "mobile_away", "mobile_here", "confirm_absence"),
        *("note_visitor", "confirm_visitor", "end_visit"),
    ),
    "training": ("training",),
    "leaders": ("leaders", "successors", "name_successor", "end_successor"),
    "dues": (
        *("dues", "dues_standards", "record_dues", "dues_receipts", "ask_reduction", "correct_payment"),
    ),
    "dues_totals": ("dues_totals", "decide_reduction"),
    "commendations": (
        *("commendations", "enter_commendation", "correct_commendation", "withdraw_commendation"),
    ),
    "search": ("search",),
    "articles": (
        *("articles", "article", "write_article", "revise_article", "review_article", "withdraw_article"),
        *("article_version", "discard_article"),
    ),
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
    "decisions": ("unit",),
    "needs": ("unit",),
    "statistics": ("unit",),
    "standards": ("unit",),
    "rectification": ("unit",),
    "exemplars": ("unit",),
    "leaders": ("unit",),
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


def rooms_of(request: HttpRequest, version: Any) -> list[dict[str, Any]]:
    """Links from a unit's page to what else is kept of that unit, where the reader may."""
    return [
        *_needs(version),
        *_decisions(version),
        *_standards(version),
        *_putting_right(version),
        *_admissions(request, version),
        *_dues(request, version),
        *_statistics(version.unit.code),
    ]


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
        *_decisions(version, tab=True),
        _item(_("Register"), reverse("members", args=[code]), tab=True),
        _item(_("Our unit"), reverse("unit", args=[code]), tab=not settings.PROFILE.procedures),
        *_needs(version),
        *_admissions(request, version),
        *_dues(request, version),
        *_training(code),
        *_standards(version),
        _item(_("People in motion"), reverse("transfers")),
        _item(_("Commendations"), reverse("commendations", args=[code])),
        *_articles(request, version),
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
        *_needs(homes[0][1]),
        *_admissions(request, homes[0][1]),
        *_standards(homes[0][1]),
        _item(_("Terms and vacancies"), reverse("changes"), tab=False),
        *_putting_right(homes[0][1]),
        *_persons(actor, code),
        *_coverage(code),
        *_training(code),
        *_dues(request, homes[0][1]),
        _item(_("Commendations"), reverse("commendations", args=[code])),
        *_statistics(code),
        *_programmes(code),
        *_articles(request, homes[0][1]),
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
    if decisions := _decisions(homes[0][1], _("Matters under way")):
        groups.append({"title": pgettext("room", "Decisions"), "items": decisions})
    return [*groups, {"title": _("The office"), "items": office}] if office else groups


def _decisions(version: Any, label: str = "", *, tab: bool = False) -> list[dict[str, Any]]:
    """Where the profile knows procedures."""
    if not settings.PROFILE.procedures:
        return []
    address = reverse("decisions", args=[version.unit.code])
    return [_item(label or pgettext("room", "Decisions"), address, tab=tab)]


def _needs(version: Any) -> list[dict[str, Any]]:
    """Where the profile knows kinds of need."""
    if not settings.PROFILE.needs.kinds:
        return []
    return [_item(_("Needs"), reverse("needs", args=[version.unit.code]))]


def _standards(version: Any) -> list[dict[str, Any]]:
    """Under the profile's word, where it has a checklist."""
    checklists = list(settings.PROFILE.checklists.values())
    if not checklists:
        return []
    return [_item(in_words(checklists[0].title), reverse("standards", args=[version.unit.code]))]


def _putting_right(version: Any) -> list[dict[str, Any]]:
    """Weak units and models, where the profile says which are."""
    code, profile = version.unit.code, settings.PROFILE
    rooms = []
    if profile.weaknesses:
        rooms.append(_item(_("Units to be put right"), reverse("rectification", args=[code])))
    if profile.exemplar_kinds:
        rooms.append(_item(_("Models"), reverse("exemplars", args=[code])))
    return rooms


def _admissions(request: HttpRequest, version: Any) -> list[dict[str, Any]]:
    """Under the profile's word, where it knows admissions and the actor reads persons there."""
    courses = settings.PROFILE.courses_of("admission")
    if not courses or not request.actor.may("person.read", version.path):  # type: ignore[attr-defined]
        return []
    return [_item(in_words(courses[0].title), reverse("admissions", args=[version.unit.code]))]


def _articles(request: HttpRequest, version: Any) -> list[dict[str, Any]]:
    """For whoever reads what is written for the public there."""
    if not request.actor.may("publication.read", version.path):  # type: ignore[attr-defined]
        return []
    return [_item(_("For the public"), reverse("articles", args=[version.unit.code]))]


def _coverage(code: str) -> list[dict[str, Any]]:
    """Where the profile counts establishments."""
    counted = settings.PROFILE.coverage.kinds
    return [_item(_("Coverage"), reverse("coverage", args=[code]))] if counted else []


def _persons(actor: Any, code: str) -> list[dict[str, Any]]:
    """For whoever reads persons."""
    if not actor.has("person.read"):
        return []
    return [
        _item(_("Leaders"), reverse("leaders", args=[code])),
        _item(_("People in motion"), reverse("transfers")),
    ]


def _dues(request: HttpRequest, version: Any) -> list[dict[str, Any]]:
    """Where the profile knows dues: the unit's own list, or the sums of those below."""
    if not settings.PROFILE.payers:
        return []
    code = version.unit.code
    if request.actor.may("dues.record", version.path):  # type: ignore[attr-defined]
        return [_item(_("Dues"), reverse("dues", args=[code]))]
    return [_item(_("Sums of dues"), reverse("dues_totals", args=[code]))]


def _statistics(code: str) -> list[dict[str, Any]]:
    """Where the profile knows yearly tables."""
    known = settings.PROFILE.statistics
    return [_item(_("Yearly tables"), reverse("statistics", args=[code]))] if known else []


def _training(code: str) -> list[dict[str, Any]]:
    """Where the profile asks for hours."""
    if training_duty(settings.PROFILE) is None:
        return []
    return [_item(_("Hours of training"), reverse("training", args=[code]))]


def _programmes(code: str) -> list[dict[str, Any]]:
    """Where the profile has programmes; one goes by its own name."""
    found = list(settings.PROFILE.programmes.values())
    if not found:
        return []
    label = in_words(found[0].title) if len(found) == 1 else _("Programmes")
    return [_item(label, reverse("programmes", args=[code]))]


def _imports(request: HttpRequest) -> list[dict[str, Any]]:
    """For whoever may import anything."""
    kinds = may_import(request.actor)  # type: ignore[attr-defined]
    return [_item(_("Import spreadsheets"), reverse("imports"))] if kinds else []


def _item(label: str, url: str, *, tab: bool = False) -> dict[str, Any]:
    return {"label": label, "url": url, "tab": tab, "room": _room_at(url), "current": ""}


@lru_cache(maxsize=4096)
def _room_at(url: str) -> str | None:
    """The name of the address; a page has a dozen links, most of them the last page's."""
    return resolve(url).url_name
