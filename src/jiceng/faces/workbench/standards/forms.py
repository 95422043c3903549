"""Forms of checks: what is asked follows from the checklist."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from jiceng.apps.standards.services import Said
from jiceng.engines.procedure.standards import ItemKind, Level
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.forms import Segmented
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.standards.words import points_word
from jiceng.faces.workbench.units.choices import offer

if TYPE_CHECKING:
    from jiceng.apps.standards.models import Answer
    from jiceng.apps.standards.sheets import Line, Sheet

TEXT = 500


class SayForm(forms.Form):
    """What the registers cannot know, item by item; one left empty is said later. The text's field has the
    item's name, so that a refusal is told there.
    """

    def __init__(self, *args: Any, sheet: "Sheet", before: "dict[str, Answer]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = ItemKind.ATTESTED if sheet.level is Level.SELF else ItemKind.JUDGED
        self.lines = [each for each in sheet.lines if each.item.kind is kind or each.waits(sheet.level)]
        for line in self.lines:
            self._offer(line, sheet.level, before.get(line.item.code))

    def _offer(self, line: "Line", level: Level, last: "Answer | None") -> None:
        item = line.item
        cell = line.at(level)
        own = cell.own if cell is not None else None
        told = own or last
        label = f"{in_words(item.title)} · {points_word(item.points)}"
        initial = None if told is None else str(min(told.points or 0, item.points))
        self.fields[f"points_{item.code}"] = self._points(line, label, initial)
        help_text = in_words(item.hint)
        if own is None and last is not None:
            said = {"day": write_day(last.at, with_year=True), "name": last.by}
            help_text = _("As said by %(name)s on %(day)s: still so?") % said
        self.fields[item.code] = forms.CharField(
            label=pgettext("of an item", "Source")
            if item.kind is ItemKind.ATTESTED
            else pgettext("of an item", "Reason"),
            help_text=help_text,
            max_length=TEXT,
            required=False,
            initial=told.text if told is not None else "",
        )

    def _points(self, line: "Line", label: str, initial: str | None) -> forms.Field:
        most = line.item.points
        if line.item.kind is ItemKind.JUDGED:
            choices = [(str(n), str(n)) for n in range(most + 1)]
        else:
            choices = [(str(most), _("Yes")), ("0", _("No"))]
        return forms.ChoiceField(
            label=label, choices=choices, widget=Segmented, required=False, initial=initial
        )

    def pairs(self) -> list[tuple[Any, Any]]:
        """The two fields of each item."""
        return [(self[f"points_{each.item.code}"], self[each.item.code]) for each in self.lines]

    def said(self) -> list[Said]:
        """What was filled in; an item with neither is left for later, one with half goes on to be refused."""
        found = []
        for line in self.lines:
            code = line.item.code
            points, text = self.cleaned_data[f"points_{code}"], self.cleaned_data[code]
            if points:
                found.append(Said(code, int(points), text))
        return found

    def clean(self) -> dict[str, Any]:
        """A source without an answer is half an item."""
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            code = line.item.code
            if cleaned.get(code) and not cleaned.get(f"points_{code}"):
                self.add_error(f"points_{code}", _("Choose one; or leave both empty for now."))
        return cleaned


class FindingForm(forms.Form):
    """What a level found of one item, or settles, and why."""

    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=0)
    text = forms.CharField(
        label=pgettext_lazy("of an item", "Reason"), max_length=TEXT, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"] = forms.ChoiceField(
            label=_("Points"), choices=[(str(n), str(n)) for n in range(most + 1)], widget=Segmented
        )


class ReplyForm(forms.Form):
    """The unit's answer to a difference."""

    text = forms.CharField(
        label=gettext_lazy("What the unit says to it"), max_length=TEXT, widget=forms.Textarea({"rows": 4})
    )


class ReasonForm(forms.Form):
    """Why a check is opened again."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class CloseForm(forms.Form):
    """Nothing to fill in for a unit or a town; the county says whether it accepts."""

    accepted = forms.ChoiceField(label=gettext_lazy("Accepted"), widget=Segmented)
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=TEXT,
        required=False,
        help_text=gettext_lazy("Where it is not accepted: what is to be mended first."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, level: Level, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if level in (Level.COUNTY, Level.RECHECK):
            offer(self, "accepted", [("yes", _("Yes")), ("no", _("No"))])
        else:
            del self.fields["accepted"], self.fields["remark"]
