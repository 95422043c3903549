"""Hours of training: of a unit's members together, and of those who lead, against the year's norms."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.apps.duties import policies
from jiceng.apps.duties.hours import Hours, training_duty, training_hours_below
from jiceng.apps.gatherings import policies as gathering_policies
from jiceng.apps.gatherings.selectors import gatherings
from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.organisations.selectors import subtree
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people import leadership
from jiceng.apps.people import policies as people_policies
from jiceng.apps.people.tree_register import Leading, leading_of_tree
from jiceng.apps.transfers.mobile import figure
from jiceng.engines.sheets.writing import Column, TotalRow, Value, WrittenSheet
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, sides, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.leaders import chief_posts
from jiceng.faces.workbench.units.pages import breadcrumb, unit_url
from jiceng.faces.workbench.units.words import post_title
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

YEARS = 3
Row = dict[str, Any]


@exportable
def training(request: WorkbenchRequest, code: str) -> HttpResponse:
    """A unit's hours of a year and what they are made of; a row for each unit below."""
    duty = training_duty()
    if duty is None:
        raise NotFound("page_not_found")
    file = unit_file(request.actor, code, request.day, policies.READ)
    year, years = _year(request)
    hours = training_hours_below(request.actor, file.current, request.day, year)
    leading = _leading(request, file, year)
    rows = _rows(request, file, hours, leading)
    name = file.current.name
    if table_asked(request, "training"):
        title = _("%(unit)s: hours of training in %(year)s") % {"unit": name, "year": year}
        sheet = _sheet(title, name, rows, leading is not None, request.day)
        return hand_out(request, Export("training", title, file.current, lambda _numbers: [sheet]))
    version = duty.version_on(date(year, 1, 1))
    context = {
        "unit": file.current,
        "steps": breadcrumb(
            file.above,
            {"label": name, "url": unit_url(file.current)},
            {"label": _("Hours of training"), "url": ""},
        ),
        "year": year,
        "years": years,
        "own": hours.get(file.current.unit_id),
        "duty": duty,
        "clause": version.citation if version else None,
        "held": _held(request, file, year),
        "rows": rows,
        "total": _total(rows),
        "leading": leading,
        "leaders": [row for row in leading or () if row["unit_id"] == file.current.unit_id],
        "norm": figure("leader_training_hours", request.day),
        "may_record": request.actor.may(gathering_policies.RECORD, file.current.path),
        "kind": next(iter(version.plan.gathering_kinds), "") if version else "",
    }
    return render(request, "units/training.html", context)


def _year(request: WorkbenchRequest) -> tuple[int, list[int]]:
    offered = [request.day.year - number for number in range(YEARS)]
    asked = request.GET.get("year", "")
    return (int(asked) if asked in map(str, offered) else request.day.year), offered


def _held(request: WorkbenchRequest, file: UnitFile, year: int) -> list[Any]:
    """The trainings a unit held in a year, newest first."""
    duty = training_duty()
    version = duty.version_on(date(year, 1, 1)) if duty else None
    if version is None or not request.actor.may(gathering_policies.READ, file.current.path):
        return []
    kinds = version.plan.gathering_kinds
    rows = gatherings(request.actor, file.current).filter(kind__in=kinds, state="held")
    return list(rows.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31)))


def _leading(request: WorkbenchRequest, file: UnitFile, year: int) -> list[Row] | None:
    """Who leads in the tree, with hours of the year and what is missing; None for who reads no persons."""
    if not request.actor.may(people_policies.READ, file.current.path):
        return None
    norm = figure("leader_training_hours", request.day)
    found = leading_of_tree(request.actor, file.current, request.day, kinds=chief_posts())
    held = [row for row in found if row.person_id is not None]
    hours = leadership.training_hours({row.person_id for row in held if row.person_id}, year)
    return [_leader(row, hours.get(row.person_id or 0, Decimal(0)), norm) for row in held]


def _leader(row: Leading, hours: Decimal, norm: int | None) -> Row:
    return {
        "unit_id": row.unit.unit_id,
        "path": row.unit.path,
        "person_id": row.person_id,
        "name": row.name,
        "post": post_title(row.post),
        "hours": hours,
        "missing": max(norm - hours, Decimal(0)) if norm is not None else Decimal(0),
    }


def _rows(
    request: WorkbenchRequest, file: UnitFile, hours: dict[int, Hours], leading: list[Row] | None
) -> list[Row]:
    """A row for each unit directly below that is asked for hours, or has someone below it that is."""
    below = subtree(request.actor, file.current, request.day)
    length = len(file.current.path) + SEGMENT
    sums: dict[str, Hours] = {}
    for each in below:
        place = each.path[:length]
        sums[place] = sums.get(place, Hours()) + hours.get(each.unit_id, Hours())
    leads = _by_place(leading or [], length)
    deep = {each.path[:length] for each in below if len(each.path) > length}
    shown: list[UnitVersion] = [each for each in below if len(each.path) == length]
    return [
        {
            "unit": each,
            "hours": sums[each.path],
            "leaders": leads.get(each.path, (0, 0)),
            "deep": each.path in deep,
        }
        for each in shown
        if sums[each.path].units
    ]


def _by_place(leading: list[Row], length: int) -> dict[str, tuple[int, int]]:
    """How many lead under each place, and how many of them have not the year's hours yet."""
    found: dict[str, tuple[int, int]] = {}
    for row in leading:
        number, short = found.get(row["path"][:length], (0, 0))
        found[row["path"][:length]] = (number + 1, short + (row["missing"] > 0))
    return found


def _total(rows: list[Row]) -> Row:
    leaders = [row["leaders"] for row in rows]
    return {
        "hours": sum((row["hours"] for row in rows), Hours()),
        "leaders": (sum(each[0] for each in leaders), sum(each[1] for each in leaders)),
    }


def _sheet(title: str, name: str, rows: list[Row], persons: bool, day: date) -> WrittenSheet:
    """A line a unit in official order, the sum below."""
    headings = [
        *(_("Unit"), _("Units that train"), _("Have the hours"), _("Hours asked"), _("Hours held")),
        _("Hours missing"),
        *([pgettext("how many", "Leaders"), _("Leaders short of hours")] if persons else []),
    ]
    lines: list[list[Value]] = [[row["unit"].name, *_line(row, persons)] for row in rows]
    ending = TotalRow([_("Total"), *_line(_total(rows), persons)])
    columns = [Column(each) for each in headings]
    return WrittenSheet(_("Hours of training"), columns, [*lines, ending], title, sides(name, day))


def _line(row: Row, persons: bool) -> list[Value]:
    hours = row["hours"]
    found: list[Value] = [hours.units, hours.reached, hours.asked, hours.held, hours.missing]
    return [*found, *(row["leaders"] if persons else [])]
