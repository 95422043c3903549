"""How forms look: the renderer (setting FORM_RENDERER), a few widgets, errors of services put to fields."""

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_noop, ngettext_lazy

from jiceng.faces.shared.sentences import sentence
from jiceng.kernel.errors import JicengError
from jiceng.kernel.periods import FIRST_YEAR, LAST_YEAR

# Django says these; our catalogue says them shorter in Chinese, and stands before Django's.
SAID_BY_DJANGO = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)


class Renderer(DjangoTemplates):
    """Label, help and error of every field tied together; the same markup on all pages."""

    form_template_name = "shared/form.html"
    field_template_name = "shared/field.html"


class Segmented(forms.RadioSelect):
    """A choice among two to five, side by side."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "segmented", **(attrs or {})}, choices)

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One choice; the class belongs to the whole, not to each input."""
        return _with_class(super().create_option(*args, **kwargs), "")


class Absent(forms.CheckboxSelectMultiple):
    """The roll as a list of large targets: a tick means absent."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "roll", **(attrs or {})}, choices)

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One row; its box carries the class that the tally counts."""
        return _with_class(super().create_option(*args, **kwargs), "js-absent")


def _with_class(option: dict[str, Any], name: str) -> dict[str, Any]:
    option["attrs"] = {key: value for key, value in option["attrs"].items() if key != "class"}
    if name:
        option["attrs"]["class"] = name
    return option


class Day(forms.DateInput):
    """The browser's own day picker, which wants ISO days whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day an office could mean: a year like 0026 or 9999 is a slip of the keyboard and breaks reckoning."""

    widget = Day

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError for one outside `FIRST_YEAR`–`LAST_YEAR`."""
        day: date | None = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class Month(forms.DateInput):
    """The browser's own month picker."""

    input_type = "month"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m")


class Clock(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def add_error(form: forms.BaseForm, error: JicengError) -> None:
    """Put a service's refusal where it belongs: to the field it names, else above the form.

    Parameters: a bound form that was valid by itself; the error the service raised.
    """
    field = error.data.get("field")
    form.add_error(str(field) if field in form.fields else None, sentence(error))
