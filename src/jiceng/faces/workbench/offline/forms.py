"""A sheet of paper as a row of a form: typed fast, the unit by its initials, parts by their numbers."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.apps.gatherings.services import MOST_MEASURED, Minutes
from jiceng.apps.people.names import initials
from jiceng.faces.shared.forms import DayField
from jiceng.faces.shared.words import in_words

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

TYPED = ("unit", "kind", "day", "entitled", "present", "measured", "items", "subject")
LIKE_ABOVE = ("unit", "kind", "day")
"""Fields that, left empty in a row that has others, say the same as in the row above."""


def key() -> str:
    """A new row's own key, by which it is stored once."""
    return str(uuid4())


class PaperRow(forms.Form):
    """One meeting, or notice, of one sheet. `units` are those it may be of."""

    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of meeting"))
    day = DayField(label=gettext_lazy("Day"))
    entitled = forms.IntegerField(
        label=gettext_lazy("Entitled"), required=False, min_value=0, max_value=100_000
    )
    present = forms.IntegerField(
        label=gettext_lazy("Present"), required=False, min_value=0, max_value=100_000
    )
    measured = forms.IntegerField(
        label=gettext_lazy("Hours or days"), required=False, min_value=1, max_value=MOST_MEASURED
    )
    items = forms.CharField(label=gettext_lazy("Parts, by number"), required=False, max_length=60)
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=200)
    beside = forms.BooleanField(label=gettext_lazy("Both were held: record this one too"), required=False)
    entry_key = forms.UUIDField(widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, units: "Sequence[UnitVersion]" = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        kinds = [(kind.code, in_words(kind.title)) for kind in settings.PROFILE.gathering_kinds.values()]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", "—"), *kinds]
        self.fields["unit"].widget.attrs |= {"list": "units", "autocomplete": "off"}
        for name in ("entitled", "present", "measured", "items"):
            self.fields[name].widget.attrs |= {"size": "4", "inputmode": "numeric"}

    def clean_unit(self) -> "UnitVersion":
        """The one unit meant: by name, by the end of its code, or by initials."""
        typed = self.cleaned_data["unit"].strip()
        exact = [each for each in self.units if typed in (each.name, each.unit.code)]
        found = exact or [each for each in self.units if initials(each.name) == typed.lower()]
        found = found or [
            each
            for each in self.units
            if initials(each.name).startswith(typed.lower())
            or (typed.isdecimal() and each.unit.code.endswith(typed))
            or typed in each.name
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("No unit here is called so."))
        names = "、".join(each.name for each in found[:4])
        raise forms.ValidationError(_("Several are meant: %(names)s") % {"names": names})

    def clean(self) -> dict[str, Any]:
        """The parts by their numbers; heads, unless it is a notice; hours where they are asked."""
        cleaned = super().clean() or {}
        kind = settings.PROFILE.gathering_kinds.get(cleaned.get("kind", ""))
        if kind is not None and not kind.posted:
            heads = ("entitled", "present") if kind.attended else ()
            for name in (*heads, *(("measured",) if kind.measure else ())):
                if name in cleaned and cleaned[name] is None:
                    self.add_error(name, self.fields[name].error_messages["required"])
        numbers = [int(number) for number in re.findall(r"\d{1,3}", cleaned.get("items", ""))]
        if kind is not None and any(not 1 <= number <= len(kind.items) for number in numbers):
            self.add_error("items", _("The sheet has no part of this number for this kind of meeting."))
        elif kind is not None:
            cleaned["items"] = tuple(kind.items[number - 1] for number in sorted(set(numbers)))
        return cleaned

    def minutes(self, recorder: str, remark: str) -> Minutes:
        """What the sheet says, for the service."""
        given = self.cleaned_data
        return Minutes(
            kind=given["kind"],
            day=given["day"],
            subject=given["subject"],
            text=remark,
            recorder=recorder,
            items=given["items"],
            entitled=given["entitled"] or 0,
            present=given["present"] or 0,
            measured=given["measured"],
        )
