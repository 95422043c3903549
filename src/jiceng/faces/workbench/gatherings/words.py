"""Words of meetings in the reader's language: states, reasons of absence, parts of a record."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.faces.shared.dates import write_day, write_period
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
        "measured": _("Hours or days"),
    }
    return words[field]


def posted(gathering: "Gathering") -> bool:
    """Whether it is a notice that was posted."""
    kind = settings.PROFILE.gathering_kinds.get(gathering.kind)
    return kind is not None and kind.posted


def taken_down_on(gathering: "Gathering") -> date | None:
    """The day a notice was taken down; None while it is posted, and of anything else."""
    if gathering.measured is None or not posted(gathering):
        return None
    return gathering.day + timedelta(gathering.measured)


def measured(gathering: "Gathering") -> str:
    """8 学时; of a notice, until when it was posted. Nothing where the kind is not measured."""
    kind = settings.PROFILE.gathering_kinds.get(gathering.kind)
    if kind is None or kind.measure is None:
        return ""
    if kind.posted:
        until = taken_down_on(gathering)
        if until is None:
            return _("still posted")
        days = ngettext("%(n)s day", "%(n)s days", gathering.measured or 0) % {"n": gathering.measured}
        return _("posted until %(day)s, %(days)s") % {"day": write_day(until), "days": days}
    if gathering.measured is None:
        return ""
    return _("%(measure)s: %(n)s") % {"measure": in_words(kind.measure.title), "n": gathering.measured}


def counts(gathering: "Gathering") -> str:
    """应到 41，实到 38; with the hours where they are noted; of a notice, until when it was posted."""
    said = measured(gathering)
    if posted(gathering):
        return said
    heads = _("%(entitled)s entitled, %(present)s present") % {
        "entitled": gathering.entitled,
        "present": gathering.present,
    }
    return f"{heads} · {said}" if said else heads


def duty_in_period(verdict: "UnitVerdict") -> str:
    """A duty with the period it is owed for: 11月主题党日."""
    return titled(in_words(verdict.duty.title), verdict.period)


def titled(title: str, period: Period) -> str:
    """A title with its period before it, as Chinese has it."""
    return _("%(duty)s, %(period)s") % {"duty": title, "period": write_period(period, short=True)}
