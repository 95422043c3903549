"""Writes to decisions: open, enter, correct, withdraw, drop, go on.

What is out of order is refused with the reason; what did happen so is entered knowingly, and shows. An entry
is never changed: a wrong one is corrected by a new one.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jiceng.apps.decisions import audit_types, meetings, policies, weighing
from jiceng.apps.decisions.drafts import LONGEST, Entry, Proposal
from jiceng.apps.decisions.judging import events_of, judged, keep
from jiceng.apps.decisions.models import Decision, Event
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import admit, hold
from jiceng.apps.people.models import Person
from jiceng.engines.ledger import SALT_SIZE, commit
from jiceng.engines.procedure import Keeper, Profile
from jiceng.engines.procedure.decisions import Kind, State
from jiceng.kernel.actors import Actor
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import Conflict, Invalid, NotFound


@transaction.atomic
def open_decision(*, actor: Actor, at: datetime, unit: Unit, proposal: Proposal) -> Decision:
    """Begin a decision from a proposal; the same proposal sent twice begins one.

    Raises `Invalid` naming the field: a procedure that units of this kind do not follow, that is not begun by
    hand or not in force on the day; an unknown matter; a day to come. `NotFound("person_not_found")` for
    persons not in the unit's register.
    """
    version = admit(actor, policies.RECORD, unit, proposal.day, lasting=True)
    rules = current_rules()
    _check_proposal(rules, version.kind, proposal, timezone.localdate(at))
    concerned = Person.objects.filter(pk__in=proposal.concerned, memberships__unit=unit).distinct()
    if concerned.count() != len(set(proposal.concerned)):
        raise NotFound("person_not_found")
    if earlier := _opened_before(actor, unit, proposal):
        return earlier
    decision = Decision.objects.create(
        unit=unit,
        unit_kind=version.kind if rules.procedures[proposal.procedure].unit_kinds else "",
        procedure=proposal.procedure,
        matter=proposal.matter,
        title=" ".join(proposal.title.split()),
        proposal=proposal.text.strip(),
        opened_on=proposal.day,
        carry_out_by=proposal.carry_out_by,
        last_day=proposal.day,
        judged_on=timezone.localdate(at),
        opened_at=at,
        opened_by=actor.name,
    )
    decision.concerned.set(concerned)
    keep(rules, decision, judged(rules, decision, [], timezone.localdate(at)))
    _record(
        actor,
        at,
        audit_types.DECISION_OPENED,
        decision,
        title=decision.title,
        procedure=decision.procedure,
        matter=decision.matter,
        day=str(decision.opened_on),
    )
    return decision


@transaction.atomic
def enter(
    *,
    actor: Actor,
    at: datetime,
    decision: Decision,
    entry: Entry,
    knowing: bool = False,
    entry_key: UUID | None = None,
) -> Event:
    """Enter what was done: a call, a meeting's outcome, a notice, an approval, an objection and its ruling.

    Parameters: `knowing`, whether what breaks a rule is entered all the same, because it did happen so;
    `entry_key`, made once for each form: sent again, it gives the entry it made. Raises `Invalid` naming the
    field; `Invalid("decision_entry_wrong")` for what cannot be so, `Invalid("decision_out_of_order")` for
    what breaks a rule (both with the engine's `faults`), `Conflict("decision_dropped")`.
    """
    decision = _held(decision)
    _admit(actor, decision, entry.step, entry.kind, entry.day)
    if earlier := _sent_before(decision, entry, entry_key):
        return earlier
    if decision.dropped_on is not None:
        raise Conflict("decision_dropped")
    event = _made(actor, at, decision, entry, entry_key)
    _keep(actor, at, audit_types.DECISION_ENTERED, decision, event, knowing=knowing)
    return event


@transaction.atomic
def correct(
    *,
    actor: Actor,
    at: datetime,
    event: Event,
    entry: Entry,
    reason: str,
    knowing: bool = False,
    entry_key: UUID | None = None,
) -> Event:
    """Correct an entry by a new one that shows; the old one counts no more.

    `minutes` given with it correct those the entry rests on; an `announcement` takes the place of the call
    that was made. Raises what `enter` does; `Conflict("event_corrected_already")`;
    `Invalid("reason_missing")`; and `Invalid("decision_unsettles")` where a later entry would no longer
    count, unless it is done knowingly.
    """
    decision = _held(event.decision)
    _admit(actor, decision, event.step, Kind(event.kind), entry.day)
    reason = _stated(reason)
    if earlier := _sent_before(decision, _as_before(event, entry), entry_key):
        return earlier
    _check_correctable(event)
    meetings.correct(actor, at, event, entry, reason)
    new = _made(actor, at, decision, _as_before(event, entry), entry_key)
    new.replaces, new.reason = event, reason
    _keep(actor, at, audit_types.DECISION_CORRECTED, decision, new, knowing=knowing)
    return new


@transaction.atomic
def withdraw(
    *,
    actor: Actor,
    at: datetime,
    event: Event,
    reason: str,
    knowing: bool = False,
    entry_key: UUID | None = None,
) -> Event:
    """Take back an entry made by mistake: it stays readable and counts no more; a call to a meeting is called
    off. Raises what `correct` does.
    """
    decision = _held(event.decision)
    _admit(actor, decision, event.step, Kind(event.kind), event.day)
    reason = _stated(reason)
    if earlier := _sent_before(decision, Entry("", Kind.WITHDRAWN, event.day), entry_key):
        return earlier
    _check_correctable(event)
    meetings.call_off(actor, at, event, reason)
    return _take_back(actor, at, decision, event, reason, entry_key, knowing=knowing)


@transaction.atomic
def drop(*, actor: Actor, at: datetime, decision: Decision, day: date, reason: str) -> None:
    """Go no further with a decision, for a reason; meetings that were called are called off, and the calls
    taken back. Raises `Conflict("decision_dropped")`, `Conflict("decision_settled")` for one that is at its
    end.
    """
    decision = _held(decision)
    admit(actor, policies.RECORD, decision.unit, day)
    if decision.dropped_on is not None:
        raise Conflict("decision_dropped")
    if decision.settled:
        raise Conflict("decision_settled")
    if not decision.opened_on <= day <= timezone.localdate(at):
        raise Invalid("event_day_wrong", field="day", first=decision.opened_on)
    decision.dropped_on, decision.drop_reason = day, _stated(reason)
    for event in meetings.calls(decision):
        meetings.call_off(actor, at, event, decision.drop_reason)
        _take_back(actor, at, decision, event, decision.drop_reason, knowing=True)
    decision.save(update_fields=["dropped_on", "drop_reason"])
    decision.expected.all().delete()
    _record(actor, at, audit_types.DECISION_DROPPED, decision, day=str(day), reason=decision.drop_reason)


@transaction.atomic
def resume(*, actor: Actor, at: datetime, decision: Decision, reason: str) -> None:
    """Go on with a decision that was dropped. Raises `Conflict("decision_not_dropped")`."""
    decision = _held(decision)
    today = timezone.localdate(at)
    admit(actor, policies.RECORD, decision.unit, today, lasting=True)
    if decision.dropped_on is None:
        raise Conflict("decision_not_dropped")
    reason = _stated(reason)
    decision.dropped_on, decision.drop_reason = None, ""
    decision.save(update_fields=["dropped_on", "drop_reason"])
    rules = current_rules()
    keep(rules, decision, judged(rules, decision, events_of(decision), today))
    _record(actor, at, audit_types.DECISION_RESUMED, decision, reason=reason)


def permission_of(rules: Profile, decision: Decision, step: str, kind: Kind) -> str:
    """By which permission something of a step is entered: its keeper's."""
    if kind is Kind.ANNULLED:
        return policies.APPROVE
    if kind is Kind.OBJECTED:
        return policies.RECORD
    keepers = {
        version.steps[step].keeper
        for version in rules.procedure(decision.procedure).versions
        if step in version.steps
    }
    return policies.APPROVE if keepers == {Keeper.ABOVE} else policies.RECORD


def _admit(actor: Actor, decision: Decision, step: str, kind: Kind, day: date) -> None:
    admit(actor, permission_of(current_rules(), decision, step, kind), decision.unit, day)


def _held(decision: Decision) -> Decision:
    """The decision, one writer at a time; its unit first, as everyone holds them."""
    hold([decision.unit_id])
    rows = Decision.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("unit").get(pk=decision.pk)


def _check_proposal(rules: Profile, unit_kind: str, proposal: Proposal, today: date) -> None:
    if not proposal.title.strip():
        raise Invalid("title_missing", field="title")
    if len(proposal.title) > 200 or len(proposal.text) > LONGEST:
        raise Invalid("text_too_long", field="text", limit=LONGEST)
    procedure = rules.procedures.get(proposal.procedure)
    if procedure is None or not procedure.offered:
        raise Invalid("unknown_procedure", field="procedure", procedure=proposal.procedure)
    if procedure.unit_kinds and unit_kind not in procedure.unit_kinds:
        raise Invalid("procedure_of_other_units", field="procedure")
    if proposal.day > today:
        raise Invalid("step_in_the_future", field="day")
    if procedure.in_force_on(proposal.day) is None:
        raise Invalid("procedure_not_in_force", field="day", procedure=procedure.code, day=proposal.day)
    if proposal.matter and proposal.matter not in procedure.matters:
        raise Invalid("unknown_matter", field="matter")
    if procedure.matters and not proposal.matter:
        raise Invalid("unknown_matter", field="matter")
    if proposal.carry_out_by is not None and proposal.carry_out_by < proposal.day:
        raise Invalid("carry_out_day_wrong", field="carry_out_by")


def _opened_before(actor: Actor, unit: Unit, proposal: Proposal) -> Decision | None:
    """The decision this very form has begun before; nothing was entered of it yet."""
    return Decision.objects.filter(
        unit=unit,
        procedure=proposal.procedure,
        matter=proposal.matter,
        title=" ".join(proposal.title.split()),
        proposal=proposal.text.strip(),
        opened_on=proposal.day,
        opened_by=actor.name,
        dropped_on__isnull=True,
        events__isnull=True,
    ).first()


def _sent_before(decision: Decision, entry: Entry, entry_key: UUID | None) -> Event | None:
    """The entry this very form has made before."""
    earlier = decision.events.filter(entry_key=entry_key).first() if entry_key else None
    if earlier is not None and (earlier.step, earlier.kind, earlier.day) != (
        entry.step,
        entry.kind,
        entry.day,
    ):
        raise Conflict("entry_sent_already")
    return earlier


def _made(actor: Actor, at: datetime, decision: Decision, entry: Entry, key: UUID | None) -> Event:
    """An entry not yet saved; the meeting it rests on is."""
    today = timezone.localdate(at)
    if not decision.opened_on <= entry.day <= today:
        raise Invalid("event_day_wrong", field="day", first=decision.opened_on)
    if len(entry.text) > LONGEST:
        raise Invalid("text_too_long", field="text", limit=LONGEST)
    gathering, said = meetings.kept(actor, at, decision, entry)
    last = decision.events.order_by("-number").values_list("number", flat=True).first()
    return Event(
        decision=decision,
        number=(last or 0) + 1,
        step=entry.step,
        kind=entry.kind,
        day=entry.day,
        said=said,
        text=entry.text.strip(),
        details=dict(entry.details),
        on_paper=entry.on_paper,
        gathering=gathering,
        article=entry.article,
        recorded_at=at,
        recorded_by=actor.name,
        entry_key=key,
        salt=secrets.token_bytes(SALT_SIZE),
    )


def _keep(
    actor: Actor, at: datetime, type: AuditType, decision: Decision, event: Event, *, knowing: bool
) -> None:
    """Save an entry if it may stand, seal its verdict, keep what follows from it."""
    rules, today, before = current_rules(), timezone.localdate(at), events_of(decision)
    state = judged(rules, decision, [*before, event], today)
    weighing.check(judged(rules, decision, before, today), state, event, knowing=knowing)
    event.save()
    event.entry = _record(actor, at, type, decision, **_sealed(state, event, before))
    event.save(update_fields=["entry"])
    keep(rules, decision, state)


def _take_back(
    actor: Actor,
    at: datetime,
    decision: Decision,
    event: Event,
    reason: str,
    key: UUID | None = None,
    *,
    knowing: bool,
) -> Event:
    """Let an entry count no more, by a new one that says so."""
    new = _made(actor, at, decision, Entry("", Kind.WITHDRAWN, event.day), key)
    new.replaces, new.reason = event, reason
    _keep(actor, at, audit_types.DECISION_CORRECTED, decision, new, knowing=knowing)
    return new


def _sealed(state: State, event: Event, before: Sequence[Event]) -> dict[str, Any]:
    """What the journal keeps of an entry: what it said, without names, and what it was worth; of its words a
    salted digest, whose salt stays with them.
    """
    found = state.event(event.code)
    told = {"text": event.text, "details": event.details}
    return {
        "event": event.code,
        "step": event.step,
        "kind": str(event.kind),
        "day": str(event.day),
        "said": event.said,
        "told": commit(canonical_json(told), bytes(event.salt or b"")).hex(),
        "replaces": event.replaces.code if event.replaces else "",
        "verdict": found.verdict if found else "",
        "result": str(state.result),
        "entries": len(before) + 1,
    }


def _as_before(event: Event, entry: Entry) -> Entry:
    """A correction is of the same step and kind, and rests on the same minutes."""
    return Entry(
        step=event.step,
        kind=Kind(event.kind),
        day=entry.day,
        said=entry.said,
        text=entry.text,
        details=entry.details,
        on_paper=entry.on_paper,
        minutes=None,
        gathering=entry.gathering or meetings.standing(event),
        announcement=entry.announcement,
        article=event.article,
    )


def _check_correctable(event: Event) -> None:
    if event.kind == Kind.WITHDRAWN or Event.objects.filter(replaces=event).exists():
        raise Conflict("event_corrected_already")


def _stated(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Invalid("reason_missing", field="reason")
    if len(reason) > 200:
        raise Invalid("text_too_long", field="reason", limit=200)
    return reason


def _record(actor: Actor, at: datetime, type: AuditType, decision: Decision, **content: object) -> AuditEntry:
    return record(
        actor=actor,
        at=at,
        type=type,
        subject=f"decision:{decision.pk}",
        unit_ids=[decision.unit_id],
        content={"unit": decision.unit.code, **content},
    )
