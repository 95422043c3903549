"""Forms of needs: short enough for a phone."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.needs.services import LONGEST, LONGEST_PLACE, LONGEST_TITLE, EntryDraft
from jiceng.engines.procedure import Move
from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.workbench.needs import words
from jiceng.faces.workbench.units.choices import UnitField, looking_up, offer

if TYPE_CHECKING:
    from datetime import date

    from jiceng.faces.workbench.middleware import WorkbenchRequest


def _text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class NeedForm(forms.Form):
    """A need, written in a minute."""

    title = forms.CharField(label=gettext_lazy("The need in a few words"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of need"))
    text = _text(gettext_lazy("How it is now"), required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=LONGEST_PLACE, required=False)
    since_year = forms.IntegerField(
        label=gettext_lazy("Long-standing: since which year"),
        required=False,
        help_text=gettext_lazy("Only where it has been left for years."),
    )
    gathering = forms.IntegerField(required=False, widget=forms.HiddenInput)
    former = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", words.kinds().items(), ask=True)


class LetterNeedForm(NeedForm):
    """A need made of a letter: of which unit, in the desk's own words."""

    unit = UnitField(label=gettext_lazy("Whose need it is"))

    field_order = ["unit", "title", "kind", "text", "place", "since_year"]

    def __init__(self, *args: Any, request: "WorkbenchRequest", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["gathering"], self.fields["former"]
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)  # noqa: S101 - the form's own field
        unit.look_up = looking_up(request.actor, request.day)


class EntryForm(forms.Form):
    """What is entered next; only the fields of its move."""

    to = UnitField(label=gettext_lazy("Owner of the need"))
    can = forms.ChoiceField(label=gettext_lazy("Can it be done?"), widget=Segmented)
    by = DayField(label=gettext_lazy("Done by"), required=False)
    text = _text(gettext_lazy("Explanation"))
    day = DayField(label=pgettext_lazy("of an entry", "Day"))

    _FIELDS = {
        Move.ASSIGNED: ("to", "by", "text", "day"),
        Move.ANSWERED: ("can", "by", "text", "day"),
        Move.UNDONE: ("can", "by", "text", "day"),
    }
    _LABELS = {
        Move.ASSIGNED: gettext_lazy("What is asked of it"),
        Move.PASSED_UP: gettext_lazy("Why it is passed up"),
        Move.ANSWERED: gettext_lazy("What will be done; if it cannot be, why"),
        Move.DONE: gettext_lazy("What was done"),
        Move.UNDONE: gettext_lazy("Why it was not done"),
        Move.CONFIRMED: gettext_lazy("What those concerned say"),
        Move.CLOSED: gettext_lazy("Why it is closed"),
        Move.WITHDRAWN: gettext_lazy("Why it is withdrawn"),
    }

    def __init__(self, *args: Any, move: Move, request: "WorkbenchRequest", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        for name in set(self.fields) - set(self._FIELDS.get(move, ("text", "day"))):
            del self.fields[name]
        text = self.fields["text"]
        text.label, text.required = self._LABELS[move], move not in (Move.ASSIGNED, Move.CONFIRMED)
        self.fields["day"].initial = request.day
        if "can" in self.fields:
            offer(self, "can", [("yes", _("Yes, by a day")), ("no", _("It cannot be done"))])
        if move is Move.ASSIGNED:
            self.fields["by"].label = _("Answer asked for by")
            self.fields["by"].help_text = _("Empty: within the days of the rule.")
            rule = current_rules().needs.rule_on(request.day)
            self.fields["by"].initial = request.day + timedelta(rule.answer_days) if rule else None
            unit = self.fields["to"]
            assert isinstance(unit, UnitField)  # noqa: S101 - the form's own field
            unit.look_up = looking_up(request.actor, request.day)

    def clean(self) -> dict[str, Any]:
        """What can be done has a day."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("can") == "yes" and not cleaned.get("by") and "by" not in self.errors:
            self.add_error("by", _("Say by which day it will be done."))
        if cleaned.get("can") == "no":
            cleaned["by"] = None
        return cleaned

    def draft(self, move: Move) -> EntryDraft:
        """What the form says, of a move; a valid form's."""
        given = self.cleaned_data
        to, day = given.get("to"), given["day"]
        by: date | None = given.get("by")
        return EntryDraft(move, day, given["text"], to.unit if to else None, by)


class CorrectionForm(EntryForm):
    """An entry put right."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is corrected"),
        max_length=200,
        help_text=gettext_lazy("One sentence; the first entry stays readable."),
    )
    strike = forms.BooleanField(label=gettext_lazy("It is wrong altogether: take it back"), required=False)

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, move=move, **kwargs)
        self.fields["reason"] = self.base_fields["reason"]
        self.fields["strike"] = self.base_fields["strike"]
