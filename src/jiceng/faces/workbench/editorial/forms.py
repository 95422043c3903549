"""Forms of the writing room."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jiceng.apps.editorial.cleaning import from_plain, to_plain
from jiceng.apps.editorial.examining import KINDS
from jiceng.apps.editorial.services import LIMITS, LONGEST, Text
from jiceng.faces.shared.forms import Clock, DayField, Segmented
from jiceng.faces.workbench.editorial import words
from jiceng.faces.workbench.units.choices import offer

PLAIN, HTML = "plain", "html"


class WriteForm(forms.Form):
    """An article. `written` says how its text was typed: plain, or as HTML by the page's editor."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=LIMITS["title"])
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of notice"),
        required=False,
        help_text=gettext_lazy(
            "What has to be posted: it then counts for that without being recorded once more, and stays as "
            "long as is due."
        ),
    )
    column = forms.ChoiceField(label=gettext_lazy("Column"))
    html = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": 18, "class": "body"}),
    )
    source = forms.CharField(
        label=pgettext_lazy("article", "Source"), required=False, max_length=LIMITS["source"]
    )
    author = forms.CharField(label=gettext_lazy("Author"), required=False, max_length=LIMITS["author"])
    byline = forms.CharField(
        label=gettext_lazy("Signed by"),
        required=False,
        max_length=LIMITS["byline"],
        help_text=gettext_lazy("Stands below the text, with the day."),
    )
    until = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("The last day it is posted; without one it stays."),
    )
    listed = forms.BooleanField(
        label=gettext_lazy("Found by search and feeds"),
        required=False,
        help_text=gettext_lazy(
            "Take the tick away for lists that name persons, such as of help given: they are then "
            "listed in their column alone, and what they say is erased after the last day."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"),
        max_length=200,
        help_text=gettext_lazy("Kept with the versions, for those who review and audit."),
    )
    written = forms.CharField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, posted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = words.kinds(kind)
        if now := self.initial.get("kind"):
            kinds |= {now: words.kinds().get(now, now)}
        offer(self, "column", words.columns().items(), ask=True)
        offer(self, "kind", [("", _("None of these")), *kinds.items()])
        if not kinds:
            del self.fields["kind"]
        if not posted:
            del self.fields["reason"]

    def text(self) -> Text:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        html = given["html"] if given["written"] == HTML else from_plain(given["html"])
        same = ("title", "column", "source", "author", "byline", "until", "listed")
        return Text(html=html, kind=given.get("kind", ""), **{name: given[name] for name in same})


def as_typed(html: str) -> dict[str, str]:
    """The fields that show a text to be changed: as plain text where that loses nothing."""
    text = to_plain(html)
    return {"html": html, "written": HTML} if text is None else {"html": text, "written": PLAIN}


class ApproveForm(forms.Form):
    """When it is posted."""

    when = forms.ChoiceField(
        label=gettext_lazy("When it is posted"),
        widget=Segmented,
        initial="now",
        choices=[
            ("now", pgettext_lazy("posting", "at once")),
            ("later", pgettext_lazy("posting", "at a set time")),
        ],
    )
    post_at = DayField(label=gettext_lazy("Day"), required=False)
    clock = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=Clock, initial=time(8))
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A set time has a day."""
        given = super().clean() or self.cleaned_data
        if given.get("when") == "later" and not given.get("post_at") and "post_at" not in self.errors:
            self.add_error("post_at", _("Choose the day on which it is posted."))
        return given

    def moment(self) -> datetime | None:
        """When it is to be posted; None for at once."""
        day: date | None = self.cleaned_data.get("post_at")
        if self.cleaned_data["when"] == "now" or day is None:
            return None
        clock = self.cleaned_data.get("clock") or time(0)
        return timezone.make_aware(datetime.combine(day, clock))


class GiveBackForm(forms.Form):
    """What is to be changed first."""

    note = forms.CharField(
        label=gettext_lazy("What should be changed"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("The author reads it beside her text."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Shown to the public at its address, so name no person in it."),
    )


class FileForm(forms.Form):
    """A file to be added."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )
    reason = forms.CharField(label=gettext_lazy("Why it is changed"), max_length=200)

    def __init__(self, *args: Any, posted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("%(kinds)s, up to %(megabytes)s MB each.") % {
            "kinds": " ".join(f".{kind}" for kind in KINDS),
            "megabytes": settings.ATTACHMENT_MB,
        }
        if not posted:
            del self.fields["reason"]
