"""Writes to programmes: targets, numbers entered by hand, risks. Nothing is overwritten: what is changed is a
new row, and both show.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import admit
from jiceng.apps.programmes import audit_types, policies
from jiceng.apps.programmes.models import Entry, Risk, Target
from jiceng.engines.procedure.programmes import Carrier, Indicator
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

MOST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """What an indicator should come to, by when, and on what grounds."""

    value: Decimal
    by: date
    reason: str


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A number, of which day, and who published it where."""

    value: Decimal
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class RiskDraft:
    """What may keep a project from its goal, who sees to it, until when."""

    project: str
    text: str
    owner: str
    due: date


@transaction.atomic
def set_target(
    *, actor: Actor, at: datetime, unit: Unit, programme: str, indicator: str, draft: TargetDraft
) -> Target:
    """Set, or change, the target of an indicator in a unit; what was set before stays readable.

    Raises `NotFound` for an unknown indicator; `Invalid`: "reason_missing", "target_day_past",
    "bad_number".
    """
    today = timezone.localdate(at)
    admit(actor, policies.STEER, unit, today, lasting=True)
    asked = current_rules().programme(programme).indicator(indicator)
    if not draft.reason.strip():
        raise Invalid("reason_missing", field="reason")
    if draft.by < today:
        raise Invalid("target_day_past", field="by")
    found = Target.objects.create(
        programme=programme,
        indicator=indicator,
        unit=unit,
        value=_number(asked, draft.value),
        by=draft.by,
        reason=draft.reason.strip(),
        set_on=today,
        set_by=actor.name[:60],
    )
    content = {"value": str(found.value), "by": str(found.by), "reason": found.reason}
    _record(actor, at, audit_types.TARGET_SET, f"target:{found.pk}", unit, programme, indicator, content)
    return found


@transaction.atomic
def enter(
    *, actor: Actor, at: datetime, unit: Unit, programme: str, indicator: str, draft: EntryDraft
) -> Entry:
    """Enter a number with its source; one of the same day before it is corrected by it and stays readable.

    Raises `NotFound`; `Invalid`: "source_missing", "number_in_the_future", "bad_number", "derived_number" for
    an indicator on records on another day than the baseline's.
    """
    admit(actor, policies.RECORD, unit, draft.day)
    rules = current_rules().programme(programme)
    asked = rules.indicator(indicator)
    if asked.carrier is Carrier.NOT_YET or (
        asked.carrier is Carrier.RECORDS and draft.day != rules.baseline_on
    ):
        raise Invalid("derived_number", field="day", day=rules.baseline_on)
    if draft.day > timezone.localdate(at):
        raise Invalid("number_in_the_future", field="day")
    if not draft.source.strip():
        raise Invalid("source_missing", field="source")
    found = Entry.objects.create(
        programme=programme,
        indicator=indicator,
        unit=unit,
        day=draft.day,
        value=_number(asked, draft.value),
        source=draft.source.strip(),
        entered_at=at,
        entered_by=actor.name[:60],
    )
    content = {"value": str(found.value), "day": str(found.day), "source": found.source}
    _record(actor, at, audit_types.NUMBER_ENTERED, f"entry:{found.pk}", unit, programme, indicator, content)
    return found


def _number(indicator: Indicator, value: Decimal) -> Decimal:
    """A number an indicator can come to. A share is given as one: 0.9 for 90%."""
    most = Decimal(1) if indicator.unit == "share" else MOST
    if not value.is_finite() or not 0 <= value <= most:
        raise Invalid("bad_number", field="value")
    return value


@transaction.atomic
def raise_risk(*, actor: Actor, at: datetime, unit: Unit, programme: str, draft: RiskDraft) -> Risk:
    """Note a risk to a project in a unit. Raises `NotFound`; `Invalid`: "text_missing", "name_missing",
    "target_day_past".
    """
    today = timezone.localdate(at)
    admit(actor, policies.RECORD, unit, today, lasting=True)
    project = current_rules().programme(programme).project(draft.project).code
    if not draft.text.strip():
        raise Invalid("text_missing", field="text")
    if not draft.owner.strip():
        raise Invalid("name_missing", field="owner")
    if draft.due < today:
        raise Invalid("target_day_past", field="due")
    found = Risk.objects.create(
        programme=programme,
        project=project,
        unit=unit,
        text=draft.text.strip(),
        owner=draft.owner.strip(),
        due=draft.due,
        raised_on=today,
        raised_by=actor.name[:60],
    )
    content = {"text": found.text, "owner": found.owner, "due": str(found.due)}
    _record(actor, at, audit_types.RISK_RAISED, f"risk:{found.pk}", unit, programme, project, content)
    return found


@transaction.atomic
def close_risk(*, actor: Actor, at: datetime, risk: Risk, how: str) -> None:
    """Close a risk and say how: averted, or what came of it. Raises `Invalid("reason_missing")`,
    `Conflict("risk_closed")`.
    """
    today = timezone.localdate(at)
    admit(actor, policies.RECORD, risk.unit, today)
    risk.refresh_from_db()
    if risk.closed_on is not None:
        raise Conflict("risk_closed")
    if not how.strip():
        raise Invalid("reason_missing", field="how")
    risk.closed_on, risk.closed_how, risk.closed_by = today, how.strip(), actor.name[:60]
    risk.save(update_fields=["closed_on", "closed_how", "closed_by"])
    _record(
        actor, at, audit_types.RISK_CLOSED, f"risk:{risk.pk}", risk.unit, risk.programme, risk.project,
        {"how": risk.closed_how},
    )  # fmt: skip


def _record(
    actor: Actor,
    at: datetime,
    type: AuditType,
    subject: str,
    unit: Unit,
    programme: str,
    about: str,
    content: dict[str, str],
) -> None:
    told = {"unit": unit.code, "programme": programme, "about": about} | content
    record(actor=actor, at=at, type=type, subject=subject, unit_ids=[unit.pk], content=told)
