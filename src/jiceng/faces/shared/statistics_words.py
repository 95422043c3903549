"""What the rows, columns and checks of the yearly tables are called."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.procedure import GAINED, LOST, ONCE, TOTAL
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.engines.procedure import Fault, Statistic, SumCheck


def row_word(statistic: "Statistic", row: str) -> str:
    """A row's title."""
    if row == ONCE:
        return _("Counted once though entered twice")
    sums = {TOTAL: _("Total"), GAINED: _("Came in all"), LOST: _("Went in all")}
    return sums[row] if row in sums else _group(statistic.rows, row)


def column_word(statistic: "Statistic", column: str) -> str:
    """A column's title, without what it is of."""
    if column == TOTAL:
        return _("Total")
    name, dot, code = column.partition(".")
    return _group(name, code) if dot else _group(statistic.columns, column)


def cell_word(statistic: "Statistic", row: str, column: str) -> str:
    """What a figure counts: its row, and its column where that is not the total."""
    own = [row_word(statistic, row)] if row != TOTAL or column == TOTAL else []
    return " · ".join([*own, *([column_word(statistic, column)] if column != TOTAL else [])])


def _group(name: str, code: str) -> str:
    groups = settings.PROFILE.classifications[name].groups
    return next((in_words(each.title) for each in groups if each.code == code), code)


def title(code: str) -> str:
    """A table's title."""
    return in_words(settings.PROFILE.statistics[code].title)


def check_word(check: "SumCheck") -> str:
    """What a check asks."""
    if check.kind == "same_total":
        return _("the total is that of “%(table)s”") % {"table": title(check.other)}
    return {
        "rows": _("the total row is the sum of the rows"),
        "columns": _("the total column is the sum of its columns"),
        "within": _("a part is not more than its whole"),
        "balance": _("the number before, with who came and without who went, is the number now"),
        ONCE: _("nobody has two memberships at once"),
    }[check.kind]


def fault_word(statistic: "Statistic", check: "SumCheck", fault: "Fault") -> str:
    """Where a sum does not agree, and by how much."""
    if check.kind == ONCE:
        text = _("%(count)s memberships are set aside, since another of the same person counts")
        return text % {"count": fault.stated}
    text = pgettext("a sum", "%(row)s, %(column)s: %(stated)s, should be %(expected)s")
    if check.kind == "within":
        text = pgettext("a sum", "%(row)s, %(column)s: %(stated)s, may be %(expected)s at most")
    said = {"stated": fault.stated, "expected": fault.expected}
    where = {"row": row_word(statistic, fault.row), "column": column_word(statistic, fault.column)}
    return text % (said | where)
