"""What the forms about one person share: who it is about, and the page around the form."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jiceng.apps.people.register import ManagedPerson, managed_person
from jiceng.faces.workbench.middleware import WorkbenchRequest
from jiceng.faces.workbench.people.words import standing_word
from jiceng.faces.workbench.units.pages import FormPage
from jiceng.kernel.errors import Conflict

if TYPE_CHECKING:
    from jiceng.apps.people.models import Membership


def member(request: WorkbenchRequest, person_id: int) -> "tuple[ManagedPerson, Membership]":
    """The person and her open membership. Raises `Conflict("membership_ended")` when she has none."""
    found = managed_person(request.actor, person_id)
    if found.membership is None:
        raise Conflict("membership_ended")
    return found, found.membership


def person_page(
    found: ManagedPerson, heading: str, explanation: str, button: str, *, danger: bool = False
) -> FormPage:
    """A page with one form about a person: who and where she is stands above it."""
    back = reverse("person", args=[found.person.pk])
    facts: list[tuple[str, Any]] = [(_("Person"), found.person.name), (_("Unit"), found.unit.name)]
    if found.membership is not None:
        facts.append((_("Standing"), standing_word(found.membership.standing)))
        facts.append((_("Member here since"), found.membership.starts_on))
    steps = [
        {"label": found.unit.name, "url": reverse("unit", args=[found.unit.unit.code])},
        {"label": found.person.name, "url": back},
        {"label": heading, "url": ""},
    ]
    return FormPage(heading, explanation, button, back, steps, facts, danger=danger)
