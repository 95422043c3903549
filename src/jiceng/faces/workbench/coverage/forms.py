"""Forms of coverage: each asks what nobody knows yet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from jiceng.engines.procedure import ORGANISED
from jiceng.faces.workbench.units.choices import UnitField
from jiceng.faces.workbench.units.forms import DayForm


class CoverForm(DayForm):
    """What covers an establishment in one way: the organisation, or who was sent, or neither."""

    unit = UnitField(label=gettext_lazy("Which organisation"))
    name = forms.CharField(
        label=gettext_lazy("Who was sent"), max_length=60, help_text=gettext_lazy("One name.")
    )

    field_order = ["unit", "name", "day"]

    def __init__(self, *args: Any, how: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if how not in ORGANISED:
            del self.fields["unit"]
        if how not in ("instructor", "liaison"):
            del self.fields["name"]


class TogetherForm(DayForm):
    """The joint organisation of several establishments."""

    unit = UnitField(label=gettext_lazy("Which organisation"))

    field_order = ["unit", "day"]


class OverruleForm(DayForm):
    """Why an establishment counts though a rule leaves it out."""

    reason = forms.CharField(
        label=gettext_lazy("Why it counts"),
        max_length=200,
        help_text=gettext_lazy("One sentence, with what it was seen by: a visit, accounts, wages paid."),
    )

    field_order = ["reason", "day"]
