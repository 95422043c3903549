"""Needs as sheets: the list, the boards by office and by kind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.needs.boards import OfKind
from jiceng.engines.sheets.writing import Column, Line, TotalRow, WrittenSheet
from jiceng.faces.workbench.exports.workbooks import sides
from jiceng.faces.workbench.needs import words

if TYPE_CHECKING:
    from jiceng.apps.needs.boards import Answering


def needs_sheet(title: str, name: str, rows: Iterable[Any], day: date) -> WrittenSheet:
    """The needs as their list has them."""
    headings = (
        *(_("The need in a few words"), _("Unit"), _("Kind of need"), _("Place"), _("Raised on")),
        *(_("Long-standing since"), _("State"), _("Owner of the need"), _("Whose turn it is"), _("Due by")),
        *(_("Ended on"), _("How it is now")),
    )
    lines: list[list[Any]] = [
        [each.title, each.unit_name, words.kind_word(each.kind), each.place, each.raised_on,
         each.since_year, words.state_word(each), each.owner_name or "", each.keeper_name or "", each.due_by,
         each.ended_on, each.text]
        for each in rows
    ]  # fmt: skip
    return WrittenSheet(_("Needs"), [Column(each) for each in headings], lines, title, sides(name, day))


def owners_sheet(
    title: str, name: str, rows: "Sequence[tuple[str, str, Answering]]", total: "Answering", day: date
) -> WrittenSheet:
    """Each office with what it owes and how it saw to it."""
    headings = [_("Office"), *owner_words().values()]
    keys = list(owner_words())
    lines = _lines([(label, found) for _code, label, found in rows], total, keys)
    return WrittenSheet(_("By office"), [Column(each) for each in headings], lines, title, sides(name, day))


def kinds_sheet(title: str, name: str, rows: "Mapping[str, OfKind]", units: int, day: date) -> WrittenSheet:
    """Each kind of need with its figures; `units`, in how many units there is an open need of any kind."""
    headings = [_("Kind of need"), *kind_columns().values()]
    counted = [(words.kind_word(code), found) for code, found in in_order(rows)]
    lines = _lines(counted, all_kinds(rows, units), list(kind_columns()))
    return WrittenSheet(_("By kind"), [Column(each) for each in headings], lines, title, sides(name, day))


def in_order(found: "Mapping[str, OfKind]") -> "list[tuple[str, OfKind]]":
    """Kinds in the profile's order."""
    order = list(words.kinds())
    return sorted(found.items(), key=lambda each: order.index(each[0]) if each[0] in order else len(order))


def all_kinds(found: "Mapping[str, OfKind]", units: int) -> "OfKind":
    """The kinds together; a unit with needs of two kinds is one unit."""
    sums = {key: sum(getattr(each, key) for each in found.values()) for key in kind_columns()}
    return OfKind(**sums | {"units": units})


def _lines(rows: "Sequence[tuple[str, object]]", total: object, keys: list[str]) -> list[Line]:
    lines: list[Line] = [[label, *(getattr(found, key) for key in keys)] for label, found in rows]
    return [*lines, TotalRow([pgettext("row of a table", "Total"), *(getattr(total, key) for key in keys)])]


def owner_words() -> dict[str, str]:
    """Columns of the board by office."""
    return {
        "open": _("Owed now"),
        "overdue": _("Overdue now"),
        "in_time": _("In time, a year"),
        "late": _("Late, a year"),
    }


def kind_columns() -> dict[str, str]:
    """Columns of the board by kind."""
    return {
        "open": pgettext("needs", "Under way"),
        "overdue": pgettext("needs", "Overdue"),
        "long": pgettext("needs", "Long-standing"),
        "units": _("Units concerned"),
        "again": _("Raised again, a year"),
        "solved": _("Solved, a year"),
        "explained": _("Cannot be done, a year"),
    }
