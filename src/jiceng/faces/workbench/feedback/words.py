"""Questions in the reader's language."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.feedback import policies
from jiceng.faces.workbench.navigation import ROOMS

if TYPE_CHECKING:
    from jiceng.apps.feedback.models import Question


def kind_word(kind: str) -> str:
    """What kind of question it is."""
    words = {
        "question": _("Question"),
        "complaint": _("Complaint"),
        "wrong_rule": _("A rule here is wrong"),
        "too_much": _("Too much is asked"),
        "suggestion": _("Suggestion"),
    }
    return words.get(kind, kind)


def desk_word(unit: str, desk: str) -> str:
    """Who answers: the officers of a unit, or those who watch over them."""
    if desk == policies.SUPERVISION:
        return _("%(unit)s: supervision, not the office") % {"unit": unit}
    return _("%(unit)s: the office") % {"unit": unit}


def state_word(question: "Question") -> str:
    """How far it is."""
    if question.answered_at is not None:
        return _("Answered")
    if question.closed_at is not None:
        return pgettext("a letter", "Put away")
    return _("Being seen to") if question.owner_id else _("Waiting for an answer")


def place_word(place: str) -> str:
    """The room of the program an address belongs to."""
    words = {
        "letters": _("Letters to the editor"),
        "due": _("Due"),
        "board": _("Duties"),
        "gatherings": _("Meetings"),
        "members": _("Register"),
        "unit": _("Units"),
        "changes": _("Terms and vacancies"),
        "search": _("Search"),
        "imports": _("Import spreadsheets"),
        "rules": _("Rules"),
        "readings": _("Readings"),
        "journal": _("Journal"),
        "grants": _("Accounts and roles"),
    }
    if place in words:
        return words[place]
    room = next((room for room, names in ROOMS.items() if place in names), "")
    return words.get(room) or _("Other pages")
