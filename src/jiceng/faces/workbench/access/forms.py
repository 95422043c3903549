"""Forms of the access room."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from jiceng.apps.access.policies import ROLES
from jiceng.faces.shared.forms import DayField
from jiceng.faces.workbench.access.words import role_word
from jiceng.faces.workbench.units.choices import UnitField, looking_up

if TYPE_CHECKING:
    from jiceng.faces.workbench.middleware import WorkbenchRequest


class SignInForm(AuthenticationForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Sign-in name")


class PasswordForm(forms.Form):
    """One's own password, changed."""

    old = forms.CharField(
        label=_("Present password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least ten characters, not only digits, nothing others would guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ResetForm(forms.Form):
    """A new password for someone who forgot hers."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("Hand it over in person; it can be changed at once."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class GrantForm(forms.Form):
    """A role for someone, in a unit and all under it."""

    username = forms.CharField(
        label=_("Sign-in name"), help_text=_("A new name makes a new account."), max_length=60
    )
    name = forms.CharField(label=_("Name shown"), required=False, max_length=60)
    password = forms.CharField(
        label=_("First password"),
        required=False,
        help_text=_("Only for a new account. Hand it over in person; it can be changed at once."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    role = forms.ChoiceField(label=_("Role"))
    unit = UnitField(label=_("Unit"))
    ends_on = DayField(label=_("Until (empty: without end)"), required=False)

    def __init__(self, *args: Any, request: "WorkbenchRequest", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101
        unit.look_up = looking_up(request.actor, request.day)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101
        role.choices = [(code, role_word(code)) for code in ROLES]
