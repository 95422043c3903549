"""Who applied and was not accepted is not kept for ever (safety rule 2): person, cases and their journal."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from jiceng.apps.admissions import audit_types
from jiceng.apps.admissions.models import Admission, AdmissionEntry
from jiceng.apps.journal.services import record, shred
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Refused

FIGURE = "application_years"
"""How long they are kept; a profile that does not say it keeps them."""


@transaction.atomic
def erase_applicants(*, actor: Actor, at: datetime, before: date) -> int:
    """Erase persons all of whose cases were closed before a day without ending in admission, and whom nothing
    else names: never a member, in no post, under no letter. Entries of the journal about them lose their
    content; how many they were is written. Returns it; nothing is written when there are none.

    `jiceng tidy` calls it with the profile's FIGURE. Raises `Refused` for anyone but the program itself.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="admission.erase")
    cases = Admission.objects.filter(person_id__in=_erasable(before).values("pk"))
    list(cases.select_for_update(of=("self",)).values_list("pk"))
    # Asked again once the cases are held: whoever reopened one meanwhile has reopened it.
    ids = list(_erasable(before).values_list("pk", flat=True))
    if not ids:
        return 0
    AdmissionEntry.objects.filter(admission__person_id__in=ids).update(replaces=None)
    Admission.objects.filter(person_id__in=ids).delete()
    Person.objects.filter(pk__in=ids).delete()
    for person_id in ids:
        shred(actor=actor, at=at, subject=f"person:{person_id}")
    record(
        actor=actor,
        at=at,
        type=audit_types.APPLICANTS_ERASED,
        subject="admissions:all",
        unit_ids=[],
        content={"before": str(before), "persons": len(ids)},
    )
    return len(ids)


def _erasable(before: date) -> QuerySet[Person]:
    """Persons with cases alone, all of them closed before a day, none completed."""
    cases = Admission.objects.filter(person_id=OuterRef("pk"))
    kept = cases.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=before) | Q(outcome="completed"))
    rows = Person.objects.filter(Exists(cases), ~Exists(kept))
    for each in Person._meta.get_fields(include_hidden=True):
        if isinstance(each, ForeignObjectRel) and each.related_model is not Admission:
            there = each.related_model._default_manager.filter(**{each.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(there))
    return rows
