"""Lists of people in motion as sheets."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.shared.dates import write_day


def _sheet(title: str, headings: Iterable[str], lines: list[list[Value]], day: date) -> WrittenSheet:
    as_of = _("As of %(day)s") % {"day": write_day(day, with_year=True)}
    return WrittenSheet(title, [Column(each) for each in headings], lines, title, ("", as_of))


def transfers_sheet(title: str, rows: Iterable[dict[str, Any]], day: date) -> WrittenSheet:
    """Letters."""
    headings = (
        *(
            pgettext("of a person", "Name"),
            pgettext("of a letter", "From"),
            pgettext("of a letter", "To"),
            _("Letter"),
        ),
        *(_("Day of the letter"), _("Valid until"), _("State")),
    )
    lines: list[list[Value]] = [
        [row["person"].name, each.from_words, each.to_words, each.letter_number, each.letter_day,
         each.valid_until, row["text"]]
        for row in rows
        for each in [row["transfer"]]
    ]  # fmt: skip
    return _sheet(title, headings, lines, day)


def away_sheet(title: str, rows: Iterable[dict[str, Any]], day: date) -> WrittenSheet:
    """Members away."""
    headings = (
        *(pgettext("of a person", "Name"), _("Unit"), _("Away since"), _("Months"), _("Expected back on")),
        *(_("Last stated on"), _("Who keeps in touch"), _("Appraised")),
    )
    lines: list[list[Value]] = [
        [row["name"], row["unit"], row["since"], row["months"], row["expected"], row["last_said"],
         row["contact"], row["evaluated"]]
        for row in rows
    ]  # fmt: skip
    return _sheet(title, headings, lines, day)


def visitors_sheet(title: str, rows: Iterable[dict[str, Any]], day: date) -> WrittenSheet:
    """Members from elsewhere."""
    headings = (
        *(pgettext("of a person", "Name"), _("Takes part in"), _("Member of which organisation")),
        *(_("Since"), _("Last stated on"), _("Who keeps in touch"), _("Appraised")),
    )
    lines: list[list[Value]] = [
        [row["name"], row["unit"], row["home"], row["since"], row["last_said"], row["contact"],
         row["evaluated"]]
        for row in rows
    ]  # fmt: skip
    return _sheet(title, headings, lines, day)
