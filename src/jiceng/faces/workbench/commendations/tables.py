"""Commendations as a sheet."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.workbench.exports.workbooks import sides


def commendations_sheet(title: str, name: str, rows: Iterable[Any], day: date) -> WrittenSheet:
    """A line an honour, newest first."""
    headings = (
        *(_("Given on"), _("Unit"), _("Member"), _("Honour"), _("Given by"), _("Number of the document")),
        _("For what"),
    )
    lines: list[list[Value]] = [
        [row.day, row.unit_name, row.person.name if row.person else "", row.honour, row.given_by,
         row.document, row.basis]
        for row in rows
    ]  # fmt: skip
    return WrittenSheet(
        _("Commendations"), [Column(each) for each in headings], lines, title, sides(name, day)
    )
