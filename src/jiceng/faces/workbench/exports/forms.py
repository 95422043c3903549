"""Why a list of members leaves the office."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jiceng.faces.shared.forms import Segmented
from jiceng.faces.workbench.units.choices import offer

OTHER = "other"


def purposes() -> dict[str, str]:
    """The usual purposes, by code."""
    return {
        "election": _("Election of the next committee"),
        "statistics": _("Statistics"),
        "posting": _("Check before a public notice"),
        "above": _("Asked for by the level above"),
        OTHER: _("Something else"),
    }


class PurposeForm(forms.Form):
    """What a list is for: a usual purpose, or one's own words; both are kept in the journal."""

    usual = forms.ChoiceField(label=gettext_lazy("What the list is for"), widget=Segmented)
    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Such as the number of the letter that asks for it."),
    )
    numbers = forms.BooleanField(label=gettext_lazy("With whole ID numbers"), required=False)

    def __init__(self, *args: Any, numbers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "usual", purposes().items())
        if numbers:
            self.fields["numbers"].help_text = _(
                "Otherwise all but the first and last digits are hidden. Each whole number is written in the "
                "reading log of its person."
            )
        else:
            del self.fields["numbers"]

    def clean(self) -> dict[str, Any]:
        """Something else must be said."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["words"] = cleaned.get("words", "").strip()
        if cleaned.get("usual") == OTHER and not cleaned["words"]:
            self.add_error("words", _("Say what the list is for."))
        return cleaned

    def purpose(self) -> str:
        """The purpose in one line, as the journal keeps it."""
        usual, words = self.cleaned_data["usual"], self.cleaned_data["words"]
        said = [] if usual == OTHER else [purposes()[usual]]
        return pgettext("between parts of a sentence", ", ").join([*said, *([words] if words else [])])
