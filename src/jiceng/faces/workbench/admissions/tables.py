"""The list of cases as a sheet (发展党员登记册)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import sides
from jiceng.faces.workbench.people.words import sex_word


def admissions_sheet(title: str, name: str, rows: Sequence[dict[str, Any]], day: date) -> WrittenSheet:
    """The cases as their list has them; no identity number, no telephone, nothing of a review."""
    columns = [
        Column(pgettext("of a person", "Name")),
        Column(_("Sex")),
        Column(_("Born")),
        Column(_("Unit")),
        Column(_("Applied on")),
        Column(_("Stage")),
        Column(_("Next step")),
        Column(_("Whose step")),
        Column(_("Due by")),
        Column(_("Closed on")),
        Column(_("How it ended")),
    ]
    return WrittenSheet(title[:31], columns, [_line(row) for row in rows], title, sides(name, day))


def _line(row: dict[str, Any]) -> list[Value]:
    case, person = row["case"], row["case"].person
    return [
        person.name,
        sex_word(person.sex),
        person.birth_date,
        row["unit"].name if row["unit"] else "",
        case.begun_on,
        in_words(row["stage"]),
        in_words(row["next"]),
        row.get("by", ""),
        row.get("due_by"),
        case.closed_on,
        row["outcome"],
    ]
