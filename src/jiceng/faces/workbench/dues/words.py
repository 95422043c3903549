"""Dues in words: sums, kinds of payer, states of a month."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.dues.accounts import AHEAD, DUE, ELSEWHERE, EXEMPT, PAID, UNSET, Cell
from jiceng.apps.duties.rules import current_rules
from jiceng.engines.procedure.dues import in_yuan as yuan
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.engines.procedure import PayerKind

LOOKS = {
    PAID: "done",
    ELSEWHERE: "done",
    DUE: "due",
    EXEMPT: "excused",
    AHEAD: "none",
    UNSET: "not_applicable",
}
"""Shapes of a month's states."""


def payer_title(code: str) -> str:
    """What a kind of payer is called."""
    kind = current_rules().payers.get(code)
    return in_words(kind.title) if kind else code


def cell_words(cell: Cell) -> str:
    """What is said of a member's month."""
    if cell.state == PAID and cell.payment is not None:
        said = {"yuan": yuan(cell.paid), "day": write_day(cell.payment.paid_on, with_year=True)}
        return _("%(yuan)s yuan on %(day)s") % said
    words = {
        DUE: _("%(yuan)s yuan, to be recorded") % {"yuan": yuan(cell.owed)},
        AHEAD: _("not begun"),
        EXEMPT: _("exempt"),
        ELSEWHERE: _("paid in another unit"),
        UNSET: _("no standard yet"),
    }
    return words.get(cell.state, _("no member here"))


def asked_of(kind: "PayerKind", day: date) -> tuple[str, str, str]:
    """Of a kind of payer: its title, what the rule asks, and the clause."""
    version = kind.version_on(day)
    if version is None:
        return in_words(kind.title), _("no rule in force"), ""
    clause = in_words(version.citation.clause)
    if not version.bands:
        return in_words(kind.title), _sum(version.least, version.most), clause
    parts, above = [], 0
    for band in version.bands:
        parts.append(_band(above, band.up_to, band.rate))
        above = band.up_to or 0
    said = pgettext("between parts of a sentence", "; ").join(parts)
    base = in_words(kind.base) if kind.base else ""
    return in_words(kind.title), _("%(base)s: %(bands)s") % {"base": base, "bands": said}, clause


def _sum(least: int, most: int) -> str:
    if least == most:
        return _("%(yuan)s yuan a month") % {"yuan": yuan(least)}
    said = {"least": yuan(least), "most": yuan(most)}
    return _("%(least)s to %(most)s yuan a month, as the unit chooses") % said


def _band(above: int, up_to: int | None, rate: Fraction) -> str:
    share = f"{float(rate * 100):g}%"
    if up_to is None:
        return _("above %(above)s yuan %(share)s") % {"above": above // 100, "share": share}
    return _("up to %(up_to)s yuan %(share)s") % {"up_to": up_to // 100, "share": share}
