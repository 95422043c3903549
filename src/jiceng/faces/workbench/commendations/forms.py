"""Forms of commendations."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.faces.shared.forms import DayField
from jiceng.faces.workbench.units.choices import offer

if TYPE_CHECKING:
    from jiceng.apps.people.models import Membership


class HonourForm(forms.Form):
    """An honour as its paper has it."""

    honour = forms.CharField(
        label=gettext_lazy("Honour"), max_length=100, help_text=gettext_lazy("As the paper calls it.")
    )
    given_by = forms.CharField(label=gettext_lazy("Given by"), max_length=100)
    day = DayField(label=gettext_lazy("Given on"))
    document = forms.CharField(label=gettext_lazy("Number of the document"), max_length=60, required=False)
    basis = forms.CharField(
        label=gettext_lazy("For what"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In one sentence, as the paper has it."),
    )


class EnterForm(HonourForm):
    """An honour of the unit, or of somebody in it."""

    whom = forms.ChoiceField(label=gettext_lazy("Given to"))

    field_order = ["whom", "honour", "given_by", "day", "document", "basis"]

    def __init__(
        self, *args: Any, found: "Sequence[Membership]", names: Mapping[int, str], unit: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(row.pk): row for row in found}
        people = [
            (key, _person(row.person.name, names.get(row.unit_id, ""), row.unit_id == unit.unit_id))
            for key, row in self.found.items()
        ]
        offer(self, "whom", [("unit", _("%(unit)s itself") % {"unit": unit.name}), *people])


def _person(name: str, unit: str, own: bool) -> str:
    return name if own else _("%(name)s, %(unit)s") % {"name": name, "unit": unit}


class CorrectForm(HonourForm):
    """An honour put right."""

    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=200)


class WithdrawForm(forms.Form):
    """Why an honour no longer stands."""

    reason = forms.CharField(
        label=gettext_lazy("Why the honour is withdrawn"),
        max_length=200,
        help_text=gettext_lazy("Entered by mistake, or taken back by which paper."),
    )
