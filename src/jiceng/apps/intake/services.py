"""Imports: one file, one transaction, one audit entry."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiceng.apps.duties.freshness import MOST_AT_ONCE
from jiceng.apps.duties.services import rebuild
from jiceng.apps.intake.layout import find_tables
from jiceng.apps.intake.matching import Matched, match
from jiceng.apps.intake.models import Import
from jiceng.apps.intake.report import ImportReport, Rejection
from jiceng.apps.intake.rows import PersonRow, read_rows
from jiceng.apps.intake.units import UnitIndex
from jiceng.apps.journal.services import record
from jiceng.apps.people.audit_types import PEOPLE_TAKEN_IN
from jiceng.apps.people.models import Membership, Person
from jiceng.apps.people.policies import MANAGE
from jiceng.apps.people.services import PersonDraft, build_person
from jiceng.engines.sheets import read_workbook
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import Conflict, Refused

PEOPLE = "people"
_BATCH = 2_000


def import_people(
    *, actor: Actor, at: datetime, path: Path, dry_run: bool, accept_good: bool
) -> ImportReport:
    """Take a member register (党员名册, one .xlsx) into the register of people, all rows or none.

    Parameters: `path` of the file; `dry_run`, report only; `accept_good`, write the rows without fault
    though others have one. A person who is new becomes a member of her unit on the day of the import; one
    who is there already stays as she is. When more units are touched than are computed while someone waits,
    all verdicts are rebuilt afterwards.
    Returns what became of every row. Raises `FileRefused` when the file cannot be read,
    `Refused("not_permitted")` for an actor who may manage nobody, `Conflict("register_changed")` when
    another write came between.
    """
    if not actor.has(MANAGE):
        raise Refused("not_permitted", permission=MANAGE)
    tables, unknown_columns = find_tables(read_workbook(path))
    day = timezone.localdate(at)
    with transaction.atomic():
        faults: list[Rejection] = []
        rows: list[PersonRow] = []
        for reader, person in read_rows(tables, UnitIndex(actor, day), day):
            faults += reader.rejections
            if person is not None:
                rows.append(person)
        matched = match(rows)
        faults += matched.rejections
        found = ImportReport(
            kind=PEOPLE,
            rows=sum(len(table.rows) for table in tables),
            written=0,
            unchanged=matched.unchanged,
            good=len(matched.new),
            rejected=_in_file_order(faults, [table.layout.sheet for table in tables]),
            unknown_columns=tuple(unknown_columns),
            import_id=None,
        )
        if not dry_run and matched.new and (accept_good or not faults):
            found = _write(actor, at, day, path, matched, found)
    if len({row.unit_id for row in matched.new}) > MOST_AT_ONCE and found.written:
        rebuild(actor=system_actor(f"import {found.import_id}"), at=at)
    return found


def _in_file_order(faults: Sequence[Rejection], sheets: Sequence[str]) -> tuple[Rejection, ...]:
    place = {sheet: number for number, sheet in enumerate(sheets)}
    return tuple(sorted(faults, key=lambda fault: (place[fault.sheet], fault.row)))


def _write(
    actor: Actor, at: datetime, day: date, path: Path, matched: Matched, found: ImportReport
) -> ImportReport:
    """Write the new rows and the entry that tells of them."""
    _write_people(matched.new, day)
    taken = Import.objects.create(
        digest=_digest(path),
        kind=PEOPLE,
        rows=found.rows,
        written=found.good,
        unchanged=found.unchanged,
        rejected=found.rejected_rows,
        at=at,
        by=actor.name,
    )
    unit_ids = sorted({row.unit_id for row in matched.new})
    record(
        actor=actor,
        at=at,
        type=PEOPLE_TAKEN_IN,
        subject=f"import:{taken.pk}",
        unit_ids=unit_ids,
        content={
            "import": taken.pk,
            "digest": taken.digest,
            "day": str(day),
            "rows": found.rows,
            "written": found.good,
            "unchanged": found.unchanged,
            "rejected": found.rejected_rows,
            "units": unit_ids,
        },
    )
    return replace(found, written=found.good, import_id=taken.pk)


def _write_people(rows: Sequence[PersonRow], day: date) -> None:
    """Persons and their memberships from `day` on. Raises `Conflict("register_changed")` when the register
    no longer allows it.
    """
    try:
        people = Person.objects.bulk_create((_built(row) for row in rows), batch_size=_BATCH)
        Membership.objects.bulk_create(
            (
                Membership(
                    person=person,
                    unit_id=row.unit_id,
                    standing=row.standing,
                    joined_on=row.joined_on,
                    starts_on=day,
                )
                for person, row in zip(people, rows, strict=True)
            ),
            batch_size=_BATCH,
        )
    except IntegrityError:
        raise Conflict("register_changed") from None


def _built(row: PersonRow) -> Person:
    return build_person(
        PersonDraft(
            name=row.name,
            id_number=row.id_number.characters if row.id_number else "",
            sex=row.sex,
            birth_date=row.birth_date,
            ethnicity=row.ethnicity,
            education=row.education,
            phone=row.phone,
        )
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
