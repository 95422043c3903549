"""Forms of letters to the editor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.publications.letters import COMPLAINT, LIMITS, QUESTION, SUGGESTION
from jiceng.faces.shared.forms import Segmented

_KINDS = (
    (QUESTION, pgettext_lazy("a letter", "Question")),
    (SUGGESTION, pgettext_lazy("a letter", "Suggestion")),
    (COMPLAINT, pgettext_lazy("a letter", "Complaint")),
)


def _words(name: str, label: Any, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LIMITS[name], **given)


class LetterForm(forms.Form):
    """A letter. Nothing is asked of the writer but what she wants to say."""

    WRITTEN = ("kind", "subject", "text", "name", "phone", "email")

    kind = forms.ChoiceField(label=pgettext_lazy("a letter", "What it is"), choices=_KINDS, widget=Segmented)
    subject = _words("subject", pgettext_lazy("of a letter", "Subject"))
    text = _words(
        "text",
        pgettext_lazy("a letter", "What you want to say"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("At most 2,000 characters. Who you are need not stand in it."),
    )
    name = _words("name", gettext_lazy("Name"), required=False)
    phone = _words("phone", gettext_lazy("Telephone"), required=False)
    email = _words("email", gettext_lazy("E-mail"), required=False)
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "inputmode": "email"}


class ReceiptForm(forms.Form):
    """The number of a receipt."""

    receipt = forms.CharField(
        label=gettext_lazy("Receipt number"),
        max_length=60,
        help_text=gettext_lazy(
            "Seven groups of four letters and figures; small letters and spaces do no harm."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
