"""Paying less, or nothing: asked by the unit, granted or refused from above."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.dues import audit_types, policies
from jiceng.apps.dues.accounts import Rates, accounts
from jiceng.apps.dues.models import Reduction
from jiceng.apps.dues.months import first_of, following
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import admit
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

MOST_MONTHS = 12
"""Of one asking: a hardship is looked at again each year."""


@dataclass(frozen=True, slots=True)
class ReductionDraft:
    """For whom, from month to month (both included), how many fen a month instead (0: none), why."""

    person_id: int
    first: date
    last: date
    amount_fen: int
    reason: str


@transaction.atomic
def ask_reduction(*, actor: Actor, at: datetime, unit: Unit, draft: ReductionDraft) -> Reduction:
    """Ask for a member to pay less, or nothing, for some months.

    Raises `Invalid`: "not_of_this_unit", "reason_missing", "dues_months_reversed", "dues_too_many_months",
    "dues_no_reduction" for a sum that is not less than her standard; `Conflict("dues_reduction_there")` where
    one is asked or granted for those months.
    """
    admit(actor, policies.RECORD, unit, timezone.localdate(at))
    first, end = first_of(draft.first), following(first_of(draft.last))
    if not draft.reason.strip():
        raise Invalid("reason_missing", field="reason")
    if end <= first:
        raise Invalid("dues_months_reversed", field="last")
    if (end.year - first.year) * 12 + end.month - first.month > MOST_MONTHS:
        raise Invalid("dues_too_many_months", field="last", most=MOST_MONTHS)
    account = accounts([unit.pk], first, first).get((unit.pk, draft.person_id))
    if account is None or not account.here(first):
        raise Invalid("not_of_this_unit", field="person")
    owed = Rates().owed(account, first)
    if draft.amount_fen < 0 or (owed is not None and draft.amount_fen >= owed > 0):
        raise Invalid("dues_no_reduction", field="amount")
    there = Reduction.objects.exclude(state="refused").filter(starts_on__lt=end, ends_on__gt=first)
    if there.filter(unit=unit, person_id=draft.person_id).exists():
        raise Conflict("dues_reduction_there")
    found = Reduction.objects.create(
        person_id=draft.person_id,
        unit=unit,
        amount_fen=draft.amount_fen,
        starts_on=first,
        ends_on=end,
        reason=draft.reason.strip(),
        asked_by=actor.name[:60],
        asked_at=at,
    )
    _record(actor, at, audit_types.REDUCTION_ASKED, found)
    return found


@transaction.atomic
def decide_reduction(
    *, actor: Actor, at: datetime, reduction: Reduction, granted: bool, answer: str = ""
) -> None:
    """Grant or refuse what a unit asked; a refusal says why.

    Raises `Invalid("reason_missing")`, `Conflict("dues_reduction_decided")`.
    """
    admit(actor, policies.APPROVE, reduction.unit, timezone.localdate(at))
    if not granted and not answer.strip():
        raise Invalid("reason_missing", field="answer")
    state = "approved" if granted else "refused"
    decided = Reduction.objects.filter(pk=reduction.pk, state="asked").update(
        state=state, answer=answer.strip(), decided_by=actor.name[:60], decided_at=at
    )
    if not decided:
        raise Conflict("dues_reduction_decided")
    reduction.state = state
    _record(actor, at, audit_types.REDUCTION_DECIDED, reduction)


def _record(actor: Actor, at: datetime, type: AuditType, reduction: Reduction) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"person:{reduction.person_id}",
        unit_ids=[reduction.unit_id],
        content={
            "reduction": reduction.pk,
            "fen": reduction.amount_fen,
            "from": f"{reduction.starts_on:%Y-%m}",
            "state": reduction.state,
        },
    )
