"""Writes to commendations. Nothing is overwritten: a correction is a new row, a withdrawal says why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.commendations import audit_types, policies
from jiceng.apps.commendations.models import Commendation
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import admit
from jiceng.apps.people import policies as people
from jiceng.apps.people.models import Person
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class CommendationDraft:
    """An honour as its paper has it; `person`, None where the unit itself was honoured."""

    honour: str
    given_by: str
    day: date
    document: str = ""
    basis: str = ""
    person: Person | None = None


@transaction.atomic
def enter_commendation(*, actor: Actor, at: datetime, unit: Unit, draft: CommendationDraft) -> Commendation:
    """Enter an honour of a unit, or of someone who is or was a member of it.

    Raises `Invalid`: "honour_missing", "giver_missing", "commended_in_the_future", "not_of_this_unit";
    `Conflict("commendation_there")` where the same is entered already.
    """
    _admit(actor, at, unit, draft.person is not None)
    _check(draft, unit, at)
    found = _made(actor, at, unit, draft, None)
    _record(actor, at, audit_types.ENTERED, found)
    return found


@transaction.atomic
def correct_commendation(
    *, actor: Actor, at: datetime, commendation: Commendation, draft: CommendationDraft, reason: str
) -> Commendation:
    """Put an entry right by a new one of the same unit. Raises as `enter_commendation` does, and
    `Invalid("reason_missing")`, `Conflict("commendation_ended")`.
    """
    _admit(actor, at, commendation.unit, commendation.person_id is not None or draft.person is not None)
    _check(draft, commendation.unit, at)
    _end(commendation, at, reason)
    found = _made(actor, at, commendation.unit, draft, commendation)
    _record(actor, at, audit_types.CORRECTED, found)
    return found


@transaction.atomic
def withdraw_commendation(*, actor: Actor, at: datetime, commendation: Commendation, reason: str) -> None:
    """Say that an honour was taken back, or never given. Raises `Invalid("reason_missing")`,
    `Conflict("commendation_ended")`.
    """
    _admit(actor, at, commendation.unit, commendation.person_id is not None)
    _end(commendation, at, reason)
    _record(actor, at, audit_types.WITHDRAWN, commendation)


def _admit(actor: Actor, at: datetime, unit: Unit, of_person: bool) -> None:
    today = timezone.localdate(at)
    admit(actor, policies.RECORD, unit, today)
    if of_person:
        admit(actor, people.READ, unit, today)


def _check(draft: CommendationDraft, unit: Unit, at: datetime) -> None:
    if not draft.honour.strip():
        raise Invalid("honour_missing", field="honour")
    if not draft.given_by.strip():
        raise Invalid("giver_missing", field="given_by")
    if draft.day > timezone.localdate(at):
        raise Invalid("commended_in_the_future", field="day")
    if draft.person is not None and not draft.person.memberships.filter(unit=unit).exists():
        raise Invalid("not_of_this_unit", field="person")


def _made(
    actor: Actor, at: datetime, unit: Unit, draft: CommendationDraft, corrects: Commendation | None
) -> Commendation:
    said = {
        "unit": unit,
        "person": draft.person,
        "honour": draft.honour.strip(),
        "given_by": draft.given_by.strip(),
        "day": draft.day,
    }
    if Commendation.objects.filter(**said, ended_at=None).exists():
        raise Conflict("commendation_there")
    return Commendation.objects.create(
        **said,
        document=draft.document.strip(),
        basis=draft.basis.strip(),
        entered_by=actor.name[:60],
        entered_at=at,
        corrects=corrects,
    )


def _end(commendation: Commendation, at: datetime, reason: str) -> None:
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    rows = Commendation.objects.filter(pk=commendation.pk, ended_at=None)
    if not rows.update(ended_at=at, ended_why=reason.strip()):
        raise Conflict("commendation_ended")


def _record(actor: Actor, at: datetime, type: AuditType, row: Commendation) -> None:
    of = f"person:{row.person_id}" if row.person_id else f"unit:{row.unit_id}"
    content = {"commendation": row.pk, "day": str(row.day), "unit": row.unit.code}
    record(actor=actor, at=at, type=type, subject=of, unit_ids=[row.unit_id], content=content)
