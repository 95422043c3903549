"""Forms of admissions; what a step asks for follows from its rule."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.admissions.services import OUTCOMES, StepDraft
from jiceng.apps.people.services import PersonDraft
from jiceng.engines.procedure import Amount
from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.admissions.words import measure_word, outcome_word
from jiceng.faces.workbench.people.forms import IdNumberField
from jiceng.faces.workbench.units.choices import offer

if TYPE_CHECKING:
    from jiceng.apps.admissions.models import AdmissionEntry
    from jiceng.apps.people.models import Membership
    from jiceng.engines.procedure import Course, StepRule
    from jiceng.engines.procedure.courses import PeopleRule

MOST_HEADS = 100_000


class ApplicantForm(forms.Form):
    """Who applies, and when."""

    course = forms.ChoiceField(label=gettext_lazy("Kind of admission"))
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=60)
    birth_date = DayField(label=gettext_lazy("Born"), required=False)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False, widget=Segmented)
    id_number = IdNumberField()
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    day = DayField(label=gettext_lazy("Applied on"))

    def __init__(self, *args: Any, courses: "tuple[Course, ...]", day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sex", [("1", _("Male")), ("2", _("Female"))])
        self.fields["day"].initial = day
        self.only = courses[0].code
        if len(courses) > 1:
            offer(self, "course", [(each.code, in_words(each.title)) for each in courses])
        else:
            del self.fields["course"]

    def person(self) -> PersonDraft:
        """The applicant, as the service takes her."""
        found = {name: self.cleaned_data[name] for name in ("name", "birth_date", "id_number", "phone")}
        return PersonDraft(sex=self.cleaned_data["sex"] or "0", **found)


class StepForm(forms.Form):
    """One step: its day, and what its rule asks for."""

    day = DayField(label=gettext_lazy("On which day"))

    def __init__(
        self, *args: Any, rule: "StepRule", members: "list[Membership]", day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.fields["day"].initial = day
        for role in rule.people:
            self._ask_people(role, members)
        for each in rule.measures:
            label = measure_word(each.measure)
            self.fields[each.measure] = _number(label, required=len(rule.measures) == 1)
        if rule.vote:
            entitled = sum(each.standing == "full" for each in members)
            self.fields["entitled"] = _number(_("Entitled to vote"), initial=entitled or None)
            self.fields["present"] = _number(_("Of them present"))
            self.fields["ayes"] = _number(_("Ayes"))
        if rule.decides:
            choices = [("yes", _("Passed")), ("no", _("Not passed"))]
            self.fields["passed"] = forms.ChoiceField(label=_("Result"), widget=Segmented, choices=choices)
        if rule.note:
            self.fields["note"] = forms.CharField(
                label=_("Number of the paper"),
                max_length=200,
                required=False,
                help_text=_("Such as the number of the reply. Nothing about the person."),
            )

    def _ask_people(self, role: "PeopleRule", members: "list[Membership]") -> None:
        title = in_words(role.title)
        fitting = [each for each in members if role.standing in ("any", each.standing)]
        for number in range(role.most):
            field = forms.TypedChoiceField(
                label=f"{title} {number + 1}" if role.most > 1 else title,
                required=number < role.least,
                coerce=int,
                empty_value=None,
            )
            name = _named(role.role, number)
            self.fields[name] = field
            told = [(each.person_id, f"{each.person.name} ({each.joined_on.year})") for each in fitting]
            offer(self, name, told, ask=True)

    def draft(self) -> StepDraft:
        """What is recorded, as the service takes it."""
        found = self.cleaned_data
        people = {}
        for role in self.rule.people:
            given = [found.get(_named(role.role, number)) for number in range(role.most)]
            people[role.role] = tuple(each for each in given if each is not None)
        return StepDraft(
            day=found["day"],
            entitled=found.get("entitled", 0),
            present=found.get("present", 0),
            ayes=found.get("ayes", 0),
            measured={each: found[each] for each in Amount if found.get(each)},
            people=people,
            passed=found.get("passed", "yes") == "yes",
            note=found.get("note", ""),
        )


def _named(role: str, number: int) -> str:
    """A role's first field has its name, which is what errors name."""
    return role if number == 0 else f"{role}-{number + 1}"


def _number(label: str, *, required: bool = True, initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_HEADS, required=required, initial=initial
    )


def recorded(rule: "StepRule", entry: "AdmissionEntry") -> dict[str, Any]:
    """What an entry says, as the first values of the form that corrects it."""
    found: dict[str, Any] = {"day": entry.day, "note": entry.note, **entry.measured}
    found |= {"entitled": entry.entitled, "present": entry.present, "ayes": entry.ayes}
    found["passed"] = "yes" if entry.passed else "no"
    for role in rule.people:
        ids = [each.person_id for each in entry.people.all() if each.role == role.role]
        found |= {_named(role.role, number): id for number, id in enumerate(ids)}
    return found


class CorrectionForm(StepForm):
    """A step corrected; why is kept."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=200,
        help_text=gettext_lazy("Briefly, for later readers: which paper shows the right entry."),
    )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, help_text=gettext_lazy("Briefly, for later readers.")
    )


class CloseForm(forms.Form):
    """How and when a case ends."""

    outcome = forms.ChoiceField(label=gettext_lazy("How it ended"))
    day = DayField(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "outcome", [(code, outcome_word(code)) for code in OUTCOMES], ask=True)
        self.fields["day"].initial = day
