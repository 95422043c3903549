"""Words of imports in the reader's language: states, steps, answers, what was left out and why."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from jiceng.apps.intake.pasted import PASTED
from jiceng.apps.intake.vocabulary import vocabularies

STEPS: Mapping[str, str | Promise] = {
    "reading": gettext_lazy("Reading the file"),
    "checking": gettext_lazy("Checking the rows"),
    "writing": gettext_lazy("Writing the rows"),
    "undoing": gettext_lazy("Taking the rows back"),
    "duties": gettext_lazy("Computing duties again"),
}
"""What a job is at."""


def in_english() -> bool:
    """Whether the reader reads English: a vocabulary of columns says them in both languages."""
    return (get_language() or "").startswith("en")


def kind_title(kind: str) -> str:
    """What a kind of spreadsheet is called; nothing while it is not known."""
    found = vocabularies().get(kind)
    return found.title["en" if in_english() else "zh"] if found else kind


def column_title(kind: str, key: str) -> str:
    """What a column is called."""
    column = vocabularies()[kind].columns[key]
    return column.en if in_english() else column.names[0]


def file_name(name: str) -> str:
    """What was sent in, by name; nothing kept of older ones."""
    return _("Pasted rows") if name == PASTED else name or pgettext("import", "A file")


def state_word(state: str) -> str:
    """Where an import stands."""
    words = {
        "checking": pgettext("state of an import", "being checked"),
        "checked": pgettext("state of an import", "waits for your decision"),
        "refused": pgettext("state of an import", "not understood"),
        "writing": pgettext("state of an import", "being imported"),
        "written": pgettext("state of an import", "imported"),
        "undoing": pgettext("state of an import", "being undone"),
        "undone": pgettext("state of an import", "undone"),
        "discarded": pgettext("state of an import", "put away"),
    }
    return words[state]


def why_word(why: str) -> str:
    """Why a line of a sheet is not read as a record."""
    words = {
        "title": pgettext("line of a sheet", "title"),
        "note": pgettext("line of a sheet", "note or signature"),
        "total": pgettext("line of a sheet", "total"),
        "group": pgettext("line of a sheet", "name of a group, applied to the rows below it"),
        "repeated_heading": pgettext("line of a sheet", "heading again"),
        "empty_form": pgettext("line of a sheet", "nothing but a number"),
        "another_table": pgettext("line of a sheet", "another table begins"),
    }
    return words.get(why, why)


def answer_word(answer: str) -> str:
    """A decision about one row."""
    words = {
        "register": _("Keep what the register says; this row changes nothing"),
        "file": _("Take what the file says"),
        "same": _("The same: complete the entry there is"),
        "new": _("Another of the same name: enter as new"),
    }
    return words[answer]


DIFFERENCES: Mapping[str, str | Promise] = {
    "reject": pgettext_lazy("differences", "Decide row by row"),
    "register": pgettext_lazy("differences", "Keep the register everywhere"),
    "file": pgettext_lazy("differences", "Take the file everywhere"),
}
"""Decisions about all rows that differ."""
