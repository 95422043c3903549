"""Forms of the register of persons."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.transfers.departures import PLAIN, departures
from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.people.words import end_word, standing_word
from jiceng.faces.workbench.units.choices import UnitField, offer
from jiceng.faces.workbench.units.forms import DayForm

if TYPE_CHECKING:
    from jiceng.apps.people.models import Person

MOST_HOURS = 400


class IdNumberField(forms.CharField):
    """A person's identity number, which may be left out."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("ID number"),
            max_length=18,
            required=False,
            help_text=gettext_lazy("Kept encrypted, shown masked. Sex and birth date follow from it."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )


class PersonForm(forms.Form):
    """What the register keeps of a person."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    id_number = IdNumberField()
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False, widget=Segmented)
    birth_date = DayField(label=gettext_lazy("Born"), required=False)
    ethnicity = forms.CharField(label=gettext_lazy("Ethnicity"), max_length=20, required=False)
    education = forms.CharField(label=gettext_lazy("Education"), max_length=20, required=False)
    occupation = forms.CharField(
        label=gettext_lazy("Occupation"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("As in the yearly tables, such as farmer, worker, teacher, retired."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sex", [("1", _("Male")), ("2", _("Female"))])

    def draft(self) -> dict[str, Any]:
        """The fields of a draft, as the service takes them."""
        names = ("name", "id_number", "sex", "birth_date", "ethnicity", "education", "occupation", "phone")
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"sex": values["sex"] or "0"}


class RegisterForm(PersonForm):
    """A person with her membership."""

    standing = forms.ChoiceField(label=gettext_lazy("Standing"), widget=Segmented, initial="full")
    joined_on = DayField(label=gettext_lazy("Joined the organisation on"))
    day = DayField(
        label=gettext_lazy("Member of this unit from"),
        required=False,
        help_text=gettext_lazy("Empty: today."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "standing", [(code, standing_word(code)) for code in settings.PROFILE.standings])
        if not settings.PROFILE.probation:
            self.fields["standing"].widget = forms.HiddenInput()


class CorrectForm(PersonForm):
    """What the register says of a person, corrected; why is kept."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=200,
        help_text=gettext_lazy("Briefly, for later readers: which paper shows the right entry."),
    )

    def __init__(self, *args: Any, person: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.id_number_masked:
            for name in ("sex", "birth_date"):
                self.fields[name].disabled = True
            text = _("On record: %(number)s. Leave empty to keep it; sex and birth date follow from it.")
            self.fields["id_number"].help_text = text % {"number": person.id_number_masked}


class TransferForm(DayForm):
    """Where the membership goes."""

    unit = UnitField(label=gettext_lazy("To which unit"))

    field_order = ["unit", "day"]


class EndForm(DayForm):
    """When a membership ends, and why."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    unreachable_since = DayField(label=gettext_lazy("Last heard of on"), required=False)

    field_order = ["reason", "unreachable_since", "day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = departures()
        offer(self, "reason", [(code, end_word(code)) for code in known or PLAIN])
        asked = [in_words(each.title) for each in known.values() if each.unreachable is not None]
        if asked:
            text = _("Only for: %(reasons)s.")
            self.fields["unreachable_since"].help_text = text % {"reasons": " / ".join(asked)}

    def clean(self) -> dict[str, Any]:
        """The last day heard of, None where it is not given."""
        cleaned = super().clean() or self.cleaned_data
        cleaned.setdefault("unreachable_since", None)
        return cleaned


class RejoinForm(DayForm):
    """A new membership of someone in the register."""

    unit = UnitField(label=gettext_lazy("Unit"))
    standing = forms.ChoiceField(label=gettext_lazy("Standing"), widget=Segmented)
    joined_on = DayField(label=gettext_lazy("Joined the organisation on"))

    field_order = ["unit", "standing", "joined_on", "day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "standing", [(code, standing_word(code)) for code in settings.PROFILE.standings])


class TrainingForm(DayForm):
    """Training someone took part in."""

    subject = forms.CharField(label=gettext_lazy("Subject of the training"), max_length=100)
    hours = forms.DecimalField(
        label=pgettext_lazy("of training", "Hours"),
        min_value=0,
        max_value=MOST_HOURS,
        max_digits=4,
        decimal_places=1,
        help_text=gettext_lazy("In halves, such as 8 or 3.5."),
    )
    held_by = forms.CharField(label=gettext_lazy("Held by"), max_length=100, required=False)

    field_order = ["day", "subject", "hours", "held_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Ended on")


class PurposeForm(forms.Form):
    """Why an ID number is looked up."""

    purpose = forms.CharField(
        label=gettext_lazy("What for"),
        max_length=200,
        help_text=gettext_lazy(
            "In your own words, such as: transfer letter no. 12. It is kept with your name, and the person "
            "can read it, without your name."
        ),
    )
