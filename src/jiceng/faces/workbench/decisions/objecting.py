"""Forms of what departs from the usual course: an objection, its ruling, a step left out."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from jiceng.apps.decisions.drafts import Entry
from jiceng.engines.procedure.decisions import Kind
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.decisions.forms import StepForm, number_field, text_field

if TYPE_CHECKING:
    from jiceng.apps.decisions.models import Event


class ObjectionForm(StepForm):
    """Somebody objects."""

    kind = Kind.OBJECTED

    def ask(self) -> None:
        self.fields["by"] = forms.CharField(
            label=_("Who objects"),
            max_length=60,
            required=False,
            help_text=_("Kept in the office alone; the public record only says that there was an objection."),
        )
        self.fields["text"] = text_field(_("What the objection is"), required=True)

    def details(self) -> dict[str, Any]:
        return {"by": self.given("by", "")}


class RulingForm(StepForm):
    """What was found of an objection."""

    kind = Kind.RULED

    def ask(self) -> None:
        open_ones = self.place.state.progress.objections.values()
        codes = [each.event.id for each in open_ones if each.event.step == self.place.step.code]
        if self.place.correcting is not None:
            codes = [self.place.correcting.said.get("answers", "")]
        texts = {each.code: each.text for each in self.place.events}
        choices = [(code, texts.get(code, code)[:80]) for code in codes]
        self.fields["answers"] = forms.ChoiceField(
            label=_("The objection"), choices=choices, widget=forms.RadioSelect
        )
        if len(choices) == 1 and not self.initial.get("answers"):
            self.initial.pop("answers", None)
            self.fields["answers"].initial = choices[0][0]
        if self.place.gives_roll:
            self.fields["entitled"] = number_field(_("Entitled, once the list was put right"), initial=None)
        self.fields["text"] = text_field(_("The ruling, and why"), required=True)

    def said(self) -> dict[str, Any]:
        answers = self.given("answers")
        return ({"answers": answers} if answers else {}) | self.numbers()

    @classmethod
    def first(cls, event: "Event") -> dict[str, Any]:
        return super().first(event) | {"answers": event.said.get("answers", "")}


class LeaveOutForm(StepForm):
    """A step is skipped, or held together with another, under its written condition."""

    kind = Kind.SKIPPED

    def ask(self) -> None:
        step = self.place.step
        ways = [("skipped", step.skip), ("merged", step.merge)]
        offered = [(code, in_words(leave.condition)) for code, leave in ways if leave is not None]
        self.fields["how"] = forms.ChoiceField(label=_("Only if"), choices=offered, widget=forms.RadioSelect)
        self.fields["grounds"] = text_field(
            _("Written grounds"),
            required=True,
            most=2000,
            help_text=_("By which paper, of which day. It stands in the public record: name nobody."),
        )

    def said(self) -> dict[str, Any]:
        step, found = self.place.step, {"reason": self.given("grounds", "") or "—"}
        merged = self.given("how") == "merged" and step.merge is not None
        return found | ({"into": step.merge.into} if merged and step.merge else {})

    def entry(self) -> Entry:
        found = super().entry()
        kind = Kind.MERGED if self.given("how") == "merged" else Kind.SKIPPED
        return Entry(found.step, kind, found.day, found.said, found.text, found.details)

    @classmethod
    def first(cls, event: "Event") -> dict[str, Any]:
        how = "merged" if event.kind == Kind.MERGED else "skipped"
        return super().first(event) | {"how": how, "grounds": event.said.get("reason", "")}
