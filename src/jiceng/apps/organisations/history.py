"""One unit over time: what it was on a day, what happened to it, who stood above it then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import F, FilteredRelation, Q

from jiceng.apps.organisations import policies
from jiceng.apps.organisations.models import UnitVersion
from jiceng.apps.organisations.selectors import last_versions
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a unit on a day.

    `kind` is one of founded, renamed, kind_changed, form_changed, moved, closed, split_into, split_from,
    merged_into, merged_from;
    `before` and `after` are names or codes of the profile; `unit` is the other unit, None where it is not
    the actor's to see.
    """

    day: date
    kind: str
    before: str = ""
    after: str = ""
    unit: UnitVersion | None = None


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A unit as on a day, within its history.

    `current` is its last version, by which the actor was let in; `then`, the one in force on the day (before
    the founding the
    first, after the closing the last); `above`, what stood above it then, from the top down; `events`,
    newest first.
    """

    current: UnitVersion
    then: UnitVersion
    founded_on: date
    above: list[UnitVersion]
    events: list[Event]

    def exists_on(self, day: date) -> bool:
        """Whether there was such a unit on `day`."""
        return self.then.starts_on <= day and not self.closed_on(day)

    def closed_on(self, day: date) -> bool:
        """Whether the unit was closed by `day`."""
        return self.then.ends_on is not None and self.then.ends_on <= day


def unit_file(actor: Actor, code: str, on: date, permission: str = policies.READ) -> UnitFile:
    """Open a unit's file as on a day: two queries, whatever its history.

    Who may see it follows today's tree. Raises `NotFound("unit_not_found")` for outsiders and unknown codes
    alike.
    """
    versions = list(UnitVersion.objects.filter(unit__code=code).select_related("unit").order_by("starts_on"))
    if not versions or not actor.may(policies.READ, versions[-1].path):
        raise NotFound("unit_not_found")
    policies.require(actor, permission, versions[-1].path)
    then = next((version for version in reversed(versions) if version.starts_on <= on), versions[0])
    above_ids = [int(then.path[i : i + SEGMENT]) for i in range(0, len(then.path) - SEGMENT, SEGMENT)]
    parent_ids = {version.parent_id for version in versions if version.parent_id is not None}
    related = _related(actor, versions[-1].unit_id, parent_ids | set(above_ids))
    units = {found.unit_id: found for found in related}
    return UnitFile(
        versions[-1],
        then,
        versions[0].starts_on,
        [units[id] for id in above_ids if id in units],
        _events(versions, related, units),
    )


def _related(actor: Actor, unit_id: int, ids: set[int]) -> list[UnitVersion]:
    """The other units its history names, with the day and event of a split or merger they share."""
    rows = last_versions(actor).annotate(
        came=FilteredRelation("unit__successions", condition=Q(unit__successions__successor_id=unit_id)),
        went=FilteredRelation("unit__precessions", condition=Q(unit__precessions__predecessor_id=unit_id)),
    )
    rows = rows.filter(Q(unit_id__in=ids) | Q(came__isnull=False) | Q(went__isnull=False))
    events = {
        "came_event": F("came__event"),
        "came_day": F("came__day"),
        "went_event": F("went__event"),
        "went_day": F("went__day"),
    }
    return list(rows.annotate(**events).select_related("unit").order_by("order", "unit_id"))


def _events(
    versions: list[UnitVersion], related: list[UnitVersion], units: dict[int, UnitVersion]
) -> list[Event]:
    found = [Event(versions[0].starts_on, "founded", after=versions[0].name)]
    for old, new in pairwise(versions):
        found += _changes(old, new, units)
    found += [event for other in related for event in _shared(other)]
    if versions[-1].ends_on is not None:
        found.append(Event(versions[-1].ends_on, "closed"))
    found.sort(key=lambda event: event.day)
    return found[::-1]


def _shared(other: Any) -> Iterator[Event]:
    """The split or merger another unit shares, read from what `_related` noted on it."""
    if other.came_event:
        yield Event(
            other.came_day, "split_from" if other.came_event == "split" else "merged_from", unit=other
        )
    if other.went_event:
        yield Event(
            other.went_day, "split_into" if other.went_event == "split" else "merged_into", unit=other
        )


def _changes(old: UnitVersion, new: UnitVersion, units: dict[int, UnitVersion]) -> list[Event]:
    found = [
        Event(new.starts_on, kind, before=getattr(old, field), after=getattr(new, field))
        for field, kind in (("name", "renamed"), ("kind", "kind_changed"), ("form", "form_changed"))
        if getattr(old, field) != getattr(new, field)
    ]
    if old.parent_id != new.parent_id:
        found.append(Event(new.starts_on, "moved", unit=units.get(new.parent_id or 0)))
    return found
