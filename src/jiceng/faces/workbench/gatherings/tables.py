"""The list of a unit's meetings as a sheet: counts, nobody by name."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from jiceng.engines.sheets.writing import Column, Value, WrittenSheet
from jiceng.faces.shared.dates import write_period
from jiceng.faces.workbench.exports.workbooks import sides
from jiceng.faces.workbench.gatherings import sheets
from jiceng.faces.workbench.gatherings.words import attended, kind_of, state_word
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.gatherings.models import Gathering


def gatherings_sheet(title: str, name: str, rows: "Iterable[Gathering]", day: date) -> WrittenSheet:
    """Meetings, newest first, as the page lists them."""
    headings = (
        *(_("Day"), _("Time"), _("Kind of meeting"), _("Who met"), _("State"), _("Entitled"), _("Present")),
        *(_("Makes up for"), _("Hours or days"), _("Subject"), _("Place")),
    )
    columns = [Column(heading) for heading in headings]
    return WrittenSheet(_("Meetings"), columns, [_line(each) for each in rows], title, sides(name, day))


def _line(each: "Gathering") -> list[Value]:
    held = each.state == "held"
    counted = held and attended(each)
    return [
        each.day,
        each.time,
        sheets.kind_title(each),
        sheets.body_name(each),
        state_word(each.state, kind_of(each)),
        each.entitled if counted else None,
        each.present if counted else None,
        write_period(Period.parse(each.makes_up)) if each.makes_up else "",
        each.measured,
        each.subject,
        each.place,
    ]
