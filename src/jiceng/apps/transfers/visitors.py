"""Writes to members from elsewhere who take part here (流入), by their own statement; no membership is
counted.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record, shred
from jiceng.apps.organisations.models import Unit, on
from jiceng.apps.organisations.versions import admit
from jiceng.apps.people.models import Person
from jiceng.apps.people.services import EVALUATED, TOLD
from jiceng.apps.transfers import audit_types, policies
from jiceng.apps.transfers.models import Visitor
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, Refused

FIGURE = "visitor_years"
"""How long they are kept once gone; a profile that does not say it keeps them."""


@dataclass(frozen=True, slots=True)
class VisitorDraft:
    """What a member from elsewhere states: her organisation in her words, how told, who here keeps in touch,
    where she is appraised.
    """

    name: str
    home: str
    told: str
    phone: str = ""
    contact: Person | None = None
    evaluated: str = ""


@transaction.atomic
def note_visitor(*, actor: Actor, at: datetime, unit: Unit, draft: VisitorDraft, day: date) -> Visitor:
    """Note that a member from elsewhere takes part in `unit` from `day` on. Raises `Invalid` naming the
    field.
    """
    admit(actor, policies.CONFIRM, unit, day, lasting=True)
    _check(draft, unit, day)
    visitor = Visitor.objects.create(
        unit=unit,
        name=draft.name.strip(),
        phone=draft.phone.strip(),
        home=draft.home.strip(),
        starts_on=day,
        told=draft.told,
        contact=draft.contact,
        evaluated=draft.evaluated,
    )
    _record(actor, at, audit_types.VISITOR_NOTED, visitor, day)
    return visitor


def _check(draft: VisitorDraft, unit: Unit, day: date) -> None:
    for field in ("name", "home"):
        if not getattr(draft, field).strip():
            raise Invalid("name_missing", field=field)
    if draft.told not in TOLD:
        raise Invalid("unknown_reason", field="told", value=draft.told)
    if draft.evaluated and draft.evaluated not in EVALUATED:
        raise Invalid("unknown_reason", field="evaluated", value=draft.evaluated)
    if draft.contact is not None and not draft.contact.memberships.filter(on(day), unit=unit).exists():
        raise Invalid("not_of_this_unit", field="contact")


@transaction.atomic
def confirm_visitor(*, actor: Actor, at: datetime, visitor: Visitor, day: date) -> None:
    """Note that a member from elsewhere has stated on `day` that she still takes part here.

    Raises `Conflict("visitor_gone")`, `Invalid("before_last_change")`.
    """
    admit(actor, policies.CONFIRM, visitor.unit, day)
    last = _still_here(visitor)
    if day < last:
        raise Invalid("before_last_change", field="day", last=last)
    visitor.confirmed_on = day
    visitor.save(update_fields=["confirmed_on"])
    _record(actor, at, audit_types.VISITOR_CONFIRMED, visitor, day)


@transaction.atomic
def end_visit(*, actor: Actor, at: datetime, visitor: Visitor, day: date) -> None:
    """Note that a member from elsewhere takes part no longer from `day` on. Raises
    `Conflict("visitor_gone")`.
    """
    admit(actor, policies.CONFIRM, visitor.unit, day)
    _still_here(visitor)
    if day <= visitor.starts_on:
        raise Invalid("before_last_change", field="day", last=visitor.starts_on)
    visitor.ends_on = day
    visitor.save(update_fields=["ends_on"])
    _record(actor, at, audit_types.VISITOR_LEFT, visitor, day)


@transaction.atomic
def erase_visitors(*, actor: Actor, at: datetime, before: date) -> int:
    """Erase members from elsewhere who left before a day (safety rule 2): entries of the journal about them
    lose their content; how many they were is written. Returns it; nothing is written when there are none.

    `jiceng tidy` calls it with the profile's FIGURE. Raises `Refused` for anyone but the program itself.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="visitor.erase")
    ids = list(Visitor.objects.filter(ends_on__lt=before).values_list("pk", flat=True))
    if not ids:
        return 0
    Visitor.objects.filter(pk__in=ids).delete()
    for visitor_id in ids:
        shred(actor=actor, at=at, subject=f"visitor:{visitor_id}")
    record(
        actor=actor,
        at=at,
        type=audit_types.VISITORS_ERASED,
        subject="visitors:all",
        unit_ids=[],
        content={"before": str(before), "persons": len(ids)},
    )
    return len(ids)


def _still_here(visitor: Visitor) -> date:
    visitor.refresh_from_db(fields=["ends_on", "confirmed_on"])
    if visitor.ends_on is not None:
        raise Conflict("visitor_gone")
    last: date = visitor.confirmed_on or visitor.starts_on
    return last


def _record(actor: Actor, at: datetime, type: AuditType, visitor: Visitor, day: date) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"visitor:{visitor.pk}",
        unit_ids=[visitor.unit_id],
        content={"visitor": visitor.pk, "day": str(day)},
    )
