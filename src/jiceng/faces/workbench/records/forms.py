"""What one may look for in the reading log and the journal."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.faces.shared.forms import DayField
from jiceng.faces.workbench.people.words import part_word
from jiceng.faces.workbench.records.words import type_words
from jiceng.faces.workbench.units.choices import offer

READ_PARTS = ("file", "id_number", "admission", "list")
"""What of a person is read, as the reading log calls it."""


class DaysForm(forms.Form):
    """First and last day; both may be left out."""

    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To"), required=False)


class ReadingsForm(DaysForm):
    """Who read, whose file, which part."""

    reader = forms.CharField(label=gettext_lazy("Reader"), required=False, max_length=80)
    person = forms.CharField(label=gettext_lazy("Whose file"), required=False, max_length=60)
    part = forms.ChoiceField(label=gettext_lazy("What was read"), required=False)
    file = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    field_order = ["reader", "person", "part", "first", "last", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [("", _("Everything")), *((code, part_word(code)) for code in READ_PARTS)]
        offer(self, "part", parts)


class FoundForm(forms.Form):
    """A file that turned up."""

    found = forms.FileField(
        label=gettext_lazy("Or the file itself"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "Only its SHA-256 is taken; the file is not kept. One that was changed or saved anew is found by "
            "the mark in it."
        ),
    )


class JournalForm(DaysForm):
    """What happened; or which file was taken out, by what it carries."""

    type = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    file = forms.CharField(
        label=gettext_lazy("Mark of a file taken out, or its SHA-256"), required=False, max_length=80
    )

    field_order = ["type", "first", "last", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "type", [("", _("Everything")), *type_words().items()])
