"""Members of many units at once, for other programs: a page at a time, each look in the reading log."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jiceng.apps.journal.harvesting import watch
from jiceng.apps.journal.services import record_readings
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.selectors import standing
from jiceng.apps.organisations.versions import SEGMENT
from jiceng.apps.people import policies
from jiceng.apps.people.models import Membership
from jiceng.apps.people.register import away_on
from jiceng.kernel.actors import Actor

LIST = "list"
"""What of a person was read: her line in a list."""


def memberships_below(actor: Actor, day: date, version: UnitVersion | None) -> QuerySet[Any]:
    """Memberships on `day` in units whose persons the actor may read; each has `gone`, whether she is away.

    Parameters: `version`, the unit (as on `day`) to read with all below it; None for all there are.
    """
    units = standing(actor, day, policies.READ, version)
    rows = Membership.objects.filter(on(day), unit_id__in=units.values("unit_id"))
    return rows.annotate(gone=away_on(day)).select_related("person", "unit")


def note_names_seen(*, actor: Actor, at: datetime, persons: Sequence[tuple[int, int | None]]) -> None:
    """Write in the reading log whose lines a page shows to whoever reads the whole office's persons.

    Parameters: `persons`, pairs of person id and unit id. The list of her own town is an officer's daily
    work, and a branch's that of its secretary: those are not noted. Raises `Slowed` for whoever has read very
    many.
    """
    tops = [found.start for found in actor.ranges(policies.READ)]
    if actor.id is not None and any(len(top) <= SEGMENT for top in tops):
        with transaction.atomic():
            _note(actor, at, persons, actor.purpose or "ordinary")


@transaction.atomic
def note_list_read(*, actor: Actor, at: datetime, rows: Sequence[Membership]) -> None:
    """Write in the reading log that the actor was given these lines: of every person, before they leave.

    Raises `Invalid("purpose_missing")` for an actor who reads without saying what for.
    """
    _note(actor, at, [(row.person_id, row.unit_id) for row in rows], actor.purpose)


def _note(actor: Actor, at: datetime, persons: Sequence[tuple[int, int | None]], purpose: str) -> None:
    if persons:
        watch(actor=actor, at=at, persons={id for id, _ in persons}, unit_id=persons[0][1])
    record_readings(actor=actor, at=at, persons=persons, part=LIST, purpose=purpose)
