"""What a search found as sheets."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, Value, WrittenSheet


def units_sheet(title: str, rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """Units found."""
    headings = (_("Unit"), _("Kind of unit"), _("Unit above"), _("Code"))
    lines: list[list[Value]] = [
        [row["unit"].name, row["kind"], row["above"], row["unit"].unit.code] for row in rows
    ]
    return WrittenSheet(_("Units"), [Column(each) for each in headings], lines, title)


def people_sheet(title: str, rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """Members found."""
    headings = (pgettext("of a person", "Name"), _("Standing"), _("Unit"), _("Joined"))
    lines: list[list[Value]] = [
        [row["person"].name, row["standing"], row["unit"], row["joined"]] for row in rows
    ]
    return WrittenSheet(_("People"), [Column(each) for each in headings], lines, title)
