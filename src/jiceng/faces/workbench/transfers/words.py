"""Words about people in motion in the reader's language."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiceng.faces.shared.dates import write_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jiceng.apps.transfers.deadlines import Due
    from jiceng.apps.transfers.models import Transfer


def reasons() -> dict[str, str]:
    """Why a membership moves, by code."""
    return {
        "work": _("Change of work"),
        "residence": _("Change of residence"),
        "study": _("Study"),
        "retirement": _("Retirement"),
        "other": _("Something else"),
    }


def told() -> dict[str, str]:
    """How something was stated, by code."""
    return {"spoken": _("In person"), "phone": _("By phone"), "written": _("In writing")}


def evaluated(*, visitor: bool = False) -> dict[str, str]:
    """Where a member who is elsewhere is appraised, by code: "here" is where it is written down."""
    if visitor:
        return {"there": _("By her own organisation"), "here": _("Here")}
    return {"here": _("By her own organisation"), "there": _("Where she is now")}


def state_of(row: "Transfer", day: date) -> tuple[str, str]:
    """How a letter stands: a code of the marks ("due", "late", "done", "excused") and words."""
    if row.state == "done":
        return "done", _("Done on %(day)s") % {"day": write_day(row.settled_on or day)}
    if row.state == "cancelled":
        return "excused", _("Cancelled on %(day)s") % {"day": write_day(row.settled_on or day)}
    if row.state == "received":
        return "due", _("Arrived; the receipt is to be sent back")
    if row.valid_until is not None and row.valid_until < day:
        return "late", _("Expired on %(day)s") % {"day": write_day(row.valid_until)}
    if row.valid_until is None:
        return "due", _("On its way")
    return "due", _("On its way, valid until %(day)s") % {"day": write_day(row.valid_until)}


def due_words(kind: str) -> str:
    """What is to be done."""
    words = {
        "answer": _("Confirm the arrival, or return the letter"),
        "receipt": _("Send the receipt back"),
        "address": _("Say to which unit the letter goes"),
        "expired": _("The letter has expired: issue it anew or cancel it"),
        "ending": _("The letter ends soon: ask for the receipt"),
        "back": _("Meant to be back by now: ask and note it"),
        "renew": _("Away: get in touch and renew the statement"),
        "visitor": _("From elsewhere: get in touch and renew the statement"),
        "removal": _("Suspended long enough: decide"),
    }
    return words[kind]


_PAGES = {
    **dict.fromkeys(("answer", "receipt", "address", "expired", "ending"), "letter"),
    **dict.fromkeys(("back", "renew"), "confirm_absence"),
    "visitor": "confirm_visitor",
    "removal": "person",
}


def due_rows(found: "Iterable[Due]", day: date) -> list[dict[str, Any]]:
    """What is to be done, as a page lists it: what, of whom, by when, and where to do it."""
    return [
        {
            "due": each,
            "what": due_words(each.kind),
            "url": reverse(_PAGES[each.kind], args=[each.id]),
            "over": each.day is not None and each.day < day,
        }
        for each in found
    ]
