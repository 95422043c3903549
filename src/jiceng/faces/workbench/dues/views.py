"""A unit's year of dues, and the sums of all below."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jiceng.apps.dues import policies, selectors
from jiceng.apps.dues.accounts import DUE, EXEMPT, PAID, UNSET
from jiceng.apps.dues.months import first_of, of_year
from jiceng.apps.organisations.history import UnitFile, unit_file
from jiceng.apps.people.listing import note_names_seen
from jiceng.faces.workbench.dues.tables import totals_sheet, year_sheet
from jiceng.faces.workbench.dues.words import LOOKS, cell_words, payer_title, yuan
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, may_leave, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.units.pages import Step, breadcrumb, unit_url
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Cadence, Period

if TYPE_CHECKING:
    from jiceng.apps.dues.selectors import MemberYear, Sums

YEARS = 3
"""Years that are shown: this one and those before it that are still looked into."""


def kept(request: WorkbenchRequest, code: str) -> UnitFile:
    """The unit whose list the reader keeps. Raises `NotFound` where the profile knows no dues."""
    known()
    return unit_file(request.actor, code, request.day, policies.RECORD)


def known() -> None:
    """Raises `NotFound("page_not_found")` where the profile knows no dues."""
    if not settings.PROFILE.payers:
        raise NotFound("page_not_found")


def steps(file: UnitFile, *last: Step) -> list[Step]:
    """The way down; what follows the unit leads back to its list."""
    own = {"label": _("Dues"), "url": reverse("dues", args=[file.current.unit.code])} if last else None
    tail = [own, *last] if own else [{"label": _("Dues"), "url": ""}]
    return breadcrumb(file.above, {"label": file.current.name, "url": unit_url(file.current)}, *tail)


def year_of(request: WorkbenchRequest) -> tuple[int, list[int]]:
    """The year asked for, and those there are to choose from."""
    offered = [request.day.year - number for number in range(YEARS)]
    asked = request.GET.get("year", "")
    return (int(asked) if asked in map(str, offered) else request.day.year), offered


@exportable
def dues(request: WorkbenchRequest, code: str) -> HttpResponse:
    """A unit's list of a year: by month what is recorded, by member what was paid."""
    file = kept(request, code)
    year, years = year_of(request)
    rows = selectors.year_list(request.actor, file.current, year, request.day)
    if table_asked(request, "dues"):
        return hand_out(request, _export(file, rows, year, request))
    context = {
        "unit": file.current,
        "steps": steps(file),
        "year": year,
        "years": years,
        "members": [_member(row) for row in rows],
        "months": _months(rows, year, request.day),
        "facts": _facts(rows),
        "set_up": any(row.standing for row in rows),
        "reductions": selectors.reductions(request.actor, file.current),
        "may_leave": may_leave(request, file.current),
    }
    return render(request, "dues/dues.html", context)


def _export(file: UnitFile, rows: "list[MemberYear]", year: int, request: WorkbenchRequest) -> Export:
    name, url = file.current.name, reverse("dues", args=[file.current.unit.code])
    title = _("%(unit)s: dues of %(year)s") % {"unit": name, "year": year}
    sheet = year_sheet(title, name, rows, year, request.day)
    return Export("dues", title, file.current, lambda _numbers: [sheet], persons=True, back=url)


def _member(row: "MemberYear") -> dict[str, Any]:
    strip = [
        {
            "period": Period.containing(Cadence.MONTH, cell.month),
            "state": LOOKS.get(cell.state, "none"),
            "note": cell_words(cell),
        }
        for cell in row.cells
    ]
    return {
        "row": row,
        "payer": payer_title(row.standing.payer) if row.standing else "",
        "standard": "" if row.standard is None else yuan(row.standard),
        "strip": strip,
        "paid": yuan(row.paid),
        "open": len(row.open),
        "unset": any(cell.state == UNSET for cell in row.cells) and row.standing is None,
    }


def _months(rows: "list[MemberYear]", year: int, day: date) -> list[dict[str, Any]]:
    """Months that have begun, and later ones for which somebody has paid; the latest first."""
    found = []
    for place, month in enumerate(of_year(year)):
        cells = [row.cells[place] for row in rows]
        paid = [cell for cell in cells if cell.state == PAID]
        if month > first_of(day) and not paid:
            continue
        found.append(
            {
                "month": month,
                "key": f"{month:%Y-%m}",
                "paid": len(paid),
                "sum": yuan(sum(cell.paid for cell in paid)),
                "exempt": sum(cell.state == EXEMPT for cell in cells),
                "open": sum(cell.state == DUE for cell in cells),
            }
        )
    return found[::-1]


def _facts(rows: "list[MemberYear]") -> dict[str, Any]:
    """The year in short."""
    cells = [cell for row in rows for cell in row.cells]
    return {
        "owed": yuan(sum(cell.owed for cell in cells if cell.state in (PAID, DUE))),
        "paid": yuan(sum(cell.paid for cell in cells)),
        "number": sum(cell.state == PAID for cell in cells),
        "open": sum(cell.state == DUE for cell in cells),
        "exempt": sum(cell.state == EXEMPT for cell in cells),
        "unset": sum(row.standing is None for row in rows if row.cells[-1].state),
    }


@exportable
def totals(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Sums of a unit and of all below it, without a name; and what is asked of those who decide."""
    known()
    file = unit_file(request.actor, code, request.day)
    year, years = year_of(request)
    found = selectors.totals(request.actor, file.current, year, request.day)
    name = file.current.name
    if table_asked(request, "dues_totals"):
        title = _("%(unit)s: sums of dues of %(year)s") % {"unit": name, "year": year}
        sheet = totals_sheet(title, name, found, year, request.day)
        return hand_out(request, Export("dues_totals", title, file.current, lambda _numbers: [sheet]))
    waiting = list(selectors.asked(request.actor, file.current, request.day))
    seen = [(each.person_id, each.unit_id) for each in waiting]
    note_names_seen(actor=request.actor, at=request.at, persons=seen)
    unit = {"label": name, "url": unit_url(file.current)}
    context = {
        "unit": file.current,
        "steps": breadcrumb(file.above, unit, {"label": _("Sums of dues"), "url": ""}),
        "year": year,
        "years": years,
        "rows": [
            {"unit": version, "deep": deep and version.unit_id != file.current.unit_id, **_in_words(sums)}
            for version, sums, deep in found.rows
        ],
        "total": _in_words(found.total),
        "waiting": [(each, yuan(each.amount_fen)) for each in waiting],
    }
    return render(request, "dues/totals.html", context)


def _in_words(sums: "Sums") -> dict[str, Any]:
    return {"sums": sums, "owed": yuan(sums.owed), "paid": yuan(sums.paid)}
