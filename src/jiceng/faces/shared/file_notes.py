"""The mark a file carries when it leaves: who took it out, when, and under which code the journal has it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.faces.shared.dates import write_day


def file_note(name: str, at: datetime, mark: str) -> str:
    """Who took a file out, when, under which mark; an import takes a line that begins so for a note."""
    moment = timezone.localtime(at)
    said = {"name": name, "day": write_day(moment, with_year=True), "time": f"{moment:%H:%M}"}
    note = _("Note: taken out by %(name)s on %(day)s at %(time)s.") % said
    return f"{note} {mark_words(mark)}"


def mark_words(mark: str) -> str:
    """The mark as a sentence."""
    return _("Mark %(mark)s.") % {"mark": mark}
