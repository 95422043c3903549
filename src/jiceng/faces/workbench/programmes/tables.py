"""Tables of a programme as sheets."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, GroupRow, Line, TotalRow, Value, WrittenSheet
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import sides
from jiceng.faces.workbench.programmes.words import Line as Shown

if TYPE_CHECKING:
    from jiceng.apps.programmes.selectors import Board
    from jiceng.faces.workbench.programmes.views import Shown as ShownProject


def programme_sheet(title: str, board: "Board", projects: "Sequence[ShownProject]") -> WrittenSheet:
    """Every indicator of a programme, under its project."""
    columns = [
        *(Column(pgettext("of a programme", "Measure"), 22), Column(_("Indicator"), 34)),
        Column(_("Outcome or activity"), 10),
        *(Column(_("At the start"), 12), Column(pgettext("an amount", "Now"), 12)),
        *(
            Column(_("Read as on"), 12),
            Column(_("Units not known"), 10),
            Column(pgettext("of an indicator", "Target"), 12),
        ),
        *(Column(pgettext("of a target", "By when"), 12), Column(_("State"), 20)),
        Column(pgettext("of an indicator", "Note"), 40),
    ]
    lines: list[Line] = []
    for each in projects:
        lines.append(GroupRow(f"{in_words(each.project.title)} · {in_words(each.project.owner)}"))
        lines += [_indicator(one) for one in each.lines]
    day = board.read_on or board.programme.baseline_on
    return WrittenSheet(in_words(board.programme.title), columns, lines, title, sides(board.unit.name, day))


def _indicator(line: Shown) -> list[Value]:
    row = line.row
    return [
        *(line.measure, in_words(row.indicator.title), line.kind, line.baseline),
        *(line.now if row.now else None, row.now.day if row.now else None),
        *(row.now.amount.unknown if row.now else None, line.target or None),
        *(row.aim.by if row.aim else None, line.text, in_words(row.indicator.note)),
    ]


def parts_sheet(title: str, name: str, whole: Shown, parts: "Iterable[dict[str, Any]]") -> WrittenSheet:
    """One indicator by the units below, the whole last."""
    columns = [
        *(Column(_("Unit")), Column(_("At the start")), Column(pgettext("an amount", "Now"))),
        *(
            Column(_("Units counted")),
            Column(_("Units not known")),
            Column(pgettext("of an indicator", "Target")),
            Column(_("State"), 20),
        ),
    ]
    rest = _("Itself and others directly below")
    lines: list[Line] = [_part(each["name"] or rest, each["line"]) for each in parts]
    lines.append(TotalRow(_part(_("Total"), whole)))
    day = whole.row.now.day if whole.row.now else None
    return WrittenSheet(
        in_words(whole.indicator.title), columns, lines, title, sides(name, day) if day else ("", "")
    )


def _part(name: str, line: Shown) -> list[Value]:
    now = line.row.now
    counts = (now.amount.known, now.amount.unknown) if now else (None, None)
    return [name, line.baseline, line.now, *counts, line.target or None, line.text]


def units_sheet(title: str, name: str, rows: "Iterable[dict[str, Any]]", day: date) -> WrittenSheet:
    """The units behind a figure."""
    amount = Column(pgettext("of a unit", "Amount"))
    columns = [Column(_("Unit")), Column(_("Unit above")), amount, Column(_("Meets it"))]
    words = {True: _("yes"), False: _("no"), None: None}
    lines: list[Line] = [[row["name"], row["above"], row["amount"], words[row["met"]]] for row in rows]
    return WrittenSheet(_("Units behind it"), columns, lines, title, sides(name, day))
