"""Writes to transfers. A membership stays with the unit it leaves until the other side has received it
(《党员教育管理工作条例》, 2019).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit, UnitVersion, on
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.versions import SEGMENT, admit, hold, last_version
from jiceng.apps.people import id_numbers, services
from jiceng.apps.people import policies as people
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.transfers import audit_types, policies
from jiceng.apps.transfers.models import REASONS, WAITING, Transfer
from jiceng.kernel.actors import Actor
from jiceng.kernel.codes import IdNumber
from jiceng.kernel.errors import Conflict, Invalid
from jiceng.kernel.periods import months_after


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter to be issued: `direction` "out" or "within", `to`, where to in the words of the letter
    (within:
    the unit's name or code), why (one of REASONS), its day.
    """

    direction: str
    to: str
    reason: str
    day: date


@transaction.atomic
def issue(*, actor: Actor, at: datetime, membership: Membership, draft: LetterDraft) -> Transfer:
    """Issue a letter for a member who moves; it is valid for the months the rules give it.

    One within is addressed by itself when one unit alone bears the name or code written; the sender is told
    nothing of units she may not see. Raises `Invalid`, `Conflict("membership_ended")`,
    `Conflict("letter_under_way")` while another is open.
    """
    hold([membership.unit_id, int(last_version(membership.unit).path[:SEGMENT])])
    version = admit(actor, people.MANAGE, membership.unit, draft.day)
    words = _checked(draft, at)
    membership.refresh_from_db(fields=["ends_on"])
    if membership.ends_on is not None:
        raise Conflict("membership_ended")
    if draft.day < membership.starts_on:
        raise Invalid("before_last_change", field="day", last=membership.starts_on)
    if membership.person.transfers.filter(WAITING).exists():
        raise Conflict("letter_under_way")
    unit = _addressed(words, draft.day) if draft.direction == "within" else None
    if unit is not None and unit.pk == membership.unit_id:
        raise Invalid("transfer_to_same_unit", field="to")
    serial = _next_serial(draft.day.year)
    found = Transfer.objects.create(
        person=membership.person,
        direction=draft.direction,
        from_unit=membership.unit,
        from_words=version.name,
        to_unit=unit,
        to_words=words,
        reason=draft.reason,
        standing=membership.standing,
        starts_on=draft.day,
        letter_day=draft.day,
        letter_number=f"{draft.day.year}-{serial:04}",
        year=draft.day.year,
        serial=serial,
        valid_until=valid_until(draft.day),
        state="issued",
        issued_by=actor.name[:60],
    )
    _record(actor, at, audit_types.LETTER_ISSUED, found, draft.day)
    return found


def _checked(draft: LetterDraft, at: datetime) -> str:
    """Where to, in the letter's words."""
    if draft.direction not in ("out", "within"):
        raise Invalid("unknown_reason", field="direction", value=draft.direction)
    if draft.reason not in REASONS:
        raise Invalid("unknown_reason", field="reason", value=draft.reason)
    if not draft.to.strip():
        raise Invalid("destination_missing", field="to")
    _has_come(draft.day, at)
    return draft.to.strip()


def valid_until(day: date) -> date | None:
    """The last day on which a letter of `day` is valid, by the figure in force then; None: without end."""
    rules = current_rules()
    if "transfer_letter_months" not in rules.parameters:
        return None
    return months_after(day, int(rules.figure("transfer_letter_months", day)))


def _addressed(words: str, day: date) -> Unit | None:
    """The one unit of that code or exact name on `day`, whoever may see it."""
    units = Unit.objects.filter(code=words, versions__in=UnitVersion.objects.filter(on(day)))
    found = list(units[:1])
    if not found:
        named = UnitVersion.objects.filter(on(day), name=words).select_related("unit")
        found = [version.unit for version in named[:2]]
    return found[0] if len(found) == 1 else None


def _next_serial(year: int) -> int:
    """The next number of a year's letters; the topmost unit is held, so that two do not get the same."""
    last = Transfer.objects.filter(year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


@transaction.atomic
def address(*, actor: Actor, at: datetime, transfer: Transfer, unit: Unit) -> None:
    """Say which unit a letter within goes to, by someone who sees both sides.

    Raises `Conflict("letter_settled")`, `Invalid("transfer_to_same_unit")`.
    """
    today = timezone.localdate(at)
    admit(actor, people.MANAGE, _from(transfer), today)
    require(actor, READ, last_version(unit).path)
    _lock(transfer, "issued")
    if transfer.direction != "within":
        raise Conflict("letter_settled")
    if unit.pk == transfer.from_unit_id:
        raise Invalid("transfer_to_same_unit", field="unit")
    transfer.to_unit = unit
    transfer.save(update_fields=["to_unit"])
    _record(actor, at, audit_types.LETTER_ADDRESSED, transfer, today)


@transaction.atomic
def confirm(*, actor: Actor, at: datetime, transfer: Transfer, day: date) -> Membership:
    """The receiving side confirms a letter within: the membership moves on `day`.

    Raises `Conflict("letter_not_addressed")`, `Conflict("letter_settled")`, `Conflict("letter_expired")`
    for a
    day after its last valid one, `Conflict("letter_overtaken")` when the person is no longer a member of the
    unit that wrote it.
    """
    if transfer.to_unit is None:
        raise Conflict("letter_not_addressed")
    hold([transfer.to_unit.pk, _from(transfer).pk])
    admit(actor, policies.CONFIRM, transfer.to_unit, day, lasting=True)
    _lock(transfer, "issued")
    _arrival(transfer, day, at)
    if transfer.valid_until is not None and day > transfer.valid_until:
        raise Conflict("letter_expired", last=transfer.valid_until)
    moved = services.carry_over(
        actor=actor,
        at=at,
        membership=_membership(transfer),
        unit=transfer.to_unit,
        day=day,
        permission=policies.CONFIRM,
    )
    _settle(transfer, "done", day)
    _record(actor, at, audit_types.LETTER_DONE, transfer, day)
    return moved


def _arrival(transfer: Transfer, day: date, at: datetime) -> None:
    """A day on which the letter can have arrived, or have been returned."""
    if day < transfer.letter_day:
        raise Invalid("before_last_change", field="day", last=transfer.letter_day)
    _has_come(day, at)


def _has_come(day: date, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise Invalid("letter_in_the_future", field="day")


@transaction.atomic
def record_receipt(*, actor: Actor, at: datetime, transfer: Transfer, day: date, number: str) -> None:
    """The receipt (回执) of a letter out has come back: the membership ends on `day`, when it was received.

    Also after the letter's last day: the other side has taken the member in. Parameters: `number`, as the
    receipt bears it, or empty. Raises `Conflict("letter_settled")`, `Conflict("letter_overtaken")`.
    """
    admit(actor, people.MANAGE, _from(transfer), day)
    _lock(transfer, "issued")
    if transfer.direction != "out":
        raise Conflict("letter_settled")
    _arrival(transfer, day, at)
    services.end_membership(
        actor=actor, at=at, membership=_membership(transfer), day=day, reason="transferred"
    )
    _settle(transfer, "done", day, number=number)
    _record(actor, at, audit_types.LETTER_DONE, transfer, day)


@dataclass(frozen=True, slots=True)
class ArrivalDraft:
    """A letter from outside: who comes, with what standing, member since when; whence, why, the letter's
    number
    and day; the day of arrival, on which the membership here begins.
    """

    person: services.PersonDraft
    standing: str
    joined_on: date
    from_words: str
    reason: str
    letter_number: str
    letter_day: date
    day: date


@transaction.atomic
def receive(*, actor: Actor, at: datetime, unit: Unit, draft: ArrivalDraft) -> Transfer:
    """A member arrives from outside with a letter: her membership begins on the day of arrival.

    One who was registered before and is a member nowhere comes back to her own file. Raises `Invalid` for
    bad fields, `Conflict("id_number_in_register")`, `Conflict("member_elsewhere")`.
    """
    version = admit(actor, people.MANAGE, unit, draft.day, lasting=True)
    if draft.reason not in REASONS:
        raise Invalid("unknown_reason", field="reason", value=draft.reason)
    if not draft.from_words.strip():
        raise Invalid("destination_missing", field="from_words")
    if draft.letter_day > draft.day:
        raise Invalid("before_last_change", field="day", last=draft.letter_day)
    _has_come(draft.day, at)
    membership = _arrived(actor, at, unit, draft)
    found = Transfer.objects.create(
        person=membership.person,
        direction="in",
        from_words=draft.from_words.strip(),
        to_unit=unit,
        to_words=version.name,
        reason=draft.reason,
        standing=draft.standing,
        starts_on=draft.day,
        letter_day=draft.letter_day,
        letter_number=draft.letter_number.strip(),
        valid_until=valid_until(draft.letter_day),
        state="received",
        issued_by=actor.name[:60],
    )
    _record(actor, at, audit_types.LETTER_RECEIVED, found, draft.day)
    return found


def _arrived(actor: Actor, at: datetime, unit: Unit, draft: ArrivalDraft) -> Membership:
    number = draft.person.id_number
    parsed = number if isinstance(number, IdNumber) else IdNumber.parse(number.strip()) if number else None
    known = Person.objects.filter(id_number_index=id_numbers.index(parsed)).first() if parsed else None
    named: dict[str, Any] = {"actor": actor, "at": at, "unit": unit, "day": draft.day}
    named |= {"standing": draft.standing, "joined_on": draft.joined_on}
    if known is None:
        return services.register_person(**named, draft=draft.person)
    if known.name != draft.person.name.strip():
        raise Conflict("id_number_in_register", field="id_number")
    return services.start_membership(**named, person=known)


@transaction.atomic
def send_receipt(*, actor: Actor, at: datetime, transfer: Transfer, day: date) -> None:
    """The receipt of a letter from outside has been sent back on `day`. Raises
    `Conflict("letter_settled")`, `Invalid`: "before_last_change", "letter_in_the_future".
    """
    admit(actor, people.MANAGE, _to(transfer), day)
    _lock(transfer, "received")
    _has_come(day, at)
    if day < transfer.starts_on:
        raise Invalid("before_last_change", field="day", last=transfer.starts_on)
    _settle(transfer, "done", day)
    _record(actor, at, audit_types.LETTER_DONE, transfer, day)


@transaction.atomic
def cancel(*, actor: Actor, at: datetime, transfer: Transfer, day: date, reason: str) -> None:
    """Take a letter back, or return it: the membership stays where it is. Its sender may, and the unit it is
    addressed to.

    Raises `Invalid`: "reason_missing", "before_last_change", "letter_in_the_future";
    `Conflict("letter_settled")`.
    """
    sender = _from(transfer) if transfer.from_unit else _to(transfer)
    receiver = transfer.to_unit
    if receiver is not None and not actor.may(people.MANAGE, last_version(sender).path):
        admit(actor, policies.CONFIRM, receiver, day)
    else:
        admit(actor, people.MANAGE, sender, day)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    _lock(transfer, "issued")
    _arrival(transfer, day, at)
    _settle(transfer, "cancelled", day, why=reason.strip())
    _record(actor, at, audit_types.LETTER_CANCELLED, transfer, day)


def _from(transfer: Transfer) -> Unit:
    """The unit of ours that wrote the letter. Raises `Conflict("letter_settled")` for one from outside."""
    if transfer.from_unit is None:
        raise Conflict("letter_settled")
    return transfer.from_unit


def _to(transfer: Transfer) -> Unit:
    """The unit of ours the letter goes to. Raises `Conflict("letter_not_addressed")`."""
    if transfer.to_unit is None:
        raise Conflict("letter_not_addressed")
    return transfer.to_unit


def _lock(transfer: Transfer, state: str) -> None:
    """Let one writer at a time settle a letter that is in `state`."""
    found = (
        Transfer.objects.select_for_update().filter(pk=transfer.pk).values_list("state", "to_unit_id").get()
    )
    if found != (state, transfer.to_unit_id):
        raise Conflict("letter_settled")


def _membership(transfer: Transfer) -> Membership:
    rows = transfer.person.memberships.filter(ends_on__isnull=True, unit=transfer.from_unit)
    found = rows.select_related("person", "unit").first()
    if found is None:
        raise Conflict("letter_overtaken")
    return found


def _settle(transfer: Transfer, state: str, day: date, *, why: str = "", number: str = "") -> None:
    transfer.state, transfer.settled_on, transfer.settled_why = state, day, why
    transfer.receipt_number = number.strip()
    transfer.save(update_fields=["state", "settled_on", "settled_why", "receipt_number"])


def _record(actor: Actor, at: datetime, type: AuditType, transfer: Transfer, day: date) -> None:
    units = [each for each in (transfer.from_unit_id, transfer.to_unit_id) if each is not None]
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"person:{transfer.person_id}",
        unit_ids=units,
        content={"transfer": transfer.pk, "direction": transfer.direction, "day": str(day)},
    )
