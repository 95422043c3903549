"""Tables that leave the office as files: who may take one out, and what the journal keeps of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from jiceng.apps.journal.files import record_file
from jiceng.apps.journal.harvesting import alert, calm, watch
from jiceng.apps.journal.services import record_readings
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import visible, within
from jiceng.apps.people import audit_types, id_numbers, policies
from jiceng.apps.people.models import Membership
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import Invalid, Refused

Row = TypeVar("Row", bound=Model)
MOST_ROWS = 60_000
"""Of one table: it holds a county's members or its meetings of a year, and nobody waits over two seconds."""
MOST_NUMBERS = 10_000
"""Whole identity numbers in one file: a town's, never a county's at a stroke."""


def may_export_persons(actor: Actor, unit: UnitVersion | None, reach: str = READ) -> bool:
    """Whether the actor may take out persons of a unit; without one, of all she has the permission `reach`
    on.
    """
    tops = _tops(actor, unit, reach)
    return bool(tops) and all(actor.may(policies.EXPORT, path) for path in tops)


def _tops(actor: Actor, unit: UnitVersion | None, reach: str) -> Sequence[str]:
    return [unit.path] if unit is not None else [found.start for found in actor.ranges(reach)]


@transaction.atomic
def export_table(
    *,
    actor: Actor,
    at: datetime,
    table: str,
    unit: UnitVersion | None,
    reach: str,
    rows: int,
    persons: bool,
    numbers: int,
    file: bytes,
    mark: str,
) -> None:
    """Let a table leave the office, and note it: every one leaves an entry in the journal.

    One that shows who is a member leaves for a stated purpose only (safety rule 4).
    Parameters: `table`, a code; `unit`, of which unit and those below it, None for all the actor has the
    permission `reach` on; `persons`, whether it shows who is a member; `numbers`, how many whole identity
    numbers stand in it; `file`, as it leaves, with the `mark` it carries (`journal.files`).
    Raises `Refused` without the right to export persons, `Invalid`: purpose_missing, too_many_rows.
    """
    if persons:
        if unit is not None:
            require(actor, policies.EXPORT, unit.path)
        if not may_export_persons(actor, unit, reach):
            raise Refused("not_permitted", permission=policies.EXPORT)
        if not actor.purpose.strip():
            raise Invalid("purpose_missing", field="purpose")
    if rows > MOST_ROWS:
        raise Invalid("too_many_rows", limit=MOST_ROWS)
    if persons and rows > calm(at):
        alert(actor=actor, at=at, count=rows, unit_id=None if unit is None else unit.unit_id)
    record_file(
        actor=actor,
        at=at,
        type=audit_types.TABLE_EXPORTED,
        subject=f"table:{table}",
        unit_ids=[] if unit is None else [unit.unit_id],
        content={
            "table": table,
            "unit": "" if unit is None else unit.unit.code,
            "rows": rows,
            "numbers": numbers,
            "purpose": actor.purpose.strip(),
        },
        file=file,
        mark=mark,
    )


def bounded(rows: "QuerySet[Row]", most: int = MOST_ROWS) -> "list[Row]":
    """All rows of a table about to leave. Raises `Invalid("too_many_rows")` (with `limit`)."""
    found = list(rows[: most + 1])
    if len(found) > most:
        raise Invalid("too_many_rows", limit=most)
    return found


@transaction.atomic
def read_id_numbers(*, actor: Actor, at: datetime, version: UnitVersion, day: date) -> dict[int, str]:
    """Unmask the identity numbers of the members of a unit and all below it, by person id.

    Each look stands in the reading log of each person, written before a number is returned.
    Raises `Refused` without the right, `Invalid`: purpose_missing, too_many_numbers (with `limit`).
    """
    require(actor, policies.READ_ID_NUMBER, version.path)
    units = visible(actor, day, policies.READ_ID_NUMBER).filter(within([PathRange.below(version.path)]))
    rows = Membership.objects.filter(
        on(day), unit_id__in=units.order_by().values("unit_id"), person__id_number_index__isnull=False
    ).values_list("person_id", "unit_id", "person__id_number_sealed", "person__id_number_index")
    found = list(rows[: MOST_NUMBERS + 1])
    if len(found) > MOST_NUMBERS:
        raise Invalid("too_many_numbers", field="numbers", limit=MOST_NUMBERS)
    watch(actor=actor, at=at, persons={row[0] for row in found}, unit_id=version.unit_id)
    record_readings(
        actor=actor,
        at=at,
        persons=[(person_id, unit_id) for person_id, unit_id, *_ in found],
        part="id_number",
        purpose=actor.purpose,
    )
    return {
        person_id: id_numbers.unseal(bytes(sealed), bytes(index)).characters
        for person_id, _, sealed, index in found
        if sealed is not None and index is not None
    }
