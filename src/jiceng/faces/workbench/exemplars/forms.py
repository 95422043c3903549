"""Forms of models: few fields; what the registers know is not asked."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.workbench.exemplars import words
from jiceng.faces.workbench.rectification.forms import YES_NO, PaperForm, StepForm
from jiceng.faces.workbench.units.choices import UnitField, looking_up, offer

if TYPE_CHECKING:
    from datetime import date

    from jiceng.apps.exemplars.progress import Standing
    from jiceng.faces.workbench.middleware import WorkbenchRequest


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, **more)


class NominateForm(forms.Form):
    """Who, as a model of what, of what others can learn."""

    kind = forms.ChoiceField(label=pgettext_lazy("of a model", "Kind"), widget=forms.RadioSelect)
    unit = UnitField(label=gettext_lazy("Unit"))
    person = forms.CharField(
        label=gettext_lazy("Person"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Only for a model that is a person: the name, as in the unit's register."),
    )
    what = forms.CharField(label=gettext_lazy("What others can learn"), max_length=200)
    reason = _text(gettext_lazy("Why all the same, should a check fail"), required=False)
    day = DayField(label=gettext_lazy("Day"))

    def __init__(self, *args: Any, request: "WorkbenchRequest", unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = settings.PROFILE.exemplar_kinds
        offer(self, "kind", [(code, words.exemplar_kind_word(code)) for code in kinds])
        self.fields["unit"].look_up = looking_up(request.actor, request.day)  # type: ignore[attr-defined]
        self.fields["unit"].initial = unit
        self.fields["day"].initial = request.day
        if not self.is_bound:  # the registers are asked first; only where a check fails is a reason
            del self.fields["reason"]


class TextForm(StepForm):
    """A step that is said in words."""

    text = _text(gettext_lazy("In words"))


class SettledForm(StepForm):
    """How an objection was settled."""

    objection = forms.TypedChoiceField(label=gettext_lazy("Objection"), coerce=int)
    upheld = forms.ChoiceField(label=gettext_lazy("Borne out"), widget=Segmented, choices=YES_NO)
    text = _text(gettext_lazy("What was found, and what was answered"))

    def __init__(self, *args: Any, standing: "Standing", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(each.number, each.text[:60]) for each in standing.open_objections]
        offer(self, "objection", found)
        self.fields["objection"].initial = found[0][0] if found else None

    def said(self) -> dict[str, Any]:
        """Which, and whether it is borne out."""
        return {"objection": self.cleaned_data["objection"], "upheld": self.cleaned_data["upheld"] == "yes"}


class ReviewedForm(StepForm):
    """Whether it is still a model."""

    keeps = forms.ChoiceField(label=gettext_lazy("Still a model"), widget=Segmented, choices=YES_NO)
    text = _text(gettext_lazy("What was seen"), required=False)

    def said(self) -> dict[str, Any]:
        """Whether it is."""
        return {"keeps": self.cleaned_data["keeps"] == "yes"}


class StrikeForm(forms.Form):
    """Why an entry is taken out."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


def form_of(kind: str, day: "date", standing: "Standing", decisions: Any, data: Any = None) -> StepForm:
    """The form of a step."""
    match kind:
        case "settled":
            return SettledForm(data, day=day, standing=standing)
        case "named":
            return PaperForm(data, day=day, decisions=decisions)
        case "reviewed":
            return ReviewedForm(data, day=day)
    found = TextForm(data, day=day)
    labels = {"objection": _("What is objected"), "retired": _("Why"), "dropped": _("Why")}
    found.fields["text"].label = labels[kind]
    return found
