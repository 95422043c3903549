"""Writes to persons and memberships."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiceng.apps.organisations.models import Unit, on, profile
from jiceng.apps.organisations.versions import admit, hold, version_on
from jiceng.apps.people import audit_types, id_numbers, policies
from jiceng.apps.people.entries import record_about
from jiceng.apps.people.models import Absence, Membership, Person
from jiceng.apps.people.names import initials
from jiceng.kernel.actors import Actor
from jiceng.kernel.codes import IdNumber, Sex
from jiceng.kernel.errors import Conflict, Invalid

END_REASONS = ("transferred", "left", "died", "removed", "became_full")
"""Reasons every profile knows; its `departures` add their own."""
TOLD = ("spoken", "written", "phone")
EVALUATED = ("here", "there")


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What is known of a person; sex and birth date follow from the identity number where there is one."""

    name: str
    id_number: str | IdNumber = ""
    sex: str = Sex.UNKNOWN.value
    birth_date: date | None = None
    ethnicity: str = ""
    education: str = ""
    occupation: str = ""
    phone: str = ""


def build_person(draft: PersonDraft) -> Person:
    """A person not yet saved, checked, her identity number sealed and indexed. Raises `Invalid` naming the
    field.
    """
    name = "".join(draft.name.split()) if not draft.name.isascii() else draft.name.strip()
    if not name:
        raise Invalid("name_missing", field="name")
    person = Person(
        name=name,
        initials=initials(name),
        sex=draft.sex,
        birth_date=draft.birth_date,
        ethnicity=draft.ethnicity,
        education=draft.education,
        occupation=draft.occupation,
        phone=draft.phone,
    )
    if draft.id_number:
        given = draft.id_number
        number = given if isinstance(given, IdNumber) else IdNumber.parse(given.strip())
        person.id_number_sealed = id_numbers.seal(number)
        person.id_number_index = id_numbers.index(number)
        person.id_number_masked = number.masked
        person.sex, person.birth_date = number.sex.value, number.birth_date
    return person


@transaction.atomic
def register_person(
    *, actor: Actor, at: datetime, unit: Unit, draft: PersonDraft, standing: str, joined_on: date, day: date
) -> Membership:
    """Register a person with her membership in `unit` from `day` on; `joined_on` is when she joined the
    organisation (入党日期).

    Raises `Invalid` for bad fields, `Conflict("id_number_in_register")` when she is registered already.
    """
    admit(actor, policies.MANAGE, unit, day, lasting=True)
    person = build_person(draft)
    if person.id_number_index and Person.objects.filter(id_number_index=person.id_number_index).exists():
        raise Conflict("id_number_in_register", field="id_number")
    person.save()
    record_about(actor, at, audit_types.PERSON_REGISTERED, person, unit, name=person.name)
    return _join(actor, at, person, unit, standing, joined_on, day)


@transaction.atomic
def start_membership(
    *, actor: Actor, at: datetime, person: Person, unit: Unit, standing: str, joined_on: date, day: date
) -> Membership:
    """Begin a registered person's membership in a unit. Raises `Conflict("member_elsewhere")` while she is a
    member somewhere.
    """
    admit(actor, policies.MANAGE, unit, day, lasting=True)
    return _join(actor, at, person, unit, standing, joined_on, day)


def _join(
    actor: Actor, at: datetime, person: Person, unit: Unit, standing: str, joined_on: date, day: date
) -> Membership:
    if standing not in profile().standings:
        raise Invalid("unknown_standing", field="standing", value=standing)
    if day < joined_on:
        raise Invalid("member_before_joining", field="day", joined_on=joined_on)
    if person.memberships.filter(ends_on__isnull=True).exists():
        raise Conflict("member_elsewhere")
    membership = Membership.objects.create(
        person=person, unit=unit, standing=standing, joined_on=joined_on, starts_on=day
    )
    record_about(actor, at, audit_types.MEMBERSHIP_STARTED, person, unit, day=str(day), standing=standing)
    return membership


@transaction.atomic
def end_membership(*, actor: Actor, at: datetime, membership: Membership, day: date, reason: str) -> None:
    """End a membership; `day` is the first day it no longer counts, `reason` one of END_REASONS or a
    departure of the profile.

    A spell away ends with the membership it belonged to, unless she becomes a full member of the same unit.
    """
    admit(actor, policies.MANAGE, membership.unit, day)
    if reason not in END_REASONS and reason not in profile().departures:
        raise Invalid("unknown_reason", field="reason", value=reason)
    _end(actor, at, membership, day, reason)


def _end(actor: Actor, at: datetime, membership: Membership, day: date, reason: str) -> None:
    membership.refresh_from_db(fields=["ends_on"])
    if membership.ends_on is not None:
        raise Conflict("membership_ended")
    if day <= membership.starts_on:
        raise Invalid("before_last_change", field="day", last=membership.starts_on)
    membership.ends_on, membership.end_reason = day, reason
    membership.save(update_fields=["ends_on", "end_reason"])
    record_about(
        actor,
        at,
        audit_types.MEMBERSHIP_ENDED,
        membership.person,
        membership.unit,
        day=str(day),
        reason=reason,
    )
    if reason == "became_full":
        return
    away = membership.person.absences.filter(ends_on__isnull=True, unit_id=membership.unit_id)
    for absence in away.select_related("person", "unit"):
        _back(actor, at, absence, day)


@transaction.atomic
def settle_suspension(*, actor: Actor, at: datetime, membership: Membership, day: date) -> None:
    """End a suspended membership (停止党籍) for good (除名) on `day`.

    Raises `Conflict("not_suspended")` for one that rests no more, `Invalid`: "before_last_change",
    "settled_in_the_future".
    """
    today = timezone.localdate(at)
    admit(actor, policies.MANAGE, membership.unit, today)
    if day > today:
        raise Invalid("settled_in_the_future", field="day")
    membership.refresh_from_db(fields=["ends_on", "end_reason", "removed_on"])
    departure = profile().departures.get(membership.end_reason)
    again = membership.person.memberships.filter(ends_on__isnull=True).exists()
    if departure is None or not departure.suspends or membership.removed_on is not None or again:
        raise Conflict("not_suspended")
    if membership.ends_on is None or day <= membership.ends_on:
        raise Invalid("before_last_change", field="day", last=membership.ends_on)
    membership.removed_on = day
    membership.save(update_fields=["removed_on"])
    person, unit = membership.person, membership.unit
    record_about(actor, at, audit_types.SUSPENSION_SETTLED, person, unit, day=str(day))


@transaction.atomic
def carry_over(
    *, actor: Actor, at: datetime, membership: Membership, unit: Unit, day: date, permission: str
) -> Membership:
    """Move a membership that the unit it leaves has let go (by a letter): the receiving side alone acts.

    Parameters: `permission`, the right to receive, which the actor must hold at `unit`.
    """
    hold([membership.unit_id, unit.pk])
    admit(actor, permission, unit, day, lasting=True)
    version_on(membership.unit, day)
    _end(actor, at, membership, day, "transferred")
    return _join(actor, at, membership.person, unit, membership.standing, membership.joined_on, day)


@transaction.atomic
def transfer(*, actor: Actor, at: datetime, membership: Membership, unit: Unit, day: date) -> Membership:
    """Move a membership to another unit on `day` (转移组织关系): the old one ends, a new one of the same standing
    begins.

    Who is away from the new unit too says so there.
    """
    if unit.pk == membership.unit_id:
        raise Invalid("transfer_to_same_unit", field="unit")
    hold([membership.unit_id, unit.pk])
    admit(actor, policies.MANAGE, unit, day, lasting=True)
    end_membership(actor=actor, at=at, membership=membership, day=day, reason="transferred")
    return _join(actor, at, membership.person, unit, membership.standing, membership.joined_on, day)


@transaction.atomic
def become_full_member(*, actor: Actor, at: datetime, membership: Membership, day: date) -> Membership:
    """A probationary member becomes a full one (转正) on `day`. Raises `Conflict("not_probationary")` for
    others.
    """
    if membership.standing != "probationary":
        raise Conflict("not_probationary")
    end_membership(actor=actor, at=at, membership=membership, day=day, reason="became_full")
    return _join(actor, at, membership.person, membership.unit, "full", membership.joined_on, day)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a member states of a spell away: until when about, told how (one of TOLD), who in the branch keeps
    in touch, where she is appraised (one of EVALUATED).
    """

    expected_until: date | None = None
    told: str = ""
    contact: Person | None = None
    evaluated: str = ""


@transaction.atomic
def start_absence(
    *,
    actor: Actor,
    at: datetime,
    membership: Membership,
    day: date,
    statement: Statement = Statement(),
) -> Absence:
    """Note that a member is away (流动党员) from `day` on, by her own statement; where she is, is not asked.

    Raises `Conflict` when she is away already or no member, `Invalid` for a statement that cannot be right.
    """
    admit(actor, policies.MANAGE, membership.unit, day)
    _check(statement, membership.unit, membership.person_id, day)
    membership.refresh_from_db(fields=["ends_on"])
    if membership.ends_on is not None:
        raise Conflict("membership_ended")
    if membership.person.absences.filter(ends_on__isnull=True).exists():
        raise Conflict("already_away")
    absence = Absence.objects.create(
        person=membership.person, unit=membership.unit, starts_on=day, **_stated(statement)
    )
    record_about(actor, at, audit_types.ABSENCE_STARTED, membership.person, membership.unit, day=str(day))
    return absence


def _stated(statement: Statement) -> dict[str, Any]:
    names = ("expected_until", "told", "contact", "evaluated")
    return {name: getattr(statement, name) for name in names}


def _check(statement: Statement, unit: Unit, person_id: int, day: date) -> None:
    if statement.told and statement.told not in TOLD:
        raise Invalid("unknown_reason", field="told", value=statement.told)
    if statement.evaluated and statement.evaluated not in EVALUATED:
        raise Invalid("unknown_reason", field="evaluated", value=statement.evaluated)
    if statement.expected_until is not None and statement.expected_until < day:
        raise Invalid("before_last_change", field="expected_until", last=day)
    contact = statement.contact
    if contact is not None:
        there = contact.memberships.filter(on(day), unit=unit).exists()
        if contact.pk == person_id or not there:
            raise Invalid("not_of_this_unit", field="contact")


@transaction.atomic
def confirm_absence(
    *, actor: Actor, at: datetime, absence: Absence, day: date, statement: Statement, permission: str
) -> None:
    """Note that a member who is away has been in touch on `day` and stated anew how things stand.

    Parameters: `permission`, the right by which it is noted: the branch's own contact may. Raises
    `Conflict("already_back")`, `Invalid` for a statement that cannot be right.
    """
    admit(actor, permission, absence.unit, day)
    _check(statement, absence.unit, absence.person_id, day)
    absence.refresh_from_db(fields=["ends_on", "confirmed_on"])
    if absence.ends_on is not None:
        raise Conflict("already_back")
    last = absence.confirmed_on or absence.starts_on
    if day < last:
        raise Invalid("before_last_change", field="day", last=last)
    for name, value in _stated(statement).items():
        setattr(absence, name, value)
    absence.confirmed_on = day
    absence.save(update_fields=["confirmed_on", "expected_until", "told", "contact", "evaluated"])
    record_about(actor, at, audit_types.ABSENCE_CONFIRMED, absence.person, absence.unit, day=str(day))


@transaction.atomic
def end_absence(*, actor: Actor, at: datetime, absence: Absence, day: date) -> None:
    """Note that a member is back from `day` on."""
    admit(actor, policies.MANAGE, absence.unit, day)
    _back(actor, at, absence, day)


def _back(actor: Actor, at: datetime, absence: Absence, day: date) -> None:
    absence.refresh_from_db(fields=["ends_on"])
    if absence.ends_on is not None:
        raise Conflict("already_back")
    if day <= absence.starts_on:
        raise Invalid("before_last_change", field="day", last=absence.starts_on)
    absence.ends_on = day
    absence.save(update_fields=["ends_on"])
    record_about(actor, at, audit_types.ABSENCE_ENDED, absence.person, absence.unit, day=str(day))


@transaction.atomic
def correct_person(
    *, actor: Actor, at: datetime, person: Person, unit: Unit, draft: PersonDraft, reason: str
) -> None:
    """Correct what the register says of a person (更正). An empty identity number leaves the one there is.

    Parameters: `unit`, the unit the person belongs to, by which the right to correct is checked.
    """
    admit(actor, policies.MANAGE, unit, timezone.localdate(at))
    if not person.memberships.filter(unit=unit).exists():
        raise Invalid("not_of_this_unit", field="person")
    wanted = build_person(draft)
    if wanted.id_number_index is None:
        for name in ("id_number_sealed", "id_number_index", "id_number_masked"):
            setattr(wanted, name, getattr(person, name))
    elif Person.objects.filter(id_number_index=wanted.id_number_index).exclude(pk=person.pk).exists():
        raise Conflict("id_number_in_register", field="id_number")
    changed = [f.name for f in Person._meta.fields if f.name != "id" and _differs(wanted, person, f.name)]
    wanted.pk = person.pk
    wanted.save(force_update=True)
    record_about(actor, at, audit_types.PERSON_CORRECTED, person, unit, fields=changed, reason=reason)


def _differs(wanted: Person, person: Person, field: str) -> bool:
    return field != "id_number_sealed" and getattr(wanted, field) != getattr(person, field)
