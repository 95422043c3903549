"""Words about persons in the reader's language."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.access.looks import UNTOLD
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from datetime import date


def standing_word(standing: str) -> str:
    """What a standing of membership is called."""
    kind = settings.PROFILE.standings.get(standing)
    return in_words(kind.title) if kind else standing


def sex_word(sex: str) -> str:
    """By GB/T 2261.1."""
    words = {"1": pgettext("sex", "male"), "2": pgettext("sex", "female")}
    return words.get(sex, pgettext("sex", "not recorded"))


def end_word(reason: str) -> str:
    """Why a membership ended."""
    words = {
        "transferred": _("Transferred to another unit"),
        "left": _("Left the organisation"),
        "died": _("Died"),
        "removed": _("Removed"),
        "became_full": _("Became a full member"),
        "": _("Until a later change"),
    }
    declared = settings.PROFILE.departures.get(reason)
    return in_words(declared.title) if declared else words.get(reason, reason)


def part_word(part: str) -> str:
    """Which part of a file was read."""
    words = {
        "file": _("Person's file"),
        "id_number": _("Full ID number"),
        "admission": _("Case of admission"),
        "list": _("Line in a list"),
        "decisions": _("Decisions about the person"),
        "interests": _("Relation to a matter to be decided"),
    }
    return words.get(part, part)


def purpose_word(purpose: str) -> str:
    """Why a file was read, in the reader's own words where stated."""
    return {"ordinary": _("Ordinary work"), UNTOLD: _("Official business")}.get(purpose, purpose)


def age(birth_date: "date | None", day: "date") -> int | None:
    """Full years on `day`."""
    if birth_date is None:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
