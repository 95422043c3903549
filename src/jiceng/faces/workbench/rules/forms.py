"""Forms of the rules room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jiceng.faces.shared.forms import DayField


class ParameterForm(forms.Form):
    """The office's own figure, from a day on."""

    value = forms.CharField(label=_("The office's figure"), max_length=40)
    day = DayField(
        label=_("In force from"),
        help_text=_(
            "Periods that begin on or after this day are judged by it; earlier ones keep the figure they had."
        ),
    )
