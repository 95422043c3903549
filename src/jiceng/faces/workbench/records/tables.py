"""The reading log and the journal as sheets."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.shared.templatetags.shared import who


def readings_sheet(title: str, rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """Looks into files, newest first, as the page lists them."""
    headings = (_("Reader"), _("When"), _("Whose file"), _("Unit"), _("What was read"), _("What for"))
    lines = [_reading_line(row) for row in rows]
    return WrittenSheet(_("Reading log"), [Column(each) for each in headings], lines, title)


def _reading_line(row: dict[str, Any]) -> list[Value]:
    reading, unit = row["reading"], row["unit"]
    at = timezone.localtime(reading.at)
    name = unit.name if unit else ""
    return [reading.actor_name, at, row["person"], name, row["part"], row["purpose"]]


def journal_sheet(title: str, rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """What was changed, newest first, as the page lists it."""
    headings = (_("What happened"), _("When"), _("Who did it"), _("Unit"), _("In short"))
    lines = [_journal_line(row) for row in rows]
    return WrittenSheet(_("Journal"), [Column(each) for each in headings], lines, title)


def _journal_line(row: dict[str, Any]) -> list[Value]:
    entry, unit = row["entry"], row["unit"]
    name = unit.name if unit else ""
    at = timezone.localtime(entry.at)
    return [row["title"], at, who(entry.actor_name), name, " · ".join(row["details"])]
