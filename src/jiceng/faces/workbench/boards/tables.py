"""The boards' tables as sheets: the board, one cell's verdicts, terms and vacancies."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.people.changes import VACANCY
from jiceng.engines.sheets.writing import Column, GroupRow, Line, TotalRow, Value, WrittenSheet
from jiceng.faces.shared.dates import write_period
from jiceng.faces.shared.marks import WORDS, look_of
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import sides

if TYPE_CHECKING:
    from jiceng.apps.duties.boards import Board, Cell, Row
    from jiceng.apps.duties.cells import NamedVerdict
    from jiceng.apps.people.changes import Change, Changes
    from jiceng.engines.procedure import Duty


def board_sheet(title: str, board: "Board", rows: "Iterable[Row]", day: date) -> WrittenSheet:
    """A board: units against duties, each with what is done and owed; the sum below."""
    top = board.total.version
    columns = [Column(_("Unit")), Column(_("Owing"))]
    for duty in board.duties:
        columns += [Column(word, 6, over=in_words(duty.title)) for word in (_("Done"), _("Owed"))]
    columns.append(Column(pgettext("column of a board", "Missed")))
    lines: list[Line] = [_board_line(row, board.duties, _row_name(row, top.unit_id)) for row in rows]
    lines.append(TotalRow(_board_line(board.total, board.duties, _("Total"))))
    return WrittenSheet(_("Duties done"), columns, lines, title, sides(top.name, day))


def _row_name(row: "Row", top: int) -> str:
    name = row.version.name
    return f"{name} {_('itself')}" if row.version.unit_id == top else name


def _board_line(row: "Row", duties: "Sequence[Duty]", name: str) -> list[Value]:
    line: list[Value] = [name, row.units]
    for duty in duties:
        line += _figures(row.cells.get(duty.code))
    return [*line, row.missed]


def _figures(cell: "Cell | None") -> tuple[Value, Value]:
    """Done and owed; nothing where nothing is owed, the word where all are excused."""
    if cell is None:
        return None, None
    return (cell.done, cell.owed) if cell.owed else (str(WORDS[look_of("excused")]), None)


def verdicts_sheet(title: str, name: str, rows: "Iterable[NamedVerdict]", day: date) -> WrittenSheet:
    """One cell's verdicts: unit, unit above, period, state, and the day that goes with it."""
    columns = [
        Column(_("Unit")),
        Column(_("Unit above")),
        Column(_("Period")),
        Column(_("State")),
        Column(_("Done on")),
        Column(_("Due by")),
        Column(_("May be made up until")),
    ]
    return WrittenSheet(name, columns, [_verdict_line(each) for each in rows], title, sides(name, day))


def _verdict_line(each: "NamedVerdict") -> list[Value]:
    item, state = each.item, each.item.state
    word = WORDS[look_of(state, item.version.strength, at_risk=item.at_risk)]
    return [
        each.name,
        each.above,
        write_period(item.period),
        str(word),
        item.verdict.met_on if state == "done" else None,
        item.verdict.closes_on,
        item.verdict.grace_until if state == "late" else None,
    ]


def changes_sheet(
    title: str, name: str, found: "Changes", rows: "Sequence[Change]", day: date
) -> WrittenSheet:
    """Terms that end and posts that are vacant (岗位空缺和任期届满情况表), under the units they are listed under."""
    columns = [
        Column(pgettext("register", "No."), 6),
        Column(_("Unit")),
        Column(_("State")),
        Column(_("Body or post")),
        Column(_("Due on, or vacant since")),
        Column(_("Days over or vacant"), 12),
        Column(_("Days left"), 12),
        Column(pgettext("register", "Remarks"), 20),
    ]
    lines: list[Line] = []
    group = None
    for number, row in enumerate(rows, start=1):
        if row.group != group and len(found.groups) > 1:
            group = row.group
            lines.append(GroupRow(found.groups.get(group, "")))
        lines.append(_change_line(number, row))
    return WrittenSheet(
        _("Terms and vacancies"), columns, lines, title, sides(name, day), _summary(found, rows)
    )


def _change_line(number: int, row: "Change") -> list[Value]:
    words = {"overdue": _("Term overdue"), "ending": _("Ends within a year"), "vacancy": _("Post vacant")}
    posts = settings.PROFILE.post_kinds
    post = row.kind == VACANCY and row.subject in posts
    subject = in_words(posts[row.subject].title) if post else row.subject
    past = row.days if row.days > 0 or row.kind == VACANCY else None
    left = -row.days if past is None else None
    return [number, row.name, words[kind_of(row)], subject, row.day, past, left, ""]


def kind_of(row: "Change") -> str:
    """What a row is filtered by: "overdue", "ending" or "vacancy"."""
    if row.kind == VACANCY:
        return "vacancy"
    return "overdue" if row.overdue else "ending"


def _summary(found: "Changes", rows: "Sequence[Change]") -> list[str]:
    kinds = [kind_of(row) for row in rows]
    said = {kind: kinds.count(kind) for kind in ("overdue", "ending", "vacancy")}
    text = _("In all: %(overdue)s terms overdue, %(ending)s ending within a year, %(vacancy)s posts vacant.")
    unknown = _("Not counted: %(count)s posts of which no holder was ever entered.")
    return [text % said, *([unknown % {"count": found.unknown}] if found.unknown else [])]
