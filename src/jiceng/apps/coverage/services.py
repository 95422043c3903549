"""Writes to coverage: what covers an establishment, and that one counts though a rule leaves it out.

The right is asked for where the establishment lies by the newest list; an organisation linked must be one
the actor may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiceng.apps.coverage import audit_types, policies
from jiceng.apps.coverage.models import Establishment, Link, Overruling
from jiceng.apps.coverage.selectors import Known, newest_entry
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import OPEN, Unit, on
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.versions import WITHOUT_FORM, hold, last_version, version_on
from jiceng.engines.procedure import ORGANISED, WAYS
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, Invalid

_NAMED = ("instructor", "liaison")


@dataclass(frozen=True, slots=True)
class Cover:
    """What covers an establishment from `day` on: `how`, one of WAYS; `unit` for an organisation, `name` for
    whoever is sent, neither for another body at work there.
    """

    how: str
    day: date
    unit: Unit | None = None
    name: str = ""


@transaction.atomic
def cover(*, actor: Actor, at: datetime, establishment: Establishment, draft: Cover) -> Link:
    """Say what covers an establishment.

    Raises `Invalid`: "unknown_reason", "cover_without_unit", "cover_without_name", "unit_without_form",
    "cover_in_the_future"; `Conflict`: "unit_not_active", "covered_already".
    """
    place = _admitted(actor, policies.RECORD, establishment, draft.day, at)
    return _cover(actor, at, place, establishment, draft)


@transaction.atomic
def cover_together(
    *, actor: Actor, at: datetime, establishments: Sequence[Establishment], unit: Unit, day: date
) -> int:
    """Say of several establishments that one joint organisation covers them from a day on.

    Returns of how many it was not said before. Raises what `cover` does.
    """
    draft = Cover("joint", day, unit)
    written = 0
    for establishment in sorted(establishments, key=lambda each: each.pk):
        place = _admitted(actor, policies.RECORD, establishment, day, at)
        if not establishment.links.filter(on(day), how="joint", unit=unit).exists():
            _cover(actor, at, place, establishment, draft)
            written += 1
    return written


def _admitted(actor: Actor, permission: str, establishment: Establishment, day: date, at: datetime) -> Unit:
    """The place an establishment lies in, where the actor has the right; one writer at a time there."""
    if day > timezone.localdate(at):
        raise Invalid("cover_in_the_future", field="day")
    place = newest_entry(establishment).place
    hold([place.pk])
    require(actor, permission, last_version(place).path)
    return place


def _cover(actor: Actor, at: datetime, place: Unit, establishment: Establishment, draft: Cover) -> Link:
    unit, name = _checked(actor, draft)
    there = establishment.links.filter(OPEN, how=draft.how)
    if draft.how in ORGANISED and there.exists():
        raise Conflict("covered_already")
    if there.filter(unit=unit, name=name).exists():
        raise Conflict("covered_already")
    found = Link.objects.create(
        establishment=establishment,
        how=draft.how,
        unit=unit,
        name=name,
        starts_on=draft.day,
        entered_by=actor.name[:80],
    )
    content = {"link": found.pk, "how": draft.how, "name": name, "day": str(draft.day)}
    units = [place.pk, *([unit.pk] if unit else [])]
    _record(actor, at, audit_types.COVERED, establishment, units, content)
    return found


def _checked(actor: Actor, draft: Cover) -> tuple[Unit | None, str]:
    """The organisation, or whom was sent, as the way asks for it."""
    if draft.how not in WAYS:
        raise Invalid("unknown_reason", field="how", value=draft.how)
    if draft.how in ORGANISED:
        if draft.unit is None:
            raise Invalid("cover_without_unit", field="unit")
        require(actor, READ, last_version(draft.unit).path)
        if version_on(draft.unit, draft.day).form in WITHOUT_FORM:
            raise Invalid("unit_without_form", field="unit")
        return draft.unit, ""
    name = draft.name.strip()
    if draft.how in _NAMED and not name:
        raise Invalid("cover_without_name", field="name")
    return None, name if draft.how in _NAMED else ""


@transaction.atomic
def cover_known(*, actor: Actor, at: datetime, known: Sequence[Known]) -> int:
    """Say of establishments what the register of units says of them already. Returns of how many.

    Raises what `cover` does.
    """
    for each in known:
        draft = Cover(each.how, each.since, each.unit.unit)
        cover(actor=actor, at=at, establishment=each.item.entry.establishment, draft=draft)
    return len(known)


@transaction.atomic
def end_cover(*, actor: Actor, at: datetime, link: Link, day: date) -> None:
    """What covered an establishment does so no more from a day on; one entered by mistake ends on the day it
    begins.

    Raises `Invalid`: "before_last_change", "cover_in_the_future"; `Conflict("cover_ended")`.
    """
    place = _admitted(actor, policies.RECORD, link.establishment, day, at)
    held = Link.objects.select_for_update().get(pk=link.pk)
    if held.ends_on is not None:
        raise Conflict("cover_ended")
    if day < held.starts_on:
        raise Invalid("before_last_change", field="day", last=held.starts_on)
    held.ends_on = day
    held.save(update_fields=["ends_on"])
    units = [place.pk, *([held.unit_id] if held.unit_id else [])]
    content = {"link": held.pk, "how": held.how, "day": str(day)}
    _record(actor, at, audit_types.COVER_ENDED, link.establishment, units, content)


@transaction.atomic
def overrule(
    *, actor: Actor, at: datetime, establishment: Establishment, day: date, reason: str
) -> Overruling:
    """Say that an establishment counts from a day on, whatever the rules leave out.

    Raises `Invalid`: "reason_missing", "cover_in_the_future"; `Conflict("overruled_already")`.
    """
    place = _admitted(actor, policies.APPROVE, establishment, day, at)
    if not reason.strip():
        raise Invalid("reason_missing", field="reason")
    if establishment.overrulings.filter(OPEN).exists():
        raise Conflict("overruled_already")
    found = Overruling.objects.create(
        establishment=establishment, reason=reason.strip(), starts_on=day, entered_by=actor.name[:80]
    )
    content = {"overruling": found.pk, "reason": found.reason, "day": str(day)}
    _record(actor, at, audit_types.OVERRULED, establishment, [place.pk], content)
    return found


@transaction.atomic
def end_overruling(*, actor: Actor, at: datetime, overruling: Overruling, day: date) -> None:
    """Let the rules leave an establishment out again from a day on.

    Raises `Invalid`: "before_last_change", "cover_in_the_future"; `Conflict("cover_ended")`.
    """
    place = _admitted(actor, policies.APPROVE, overruling.establishment, day, at)
    held = Overruling.objects.select_for_update().get(pk=overruling.pk)
    if held.ends_on is not None:
        raise Conflict("cover_ended")
    if day < held.starts_on:
        raise Invalid("before_last_change", field="day", last=held.starts_on)
    held.ends_on = day
    held.save(update_fields=["ends_on"])
    content = {"overruling": held.pk, "day": str(day)}
    _record(actor, at, audit_types.OVERRULING_ENDED, overruling.establishment, [place.pk], content)


def _record(
    actor: Actor,
    at: datetime,
    type: AuditType,
    establishment: Establishment,
    unit_ids: list[int],
    content: dict[str, object],
) -> None:
    record(
        actor=actor,
        at=at,
        type=type,
        subject=f"establishment:{establishment.pk}",
        unit_ids=unit_ids,
        content=content,
    )
