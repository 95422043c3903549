"""The tables of a unit's page and of its register as sheets."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.sheets.writing import Column, TotalRow, Value, WrittenSheet
from jiceng.faces.shared.dates import write_period
from jiceng.faces.shared.marks import WORDS, look_of
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import sides

if TYPE_CHECKING:
    from jiceng.apps.duties.selectors import UnitVerdict
    from jiceng.apps.people.leaders import PostOn
    from jiceng.apps.people.register import Heads


def below_sheet(title: str, name: str, page: dict[str, Any], day: date) -> WrittenSheet:
    """The units directly below as their table has them, the sum below.

    Parameters: `page`, what the page shows: rows, sums, whether there are units further down (`deep`).
    """
    deep = [Column(_("Units below"))] if page["deep"] else []
    columns = [
        *(Column(heading) for heading in (_("Unit"), _("Members"))),
        *([Column(_("Probationary"))] if settings.PROFILE.probation else []),
        Column(_("Away")),
        *deep,
        *(Column(heading) for heading in (_("Who leads"), _("Since"), _("Kind of unit"), _("Code"))),
    ]
    lines = [_below_line(row, page["deep"]) for row in page["rows"]]
    heads = page["heads_below"]
    total: list[Value] = [_("Total"), *_counted(heads)]
    total += [page["units_below"]] if deep else []
    ending = TotalRow([*total, "", "", "", ""])
    return WrittenSheet(_("Units directly below"), columns, [*lines, ending], title, sides(name, day))


def _below_line(row: dict[str, Any], deep: bool) -> list[Value]:
    heads, unit = row["heads"], row["unit"]
    leader, since = _leader(row["leader"])
    kind = f"{row['kind']} {row['form']}" if unit.form not in ("", "none") else row["kind"]
    counted = [*_counted(heads), *([row["units"]] if deep else [])]
    return [unit.name, *counted, leader, since, kind, unit.unit.code]


def _counted(heads: "Heads") -> list[int]:
    """Members, those on probation where there is one, those away."""
    return [heads.all, *([heads.probationary] if settings.PROFILE.probation else []), heads.away]


def _leader(post: "PostOn | None") -> tuple[str, date | None]:
    if post is None:
        return "", None
    return (_("vacant"), post.vacant_since) if post.vacant_since else (post.name, post.since)


def duties_sheet(title: str, name: str, verdicts: "Sequence[UnitVerdict]", day: date) -> WrittenSheet:
    """What a unit owes in a year, a line for each period of each duty, with its state and days."""
    columns = [
        Column(_("Duty")),
        Column(_("Period")),
        Column(_("State")),
        Column(_("Done on")),
        Column(_("Due by")),
        Column(_("May be made up until")),
        Column(_("Clause")),
    ]
    return WrittenSheet(
        _("Duties this year"), columns, [_duty_line(each) for each in verdicts], title, sides(name, day)
    )


def _duty_line(each: "UnitVerdict") -> list[Value]:
    word = WORDS[look_of(each.state, each.version.strength, at_risk=each.at_risk)]
    return [
        in_words(each.duty.title),
        write_period(each.period),
        str(word),
        each.verdict.met_on if each.state == "done" else None,
        each.verdict.closes_on,
        each.verdict.grace_until if each.state == "late" else None,
        in_words(each.version.citation.clause),
    ]


def members_sheet(title: str, name: str, rows: Sequence[dict[str, Any]], day: date) -> WrittenSheet:
    """The register's rows as the page shows them: no identity number, no telephone."""
    columns = [
        Column(pgettext("of a person", "Name")),
        Column(_("Sex")),
        Column(_("Age")),
        Column(_("Standing")),
        Column(_("Away")),
        Column(_("Joined")),
        Column(_("Posts and groups")),
    ]
    return WrittenSheet(
        _("Register of members"), columns, [_member_line(row) for row in rows], title, sides(name, day)
    )


def _member_line(row: dict[str, Any]) -> list[Value]:
    membership = row["membership"]
    return [
        row["person"].name,
        row["sex"],
        row["age"],
        row["standing"],
        _("yes") if membership.gone else "",
        membership.joined_on,
        pgettext("between the words of a list", ", ").join(row["places"]),
    ]
