"""Coverage as sheets: the board, and the establishments behind a figure."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, Line, TotalRow, Value, WrittenSheet
from jiceng.faces.shared.dates import write_day
from jiceng.faces.workbench.coverage import words

if TYPE_CHECKING:
    from jiceng.apps.coverage.models import Roster
    from jiceng.apps.coverage.selectors import BoardRow
    from jiceng.apps.organisations.models import UnitVersion


def basis(roster: "Roster | None") -> str:
    """The list figures rest on: whose, and as of which day."""
    if roster is None:
        return ""
    said = {"source": roster.source, "day": write_day(roster.as_of, with_year=True)}
    return _("List: %(source)s, as of %(day)s") % said


def board_sheet(
    title: str,
    version: "UnitVersion",
    groups: tuple[Sequence[str], Sequence[str]],
    rows: "Iterable[BoardRow]",
    total: "BoardRow",
    roster: "Roster | None",
) -> WrittenSheet:
    """The board; of each share both its parts. `groups`, the figures before and after the shares."""
    rates = settings.PROFILE.coverage.rates
    columns = [Column(_("Unit")), *(Column(words.group_word(each), 10) for each in groups[0])]
    for code in rates:
        title_of = words.group_word(code)
        columns += [Column(_("Covered"), 8, over=title_of), Column(_("Of"), 8, over=title_of)]
    columns += [Column(words.group_word(each), 10) for each in groups[1]]
    lines: list[Line] = [_board_line(row, version, groups) for row in rows]
    lines.append(TotalRow(_board_line(total, version, groups)))
    sides = (_("Unit: %(name)s") % {"name": version.name}, basis(roster))
    return WrittenSheet(_("Coverage"), columns, lines, title, sides)


def _board_line(
    row: "BoardRow", version: "UnitVersion", groups: tuple[Sequence[str], Sequence[str]]
) -> list[Value]:
    there, figures = row.version, row.figures
    name = _("Total") if there is None else there.name
    if there is not None and there.unit_id == version.unit_id:
        name = f"{name} {_('itself')}"
    shares: list[Value] = []
    for code, rate in settings.PROFILE.coverage.rates.items():
        shares += [figures[code], figures[rate.base]]
    return [name, *(figures[each] for each in groups[0]), *shares, *(figures[each] for each in groups[1])]


def establishments_sheet(
    title: str, version: "UnitVersion", rows: Iterable[dict[str, Any]], roster: "Roster | None"
) -> WrittenSheet:
    """Establishments, as a list shows them."""
    headings = (
        *(pgettext("register", "No."), pgettext("of an establishment", "Name"), _("Credit code"), _("Place")),
        *(_("Industry"), _("Employees"), _("Declared members"), _("Registered state"), _("Covered by")),
        *(_("Left out by"), _("Counts nevertheless")),
    )
    between = pgettext("between parts of a sentence", "; ")
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        entry, word = row["entry"], row["item"].overruled
        head: list[Value] = [number, entry.name, row["code"], row["place"], entry.industry, entry.employees]
        reason = word.reason if word else ""
        lines.append([*head, entry.members, row["state"], between.join(row["by"]), row["rules"], reason])
    sides = (_("Unit: %(name)s") % {"name": version.name}, basis(roster))
    return WrittenSheet(_("Establishments"), [Column(each) for each in headings], lines, title, sides)
