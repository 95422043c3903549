"""The rules and the figures they leave to an office as sheets."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from jiceng.engines.sheets.writing import Column, GroupRow, Line, Value, WrittenSheet
from jiceng.faces.shared.words import in_words


def rules_sheet(title: str, groups: Iterable[dict[str, Any]]) -> WrittenSheet:
    """Every duty: what is asked, by which clause, how strictly, since when."""
    columns = [
        Column(_("Duty")),
        Column(_("What is asked"), 60),
        Column(_("Clause"), 36),
        Column(_("Strength")),
        Column(_("In force from")),
        Column(_("Remarks")),
    ]
    lines: list[Line] = []
    for group in groups:
        lines.append(GroupRow(in_words(group["title"])))
        lines += [_rule_line(row) for row in group["rows"]]
    return WrittenSheet(_("Rules"), columns, lines, title)


def _rule_line(row: dict[str, Any]) -> list[Value]:
    version = row["version"]
    pending = _("to be confirmed by the office") if version.citation.pending else ""
    clause = in_words(version.citation.clause)
    return [in_words(row["duty"].title), row["asks"], clause, row["strength"], version.in_force_from, pending]


def parameters_sheet(title: str, rows: Iterable[dict[str, Any]]) -> WrittenSheet:
    """Figures the rules leave to the office, with the one in force."""
    columns = [Column(_("Figure")), Column(_("Figure today")), Column(_("Set on")), Column(_("Remarks"))]
    return WrittenSheet(
        _("Figures the rules leave to the office"), columns, [_parameter_line(row) for row in rows], title
    )


def _parameter_line(row: dict[str, Any]) -> list[Value]:
    own = row["own"]
    standing = _("to be confirmed by the office") if row["pending"] else _("as the rule has it")
    since = own.starts_on if own else None
    return [in_words(row["parameter"].title), row["today"], since, "" if own else standing]
