"""Articles as a sheet."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.engines.sheets.writing import Column, WrittenSheet
from jiceng.faces.workbench.editorial import words
from jiceng.faces.workbench.exports.workbooks import sides

if TYPE_CHECKING:
    from jiceng.apps.editorial.models import Article


def articles_sheet(title: str, unit: str, rows: "Iterable[Article]", day: date) -> WrittenSheet:
    """The list as its page shows it."""
    headings = (
        *(_("Number"), _("Title"), _("State"), _("Column"), _("Unit"), _("Signed by")),
        *(_("Posted on"), _("Last day"), _("Last changed"), _("Changed by")),
    )
    columns = words.columns()
    lines = [
        [
            each.number,
            each.title,
            words.state_of(each)[1],
            columns.get(each.column, each.column),
            each.unit_name,  # type: ignore[attr-defined]
            each.byline,
            timezone.localtime(each.posted_at) if each.posted_at else None,
            each.posted_until or each.until,
            timezone.localtime(each.touched_at),
            each.by,  # type: ignore[attr-defined]
        ]
        for each in rows
    ]
    return WrittenSheet(_("Articles"), [Column(each) for each in headings], lines, title, sides(unit, day))
