"""Cases and proposals as sheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, Line, TotalRow, WrittenSheet
from jiceng.faces.workbench.exports.workbooks import sides
from jiceng.faces.workbench.rectification import words

if TYPE_CHECKING:
    from jiceng.apps.rectification.proposals import Proposal


def cases_sheet(title: str, name: str, rows: Sequence[Mapping[str, Any]], day: date) -> WrittenSheet:
    """The cases as the board has them."""
    headings = (
        *(_("Unit"), pgettext("of listing a unit", "Grounds"), _("Listed on"), _("Number of the paper")),
        *(_("Stage"), _("Next step"), _("Whose step"), _("Due by"), _("Measures"), _("Done")),
    )
    lines: list[Line] = [
        [
            row["unit"].name,
            "、".join(row["grounds"]),
            row["case"].opened_on,
            row["case"].paper,
            row["stage"],
            row["next"],
            row["by"],
            row["due"],
            row["measures"],
            row["done"],
        ]
        for row in rows
    ]
    lines.append(TotalRow([pgettext("row of a table", "Total"), len(rows), *[None] * (len(headings) - 2)]))
    return WrittenSheet(
        _("Putting right"), [Column(each) for each in headings], lines, title, sides(name, day)
    )


def proposals_sheet(title: str, name: str, found: "Sequence[Proposal]", day: date) -> WrittenSheet:
    """What the criteria propose, one line an amount."""
    headings = (
        _("Unit"),
        pgettext("of a weak unit", "Proposal"),
        _("Quantity"),
        _("Amount"),
        _("Bound"),
        _("Set aside until"),
    )
    lines: list[list[Any]] = []
    for each in found:
        for code, amounts in each.found.items():
            aside = each.aside.get(code)
            for amount in amounts:
                line = words.amount_line(amount, each.unit.unit.code)
                told = line["told"]
                lines.append(
                    [
                        *(each.unit.name, words.weakness_word(code), told.title, told.amount),
                        *(line["bound"], aside.until if aside else None),
                    ]
                )
        lines += [
            [each.unit.name, words.weakness_word(said.weakness), said.text, "", said.source, None]
            for said in each.attested
        ]
    return WrittenSheet(_("Proposals"), [Column(each) for each in headings], lines, title, sides(name, day))
