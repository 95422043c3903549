"""Forms of what puts a unit right. What the program knows is never asked."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.rectification.progress import OWNERS, Standing
from jiceng.engines.procedure.quantities import kept
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.rectification import words
from jiceng.faces.workbench.units.choices import UnitField, looking_up, offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiceng.apps.decisions.models import Decision
    from jiceng.engines.procedure.weaknesses import Remedy
    from jiceng.faces.workbench.middleware import WorkbenchRequest

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


def _text(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=2000, **more)


class StepForm(forms.Form):
    """A step of a case; `said` is what the entry holds, `chosen` the decision it rests on."""

    day = DayField(label=gettext_lazy("Day"))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = day
        self.order_fields([name for name in self.fields if name != "day"])

    def said(self) -> dict[str, Any]:
        """What the entry says."""
        return {}

    def words(self) -> str:
        """Its words."""
        return str(self.cleaned_data.get("text", ""))

    def chosen(self) -> "Decision | None":
        """The decision it rests on."""
        return None


class PlanForm(StepForm):
    """Causes, and who leads at each level."""

    def __init__(self, *args: Any, leads: dict[str, str], causes: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = _text(_("Causes"), initial=causes)
        for code, label in words.lead_words().items():
            self.fields[f"lead_{code}"] = forms.CharField(
                label=label, max_length=60, required=False, initial=leads.get(code, "")
            )
        self.order_fields(["text"])

    def said(self) -> dict[str, Any]:
        """Who leads, by role."""
        leads = {code: self.cleaned_data[f"lead_{code}"] for code in words.lead_words()}
        return {"leads": leads}


class MeasureForm(StepForm):
    """A measure: a usual one of the case's grounds, or one in one's own words."""

    usual = forms.ChoiceField(label=gettext_lazy("Measure"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("In own words"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty: as the one chosen is called."),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Who does it"), widget=Segmented, initial="own")
    who = forms.CharField(label=gettext_lazy("Name of who answers for it"), max_length=60, required=False)
    due = DayField(label=gettext_lazy("By which day"))

    def __init__(
        self,
        *args: Any,
        remedies: "Sequence[tuple[str, Remedy]]",
        due: date,
        kept_days: str,
        leader: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.leader = self.fields["who"].initial = leader
        self.remedies = dict(remedies)
        found = [(key, in_words(each.title)) for key, each in remedies]
        offer(self, "usual", [*found, ("other", _("Another one"))])
        self.fields["usual"].initial = found[0][0] if found else "other"
        if not found:
            self.fields["usual"].widget = forms.HiddenInput()
            self.fields["text"].help_text, self.fields["text"].required = "", True
        offer(self, "owner", words.owner_words().items())
        self.fields["due"].initial = due
        self.fields["due"].help_text = kept_days

    def clean(self) -> dict[str, Any]:
        """One in own words has some."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("usual") == "other" and cleaned.get("text") == "":
            self.add_error("text", _("Say in a few words what is to be done."))
        return cleaned

    def words(self) -> str:
        """Its words: one's own, else the usual one's."""
        own = str(self.cleaned_data.get("text", "")).strip()
        remedy = self.remedies.get(self.cleaned_data["usual"])
        return own or (remedy.title.zh if remedy else "")

    def said(self) -> dict[str, Any]:
        """Who, by when, and by what it is done by itself."""
        remedy = self.remedies.get(self.cleaned_data["usual"])
        done = remedy.done if remedy else None
        wanted = (
            {"quantity": done.quantity, "compare": done.compare.value, "value": kept(done.value)}
            if done
            else None
        )
        assert self.cleaned_data["owner"] in OWNERS  # noqa: S101 - the field's own choices
        return {
            "owner": self.cleaned_data["owner"],
            "who": self._who(),
            "due": self.cleaned_data["due"].isoformat(),
            "done": wanted,
        }

    def _who(self) -> str:
        """The name typed; the leader, who stands there at first, is meant for the unit's own measures."""
        who = str(self.cleaned_data["who"]).strip()
        return "" if who == self.leader and self.cleaned_data["owner"] != "own" else who


class DoneForm(StepForm):
    """What was done about a measure no record tells of."""

    measure = forms.TypedChoiceField(label=gettext_lazy("Which measure"), coerce=int)
    text = _text(gettext_lazy("What was done"))

    def __init__(self, *args: Any, standing: Standing, first: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = [(place_of(each.entry), each.entry.text) for each in standing.open_measures]
        offer(self, "measure", self.waiting)
        self.fields["measure"].initial = first

    def said(self) -> dict[str, Any]:
        """Which measure."""
        return {"measure": self.cleaned_data["measure"]}


def place_of(entry: Any) -> int:
    """The place of an entry: that of the first it corrects."""
    while entry.replaces_id is not None:
        entry = entry.replaces
    return int(entry.number)


class AskedForm(StepForm):
    """How many of those concerned were asked, by paper."""

    asked = forms.IntegerField(label=gettext_lazy("How many were asked"), min_value=1, max_value=100_000)
    satisfied = forms.IntegerField(label=gettext_lazy("Satisfied"), min_value=0, max_value=100_000)
    counted_by = forms.CharField(label=gettext_lazy("Who counted"), max_length=60)
    text = _text(gettext_lazy("What they said"), rows=2, required=False)

    def __init__(self, *args: Any, counted_by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counted_by"].initial = counted_by

    def said(self) -> dict[str, Any]:
        """The counts."""
        return {name: self.cleaned_data[name] for name in ("asked", "satisfied", "counted_by")}


class CheckForm(StepForm):
    """Whether it holds on the spot, or is accepted."""

    passed = forms.ChoiceField(label=gettext_lazy("Put right"), widget=Segmented, choices=YES_NO)
    text = _text(gettext_lazy("What was seen"), rows=2, required=False)

    def said(self) -> dict[str, Any]:
        """Whether it passed."""
        return {"passed": self.cleaned_data["passed"] == "yes"}


class PaperForm(StepForm):
    """By which paper or decision; `weaknesses` where a unit is listed."""

    paper = forms.CharField(
        label=gettext_lazy("Number of the paper"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Or choose the decision below."),
    )
    decision = forms.TypedChoiceField(
        label=pgettext_lazy("of an office", "Decision"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, decisions: "Sequence[Decision]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions = {each.pk: each for each in decisions}
        if decisions:
            found = [(each.pk, f"{each.title} ({write_day(each.last_day)})") for each in decisions]
            offer(self, "decision", [("", _("No decision: by the paper")), *found])
        else:
            del self.fields["decision"]
            self.fields["paper"].help_text = ""

    def said(self) -> dict[str, Any]:
        """The paper's number."""
        return {"paper": self.cleaned_data["paper"]}

    def chosen(self) -> "Decision | None":
        """The decision chosen."""
        return self.decisions.get(self.cleaned_data.get("decision") or 0)


class RemoveForm(PaperForm):
    """Taken off the list."""


class ReopenForm(PaperForm):
    """Listed again."""

    text = _text(gettext_lazy("What has come back"), rows=2)

    def __init__(self, *args: Any, again: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = again


class LookForm(StepForm):
    """Whether it has lasted."""

    holds = forms.ChoiceField(label=gettext_lazy("It has lasted"), widget=Segmented, choices=YES_NO)
    text = _text(gettext_lazy("What was seen"))

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.which = 2 if standing.stage == "second_look" else 1

    def said(self) -> dict[str, Any]:
        """Which look it was, and whether it has lasted."""
        return {"which": self.which, "holds": self.cleaned_data["holds"] == "yes"}


class ListForm(PaperForm):
    """A unit listed: by what, on which grounds."""

    weaknesses = forms.MultipleChoiceField(
        label=pgettext_lazy("of listing a unit", "Grounds"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ["weaknesses", "paper", "decision", "day"]

    def __init__(self, *args: Any, found: "Sequence[str]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "weaknesses", [(code, words.weakness_word(code)) for code in found])
        self.fields["weaknesses"].initial = list(found)
        self.order_fields(self.field_order)


class AttestForm(StepForm):
    """What no register knows, with its source."""

    weakness = forms.ChoiceField(
        label=pgettext_lazy("of a unit", "What weakens it"), widget=forms.RadioSelect
    )
    text = _text(gettext_lazy("What was seen"))
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("A visit, a record, a finding: who can show it. A petition is no source."),
    )

    def __init__(
        self, *args: Any, request: "WorkbenchRequest", codes: "Sequence[str]", below: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "weakness", [(code, words.weakness_word(code)) for code in codes])
        if below:
            self.fields["unit"] = UnitField(label=_("Of which unit"))
            self.fields["unit"].look_up = looking_up(request.actor, request.day)  # type: ignore[attr-defined]
            self.order_fields(["unit"])


class AnswerForm(StepForm):
    """The unit's own word on it."""

    text = _text(gettext_lazy("What the unit says"))


class TakeBackForm(StepForm):
    """Why it is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class AsideForm(forms.Form):
    """Until when a proposal is not followed, and why."""

    until = DayField(label=gettext_lazy("Until which day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


def fill(form: StepForm, entry: Any) -> None:
    """Make the form of a step one that corrects an entry: with what it says, and why it is corrected."""
    said = entry.said
    form.fields["reason"] = forms.CharField(label=_("Why it is corrected"), max_length=200)
    form.fields["struck"] = forms.BooleanField(label=_("It should never have been made"), required=False)
    form.order_fields(["reason", "struck"])
    form.fields["day"].initial = entry.day
    if "text" in form.fields:
        form.fields["text"].initial = entry.text
    if isinstance(form, MeasureForm):
        form.fields["usual"].initial = "other"
    if isinstance(form, DoneForm):
        here = [(said["measure"], entry.case.entries.get(number=said["measure"]).text)]
        offer(form, "measure", [*here, *(each for each in form.waiting if each[0] != said["measure"])])
    for name, value in said.items():
        if name == "leads":
            for code, who in value.items():
                if f"lead_{code}" in form.fields:
                    form.fields[f"lead_{code}"].initial = who
        elif name in form.fields:
            form.fields[name].initial = ("yes" if value else "no") if isinstance(value, bool) else value
