"""What an office sets itself: targets, numbers with their source, risks; and reading the records again."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.apps.organisations.selectors import unit_by_code, unit_of
from jiceng.apps.programmes import policies, readings, selectors, services
from jiceng.engines.procedure.programmes import Carrier, Indicator
from jiceng.faces.shared.forms import DayField
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.programmes.views import way
from jiceng.faces.workbench.programmes.words import told
from jiceng.faces.workbench.units.pages import FormPage, answer, done

GET_OR_POST = ["GET", "POST"]


class NumberField(forms.DecimalField):
    """A number; a share in per cent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=18, decimal_places=4, min_value=0, **kwargs)


class _NumberForm(forms.Form):
    """Knows whether its number is a share, which is typed in per cent and kept as a share."""

    value = NumberField(label=pgettext_lazy("how much", "Number"))

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.share = indicator.unit == "share"
        if self.share:
            self.fields["value"].help_text = _("In per cent, such as 90.")

    def clean_value(self) -> Decimal:
        """The number as it is kept."""
        value: Decimal = self.cleaned_data["value"]
        return value / 100 if self.share else value


class TargetForm(_NumberForm):
    """A target."""

    by = DayField(label=pgettext_lazy("of a target", "By when"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy(
            "On what grounds; when it is changed, why. Everybody who sees the target sees it."
        ),
    )


class EntryForm(_NumberForm):
    """A number with its source."""

    day = DayField(label=gettext_lazy("As on which day"))
    source = forms.CharField(
        label=pgettext_lazy("of a number", "Source"),
        max_length=200,
        help_text=gettext_lazy("Who published it, where: a yearly report, a bulletin, with its date."),
    )


class RiskForm(forms.Form):
    """A risk."""

    text = forms.CharField(
        label=gettext_lazy("What may go wrong"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.CharField(label=gettext_lazy("Who answers for it"), max_length=60)
    due = DayField(label=gettext_lazy("Until when"))


class CloseForm(forms.Form):
    """How a risk came to its end."""

    how = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(GET_OR_POST)
def set_target(request: WorkbenchRequest, code: str, programme: str, indicator: str) -> HttpResponse:
    """Set or change the target of an indicator in a unit."""
    version = unit_by_code(request.actor, code, request.day, policies.STEER)
    found = selectors.board(request.actor, version, programme, request.day)
    row, asked = found.rows[found.programme.indicator(indicator).code], found.programme.indicator(indicator)
    start = {"by": row.aim.by if row.aim else found.programme.by}
    form = TargetForm(request.POST or None, indicator=asked, initial=start)
    back = reverse("indicator", args=[code, programme, indicator])
    page = FormPage(
        heading=_("Set the target"),
        explanation=in_words(asked.title),
        button=_("Set the target"),
        back_url=back,
        steps=way(request, version, found.programme, {"label": in_words(asked.title), "url": back}),
        facts=[
            (
                _("At the start"),
                told(row.baseline.value, asked.unit) if row.baseline else _("not known for that day"),
            ),
            (pgettext("an amount", "Now"), told(row.now.value if row.now else None, asked.unit)),
            (_("Target until now"), told(row.aim.value, asked.unit) if row.aim else _("no target set")),
        ],
    )

    def act(wanted: dict[str, Any]) -> str:
        services.set_target(
            actor=request.actor,
            at=request.at,
            unit=unit_of(version),
            programme=programme,
            indicator=indicator,
            draft=services.TargetDraft(**wanted),
        )
        return done(request, page, _("The target is set; what it was before stays readable."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def enter(request: WorkbenchRequest, code: str, programme: str, indicator: str) -> HttpResponse:
    """Enter a number with its source: of an indicator on records, how it stood at the start alone."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    declared = selectors.declared(programme)
    asked = declared.indicator(indicator)
    derived = asked.carrier is Carrier.RECORDS
    start = {"day": declared.baseline_on if derived else request.day}
    form = EntryForm(request.POST or None, indicator=asked, initial=start)
    back = reverse("indicator", args=[code, programme, indicator])
    text = (
        _("The records do not reach back to the start. Enter how it stood then, with where that is written.")
        if derived
        else in_words(asked.note)
    )
    page = FormPage(
        heading=_("Enter a number"),
        explanation=text,
        button=_("Enter a number"),
        back_url=back,
        steps=way(request, version, declared, {"label": in_words(asked.title), "url": back}),
        facts=[(_("Indicator"), in_words(asked.title))],
    )

    def act(wanted: dict[str, Any]) -> str:
        services.enter(
            actor=request.actor,
            at=request.at,
            unit=unit_of(version),
            programme=programme,
            indicator=indicator,
            draft=services.EntryDraft(**wanted),
        )
        return done(request, page, _("The number is entered. One of the same day is corrected by it."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def raise_risk(request: WorkbenchRequest, code: str, programme: str, project: str) -> HttpResponse:
    """Note a risk to a project."""
    version = unit_by_code(request.actor, code, request.day, policies.RECORD)
    declared = selectors.declared(programme)
    asked = declared.project(project)
    form = RiskForm(request.POST or None, initial={"owner": in_words(asked.owner)})
    back = reverse("programme_project", args=[code, programme, project])
    page = FormPage(
        heading=_("Note a risk"),
        explanation=in_words(asked.title),
        button=_("Note a risk"),
        back_url=back,
        steps=way(request, version, declared, {"label": in_words(asked.title), "url": back}),
    )

    def act(wanted: dict[str, Any]) -> str:
        services.raise_risk(
            actor=request.actor,
            at=request.at,
            unit=unit_of(version),
            programme=programme,
            draft=services.RiskDraft(project=project, **wanted),
        )
        return done(request, page, _("The risk is noted."))

    return answer(request, form, page, act)


@require_http_methods(GET_OR_POST)
def close_risk(request: WorkbenchRequest, risk_id: int) -> HttpResponse:
    """Close a risk and say what came of it."""
    risk, version = selectors.risk_by_id(request.actor, risk_id)
    form = CloseForm(request.POST or None)
    declared = selectors.declared(risk.programme)
    back = reverse("programme_project", args=[version.unit.code, risk.programme, risk.project])
    page = FormPage(
        heading=_("Close the risk"),
        explanation=risk.text,
        button=_("Close the risk"),
        back_url=back,
        steps=way(request, version, declared, {"label": in_words(declared.title), "url": back}),
        facts=[(_("Who answers for it"), risk.owner), (_("Until when"), risk.due)],
    )

    def act(wanted: dict[str, Any]) -> str:
        services.close_risk(actor=request.actor, at=request.at, risk=risk, **wanted)
        return done(request, page, _("The risk is closed."))

    return answer(request, form, page, act)


@require_POST
def read(request: WorkbenchRequest, code: str, programme: str) -> HttpResponse:
    """Read the records of the present month again."""
    unit_by_code(request.actor, code, request.day, policies.STEER)
    selectors.declared(programme)
    readings.rebuild(actor=request.actor, at=request.at, month=request.day)
    messages.success(request, _("The records are read as of today."))
    return redirect("programme", code, programme)
