"""Writes to dues: as what members pay, and what they paid. A correction is a new row; the old one shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.dues import audit_types, policies
from jiceng.apps.dues.accounts import Account, Cell, Paid, Rates, accounts, cells
from jiceng.apps.dues.bases import seal
from jiceng.apps.dues.models import DuesStanding, Payment
from jiceng.apps.dues.months import between, first_of
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import OPEN, Unit
from jiceng.apps.organisations.versions import admit
from jiceng.apps.people.models import Person
from jiceng.engines.procedure import standard
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

MOST_FEN = 100_000_000
"""A million yuan: more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class StandingDraft:
    """As what a member pays: a kind of the profile; `given`, fen: the base, or the sum chosen."""

    person_id: int
    payer: str
    given: int | None = None


@transaction.atomic
def set_standings(
    *, actor: Actor, at: datetime, unit: Unit, month: date, drafts: Sequence[StandingDraft]
) -> int:
    """Say as what members of a unit pay, from a month on; what was said from that month on is replaced.

    Raises `Invalid` with `person`, of whom: "unknown_payer", "not_of_this_unit", "before_last_change" and
    what `standard` raises; `Conflict("dues_nothing_to_record")` without drafts. Returns how many were set.
    """
    month = first_of(month)
    admit(actor, policies.RECORD, unit, timezone.localdate(at))
    if not drafts:
        raise Conflict("dues_nothing_to_record")
    found = accounts([unit.pk], month, month)
    for draft in drafts:
        account = found.get((unit.pk, draft.person_id))
        if account is None or not account.here(month):
            raise Invalid("not_of_this_unit", person=draft.person_id)
        _set(unit, month, draft)
    record(
        actor=actor,
        at=at,
        type=audit_types.STANDARDS_SET,
        subject=f"unit:{unit.pk}",
        unit_ids=[unit.pk],
        content={"unit": unit.code, "month": f"{month:%Y-%m}", "persons": len(drafts)},
    )
    return len(drafts)


def _set(unit: Unit, month: date, draft: StandingDraft) -> None:
    kind = current_rules().payers.get(draft.payer)
    if kind is None:
        raise Invalid("unknown_payer", person=draft.person_id)
    try:
        standard(kind, month, draft.given)
    except Invalid as error:
        raise Invalid(error.code, **error.data | {"person": draft.person_id}) from None
    version = kind.version_on(month)
    if version is not None and (draft.given or 0) > MOST_FEN:
        raise Invalid("dues_too_much", person=draft.person_id)
    rows = DuesStanding.objects.filter(person_id=draft.person_id, unit=unit)
    last = rows.filter(OPEN).first()
    if last is not None and last.starts_on > month:
        raise Invalid("before_last_change", person=draft.person_id, last=last.starts_on)
    if last is not None and last.starts_on == month:
        last.delete()
    elif last is not None:
        rows.filter(pk=last.pk).update(ends_on=month)
    banded = version is not None and bool(version.bands)
    DuesStanding.objects.create(
        person_id=draft.person_id,
        unit=unit,
        payer=draft.payer,
        base_sealed=seal(draft.given, draft.person_id) if banded and draft.given is not None else None,
        chosen_fen=None if banded else draft.given,
        starts_on=month,
    )


@dataclass(frozen=True, slots=True)
class Collection:
    """What was paid at once: for the months from `first` to `last`, on a day; fen a month by person."""

    first: date
    last: date
    paid_on: date
    amounts: Mapping[int, int]


@transaction.atomic
def record_dues(*, actor: Actor, at: datetime, unit: Unit, draft: Collection) -> list[Payment]:
    """Record what members of a unit paid: each gets one receipt; a month paid before is left as it is.

    Raises `Invalid`: "dues_paid_in_the_future", "dues_months_reversed", "dues_beyond_the_year",
    "not_of_this_unit", "bad_amount"; `Conflict("dues_nothing_to_record")` when all of it is recorded already.
    """
    today = timezone.localdate(at)
    admit(actor, policies.RECORD, unit, today)
    months = _months(draft, today)
    found = accounts([unit.pk], months[0], months[-1])
    paid, rates = Paid(draft.amounts.keys(), months), Rates()
    rows: list[Payment] = []
    serial = _last_serial(unit, draft.paid_on.year)
    for person_id, fen in draft.amounts.items():
        account = found.get((unit.pk, person_id))
        if account is None or not any(account.here(month) for month in months):
            raise Invalid("not_of_this_unit", field="paid")
        if not 0 < fen <= MOST_FEN:
            raise Invalid("bad_amount", field="paid")
        wanted = _to_pay(account, months, rates, paid)
        serial += bool(wanted)
        receipt = f"{draft.paid_on.year}-{serial:04}"
        rows += [_payment(actor, at, unit, cell, fen, draft.paid_on, receipt, person_id) for cell in wanted]
    if not rows:
        raise Conflict("dues_nothing_to_record")
    Payment.objects.filter(pk__in=[row.corrects_id for row in rows if row.corrects_id]).update(replaced=True)
    Payment.objects.bulk_create(rows)
    _record(actor, at, unit, months, rows)
    return rows


def _months(draft: Collection, today: date) -> list[date]:
    if draft.paid_on > today:
        raise Invalid("dues_paid_in_the_future", field="paid_on")
    if draft.last < draft.first:
        raise Invalid("dues_months_reversed", field="last")
    if draft.last.year > draft.paid_on.year or draft.first.year != draft.last.year:
        raise Invalid("dues_beyond_the_year", field="last")
    return between(first_of(draft.first), first_of(draft.last))


def _to_pay(account: Account, months: Iterable[date], rates: Rates, paid: Paid) -> list[Cell]:
    """The months of a member that nobody has taken yet, and in which something is asked of her."""
    here = cells(account, list(months), date.max, rates, paid)
    return [cell for cell in here if cell.state in ("due", "unset")]


def _payment(
    actor: Actor, at: datetime, unit: Unit, cell: Cell, fen: int, day: date, receipt: str, person_id: int
) -> Payment:
    return Payment(
        person_id=person_id,
        unit=unit,
        month=cell.month,
        amount_fen=fen,
        paid_on=day,
        receipt=receipt,
        entered_by=actor.name[:60],
        entered_at=at,
        corrects=cell.payment,
    )


def _last_serial(unit: Unit, year: int) -> int:
    """The number of the last receipt a unit wrote in a year; the unit is held, so that none is written
    twice.
    """
    rows = Payment.objects.filter(unit=unit, receipt__startswith=f"{year}-").order_by("-receipt")
    last = rows.values_list("receipt", flat=True).first()
    return int(last.partition("-")[2]) if last else 0


def _record(actor: Actor, at: datetime, unit: Unit, months: list[date], rows: list[Payment]) -> None:
    record(
        actor=actor,
        at=at,
        type=audit_types.DUES_RECORDED,
        subject=f"unit:{unit.pk}",
        unit_ids=[unit.pk],
        content={
            "unit": unit.code,
            "months": [f"{month:%Y-%m}" for month in months],
            "persons": len({row.person_id for row in rows}),
            "fen": sum(row.amount_fen for row in rows),
        },
    )


@transaction.atomic
def correct_payment(
    *, actor: Actor, at: datetime, payment: Payment, amount_fen: int, paid_on: date, reason: str
) -> Payment:
    """Put a payment right by a new row under the same receipt; 0 fen: nothing was paid after all.

    Raises `Invalid`: "reason_missing", "bad_amount", "dues_paid_in_the_future"; `Conflict("dues_corrected")`
    for a row that was corrected before.
    """
    admit(actor, policies.RECORD, payment.unit, timezone.localdate(at))
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if not 0 <= amount_fen <= MOST_FEN:
        raise Invalid("bad_amount", field="amount")
    if paid_on > timezone.localdate(at):
        raise Invalid("dues_paid_in_the_future", field="paid_on")
    if not Payment.objects.filter(pk=payment.pk, replaced=False).update(replaced=True):
        raise Conflict("dues_corrected")
    row = Payment.objects.create(
        person=payment.person,
        unit=payment.unit,
        month=payment.month,
        amount_fen=amount_fen,
        paid_on=paid_on,
        receipt=payment.receipt,
        entered_by=actor.name[:60],
        entered_at=at,
        corrects=payment,
        reason=reason.strip(),
    )
    _record_correction(actor, at, row)
    return row


def _record_correction(actor: Actor, at: datetime, row: Payment) -> None:
    person: Person = row.person
    record(
        actor=actor,
        at=at,
        type=audit_types.DUES_CORRECTED,
        subject=f"person:{person.pk}",
        unit_ids=[row.unit_id],
        content={"payment": row.pk, "month": f"{row.month:%Y-%m}", "fen": row.amount_fen},
    )
