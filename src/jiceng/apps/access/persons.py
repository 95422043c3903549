"""Whose account it is: the person of the register, so that she reads who looked into her own file."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.access.audit_types import PERSON_LINKED
from jiceng.apps.access.models import User
from jiceng.apps.access.services import admit_over, record_user
from jiceng.apps.people import policies
from jiceng.apps.people.models import Person
from jiceng.apps.people.selectors import person_in_scope
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict


@transaction.atomic
def link_person(*, actor: Actor, at: datetime, user: User, person_id: int | None) -> None:
    """Say whose account it is; None: of nobody in the register. It gives no right to read anything but the
    looks into her own file.

    Raises what `services.admit_over` does, `NotFound("person_not_found")` for whom the actor does not see,
    `Conflict("person_has_account")` when another account in use is said to be hers.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    admit_over(actor, at, user)
    if user.person_id == person_id:
        return
    if person_id is not None:
        person_in_scope(actor, person_id, timezone.localdate(at), policies.READ)
        list(
            Person.objects.select_for_update(no_key=True).filter(pk=person_id).values_list("pk")
        )  # one at a time
        if User.objects.filter(person_id=person_id, is_active=True).exists():
            raise Conflict("person_has_account", field="person")
    before, user.person_id = user.person_id, person_id
    user.save(update_fields=["person_id"])
    record_user(actor, at, PERSON_LINKED, user, person=person_id, before=before)


def person_of(user: User) -> Person | None:
    """Whose account it is; None of nobody, or of one the register no longer has."""
    return Person.objects.filter(pk=user.person_id).first() if user.person_id else None
