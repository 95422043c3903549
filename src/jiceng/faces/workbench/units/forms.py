"""Forms by which a unit is changed."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.faces.shared.forms import DayField
from jiceng.faces.workbench.units.choices import UnitField, looking_up, offer, worded

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.apps.people.models import Membership
    from jiceng.faces.workbench.middleware import WorkbenchRequest


class DayForm(forms.Form):
    """From which day something holds."""

    day = DayField(label=gettext_lazy("From which day"))

    field_order: list[str] | None = None

    def __init__(self, *args: Any, request: "WorkbenchRequest", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = request.day
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.look_up = looking_up(request.actor, request.day)


class KindForm(DayForm):
    """Name, kind and form of a unit, words of the profile; a form must be one the kind allows."""

    name = forms.CharField(label=pgettext_lazy("of a unit", "Name"), max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of unit"))
    form = forms.ChoiceField(
        label=gettext_lazy("Form of organisation"), help_text=gettext_lazy("How its members are organised.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(settings.PROFILE.unit_kinds.items(), key=lambda entry: entry[1].order)
        offer(self, "kind", worded(kinds))
        forms_known = settings.PROFILE.organisation_forms
        offer(self, "form", worded(forms_known.items()))

    def clean(self) -> dict[str, Any]:
        """Kind and form fit each other."""
        cleaned = super().clean() or self.cleaned_data
        kind, form = cleaned.get("kind"), cleaned.get("form")
        if kind and form and form not in settings.PROFILE.unit_kinds[kind].forms:
            allowed = settings.PROFILE.unit_kinds[kind].forms
            titles = dict(worded((code, settings.PROFILE.organisation_forms[code]) for code in allowed))
            message = _("Such a unit has no organisation of this form. Possible: %(forms)s.")
            self.add_error("form", message % {"forms": " / ".join(titles.values())})
        return cleaned


class FoundForm(KindForm):
    """A new unit."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Stays for good, also when the unit is renamed. The one proposed is free to change."
        ),
    )
    division_code = forms.CharField(
        label=gettext_lazy("Division code"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Where it has one: 9 or 12 digits of the statistics office."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place in the official order"), min_value=0, max_value=1_000_000, required=False
    )

    field_order = ["name", "kind", "form", "code", "division_code", "order", "day"]


class ReviseForm(KindForm):
    """A unit's name, kind and form, changed."""

    field_order = ["name", "kind", "form", "day"]


class MoveForm(DayForm):
    """The unit above, changed."""

    parent = UnitField(label=gettext_lazy("New unit above"))

    field_order = ["parent", "day"]


class MergeForm(DayForm):
    """Into which unit; with the members, once the plain merger was refused for their sake."""

    into = UnitField(label=gettext_lazy("Merge into"))
    with_members = forms.BooleanField(
        label=gettext_lazy("Transfer all members there on the same day"), required=False
    )

    field_order = ["into", "day", "with_members"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound or "with_members" not in self.data:
            self.fields["with_members"].widget = forms.HiddenInput(attrs={"disabled": True})

    def offer_members(self) -> None:
        """Show the box that the first answer of the service calls for."""
        self.fields["with_members"].widget = forms.CheckboxInput()


class CloseForm(DayForm):
    """When, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("One sentence, with the number of the approval where there is one."),
    )

    field_order = ["day", "reason"]


class BodyForm(DayForm):
    """A new body."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of body"))
    name = forms.CharField(label=gettext_lazy("Name of the body"), max_length=100, required=False)

    field_order = ["kind", "name", "day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", worded(settings.PROFILE.body_kinds.items()), ask=True)
        self.fields["name"].help_text = _("Empty: as its kind is called. Give groups a number.")


class TermForm(DayForm):
    """A new term."""

    due_on = DayField(label=gettext_lazy("Ends on"), required=False)

    field_order = ["day", "due_on"]

    def __init__(self, *args: Any, years: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = years
        self.fields["due_on"].required = years is None
        if years is not None:
            text = _("Empty: %(years)s years from its first day, as the rules have it.")
            self.fields["due_on"].help_text = text % {"years": years}

    def clean(self) -> dict[str, Any]:
        """The day the rules have it end, where none is given."""
        cleaned = super().clean() or self.cleaned_data
        if self.years is not None and cleaned.get("day") and not cleaned.get("due_on"):
            cleaned["due_on"] = years_after(cleaned["day"], self.years)
        return cleaned


def years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


class PostForm(DayForm):
    """A new post."""

    kind = forms.ChoiceField(label=gettext_lazy("Post"))

    field_order = ["kind", "day"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", worded(settings.PROFILE.post_kinds.items()), ask=True)


class ChooseForm(DayForm):
    """One person among those found."""

    person = forms.TypedChoiceField(label=gettext_lazy("Who"), coerce=int)

    field_order = ["person", "day"]

    def __init__(
        self, *args: Any, found: "list[Membership]", names: dict[int, str], unit: "UnitVersion", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [(row.person_id, _candidate(row, names, unit)) for row in found])


class SuccessorForm(ChooseForm):
    """Someone who could follow in a post, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why she could follow"),
        max_length=200,
        help_text=gettext_lazy("What she has done and can do; facts, no judgement of persons."),
    )
    until = DayField(
        label=gettext_lazy("Named until"), required=False, help_text=gettext_lazy("Empty: until it is ended.")
    )

    field_order = ["person", "reason", "day", "until"]


def _candidate(row: "Membership", names: dict[int, str], unit: "UnitVersion") -> str:
    """Name, and what tells namesakes apart: the unit when it is another one, else the year of joining."""
    if row.unit_id != unit.unit_id:
        return _("%(name)s, %(unit)s") % {"name": row.person.name, "unit": names.get(row.unit_id, "")}
    return _("%(name)s, joined %(year)s") % {"name": row.person.name, "year": row.joined_on.year}
