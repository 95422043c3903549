"""What is asked once of a whole file: whose list it is, as of which day. What the file shows is proposed."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.apps.coverage.selectors import newest_roster
from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.kinds import KINDS
from jiceng.apps.intake.previews import Preview
from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.units.choices import offer

if TYPE_CHECKING:
    from jiceng.apps.intake.models import Import

_DAY = re.compile(r"(20\d\d)\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})|(20\d\d)(\d\d)(\d\d)")


class ToldForm(forms.Form):
    """A list of establishments: of which kind, as of which day, from whom."""

    list_of = forms.ChoiceField(label=gettext_lazy("A list of"), widget=Segmented)
    as_of = DayField(label=gettext_lazy("As of which day"))
    source = forms.CharField(
        label=gettext_lazy("From whom"),
        max_length=120,
        help_text=gettext_lazy("The office that gave it, such as the registration office."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        kinds = settings.PROFILE.coverage.kinds
        offer(self, "list_of", [(code, in_words(kind.title)) for code, kind in kinds.items()])

    def clean_as_of(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def told(self) -> dict[str, str]:
        """What was told, as it is kept with the import."""
        said = self.cleaned_data
        return {
            "list_of": said["list_of"],
            "as_of": said["as_of"].isoformat(),
            "from": said["source"].strip(),
        }


def told_form(
    sent: "Import", preview: Preview, choices: Choices, day: date, posted: QueryDict | None = None
) -> ToldForm | None:
    """The form of what a kind asks once, with what was told, else with what the file shows; None of a kind
    that asks nothing.
    """
    if not preview.kind or not KINDS[preview.kind].asks:
        return None
    if posted is not None:
        return ToldForm(posted, today=day)
    said = choices.told
    if said:
        initial = {"list_of": said["list_of"], "as_of": said["as_of"], "source": said["from"]}
        return ToldForm(initial=initial, today=day)
    kind = _kind(preview)
    known = newest_roster(kind, day) if kind else None
    shown: dict[str, Any] = {
        "list_of": kind,
        "as_of": _day(sent, preview, day),
        "source": known.source if known else "",
    }
    return ToldForm(initial=shown, today=day)


def _kind(preview: Preview) -> str:
    """The kind whose registrars gave the first codes."""
    samples = [
        sample
        for table in preview.tables
        for column in table.columns
        if column.column == "credit_code"
        for sample in column.samples
    ]
    for code, kind in settings.PROFILE.coverage.kinds.items():
        if kind.registrars and any(sample.startswith(kind.registrars) for sample in samples):
            return str(code)
    return ""


def _day(sent: "Import", preview: Preview, today: date) -> date | None:
    """The last day that the titles of the sheets or the file's name tell, if it has come."""
    return max((day for day in _days(sent, preview) if day <= today), default=None)


def _days(sent: "Import", preview: Preview) -> Iterator[date]:
    titles = [text for _, _, text, why in preview.report.left_out if why == "title"] if preview.report else []
    for found in _DAY.finditer(" ".join([*titles, sent.name])):
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            yield date(year, month, day)
        except ValueError:
            continue
