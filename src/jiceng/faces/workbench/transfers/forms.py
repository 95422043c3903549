"""Forms of people in motion."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.people.register import candidates
from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.workbench.people.forms import PersonForm
from jiceng.faces.workbench.people.words import standing_word
from jiceng.faces.workbench.transfers import words
from jiceng.faces.workbench.units.choices import UnitField, offer
from jiceng.faces.workbench.units.forms import DayForm

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.people.models import Membership
    from jiceng.faces.workbench.middleware import WorkbenchRequest

MOST_CONTACTS = 300


class LetterForm(DayForm):
    """A letter to be issued."""

    direction = forms.ChoiceField(label=gettext_lazy("Where to"), widget=Segmented, initial="within")
    to = forms.CharField(
        label=gettext_lazy("To which organisation"),
        max_length=120,
        help_text=gettext_lazy(
            "As the letter has it. Within this organisation: the unit's full name or its code."
        ),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=Segmented)

    field_order = ["direction", "to", "reason", "day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "direction", [("within", _("Within this organisation")), ("out", _("Outside"))])
        offer(self, "reason", words.reasons().items())
        self.fields["day"].label = _("Day of the letter")


class ArrivalForm(PersonForm):
    """Someone who arrives from outside with a letter."""

    standing = forms.ChoiceField(label=gettext_lazy("Standing"), widget=Segmented, initial="full")
    joined_on = DayField(label=gettext_lazy("Joined the organisation on"))
    from_words = forms.CharField(label=gettext_lazy("From which organisation"), max_length=120)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=Segmented)
    letter_number = forms.CharField(label=gettext_lazy("Number of the letter"), max_length=40, required=False)
    letter_day = DayField(label=gettext_lazy("Day of the letter"))
    day = DayField(label=gettext_lazy("Arrived on"))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "standing", [(code, standing_word(code)) for code in settings.PROFILE.standings])
        offer(self, "reason", words.reasons().items())
        self.fields["day"].initial = day


class ReceiptForm(DayForm):
    """The receipt that came back."""

    number = forms.CharField(label=gettext_lazy("Number of the receipt"), max_length=40, required=False)

    field_order = ["day", "number"]


class CancelForm(DayForm):
    """Why a letter is taken back or returned."""

    reason = forms.CharField(
        label=pgettext_lazy("of a letter taken back", "Why"),
        max_length=200,
        help_text=gettext_lazy("One sentence; both sides read it."),
    )

    field_order = ["reason", "day"]


class AddressForm(DayForm):
    """The unit a letter goes to."""

    unit = UnitField(label=gettext_lazy("To which unit"))

    field_order = ["unit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["day"]


class StatementForm(DayForm):
    """What someone who is away states; where she is, is not asked."""

    told = forms.ChoiceField(label=gettext_lazy("How it was stated"), widget=Segmented)
    expected_until = DayField(label=gettext_lazy("Expected back on"), required=False)
    contact = forms.TypedChoiceField(
        label=gettext_lazy("Who keeps in touch"), coerce=int, required=False, empty_value=None
    )
    evaluated = forms.ChoiceField(label=gettext_lazy("Appraised"), widget=Segmented, required=False)

    field_order = ["day", "told", "expected_until", "contact", "evaluated"]

    def __init__(
        self,
        *args: Any,
        request: "WorkbenchRequest",
        unit: "UnitVersion",
        without: int | None = None,
        visitor: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, request=request, **kwargs)
        offer(self, "told", words.told().items())
        offer(self, "evaluated", words.evaluated(visitor=visitor).items())
        self.found: list[Membership] = candidates(request.actor, unit, request.day, "", MOST_CONTACTS)
        rows = [row for row in self.found if row.person_id != without]
        offer(self, "contact", [("", _("Nobody yet")), *((row.person_id, row.person.name) for row in rows)])

    def person(self) -> Any:
        """The one who keeps in touch, or None."""
        chosen = self.cleaned_data.get("contact")
        return next((row.person for row in self.found if row.person_id == chosen), None)


class VisitorForm(StatementForm):
    """What a member from elsewhere states."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    home = forms.CharField(
        label=gettext_lazy("Member of which organisation"),
        max_length=120,
        help_text=gettext_lazy("As she calls it. Her membership stays there."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    field_order = ["name", "home", "phone", "day", "told", "contact", "evaluated"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, visitor=True, **kwargs)
        del self.fields["expected_until"]
        self.fields["day"].label = _("Takes part here from")
