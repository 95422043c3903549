"""Forms of dues. Sums are typed in yuan and kept in fen."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.apps.dues.months import between
from jiceng.apps.dues.services import MOST_FEN, Collection, StandingDraft
from jiceng.engines.procedure.dues import in_yuan
from jiceng.faces.shared.dates import write_month
from jiceng.faces.shared.forms import DayField, Segmented
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.units.choices import offer

if TYPE_CHECKING:
    from jiceng.apps.dues.selectors import MemberYear
    from jiceng.engines.procedure import PayerKind

_MOST = Decimal(MOST_FEN) / 100


class YuanField(forms.DecimalField):
    """A sum in yuan; cleans to fen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal(0), max_value=_MOST, max_digits=11, decimal_places=2, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "step": "0.01"}

    def clean(self, value: Any) -> int | None:
        """Fen; None for nothing typed."""
        found = super().clean(value)
        return None if found is None else int(found * 100)


def month_choices(first: date, last: date) -> list[tuple[str, str]]:
    """Months to choose from."""
    return [(f"{month:%Y-%m-%d}", write_month(month)) for month in between(first, last)]


class StandardsForm(forms.Form):
    """As what members pay, a row each; `common`, the sum for all whose rule leaves a choice."""

    since = forms.ChoiceField(label=gettext_lazy("From which month"))
    common = YuanField(
        label=gettext_lazy("Sum for all whose sum the unit chooses, yuan a month"),
        required=False,
        help_text=gettext_lazy("Goes where nothing else is typed in a row."),
    )

    def __init__(
        self, *args: Any, rows: "Sequence[MemberYear]", payers: "Iterable[PayerKind]", usual: str, day: date,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.payers = {each.code: each for each in payers}
        self.members, self.day = rows, day
        months = month_choices(date(day.year, 1, 1), day.replace(day=1))[::-1]
        offer(self, "since", months)
        self.fields["since"].initial = months[0][0]
        choices = [("", _("Choose…")), *((code, in_words(kind.title)) for code, kind in self.payers.items())]
        for row in rows:
            now = row.standing
            self.fields[f"payer-{row.person.pk}"] = forms.ChoiceField(
                label=row.person.name, choices=choices, required=False, initial=now.payer if now else usual
            )
            given = in_yuan(now.given) if now and now.given is not None else None
            self.fields[f"given-{row.person.pk}"] = YuanField(
                label=row.person.name, required=False, initial=given
            )

    @property
    def rows(self) -> "list[tuple[MemberYear, Any, Any]]":
        """Members with their two fields."""
        return [(row, self[f"payer-{row.person.pk}"], self[f"given-{row.person.pk}"]) for row in self.members]

    def drafts(self) -> list[StandingDraft]:
        """What was said of whom; nothing is said of a row without a kind, or of one left as it was."""
        found = []
        for row in self.members:
            payer = self.cleaned_data.get(f"payer-{row.person.pk}", "")
            version = self.payers[payer].version_on(self.day) if payer else None
            if version is None:
                continue
            given = self.cleaned_data.get(f"given-{row.person.pk}")
            if given is None and not version.bands:
                given = self.cleaned_data.get("common")
            given = None if version.fixed else given
            if row.standing is None or (row.standing.payer, row.standing.given) != (payer, given):
                found.append(StandingDraft(row.person.pk, payer, given))
        return found


class RecordForm(forms.Form):
    """What was paid at once: for which months, on which day, by whom, how much a month."""

    last = forms.ChoiceField(
        label=gettext_lazy("For the months until"),
        help_text=gettext_lazy("Later only where members pay for several months at once."),
    )
    paid_on = DayField(label=gettext_lazy("Paid on"))

    def __init__(
        self, *args: Any, rows: "Sequence[tuple[MemberYear, int]]", month: date, day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members, self.month = rows, month
        months = month_choices(month, date(month.year, 12, 1))
        offer(self, "last", months)
        self.fields["last"].initial = months[0][0]
        self.fields["paid_on"].initial = day
        for row, owed in rows:
            self.fields[f"paid-{row.person.pk}"] = forms.BooleanField(
                label=row.person.name, required=False, initial=owed > 0
            )
            self.fields[f"amount-{row.person.pk}"] = YuanField(
                label=row.person.name, required=False, initial=in_yuan(owed) if owed else None
            )

    @property
    def rows(self) -> "list[tuple[MemberYear, Any, Any]]":
        """Members with their two fields."""
        return [
            (row, self[f"paid-{row.person.pk}"], self[f"amount-{row.person.pk}"]) for row, _ in self.members
        ]

    def clean(self) -> dict[str, Any]:
        """Whoever is ticked has a sum."""
        cleaned = super().clean() or self.cleaned_data
        for row, _owed in self.members:
            amount = f"amount-{row.person.pk}"
            if cleaned.get(f"paid-{row.person.pk}") and not cleaned.get(amount) and amount not in self.errors:
                self.add_error(amount, _("Enter how much was paid, or take the tick away."))
        return cleaned

    def draft(self) -> Collection:
        """What the service records."""
        data = self.cleaned_data
        ids = [row.person.pk for row, _owed in self.members if data[f"paid-{row.person.pk}"]]
        amounts = {person_id: data[f"amount-{person_id}"] for person_id in ids}
        return Collection(self.month, date.fromisoformat(data["last"]), data["paid_on"], amounts)


class CorrectForm(forms.Form):
    """What was really paid."""

    amount = YuanField(
        label=gettext_lazy("Really paid, yuan"), help_text=gettext_lazy("0 where nothing was paid after all.")
    )
    paid_on = DayField(label=gettext_lazy("Paid on"))
    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=200)


class AskForm(forms.Form):
    """A reduction to be asked for."""

    person = forms.TypedChoiceField(label=gettext_lazy("For whom"), coerce=int)
    amount = YuanField(
        label=gettext_lazy("Pays instead, yuan a month"), help_text=gettext_lazy("0: pays nothing.")
    )
    first = forms.ChoiceField(label=gettext_lazy("From which month"))
    last = forms.ChoiceField(label=gettext_lazy("Until which month"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("What those who decide must know, no more."),
    )

    def __init__(self, *args: Any, rows: "Sequence[MemberYear]", day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [(row.person.pk, row.person.name) for row in rows], ask=True)
        first = day.replace(day=1)
        months = month_choices(first, first.replace(year=first.year + 1))
        offer(self, "first", months)
        offer(self, "last", months[:12])
        self.fields["first"].initial = months[0][0]
        self.fields["last"].initial = months[11][0]


class DecideForm(forms.Form):
    """Granted or refused."""

    granted = forms.TypedChoiceField(
        label=gettext_lazy("Decision"), coerce=lambda value: value == "yes", widget=Segmented
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to the unit"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A refusal says why."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "granted", [("yes", _("Grant it")), ("no", _("Refuse it"))])
