"""Words of meetings in the reader's language: states, reasons of absence, parts of a record."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.faces.shared.dates import write_period
from jiceng.faces.shared.words import in_words
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.apps.gatherings.models import Gathering

STATE_MARKS = {"held": "done", "announced": "due", "cancelled": "excused"}
"""Which shape a gathering's state takes beside its word."""


def state_word(state: str) -> str:
    """What a gathering's state is called."""
    words = {
        "announced": pgettext("state of a meeting", "announced"),
        "held": pgettext("state of a meeting", "held"),
        "cancelled": pgettext("state of a meeting", "taken back"),
    }
    return words[state]


def absence_word(reason: str) -> str:
    """A noted reason of absence; nothing when none was noted."""
    words = {
        "": "",
        "leave": pgettext("reason of absence", "on leave"),
        "away": pgettext("reason of absence", "away"),
        "ill": pgettext("reason of absence", "ill"),
    }
    return words.get(reason, reason)


def field_word(field: str) -> str:
    """What a part of a record is called, in its history."""
    words = {
        "kind": _("Kind of meeting"),
        "day": _("Day"),
        "time": _("Time"),
        "place": _("Place"),
        "subject": _("Subject"),
        "minutes": _("Minutes"),
        "items": _("Parts"),
        "chair": _("Chair"),
        "recorder": _("Recorder"),
        "makes_up": _("Makes up for"),
        "entitled": _("Entitled"),
        "present": _("Present"),
        "attended": _("All who came"),
    }
    return words[field]


def counts(gathering: "Gathering") -> str:
    """应到 41，实到 38."""
    return _("%(entitled)s entitled, %(present)s present") % {
        "entitled": gathering.entitled,
        "present": gathering.present,
    }


def duty_in_period(verdict: "UnitVerdict") -> str:
    """A duty with the period it is owed for: 11月主题党日."""
    return titled(in_words(verdict.duty.title), verdict.period)


def titled(title: str, period: Period) -> str:
    """A title with its period before it, as Chinese has it."""
    return _("%(duty)s, %(period)s") % {"duty": title, "period": write_period(period, short=True)}
