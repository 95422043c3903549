"""How a membership ends by the rules in force: the ways a profile declares, each with what it asks first."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import profile
from jiceng.apps.organisations.selectors import last_versions, within
from jiceng.apps.organisations.versions import admit
from jiceng.apps.people import policies, services
from jiceng.apps.people.models import Membership
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import months_after

if TYPE_CHECKING:
    from jiceng.engines.procedure import Departure, Profile

PLAIN = ("left", "died", "removed")
"""Reasons offered where a profile declares none."""


def departures() -> "Mapping[str, Departure]":
    """The ways a membership ends, by code: the profile's, whatever figures an office has set."""
    return profile().departures


@transaction.atomic
def depart(
    *,
    actor: Actor,
    at: datetime,
    membership: Membership,
    day: date,
    reason: str,
    unreachable_since: date | None,
) -> None:
    """End a membership on `day` for a reason of the profile.

    Parameters: `unreachable_since`, the last day the member was heard of, for a reason that asks it. Raises
    `Invalid`: "unreachable_missing", "not_yet" (with `after`, the last day on which it is too early, and
    `months`, out of how many that follows); what `end_membership` raises.
    """
    admit(actor, policies.MANAGE, membership.unit, day)
    found = departures().get(reason)
    if found is not None and found.unreachable is not None:
        if unreachable_since is None:
            raise Invalid("unreachable_missing", field="unreachable_since")
        months = int(current_rules().figure(found.unreachable, day))
        after = months_after(unreachable_since, months)
        if day <= after:
            raise Invalid("not_yet", field="day", after=after, months=months)
    services.end_membership(actor=actor, at=at, membership=membership, day=day, reason=reason)


@transaction.atomic
def remove_suspended(*, actor: Actor, at: datetime, membership: Membership, day: date) -> None:
    """End a suspended membership for good once the time the rule sets after the suspension is over.

    Raises `Invalid("not_before")` (with `first`, the earliest day), and what `settle_suspension` raises.
    """
    admit(actor, policies.MANAGE, membership.unit, timezone.localdate(at))
    first = removable_from(membership)
    if first is not None and day < first:
        raise Invalid("not_before", field="day", first=first)
    services.settle_suspension(actor=actor, at=at, membership=membership, day=day)


def removable_from(membership: Membership, rules: "Profile | None" = None) -> date | None:
    """The first day on which a suspended membership may be ended for good; None for one that is not
    suspended.
    """
    return resting_until(membership.end_reason, membership.ends_on, rules)


def resting_until(reason: str, since: date | None, rules: "Profile | None" = None) -> date | None:
    """As `removable_from`, of a membership that ended on a day for a reason of the profile."""
    found = departures().get(reason)
    if found is None or found.after_suspension is None or since is None:
        return None
    rules = rules or current_rules()
    return months_after(since, int(rules.figure(found.after_suspension, since)))


def suspended(actor: Actor, below: str = "") -> QuerySet[Any]:
    """Suspended memberships of units whose people the actor manages (`below`: at or under a path)."""
    units = last_versions(actor, policies.MANAGE).filter(within([PathRange.below(below)]))
    return _suspended().filter(unit_id__in=units.values("unit_id"))


def suspension_of(person_id: int) -> Membership | None:
    """A person's membership that rests. Of a person the caller has already checked."""
    return _suspended().filter(person_id=person_id).select_related("person", "unit").first()


def _suspended() -> QuerySet[Any]:
    codes = [code for code, found in departures().items() if found.suspends]
    again = Membership.objects.filter(person_id=OuterRef("person_id"), ends_on__isnull=True)
    rows = Membership.objects.filter(end_reason__in=codes, ends_on__isnull=False, removed_on__isnull=True)
    return rows.filter(~Exists(again))
