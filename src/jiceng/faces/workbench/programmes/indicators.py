"""One indicator: by the units below, the units behind its figure, and the records behind a unit's."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from jiceng.apps.organisations.selectors import names_on, unit_by_code
from jiceng.apps.programmes import policies, selectors
from jiceng.apps.quantities.selectors import amounts_of
from jiceng.engines.procedure.programmes import Carrier
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.programmes.tables import parts_sheet, units_sheet
from jiceng.faces.workbench.programmes.views import way
from jiceng.faces.workbench.programmes.words import definition, line, told, told_target
from jiceng.faces.workbench.quantities.telling import amount_in_words
from jiceng.faces.workbench.quantities.telling import told as told_amount
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.programmes.selectors import Behind, Part
    from jiceng.engines.procedure.programmes import Indicator, Programme

PAGE = 50


@exportable
def indicator(request: WorkbenchRequest, code: str, programme: str, indicator: str) -> HttpResponse:
    """One indicator in a unit: how it comes about, where it stands, its months, its parts below."""
    version = unit_by_code(request.actor, code, request.day)
    found = selectors.board(request.actor, version, programme, request.day)
    asked = found.programme.indicator(indicator)
    below = selectors.parts(request.actor, version, programme, indicator, request.day)
    shown = line(found.rows[indicator], request.day)
    if table_asked(request, "programme_parts"):
        said = {"unit": version.name, "indicator": in_words(asked.title)}
        title = _("%(unit)s: %(indicator)s") % said
        sheet = parts_sheet(title, version.name, shown, _parts(request, found.programme, asked, below))
        return hand_out(request, Export("programme_parts", title, version, lambda _n: [sheet]))
    entered = selectors.entries(request.actor, version, programme, indicator)
    context = {
        "unit": version,
        "programme": found.programme,
        "project": found.programme.project_of(indicator),
        "indicator": asked,
        "line": shown,
        "steps": _steps(request, version, found.programme, asked),
        "definition": definition(asked, request.day),
        "parts": _parts(request, found.programme, asked, below),
        "unknown": bool(shown.row.now and shown.row.now.amount.unknown),
        "behind_url": _address("indicator_units", version, found.programme, asked) if asked.quantity else "",
        "entered": [{"entry": each, "told": told(Fraction(str(each.value)), asked.unit)} for each in entered],
        "targets": [
            {"target": each, "told": told_target(shown.row, place)}
            for place, each in enumerate(shown.row.changes)
        ],
        "may_enter": asked.carrier is not Carrier.NOT_YET
        and request.actor.may(policies.RECORD, version.path)
        and (asked.carrier is Carrier.NAMED or shown.row.baseline is None or bool(entered)),
        "may_steer": asked.carrier is not Carrier.NOT_YET and request.actor.may(policies.STEER, version.path),
    }
    return render(request, "programmes/indicator.html", context)


def _steps(
    request: WorkbenchRequest,
    version: "UnitVersion",
    programme: "Programme",
    asked: "Indicator",
    *more: dict[str, str],
) -> list[dict[str, str]]:
    project = programme.project_of(asked.code)
    project_url = reverse("programme_project", args=[version.unit.code, programme.code, project.code])
    own = _address("indicator", version, programme, asked) if more else ""
    steps = (
        {"label": in_words(project.title), "url": project_url},
        {"label": in_words(asked.title), "url": own},
    )
    return way(request, version, programme, *steps, *more)


def _address(name: str, version: "UnitVersion", programme: "Programme", asked: "Indicator") -> str:
    return reverse(name, args=[version.unit.code, programme.code, asked.code])


def _parts(
    request: WorkbenchRequest, programme: "Programme", asked: "Indicator", below: "list[Part]"
) -> list[dict[str, Any]]:
    return [
        {
            "name": each.version.name if each.version else "",
            "count": each.count,
            "url": _address("indicator", each.version, programme, asked) if each.version else "",
            "line": line(each.row, request.day),
        }
        for each in below
    ]


@exportable
def units(request: WorkbenchRequest, code: str, programme: str, indicator: str) -> HttpResponse:
    """The units behind a figure, read afresh, each with its amount."""
    version = unit_by_code(request.actor, code, request.day)
    declared = selectors.declared(programme)
    asked = declared.indicator(indicator)
    found = selectors.behind(request.actor, version, asked, request.day)
    show = request.GET.get("show", "")
    rows = [each for each in found.units if _shows(show, each[1].value is None, each[2])]
    title = in_words(asked.title)
    if table_asked(request, "programme_units"):
        named = _("%(unit)s: %(indicator)s") % {"unit": version.name, "indicator": title}
        sheet = units_sheet(named, version.name, _rows(request, declared, asked, rows), request.day)
        return hand_out(request, Export("programme_units", named, version, lambda _n: [sheet]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": version,
        "programme": declared,
        "indicator": asked,
        "steps": _steps(request, version, declared, asked, {"label": _("Units behind it"), "url": ""}),
        "found": found,
        "together": told(found.value, asked.unit),
        "filters": _filters(found, show),
        "page": page,
        "rows": _rows(request, declared, asked, list(page.object_list)),
    }
    return render(request, "programmes/units.html", context)


def _shows(show: str, unknown: bool, met: bool | None) -> bool:
    return {"unknown": unknown, "met": met is True, "unmet": met is False}.get(show, True)


def _filters(found: "Behind", show: str) -> list[dict[str, Any]]:
    words = {
        "": _("All"),
        "met": _("Meets it"),
        "unmet": _("Does not meet it"),
        "unknown": pgettext("an amount", "not known"),
    }
    counts = {
        code: sum(_shows(code, each[1].value is None, each[2]) for each in found.units) for code in words
    }
    return [
        {"code": code, "label": label, "count": counts[code], "current": code == show}
        for code, label in words.items()
        if counts[code] or code == show
    ]


def _rows(
    request: WorkbenchRequest, programme: "Programme", asked: "Indicator", rows: "list[Any]"
) -> list[dict[str, Any]]:
    above = names_on(
        (version.parent_id for version, _counted, _met in rows if version.parent_id), request.day
    )
    unit = selectors.quantity_unit(asked)
    return [
        {
            "name": version.name,
            "above": above.get(version.parent_id or 0, ""),
            "amount": amount_in_words(counted.value, unit),
            "met": met,
            "url": _address("indicator_records", version, programme, asked),
        }
        for version, counted, met in rows
    ]


@require_GET
def records(request: WorkbenchRequest, code: str, programme: str, indicator: str) -> HttpResponse:
    """One unit's own amount, with the records it rests on."""
    version = unit_by_code(request.actor, code, request.day)
    declared = selectors.declared(programme)
    asked = declared.indicator(indicator)
    if not selectors.carried(asked):
        raise NotFound("unknown_indicator", indicator=indicator)
    counted = amounts_of(request.actor, version, request.day, [asked.quantity])
    context = {
        "unit": version,
        "indicator": asked,
        "told": told_amount(asked.quantity, counted.get(asked.quantity), code),
        "definition": definition(asked, request.day),
        "steps": _steps(request, version, declared, asked, {"label": _("Records behind it"), "url": ""}),
    }
    return render(request, "programmes/records.html", context)
