"""Forms of questions."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.apps.feedback import policies
from jiceng.apps.feedback.desks import desks, units_above
from jiceng.faces.shared.forms import Segmented
from jiceng.faces.workbench.feedback.words import desk_word, kind_word
from jiceng.faces.workbench.units.choices import offer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jiceng.apps.feedback.desks import Desk
    from jiceng.faces.workbench.middleware import WorkbenchRequest

ROWS = {"rows": 6, "maxlength": 2000}


class AskForm(forms.Form):
    """What is asked, and of whom; nobody is chosen beforehand, lest a complaint be sent by habit."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), widget=Segmented, initial="question")
    text = forms.CharField(
        label=gettext_lazy("What you want to say"), widget=forms.Textarea(attrs=ROWS), max_length=2000
    )
    about = forms.ChoiceField(
        label=gettext_lazy("If it is a complaint: whom it concerns"),
        help_text=gettext_lazy(
            "It never reaches whom it concerns, and your name is shown to nobody. A complaint about nobody "
            "in particular goes to supervision."
        ),
        required=False,
    )
    to = forms.ChoiceField(label=gettext_lazy("Who should answer"), widget=forms.RadioSelect)
    page = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: "WorkbenchRequest", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind, kind_word(kind)) for kind in policies.KINDS])
        above = units_above(request.actor, request.day)
        offer(
            self,
            "about",
            [
                ("", _("Choose…")),
                *((each.unit.code, each.name) for each in above),
                (policies.NOBODY, _("Nobody in particular")),
            ],
        )
        found = desks(request.actor, request.day)
        codes = [(f"{each.desk}:{each.version.unit.code}", each) for each in found]
        offer(self, "to", [(code, desk_word(each.version.name, each.desk)) for code, each in codes])
        self.anyone = bool(codes)


class AnswerForm(forms.Form):
    """The answer."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("The person who asked reads it; it cannot be changed later."),
        widget=forms.Textarea(attrs=ROWS),
        max_length=2000,
    )


class ForwardForm(forms.Form):
    """To which desk a question is sent on."""

    to = forms.ChoiceField(label=gettext_lazy("Send on to"))

    def __init__(self, *args: Any, found: "Iterable[Desk]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(f"{each.desk}:{each.version.unit.code}", each) for each in found]
        words = [(code, desk_word(each.version.name, each.desk)) for code, each in codes]
        offer(self, "to", [("", _("Choose…")), *words])


class ReceiptForm(forms.Form):
    """The number on a receipt."""

    receipt = forms.CharField(
        label=gettext_lazy("Number of the receipt"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
