"""Questions as sheets."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.engines.sheets.writing import Column, Line, TotalRow, WrittenSheet


def questions_sheet(rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """The inbox, as the page lists it: who complained is not said here either."""
    headings = (
        *(_("Asked on"), _("What it is"), _("Who asks"), _("Where in the program"), _("In their own words")),
        *(_("State"), _("Who sees to it"), _("Answered on"), _("Answer")),
    )
    lines = [
        [
            timezone.localtime(row["question"].asked_at),
            row["kind"],
            row["asker"],
            row["place"],
            row["words"],
            row["state"],
            row["owner"],
            timezone.localtime(row["question"].answered_at) if row["question"].answered_at else None,
            row["question"].answer,
        ]
        for row in rows
    ]
    title = _("Questions and complaints")
    return WrittenSheet(title, [Column(each) for each in headings], lines, title)


def counts_sheet(kinds: Iterable[str], rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """What is asked where, how often."""
    headings = (_("Where in the program"), *kinds, _("Together"))
    title = _("What is asked where")
    counted = list(rows)
    lines: list[Line] = [[row["place"], *row["numbers"], row["all"]] for row in counted]
    if counted:
        lines.append(TotalRow([_("Total"), *total_of(counted)]))
    return WrittenSheet(title, [Column(each) for each in headings], lines, title)


def total_of(rows: Sequence[dict[str, Any]]) -> list[int]:
    """How often each kind was asked over all places, and all of them."""
    return [sum(column) for column in zip(*([*row["numbers"], row["all"]] for row in rows), strict=True)]
