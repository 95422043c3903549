"""Merging a unit together with its members: one step, where the tree alone would refuse."""

from datetime import date, datetime

from django.db import transaction

from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.policies import MANAGE, require
from jiceng.apps.organisations.services import merge_units
from jiceng.apps.organisations.versions import version_on
from jiceng.apps.people.models import Absence, Membership
from jiceng.apps.people.services import start_absence, transfer
from jiceng.kernel.actors import Actor


@transaction.atomic
def merge_unit_with_members(*, actor: Actor, at: datetime, unit: Unit, into: Unit, day: date) -> int:
    """Transfer every member of a unit to another one on `day`, those away staying away, then merge the unit
    into it.

    Returns how many were transferred; all or none. Raises what `transfer` and `merge_units` raise.
    """
    require(actor, MANAGE, version_on(unit, day).path)
    members = Membership.objects.filter(unit=unit, ends_on__isnull=True).select_related("person", "unit")
    found = list(members.order_by("pk"))
    away = set(Absence.objects.filter(unit=unit, ends_on__isnull=True).values_list("person_id", flat=True))
    for membership in found:
        moved = transfer(actor=actor, at=at, membership=membership, unit=into, day=day)
        if membership.person_id in away:
            start_absence(actor=actor, at=at, membership=moved, day=day)
    merge_units(actor=actor, at=at, units=[unit], into=into, day=day)
    return len(found)
