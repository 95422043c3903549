"""Words of meetings in the reader's language: states, reasons of absence, parts of a record."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jiceng.engines.procedure import HeldAs
from jiceng.faces.shared.dates import write_day, write_period
from jiceng.faces.shared.words import in_words
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.apps.gatherings.models import Gathering
    from jiceng.engines.procedure import GatheringKind

STATE_MARKS = {"held": "done", "announced": "due", "cancelled": "excused"}
"""Which shape a gathering's state takes beside its word."""


def state_word(state: str, kind: "GatheringKind | None" = None) -> str:
    """What a gathering's state is called; of a kind, in words for it: a notice is not held."""
    held = pgettext("state of a meeting", "held")
    if kind is not None and kind.posted:
        held = pgettext("state of a notice", "posted")
    elif kind is not None and kind.held_as is not HeldAs.MEETING:
        held = pgettext("state of a talk or training", "held")
    words = {
        "announced": pgettext("state of a meeting", "announced"),
        "held": held,
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


@dataclass(frozen=True, slots=True)
class RecordWords:
    """What the parts of a record are called, as its kind is held; `chair` is empty where nobody presides."""

    record: str
    subject: str
    entitled: str = ""
    present: str = ""
    chair: str = ""
    signed: str = ""
    parts: str = ""
    minutes: str = ""


def record_words(kind: "GatheringKind | None") -> RecordWords:
    """The words of a kind's record: of a meeting, a training, a talk or a notice."""
    if kind is not None and kind.posted:
        return RecordWords(_("Record the notice"), _("Topic"), parts=_("Parts"), minutes=_("What was posted"))
    held_as = kind.held_as if kind is not None else HeldAs.MEETING
    if held_as is HeldAs.TALK:
        return RecordWords(
            _("Record the talk"),
            _("Topic"),
            parts=_("Who talked with whom"),
            minutes=_("What was talked about"),
        )
    if held_as is HeldAs.TRAINING:
        counted = (_("Expected"), _("Took part"), _("Teacher"), _("Teacher (signature):"))
        return RecordWords(_("Record the training"), _("Topic"), *counted, _("Parts"), _("What was taught"))
    counted = (_("Entitled"), _("Present"), _("Chair"), _("Chair (signature):"))
    return RecordWords(_("Record the meeting"), _("Subject"), *counted, _("Parts"), _("Minutes"))


def kind_of(gathering: "Gathering") -> "GatheringKind | None":
    """A gathering's kind; None of one the profile no longer has."""
    kinds: dict[str, GatheringKind] = settings.PROFILE.gathering_kinds
    return kinds.get(gathering.kind)


def is_meeting(gathering: "Gathering") -> bool:
    """Whether people met to deliberate: no notice, training or talk."""
    kind = kind_of(gathering)
    return kind is None or (kind.held_as is HeldAs.MEETING and not kind.posted)


def attended(gathering: "Gathering") -> bool:
    """Whether it is noted how many came."""
    kind = kind_of(gathering)
    return kind is None or kind.attended


def posted(gathering: "Gathering") -> bool:
    """Whether it is a notice that was posted."""
    kind = kind_of(gathering)
    return kind is not None and kind.posted


def taken_down_on(gathering: "Gathering") -> date | None:
    """The day a notice was taken down; None while it is posted, and of anything else."""
    if gathering.measured is None or not posted(gathering):
        return None
    return gathering.day + timedelta(gathering.measured)


def measured(gathering: "Gathering") -> str:
    """8 学时; of a notice, until when it was posted. Nothing where the kind is not measured."""
    kind = kind_of(gathering)
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
    """应到 41，实到 38; with the hours where they are noted; of a notice, until when it was posted; of a talk
    nothing.
    """
    said = measured(gathering)
    if not attended(gathering):
        return said
    return f"{heads(gathering)} · {said}" if said else heads(gathering)


def heads(gathering: "Gathering") -> str:
    """应到 41，实到 38; of a training 应参加 41，参加 38."""
    meeting = _("%(entitled)s entitled, %(present)s present")
    training = _("%(entitled)s expected, %(present)s took part")
    counted = {"entitled": gathering.entitled, "present": gathering.present}
    return (meeting if is_meeting(gathering) else training) % counted


def duty_in_period(verdict: "UnitVerdict") -> str:
    """A duty with the period it is owed for: 11月主题党日."""
    return titled(in_words(verdict.duty.title), verdict.period)


def titled(title: str, period: Period) -> str:
    """A title with its period before it, as Chinese has it."""
    return _("%(duty)s, %(period)s") % {"duty": title, "period": write_period(period, short=True)}


def listed(words: "Iterable[str]") -> str:
    """Words in one line, as the language separates them."""
    return pgettext("between the words of a list", ", ").join(words)
