"""Needs in the reader's language."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.engines.procedure import Move, NeedStage, What
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.apps.needs.models import Need, NeedEntry

SOON = 3
"""Days before its day from which something is about to be due."""


def kinds() -> dict[str, str]:
    """What the kinds of need are called, in the profile's order."""
    return {code: in_words(title) for code, title in settings.PROFILE.needs.kinds.items()}


def kind_word(code: str) -> str:
    """What a kind is called."""
    title = settings.PROFILE.needs.kinds.get(code)
    return in_words(title) if title else code


def flag_words() -> dict[str, str]:
    """What the marks of needs are called, in the order of the list."""
    return {
        "": pgettext("needs", "Under way"),
        "owed": _("Owed now"),
        "overdue": pgettext("needs", "Overdue"),
        "unowned": pgettext("needs", "No owner yet"),
        "unanswered": pgettext("needs", "To be answered"),
        "in_hand": pgettext("needs", "In hand"),
        "to_confirm": pgettext("needs", "To be confirmed"),
        "long": pgettext("needs", "Long-standing"),
        "again": pgettext("needs", "Raised again"),
        "ended": pgettext("needs", "Ended"),
        "all": pgettext("needs", "All"),
    }


def state_word(need: "Need") -> str:
    """How far a need is."""
    if need.stage != NeedStage.ENDED:
        return flag_words()[need.stage]
    return {
        "solved": pgettext("need", "Solved"),
        "explained": pgettext("need", "Cannot be done, accepted"),
        "closed": pgettext("need", "Closed without confirmation"),
        "withdrawn": pgettext("need", "Withdrawn"),
    }[need.result]


def mark(need: "Need", day: date) -> str:
    """The shape of its state."""
    if need.stage == NeedStage.ENDED:
        return "done" if need.result == "solved" else "excused"
    waits = need.stage == NeedStage.TO_CONFIRM
    return "late" if need.due_by and need.due_by < day and not waits else "due"


def soon(need: "Need", day: date) -> bool:
    """Whether what is owed is due in the next days."""
    return mark(need, day) == "due" and need.due_by is not None and (need.due_by - day).days <= SOON


def when(need: "Need", day: date) -> str:
    """By when the next thing is owed, or since when it is overdue; of an ended one, the day."""
    if need.ended_on:
        return write_day(need.ended_on, with_year=day.year != need.ended_on.year)
    if need.due_by is None:
        return ""
    if mark(need, day) == "late":
        return days_over((day - need.due_by).days)
    return _("by %(day)s") % {"day": write_day(need.due_by, with_year=day.year != need.due_by.year)}


def days_over(days: int) -> str:
    """How long past its day."""
    return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}


def next_words(what: str, unit: str) -> str:
    """Who does what next."""
    texts = {
        What.OWNER: _("%(unit)s names who sees to it"),
        What.ANSWER: _("%(unit)s answers"),
        What.DEED: _("%(unit)s does as it promised"),
        What.CONFIRMATION: _("%(unit)s says whether it is done"),
    }
    return texts[What(what)] % {"unit": unit}


WHAT_OF = {
    NeedStage.UNOWNED: What.OWNER,
    NeedStage.UNANSWERED: What.ANSWER,
    NeedStage.IN_HAND: What.DEED,
    NeedStage.TO_CONFIRM: What.CONFIRMATION,
}


def owed_words(what: str) -> str:
    """What an office has not done, for the chasing list."""
    return {
        What.OWNER: _("has not named who sees to it"),
        What.ANSWER: _("has not answered"),
        What.DEED: _("has not done as promised"),
    }[What(what)]


def entry_words(entry: "NeedEntry", unit: str) -> str:
    """An entry in a line. `unit`, the name of the unit it names."""
    day = write_day(entry.by, with_year=True) if entry.by else ""
    named, until = {"unit": unit}, {"day": day}
    texts = {
        Move.RAISED: _("Raised; %(unit)s takes it up") % named,
        Move.ASSIGNED: _("%(unit)s sees to it") % named,
        Move.PASSED_UP: _("Passed up to %(unit)s") % named,
        Move.ANSWERED: _("Answered: to be done by %(day)s") % until
        if day
        else _("Answered: it cannot be done"),
        Move.DONE: pgettext("need", "Done"),
        Move.UNDONE: _("Not done as promised; now by %(day)s") % until
        if day
        else _("Not done: it cannot be done"),
        Move.CONFIRMED: _("Confirmed by those concerned"),
        Move.DISPUTED: _("Not so, say those concerned: open again"),
        Move.CLOSED: pgettext("need", "Closed without confirmation"),
        Move.WITHDRAWN: pgettext("need", "Withdrawn"),
        "struck": _("Entry taken back"),
    }
    text = texts[entry.move]
    if entry.move == Move.ASSIGNED and day:
        text += " · " + _("answer asked for by %(day)s") % until
    return text


def move_titles(move: Move, *, owned: bool) -> tuple[str, str]:
    """What a form of a move is called, and its button; `owned`, whether somebody sees to it already."""
    if move is Move.ASSIGNED and owned:
        return _("Name another owner"), _("Name the owner")
    return {
        Move.ASSIGNED: (_("Name who sees to it"), _("Name the owner")),
        Move.PASSED_UP: (_("Pass it up"), _("Pass it up")),
        Move.ANSWERED: (pgettext("need", "Answer"), pgettext("need button", "Answer")),
        Move.DONE: (_("It is done"), _("It is done")),
        Move.UNDONE: (_("It was not done as promised"), pgettext("button", "Enter")),
        Move.CONFIRMED: (_("Is it done?"), _("It is done")),
        Move.CLOSED: (_("Close it: no word came in time"), pgettext("button", "Close")),
        Move.WITHDRAWN: (_("Withdraw the need"), _("Withdraw")),
    }[move]
