"""Fields in which one names a unit or a person as one knows them: name, code, pinyin initials."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jiceng.apps.organisations.selectors import search_units
from jiceng.faces.shared.words import in_words
from jiceng.kernel.actors import Actor

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

MOST_NAMED = 5


class UnitField(forms.CharField):
    """A unit by its code or name; cleans to its version today. `look_up` is set by the form that knows who
    asks.
    """

    look_up: Callable[[str], "list[UnitVersion]"]

    def __init__(self, **kwargs: Any) -> None:
        help_text = gettext_lazy("Its code, or its name when no other has the same.")
        super().__init__(max_length=100, help_text=help_text, **kwargs)

    def clean(self, value: Any) -> Any:
        """The one unit of that code or name."""
        text = super().clean(value)
        if not text:
            return None
        found = self.look_up(text)
        exact = [unit for unit in found if text in (unit.unit.code, unit.name)]
        chosen = exact if len(exact) == 1 else found
        if not chosen:
            raise forms.ValidationError(_("No unit of that name or code lies within your responsibility."))
        if len(chosen) > 1:
            raise forms.ValidationError(
                _("Several units fit: %(units)s. Enter the code of the one you mean."),
                params={"units": _named(chosen)},
            )
        return chosen[0]


def _named(units: "list[UnitVersion]") -> str:
    shown = [
        _("%(name)s (%(code)s)") % {"name": unit.name, "code": unit.unit.code} for unit in units[:MOST_NAMED]
    ]
    return pgettext("between the words of a list", ", ").join(shown)


def looking_up(actor: Actor, day: date) -> "Callable[[str], list[UnitVersion]]":
    """How a unit field finds units within what the actor may see."""
    return lambda text: search_units(actor, text, day, MOST_NAMED + 1)


def worded(entries: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Choices from words of the profile: code and title in the language in use."""
    return [(code, in_words(entry.title)) for code, entry in entries]


def offer(
    form: forms.Form, name: str, choices: Iterable[tuple[str | int, str]], *, ask: bool = False
) -> None:
    """Give a choice field of a form what there is to choose; `ask` where no choice is the usual one."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - the form's own field
    field.choices = [*([("", _("Choose…"))] if ask else []), *choices]
