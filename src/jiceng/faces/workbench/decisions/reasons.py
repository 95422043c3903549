"""Forms that ask for little but a reason: taking back, giving up, going on, annulling."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from jiceng.faces.shared.forms import DayField


class ReasonForm(forms.Form):
    """Why something is taken back, or gone on with."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, help_text=gettext_lazy("Briefly, for later readers.")
    )


class WithdrawForm(ReasonForm):
    """Why an entry is taken back; sent twice, it takes it back once."""

    knowing = forms.BooleanField(
        label=gettext_lazy("It is right that the entries named no longer count."), required=False
    )
    entry_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)


class DropForm(ReasonForm):
    """When and why a decision is given up."""

    day = DayField(label=gettext_lazy("On which day"))
    field_order = ("day", "reason")


class AnnulForm(DropForm):
    """When and why the organisation above annuls what was decided."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("It stands in the public record: name nobody."),
    )
    entry_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
