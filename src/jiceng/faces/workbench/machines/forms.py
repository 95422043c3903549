"""The form of a token."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiceng.apps.access.policies import OF_TOKENS
from jiceng.apps.access.tokens import LONGEST_DAYS
from jiceng.faces.shared.forms import DayField
from jiceng.faces.workbench.machines.words import permission_word
from jiceng.faces.workbench.units.choices import UnitField, looking_up, offer

if TYPE_CHECKING:
    from jiceng.apps.access.models import User
    from jiceng.faces.workbench.middleware import WorkbenchRequest

USUAL_DAYS = 90


class TokenForm(forms.Form):
    """What a token is for, whose, what it may, where, until when."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=40,
        help_text=_("Stands in the journal beside what it does, and in the reading log as purpose."),
    )
    username = forms.ChoiceField(
        label=_("In whose name it acts"),
        help_text=_("It may never do more than this account may on the day. A revoked role acts at once."),
    )
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple, initial=["unit.read"]
    )
    unit = UnitField(label=_("Unit"))
    ends_on = DayField(label=_("No longer valid from"), help_text=_("Within a year at most."))

    def __init__(
        self, *args: Any, request: "WorkbenchRequest", owners: "Iterable[User]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        unit, permissions = self.fields["unit"], self.fields["permissions"]
        assert isinstance(unit, UnitField)  # noqa: S101 - the form's own field
        assert isinstance(permissions, forms.MultipleChoiceField)  # noqa: S101 - the form's own field
        unit.look_up = looking_up(request.actor, request.day)
        permissions.choices = [(code, permission_word(code)) for code in OF_TOKENS]
        offer(self, "username", [(each.username, self._owner(request, each)) for each in owners])
        latest = request.day + timedelta(days=LONGEST_DAYS)
        self.fields["ends_on"].widget.attrs |= {"max": f"{latest:%Y-%m-%d}"}
        self.fields["ends_on"].initial = request.day + timedelta(days=USUAL_DAYS)

    @staticmethod
    def _owner(request: "WorkbenchRequest", user: "User") -> str:
        words = _("%(name)s (myself)") if user.pk == request.actor.id else _("%(name)s (program)")
        return str(words) % {"name": user.name}
