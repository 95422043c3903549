"""What the forms of this room and of `people` share: one page, one form, one service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jiceng.faces.shared.forms import add_error
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.kernel.errors import JicengError

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion

Step = dict[str, str]


def breadcrumb(above: "list[UnitVersion]", *last: Step) -> list[Step]:
    """The way down to a page: units above, as links, then what is given."""
    return [*({"label": unit.name, "url": unit_url(unit)} for unit in above), *last]


def unit_url(version: "UnitVersion") -> str:
    """Address of a unit's page."""
    return reverse("unit", args=[version.unit.code])


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form: what it is about, what it does, where one comes back to.

    `facts` are pairs shown above the form; `search` turns on a box that narrows the choices; `danger` marks
    what is not undone.
    """

    heading: str
    explanation: str
    button: str
    back_url: str
    steps: list[Step] = field(default_factory=list)
    facts: list[tuple[str, Any]] = field(default_factory=list)
    search: str | None = None
    danger: bool = False


def done(request: WorkbenchRequest, page: FormPage, text: str) -> str:
    """Say that it is done; returns where one comes back to."""
    messages.success(request, text)
    return page.back_url


def answer(
    request: WorkbenchRequest, form: forms.Form, page: FormPage, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Show a form; once it is sent, let `act` call the service with its data and go on to the address it
    returns.

    What the service refuses is said at the field it names, with everything typed kept (422).
    """
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(act(form.cleaned_data))
        except JicengError as error:
            add_error(form, error)
    status = 422 if form.errors else 200
    return render(request, "units/form.html", {"form": form, "page": page}, status=status)
