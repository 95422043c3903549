"""The rules, one duty's rule, and the office's own figures."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from jiceng.apps.duties import policies, services
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.duties.selectors import parameter_values
from jiceng.faces.shared.forms import add_error
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.exports.workbooks import Export, exportable, hand_out, table_asked
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.rules.cases import case_facts, case_question
from jiceng.faces.workbench.rules.forms import ParameterForm
from jiceng.faces.workbench.rules.tables import parameters_sheet, rules_sheet
from jiceng.faces.workbench.rules.words import asks, confidence_word, figure_word, strength_word, told
from jiceng.kernel.errors import JicengError, NotFound, Refused

if TYPE_CHECKING:
    from datetime import date

    from jiceng.apps.duties.models import ParameterValue
    from jiceng.engines.procedure import Duty, DutyVersion, Profile


@exportable
def rules(request: WorkbenchRequest) -> HttpResponse:
    """Every duty in one line, and the figures an office may set."""
    _require_reader(request)
    found = current_rules()
    rows = sorted(
        found.duties.values(), key=lambda duty: ([*found.duty_groups].index(duty.group), duty.order)
    )
    groups = [
        {"title": found.duty_groups[group], "rows": [_row(found, duty, request.day) for duty in duties]}
        for group, duties in groupby(rows, key=lambda duty: duty.group)
    ]
    parameters = _parameters(found, found.parameters, parameter_values(request.actor), request.day)
    if table_asked(request, "rules"):
        title = _("%(office)s: rules") % {"office": in_words(found.title)}
        sheets = [rules_sheet(title, groups), parameters_sheet(title, parameters)]
        return hand_out(request, Export("rules", title, None, lambda _numbers: sheets))
    context = {
        "groups": groups,
        "may_set": request.actor.has(policies.SET_RULES),
        "parameters": parameters,
        "profile": found,
    }
    return render(request, "rules/rules.html", context)


def _require_reader(request: WorkbenchRequest) -> None:
    if not request.actor.has(policies.READ):
        raise NotFound("page_not_found")


def _row(found: "Profile", duty: "Duty", day: "date") -> dict[str, Any]:
    version = duty.version_on(day) or duty.versions[-1]
    return {
        "duty": duty,
        "version": version,
        "asks": asks(found, version),
        "strength": strength_word(version.strength),
    }


def _parameters(
    found: "Profile", codes: Iterable[str], values: "list[ParameterValue]", day: "date"
) -> list[dict[str, Any]]:
    """Figures left to an office, each with the one in force today and whose it is."""
    rows = []
    for code in codes:
        parameter = found.parameters[code]
        own = [value for value in values if value.parameter == code and value.starts_on != value.ends_on]
        rows.append(
            {
                "parameter": parameter,
                "today": figure_word(parameter, found.figure(code, day)),
                "own": next((value for value in own if _in_force(value, day)), None),
                "pending": parameter.pending and not own,
                "history": [{"value": value, "figure": figure_word(parameter, value.value)} for value in own],
            }
        )
    return rows


def _in_force(value: "ParameterValue", day: "date") -> bool:
    return value.starts_on <= day and (value.ends_on is None or day < value.ends_on)


@require_GET
def rule(request: WorkbenchRequest, duty: str) -> HttpResponse:
    """One duty: what its rule asks, by which clause, since when, with worked cases."""
    _require_reader(request)
    found = current_rules()
    if duty not in found.duties:
        raise NotFound("unknown_duty")
    chosen = found.duties[duty]
    codes = dict.fromkeys(code for version in chosen.versions for code in version.parameters)
    values = parameter_values(request.actor)
    context = {
        "duty": chosen,
        "may_set": request.actor.has(policies.SET_RULES),
        "group": found.duty_groups[chosen.group],
        "versions": [_version(found, version, request.day) for version in reversed(chosen.versions)],
        "parameters": _parameters(found, codes, values, request.day),
        "cases": [
            {"case": case, "facts": case_facts(found, case), "question": case_question(case)}
            for case in chosen.cases
        ],
        "strength": (chosen.version_on(request.day) or chosen.versions[-1]).strength,
        "steps": [{"label": _("Rules"), "url": reverse("rules")}, {"label": chosen.title, "url": ""}],
    }
    return render(request, "rules/rule.html", context)


def _version(found: "Profile", version: "DutyVersion", day: "date") -> dict[str, Any]:
    return {
        "version": version,
        "now": version.in_force_on(day),
        "asks": asks(found, version),
        "rows": told(found, version),
        "confidence": confidence_word(version.citation.confidence),
        "instrument": found.instruments[version.citation.instrument],
    }


@require_http_methods(["GET", "POST"])
def set_parameter(request: WorkbenchRequest, code: str) -> HttpResponse:
    """The office's own figure in place of one that a rule leaves open; the earlier ones stay readable."""
    _require_reader(request)
    if not request.actor.has(policies.SET_RULES):
        raise Refused("not_permitted", permission=policies.SET_RULES)
    found = current_rules()
    if code not in found.parameters:
        raise NotFound("page_not_found")
    form = ParameterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_parameter(actor=request.actor, at=request.at, parameter=code, **form.cleaned_data)
        except JicengError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The figure is set. Everything owed was worked out again by it."))
            return redirect("set_parameter", code)
    row = _parameters(found, [code], parameter_values(request.actor), request.day)[0]
    context = {
        "row": row,
        "form": form,
        "confidence": confidence_word(row["parameter"].confidence),
        "duties": [
            duty
            for duty in found.duties.values()
            if any(code in version.parameters for version in duty.versions)
        ],
        "steps": [
            {"label": _("Rules"), "url": reverse("rules")},
            {"label": row["parameter"].title, "url": ""},
        ],
    }
    return render(request, "rules/parameter.html", context, status=422 if form.errors else 200)
