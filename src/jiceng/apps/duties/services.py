"""Writes that change what is owed: postponements and the office's own values; and the rebuild of all
verdicts.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiceng.apps.duties import audit_types, policies
from jiceng.apps.duties.freshness import compute_all, hold_all, refresh
from jiceng.apps.duties.models import ParameterValue, Postponement
from jiceng.apps.duties.rules import current_rules, may_be_postponed, with_values
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.policies import require
from jiceng.apps.organisations.versions import admit, hold, last_version
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid, Refused
from jiceng.kernel.periods import Period


@transaction.atomic
def rebuild(*, actor: Actor, at: datetime) -> int:
    """Compute every verdict again from records and rules. Derived data: no audit entry. Returns how many rows
    there are.
    """
    if not (actor.system or actor.has(policies.SET_RULES)):
        raise Refused("not_permitted", permission=policies.SET_RULES)
    hold_all()  # before the rules are read, so that they are those of the facts
    return compute_all(current_rules(), timezone.localdate(at))


def bring_up_to_date(*, actor: Actor, at: datetime) -> None:
    """Compute what is stale: a few units by themselves, else everything. For where nobody waits at a page."""
    if refresh(timezone.localdate(at)):
        rebuild(actor=actor, at=at)


@transaction.atomic
def postpone(
    *, actor: Actor, at: datetime, unit: Unit, duty: str, period: Period, until: date, reason: str
) -> Postponement:
    """Approve that a unit does a duty of a period later (批准延期), until a day.

    Raises `Invalid` for an unknown duty, one whose rule knows no postponement, a day within the period, or no
    reason; `Conflict("postponed_already")`.
    """
    admit(actor, policies.POSTPONE, unit, timezone.localdate(at))
    if duty not in current_rules().duties:
        raise Invalid("unknown_duty", field="duty", value=duty)
    if not may_be_postponed(current_rules(), duty, period):
        raise Invalid("not_to_be_postponed", field="until")
    if until <= period.end:
        raise Invalid("postponed_to_before_its_end", field="until", end=period.end)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if Postponement.objects.filter(unit=unit, duty=duty, period=period.key, withdrawn_at=None).exists():
        raise Conflict("postponed_already")
    found = Postponement.objects.create(
        unit=unit,
        duty=duty,
        period=period.key,
        until=until,
        reason=reason.strip(),
        approved_by=actor.name,
        approved_at=at,
    )
    _record(actor, at, audit_types.POSTPONEMENT_APPROVED, found, reason=found.reason)
    return found


@transaction.atomic
def withdraw_postponement(*, actor: Actor, at: datetime, postponement: Postponement) -> None:
    """Take back an approved postponement; it stays readable."""
    hold([postponement.unit_id])
    require(actor, policies.POSTPONE, last_version(postponement.unit).path)
    postponement.refresh_from_db()
    if postponement.withdrawn_at is not None:
        raise Conflict("postponement_withdrawn")
    postponement.withdrawn_at = at
    postponement.save(update_fields=["withdrawn_at"])
    _record(actor, at, audit_types.POSTPONEMENT_WITHDRAWN, postponement)


def _record(actor: Actor, at: datetime, type: Any, found: Postponement, **content: object) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"postponement:{found.pk}",
        unit_ids=[found.unit_id],
        content={
            "unit": found.unit.code,
            "duty": found.duty,
            "period": found.period,
            "until": str(found.until),
            **content,
        },
    )


@transaction.atomic
def set_parameter(*, actor: Actor, at: datetime, parameter: str, value: str, day: date) -> ParameterValue:
    """Set the office's own value of a parameter from `day` on; the one before ends. All verdicts are computed
    again.

    Raises `Invalid`: "unknown_parameter", "before_last_change", and for the figure "bad_figure", "bad_share",
    "wrong_figure_kind".
    """
    if not (actor.system or actor.has(policies.SET_RULES)):
        raise Refused("not_permitted", permission=policies.SET_RULES)
    if parameter not in settings.PROFILE.parameters:
        raise Invalid("unknown_parameter", field="parameter", value=parameter)
    with_values(settings.PROFILE, [(parameter, value, day, None)])
    hold_all()  # one office sets one value at a time
    last = ParameterValue.objects.filter(parameter=parameter, ends_on=None).first()
    if last is not None:
        if day <= last.starts_on:
            raise Invalid("before_last_change", field="day", last=last.starts_on)
        last.ends_on = day
        last.save(update_fields=["ends_on"])
    found = ParameterValue.objects.create(
        parameter=parameter, value=value, starts_on=day, set_by=actor.name, set_at=at
    )
    record(
        actor=actor,
        at=at,
        type=audit_types.PARAMETER_SET,
        subject=f"parameter:{found.pk}",
        unit_ids=[],
        content={"parameter": parameter, "value": value, "day": str(day)},
    )
    compute_all(current_rules(), timezone.localdate(at))
    return found
