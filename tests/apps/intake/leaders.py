"""Tables of leaders as an office would keep them, made for one test."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import Source, import_source
from jiceng.apps.organisations.models import Body, Post, Term
from jiceng.apps.people.models import PostHolding, Seat
from jiceng.engines.sheets import Row, Sheet
from jiceng.kernel.actors import Actor
from tests.county import AT, SYSTEM

Line = dict[str, Any]

SHANGYAO, LIULIN, NANPO = "990525100200", "990525100201", "990525101200"


def leader(name: str = "", post: str = "", body: str = "", **more: Any) -> Line:
    """A row of 柳林村; keyword arguments are headings."""
    return {"单位名称": "柳林村", "姓名": name, "职务": post, "机构": body} | more


def sheet_of(*lines: Line, name: str = "班子成员") -> Sheet:
    """A sheet with every heading the lines use."""
    headings = list(dict.fromkeys(heading for line in lines for heading in line))
    rows = [Row(1, tuple(headings))]
    for number, line in enumerate(lines, start=2):
        cells = (line.get(heading) for heading in headings)
        rows.append(Row(number, tuple(None if cell == "" else cell for cell in cells)))
    return Sheet(name, tuple(rows))


def take(*lines: Line, actor: Actor = SYSTEM, **choices: Any) -> ImportReport:
    """Import lines as a table of leaders."""
    source = Source([sheet_of(*lines)], "0" * 64, "班子成员.xlsx")
    return import_source(actor=actor, at=AT, source=source, choices=Choices(kind="posts", **choices))


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    """Row, column and code of all that was rejected."""
    return [(each.row, each.column, each.code) for each in report.rejected]


def outcome(report: ImportReport) -> tuple[int, int, int, int]:
    """Rows new, changed, unchanged and given back."""
    return report.good - report.changed, report.changed, report.unchanged, report.rejected_rows


def holders(unit: str, kind: str = "secretary") -> list[tuple[str, date, date | None]]:
    """Who held the posts of a kind in a unit, first to last."""
    rows = PostHolding.objects.filter(post__unit__code=unit, post__kind=kind)
    return list(rows.order_by("starts_on", "pk").values_list("person__name", "starts_on", "ends_on"))


def seats(unit: str, body: str) -> list[tuple[str, date, date | None]]:
    """Who sat in a body of a unit."""
    rows = Seat.objects.filter(body__unit__code=unit, body__name=body)
    return list(rows.order_by("starts_on", "pk").values_list("person__name", "starts_on", "ends_on"))


def terms(unit: str, body: str) -> list[tuple[date, date, date | None]]:
    """Terms of a body of a unit."""
    rows = Term.objects.filter(body__unit__code=unit, body__name=body)
    return list(rows.order_by("starts_on").values_list("starts_on", "due_on", "ended_on"))


def kept() -> Sequence[Sequence[tuple[Any, ...]]]:
    """Everything an import of leaders may write."""
    return [
        list(model._default_manager.order_by("pk").values_list())
        for model in (Body, Term, Seat, Post, PostHolding)
    ]
