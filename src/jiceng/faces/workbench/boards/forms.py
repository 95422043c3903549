"""Forms of the boards room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jiceng.faces.shared.forms import DayField


class PostponementForm(forms.Form):
    """An approved postponement: until when, and why."""

    until = DayField(
        label=_("Postponed until"),
        help_text=_("The last day on which it may be done. It must lie after the end of the period."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Shown with the verdict, for instance: most members away for the harvest."),
        max_length=200,
    )
