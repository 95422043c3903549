"""Forms of the steps of a decision, except of meetings held: small ones, each of what its rule asks."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.apps.decisions.drafts import LONGEST, Entry
from jiceng.apps.gatherings.services import Announcement
from jiceng.engines.procedure.decisions import Kind
from jiceng.faces.shared.forms import Clock, DayField, Segmented
from jiceng.faces.shared.procedure_words import name_of
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.decisions.calling import call_text
from jiceng.faces.workbench.units.choices import offer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jiceng.apps.decisions.models import Event
    from jiceng.faces.workbench.decisions.asking import Place

MOST_HEADS = 10**9
ANNOUNCED_BY_FIELDS = {"time": "time", "place": "place", "agenda": "agenda"}
"""What a notice must tell and a field of the form says already: nobody ticks it."""


def number_field(label: str, *, required: bool = False, initial: int | None = None) -> forms.IntegerField:
    """Heads, votes, sheets."""
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_HEADS, required=required, initial=initial
    )


def text_field(
    label: Any, *, required: bool = False, most: int = LONGEST, help_text: Any = ""
) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
    )


def ticks(label: str, choices: "Iterable[tuple[str, str]]", help_text: str = "") -> forms.MultipleChoiceField:
    """Things to be ticked, none of them beforehand: an entry says what was so."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class StepForm(forms.Form):
    """One entry of a step: its day, and what its rule asks."""

    kind: Kind
    template = "decisions/plain_fields.html"
    day = DayField(label=gettext_lazy("On which day"))
    entry_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    knowing = forms.BooleanField(
        label=gettext_lazy("It did happen so: enter it as it was. It is shown as against the rule."),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=200,
        help_text=gettext_lazy("Briefly, for later readers: which paper shows the right entry."),
    )

    def __init__(
        self, data: Any = None, *, place: "Place", initial: "Mapping[str, Any] | None" = None
    ) -> None:
        super().__init__(data, initial={"day": place.day, "entry_key": uuid4(), **(initial or {})})
        self.place = place
        self.fields["day"].widget.attrs["max"] = place.today.isoformat()
        if place.correcting is None:
            del self.fields["reason"]
        self.ask()
        last = ("reason",) if place.correcting is not None else ()
        own = [name for name in self.fields if name not in ("reason", "knowing", "day")]
        self.order_fields([*last, "day", *own, "knowing"])

    def ask(self) -> None:
        """Add the fields of the step."""

    def said(self) -> dict[str, Any]:
        """What the entry says, as docs/procedures.md has it."""
        return {}

    def details(self) -> dict[str, Any]:
        """What only the office keeps."""
        return {}

    def given(self, name: str, otherwise: Any = None) -> Any:
        """What was typed in a field, as far as it is right and asked for."""
        found = getattr(self, "cleaned_data", {}).get(name)
        return otherwise if found is None else found

    def entry(self) -> Entry:
        """The entry, for the service; also from a form half filled in."""
        step = self.place.step.code
        day, text = self.given("day", self.place.day), self.given("text", "")
        details = {name: value for name, value in self.details().items() if value}
        return Entry(step, self.kind, day, self.said(), text, details, **self.resting())

    def resting(self) -> dict[str, Any]:
        """What is written or rested on in the same step: a call, minutes, who signed."""
        return {}

    @classmethod
    def first(cls, event: "Event") -> dict[str, Any]:
        """What an entry says, as the first values of the form that corrects it."""
        said = event.said
        figures = {f"figure-{name}": number for name, number in said.get("figures", {}).items()}
        roll = {name: number for name, number in said.get("roll", {}).items() if name != "on"}
        plain = {name: said[name] for name in ("tells", "papers", "until") if name in said}
        return {"day": event.day, "text": event.text, **event.details, **plain, **figures, **roll}

    def ask_numbers(self) -> None:
        """Figures of the step's own, and the list it makes."""
        asked, procedure = self.place.asked, self.place.procedure
        if self.place.gives_roll:
            self.fields["entitled"] = number_field(_("Entitled"), required=True)
        for each in asked.own:
            required = each in asked.required
            self.fields[f"figure-{each}"] = number_field(name_of(each, procedure), required=required)
            if f"figure-{each}" in self.initial and self.place.correcting is None:
                known = _("Full members in the register of the unit and those below; change it for others.")
                self.fields[f"figure-{each}"].help_text = known

    def numbers(self) -> dict[str, Any]:
        """The same, as an entry says them."""
        found: dict[str, Any] = {}
        if (entitled := self.given("entitled")) is not None and self.place.gives_roll:
            found["roll"] = {"on": self.given("day", self.place.day).isoformat(), "entitled": entitled}
        own = {each: self.given(f"figure-{each}") for each in self.place.asked.own}
        figures = {name: number for name, number in own.items() if number is not None}
        return found | ({"figures": figures} if figures else {})

    def ask_papers(self) -> None:
        """What must be at hand."""
        if self.place.step.papers:
            named = [(each, name_of(each, self.place.procedure)) for each in self.place.step.papers]
            self.fields["papers"] = ticks(_("At hand in writing"), named)

    def papers(self) -> dict[str, Any]:
        """The same, as an entry says it."""
        return {"papers": self.given("papers")} if self.given("papers") else {}


class CallForm(StepForm):
    """The call to a meeting (会议通知); its draft in full wording follows what is typed."""

    kind = Kind.ANNOUNCED
    template = "decisions/call_fields.html"

    def ask(self) -> None:
        place, rule = self.place, self.place.step.announcement
        days = rule.days if rule is not None else 0
        self.fields["day"].label = _("Announced on")
        meets_on = DayField(label=_("Meets on"), initial=place.day + timedelta(days=days))
        self.fields["meets_on"] = meets_on
        self.fields["time"] = forms.TimeField(label=_("Time"), required=False, widget=Clock)
        self.fields["place"] = forms.CharField(label=_("Place"), required=False, max_length=100)
        self.fields["agenda"] = text_field(_("Agenda"), most=2000)
        self.fields["agenda"].initial = place.decision.title
        if len(place.kinds) > 1:
            offer_kinds(self)
        tells = [each for each in (rule.tells if rule else ()) if each not in ANNOUNCED_BY_FIELDS]
        if tells:
            named = [(each, name_of(each, place.procedure)) for each in tells]
            self.fields["tells"] = ticks(_("Sent out with it"), named)

    def said(self) -> dict[str, Any]:
        rule = self.place.step.announcement
        filled = [
            each
            for each in (rule.tells if rule else ())
            if each in ANNOUNCED_BY_FIELDS and self.given(ANNOUNCED_BY_FIELDS[each])
        ]
        tells = [*filled, *(self.given("tells") or ())]
        return {"tells": tells} if tells else {}

    def details(self) -> dict[str, Any]:
        day, time = self.given("meets_on"), self.given("time")
        return {
            "day": day.isoformat() if day else "",
            "time": f"{time:%H:%M}" if time else "",
            "place": self.given("place", ""),
            "agenda": self.given("agenda", ""),
        }

    def resting(self) -> dict[str, Any]:
        place, day = self.place, self.given("meets_on")
        if not place.kinds or day is None:
            return {}
        kind = self.given("gathering_kind") or place.kinds[0]
        title = place.decision.title
        return {"announcement": Announcement(kind, day, self.given("time"), self.given("place", ""), title)}

    def entry(self) -> Entry:
        found = super().entry()
        return Entry(
            found.step,
            found.kind,
            found.day,
            found.said,
            self.draft,
            found.details,
            announcement=found.announcement,
        )

    @classmethod
    def first(cls, event: "Event") -> dict[str, Any]:
        told = event.details
        return {**super().first(event), "day": event.day, "meets_on": told.get("day", "")}

    @property
    def draft(self) -> str:
        """The call in full wording."""
        if not hasattr(self, "cleaned_data"):
            first = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
            return call_text(self.place, {**first, "tells": []})
        return call_text(self.place, self.cleaned_data)


def offer_kinds(form: StepForm) -> None:
    """Let it be said how the body meets, where that makes two kinds of meeting."""
    from_profile = [(code, kind_title(code)) for code in form.place.kinds]
    field = forms.ChoiceField(label=_("How it meets"), widget=Segmented)
    form.fields["gathering_kind"] = field
    offer(form, "gathering_kind", from_profile)
    field.initial = form.place.kinds[0]


def kind_title(code: str) -> str:
    """A kind of meeting in the reader's language."""
    return in_words(settings.PROFILE.gathering_kinds[code].title)


class PostForm(StepForm):
    """A notice put up by hand; one that goes through publication enters itself."""

    kind = Kind.POSTED

    def ask(self) -> None:
        posting = self.place.step.posting
        self.fields["day"].label = _("Posted on")
        self.fields["place"] = forms.CharField(label=_("Where it is posted"), required=False, max_length=100)
        tells = [(each, name_of(each, self.place.procedure)) for each in (posting.tells if posting else ())]
        self.fields["tells"] = ticks(_("The notice says"), tells)
        self.ask_numbers()
        self.ask_papers()
        if self.place.correcting is not None:
            self.fields["until"] = DayField(
                label=_("Taken down on"),
                required=False,
                help_text=_("Leave it empty while the notice is still posted."),
            )

    def said(self) -> dict[str, Any]:
        found = {"tells": self.given("tells") or [], **self.numbers(), **self.papers()}
        until = self.given("until")
        return found | ({"until": until.isoformat()} if until else {})

    def details(self) -> dict[str, Any]:
        return {"place": self.given("place", "")}


class ApprovalForm(StepForm):
    """The organisation above approves or refuses."""

    kind = Kind.RULED

    def ask(self) -> None:
        choices = [("yes", _("Approved")), ("no", _("Refused"))]
        self.fields["passed"] = forms.ChoiceField(label=_("Decision"), widget=Segmented, choices=choices)
        self.fields["number"] = forms.CharField(
            label=_("Number of the reply"), max_length=100, required=False
        )
        self.ask_numbers()
        self.ask_papers()
        self.fields["text"] = text_field(_("Opinion"))

    def said(self) -> dict[str, Any]:
        passed = self.given("passed")
        return ({"passed": passed == "yes"} if passed else {}) | self.numbers() | self.papers()

    def details(self) -> dict[str, Any]:
        return {"number": self.given("number", "")}

    @classmethod
    def first(cls, event: "Event") -> dict[str, Any]:
        return super().first(event) | {"passed": "yes" if event.said.get("passed") else "no"}


class ReportForm(StepForm):
    """Something that is neither a meeting nor a notice was done."""

    kind = Kind.REPORTED

    def ask(self) -> None:
        self.fields["day"].label = _("Done on")
        self.ask_numbers()
        self.ask_papers()
        self.fields["text"] = text_field(_("What was done"))

    def said(self) -> dict[str, Any]:
        return self.numbers() | self.papers()
