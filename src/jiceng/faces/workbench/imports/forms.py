"""Sending a spreadsheet in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.intake.pasted import PASTED
from jiceng.engines.sheets import Limits
from jiceng.faces.workbench.imports.words import kind_title
from jiceng.faces.workbench.units.choices import offer

ACCEPTED = ".xlsx,.xls,.et,.ods,.csv,.txt"


class SendForm(forms.Form):
    """A file, or rows pasted from a spreadsheet; what they are may be left to be found out."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPTED}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Pasted rows"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mark the cells there, copy, and paste them here; with the row of headings if you can."
        ),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("import", "What it holds"), required=False)
    unit = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Excel (.xlsx, .xls), WPS (.et), OpenDocument (.ods) or text (.csv), up to %(megabytes)s MB."
        ) % {"megabytes": Limits().file_bytes >> 20}
        titles = [(kind, kind_title(kind)) for kind in kinds]
        offer(self, "kind", titles if len(kinds) == 1 else [("", _("Find out from the headings")), *titles])

    def clean(self) -> dict[str, Any]:
        """Either a file or pasted rows."""
        cleaned = super().clean() or self.cleaned_data
        file, pasted = cleaned.get("file"), (cleaned.get("pasted") or "").strip("\r\n")
        if file and pasted:
            self.add_error("pasted", _("There is a file already. Take one of the two away."))
        elif not file and not pasted and not self.errors:
            self.add_error("file", _("Choose a file, or paste rows below."))
        return cleaned | {"pasted": pasted}

    def sent(self) -> tuple[str, bytes]:
        """Name and content of what was sent."""
        file = self.cleaned_data["file"]
        return (file.name, file.read()) if file else (PASTED, self.cleaned_data["pasted"].encode())
