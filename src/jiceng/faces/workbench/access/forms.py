"""Forms of the access room."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from jiceng.apps.access.policies import ROLES
from jiceng.faces.shared.forms import DayField
from jiceng.faces.shared.roles import role_word
from jiceng.faces.workbench.units.choices import UnitField, looking_up, offer

if TYPE_CHECKING:
    from jiceng.apps.people.models import Membership, Person
    from jiceng.faces.workbench.middleware import WorkbenchRequest


WRONG = _("The name, the password or, if you have set one up, the code is not right. Type them again.")
CODE = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class Once(forms.PasswordInput):
    """A code: seen while it is typed, never written back into a page."""

    input_type = "text"


class SignInForm(AuthenticationForm):
    """Name, password and code in one: what was wrong of them is not told."""

    code = forms.CharField(
        label=_("Code from the app"),
        help_text=_("From your authenticator app, or one of your recovery codes."),
        required=False,
        max_length=40,
        widget=Once(attrs=CODE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Sign-in name")

    def clean(self) -> dict[str, Any]:
        """The user, or one sentence whatever was wrong."""
        given = self.cleaned_data
        if given.get("username") is not None and given.get("password"):
            user = authenticate(
                self.request,
                username=given["username"],
                password=given["password"],
                code=given.get("code", ""),
            )
            if user is None:
                raise forms.ValidationError(WRONG, code="invalid_login")
            self.user_cache = user
        return given


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    username = forms.CharField(
        label=_("Sign-in name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


class FactorForm(forms.Form):
    """What adding and removing a second factor asks for: the password again."""

    password = forms.CharField(
        label=_("Present password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class KeyForm(FactorForm):
    """A security key; `credential` is filled in by the browser."""

    name = forms.CharField(label=_("What you call it"), max_length=40)
    credential = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["name", "password"]


class TotpForm(FactorForm):
    """An authenticator app."""

    name = forms.CharField(label=_("What you call it"), max_length=40)
    code = forms.CharField(label=_("The code it shows now"), max_length=10, widget=Once(attrs=CODE))
    field_order = ["name", "code", "password"]


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
        help_text=_("Hand it over in person; it must be changed when signing in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PersonForm(forms.Form):
    """Whose account it is."""

    person = forms.TypedChoiceField(
        label=_("Person of the register"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self,
        *args: Any,
        found: "list[Membership]",
        names: dict[int, str],
        now: "Person | None",
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"person": now.pk if now else None}
        super().__init__(*args, **kwargs)
        people = {now.pk: now.name} if now else {}
        people |= {row.person_id: f"{row.person.name} · {names.get(row.unit_id, '')}" for row in found}
        offer(self, "person", [("", str(_("Nobody of the register"))), *people.items()])


class GrantForm(forms.Form):
    """A role for someone, in a unit and all under it."""

    username = forms.CharField(
        label=_("Sign-in name"), help_text=_("A new name makes a new account."), max_length=60
    )
    name = forms.CharField(label=_("Name shown"), required=False, max_length=60)
    password = forms.CharField(
        label=_("First password"),
        required=False,
        help_text=_("Only for a new account. Hand it over in person; it must be changed when signing in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    machine = forms.BooleanField(
        label=_("A program"),
        required=False,
        help_text=_(
            "A new account for another program: without a password, it never signs in and uses tokens."
        ),
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
