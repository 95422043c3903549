"""Forms of meetings. The roll is written by the template from `rows`, each with its tick and its reason."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.apps.gatherings.services import ABSENCE_REASONS, MOST_MEASURED, Minutes
from jiceng.engines.procedure import HeldAs
from jiceng.faces.shared.forms import Clock, DayField
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.gatherings.words import RecordWords, listed, record_words
from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import Period

if TYPE_CHECKING:
    from jiceng.apps.gatherings.rolls import RollEntry
    from jiceng.apps.gatherings.selectors import Attendance
    from jiceng.engines.procedure import GatheringKind

SHORT, LONG = 60, 200


@dataclass(frozen=True, slots=True)
class RollRow:
    """One line of the roll on screen."""

    person_id: int
    name: str
    votes: bool
    absent: bool
    reason: str


def roll_mark(roll: "Iterable[RollEntry | Attendance]") -> str:
    """A short mark of who is on a roll, by which the server knows which roll was on screen."""
    listed = ",".join(f"{entry.person_id}:{int(entry.votes)}" for entry in roll)
    return hashlib.sha256(listed.encode()).hexdigest()[:16]


class Ticks(forms.MultipleChoiceField):
    """Ticks on a roll.

    Those who are not on the roll of the chosen day are left out; the changed roll is told by its
    mark.
    """

    def valid_value(self, value: Any) -> bool:
        """Any number: the roll may have changed since the page was made."""
        return str(value).isdecimal()


class RecordForm(forms.Form):
    """What the secretary writes once.

    Parameters: `kind`, what was held; `roll`, who was entitled on the day chosen: None leaves attendance
    out of the form, an empty one asks for head counts.
    """

    day = DayField(label=gettext_lazy("Day"))
    entitled = forms.IntegerField(label=gettext_lazy("Entitled"), min_value=0)
    present = forms.IntegerField(label=gettext_lazy("Present"), min_value=0)
    absent = Ticks(label=gettext_lazy("Who was absent"), required=False)
    fixed = forms.MultipleChoiceField(
        label=gettext_lazy("Set parts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Chosen parts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=LONG)
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "What was discussed, what was decided, who does it. A few sentences will do; no photos needed."
        ),
    )
    time = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=Clock)
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=100)
    chair = forms.CharField(label=gettext_lazy("Chair"), required=False, max_length=SHORT)
    recorder = forms.CharField(label=gettext_lazy("Recorder"), required=False, max_length=SHORT)
    measured = forms.IntegerField(min_value=1, max_value=MOST_MEASURED)
    makes_up = forms.CharField(required=False, widget=forms.HiddenInput)
    roll = forms.CharField(required=False, widget=forms.HiddenInput)
    entry_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: "GatheringKind",
        roll: "Sequence[RollEntry | Attendance] | None",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not kind.attended:
            roll = None
        self.kind, self.entries = kind, roll
        self.words: RecordWords = record_words(kind)
        self._suit_measure()
        self._suit_words()
        for name in ("entitled", "present") if roll or roll is None else ("absent",):
            del self.fields[name]
        if roll is None:
            del self.fields["absent"]
        else:
            self._choose("absent", [(str(entry.person_id), entry.name) for entry in roll])
        items = [settings.PROFILE.items[code] for code in kind.items]
        self._choose("fixed", [(item.code, in_words(item.title)) for item in items if item.fixed])
        self._choose("chosen", [(item.code, in_words(item.title)) for item in items if not item.fixed])
        if "fixed" not in self.fields and "chosen" in self.fields:
            self.fields["chosen"].label = self.words.parts

    def _suit_measure(self) -> None:
        """Hours are a number; of a notice the day it was taken down is asked, and nothing of who met."""
        if self.kind.measure is None:
            del self.fields["measured"]
        elif not self.kind.posted:
            self.fields["measured"].label = in_words(self.kind.measure.title)
        else:
            self.fields["measured"] = DayField(
                label=_("Taken down on"),
                required=False,
                help_text=_("Leave it empty while the notice is still posted."),
            )
            self.fields["day"].label = _("Posted on")
            del self.fields["time"]

    def _suit_words(self) -> None:
        """Fields are called as the kind's record calls them; what it does not ask for is left out."""
        said = self.words
        for name in ("subject", "entitled", "present", "chair", "minutes"):
            self.fields[name].label = getattr(said, name)
        if not said.chair:
            del self.fields["chair"]
        if self.kind.held_as is not HeldAs.MEETING or self.kind.posted:
            self.fields["minutes"].help_text = _("A few words will do; no photos needed.")

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices
            if not choices:
                del self.fields[name]

    @property
    def rows(self) -> list[RollRow]:
        """The roll with what is ticked and why."""
        reasons: Mapping[str, str] = self.data if self.is_bound else self.initial.get("reasons", {})
        ticked = {str(id) for id in (self["absent"].value() or ())} if "absent" in self.fields else set()
        return [
            RollRow(
                entry.person_id,
                entry.name,
                entry.votes,
                str(entry.person_id) in ticked,
                reasons.get(f"reason-{entry.person_id}", ""),
            )
            for entry in self.entries or ()
        ]

    @property
    def besides(self) -> "list[forms.BoundField]":
        """When, where, and who led and wrote: known beforehand, so they are folded away."""
        return [self[name] for name in ("time", "place", "chair", "recorder") if name in self.fields]

    @property
    def besides_named(self) -> str:
        """Time, place, chair, recorder: in one line."""
        return listed(str(field.label) for field in self.besides).capitalize()

    @property
    def mark(self) -> str:
        """The mark of the roll on screen."""
        return roll_mark(self.entries or ())

    @property
    def voting(self) -> int:
        """How many on the roll vote."""
        return sum(entry.votes for entry in self.entries or ())

    @property
    def here(self) -> int:
        """How many who vote are not ticked as absent."""
        return sum(row.votes and not row.absent for row in self.rows)

    def clean(self) -> dict[str, Any]:
        """The roll on screen must be the roll of the chosen day: nobody is counted as present unseen."""
        cleaned = super().clean() or {}
        if self.entries and "day" in cleaned and cleaned.get("roll") != self.mark:
            self.add_error(
                "day",
                _("The roll of that day differs. It is shown now: look who was absent, then send again."),
            )
        return cleaned

    def minutes_written(self) -> Minutes:
        """What was written, for the service. A make-up for the period the day lies in is none."""
        given = self.cleaned_data
        ticked = {*given.get("fixed", ()), *given.get("chosen", ())}
        return Minutes(
            kind=self.kind.code,
            day=given["day"],
            subject=given["subject"],
            text=given["minutes"],
            place=given["place"],
            chair=given.get("chair", ""),
            recorder=given["recorder"],
            items=tuple(code for code in self.kind.items if code in ticked),
            absent=None if self.entries is None else self._absent(),
            entitled=given.get("entitled") or 0,
            present=given.get("present") or 0,
            makes_up=_made_up(given["makes_up"], given["day"]),
            time=given.get("time"),
            measured=self._measured(),
        )

    def _measured(self) -> int | None:
        """Hours as typed; of a notice, days from its first to the one it was taken down on."""
        said = self.cleaned_data.get("measured")
        return (said - self.cleaned_data["day"]).days if isinstance(said, date) else said

    def _absent(self) -> dict[int, str]:
        found = {}
        for row in self.rows:
            if row.absent:
                found[row.person_id] = row.reason if row.reason in ABSENCE_REASONS else ""
        return found


def _made_up(key: str, day: date) -> str:
    """The key, unless it is none or the day itself lies in that period: then nothing is made up for."""
    try:
        return "" if not key or Period.parse(key).contains(day) else key
    except Invalid:
        return ""


class CorrectForm(RecordForm):
    """A record corrected: why, and by which version it was read."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=LONG,
        help_text=gettext_lazy("Kept with the earlier version, for whoever reads it later."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("reason",)


class AnnounceForm(forms.Form):
    """The call to a meeting."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of meeting"))
    day = DayField(label=gettext_lazy("Day"))
    time = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=Clock)
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=100)
    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=LONG)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = kinds


class CancelForm(forms.Form):
    """Why an announcement or a record is taken back."""

    reason = forms.CharField(label=gettext_lazy("Why it is taken back"), max_length=LONG)
