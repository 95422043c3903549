"""Taking back one import: what it made is removed, what it changed is as before; what has changed since is
listed and left.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiceng.apps.duties.freshness import MOST_AT_ONCE
from jiceng.apps.duties.services import rebuild
from jiceng.apps.intake.audit_types import IMPORT_UNDONE
from jiceng.apps.intake.choices import silent
from jiceng.apps.intake.kinds import KINDS
from jiceng.apps.intake.models import Change, Import
from jiceng.apps.intake.records import RECORDS, Record, chunks
from jiceng.apps.intake.selectors import import_by_id
from jiceng.apps.jobs.progress import Tell
from jiceng.apps.journal.services import record
from jiceng.apps.organisations.models import Unit, UnitVersion
from jiceng.apps.organisations.versions import hold
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import Conflict, Refused

CHANGED_SINCE = "changed_since"
IN_USE = "in_use"


@dataclass(frozen=True, slots=True)
class Left:
    """A record that was left: the row it came from, and why ("changed_since", "in_use")."""

    sheet: str
    row: int
    record: str
    why: str


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What became of an import taken back: records taken back, and those left."""

    import_id: int
    taken_back: int
    left: tuple[Left, ...]


def undo_import(*, actor: Actor, at: datetime, import_id: int, tell: Tell = silent) -> UndoReport:
    """Take back what one import wrote, in one transaction. Taken back again, it takes back what was left and
    no longer need be.

    Raises `NotFound("import_not_found")` to outsiders, `Refused("not_permitted")` for who may no longer
    write in all its units, `Conflict("import_not_written")` for one of which nothing stands.
    """
    with transaction.atomic():
        taken = import_by_id(actor, import_id)
        taken = Import.objects.select_for_update().get(pk=taken.pk)
        changes = list(Change.objects.filter(of=taken, undone=False).order_by("pk"))
        if not changes:
            raise Conflict("import_not_written")
        unit_ids = sorted({change.unit_id for change in changes})
        _admit(actor, KINDS[taken.kind].permission, unit_ids)
        tell("undoing", 0, len(changes))
        left = _take_back(taken, changes)
        back = [change for change in changes if change.undone]
        taken.state, taken.left = Import.State.UNDONE, len(left)
        taken.undone_at, taken.undone_by = at, actor.name
        taken.save()
        record(
            actor=actor,
            at=at,
            type=IMPORT_UNDONE,
            subject=f"import:{taken.pk}",
            unit_ids=_still_there(unit_ids),
            content={"import": taken.pk, "taken_back": len(back), "left": len(left), "units": unit_ids},
        )
    if len(unit_ids) > MOST_AT_ONCE:
        tell("duties", 0, 0)
        rebuild(actor=system_actor(f"undo of import {taken.pk}"), at=at)
    return UndoReport(taken.pk, len(back), tuple(left))


def _admit(actor: Actor, permission: str, unit_ids: Sequence[int]) -> None:
    """Let the actor pass who may write in every unit today; one writer at a time on each."""
    for chunk in chunks(unit_ids):
        hold(chunk)
        paths: dict[int, str] = {}
        rows = UnitVersion.objects.filter(unit_id__in=chunk).order_by("starts_on")
        for unit_id, path in rows.values_list("unit_id", "path"):
            paths[unit_id] = path
        if not all(actor.may(permission, path) for path in paths.values()):
            raise Refused("not_permitted", permission=permission)


def _still_there(unit_ids: Sequence[int]) -> list[int]:
    """Units that the import had founded are no more: nothing is computed for them."""
    return [
        unit_id
        for chunk in chunks(unit_ids)
        for unit_id in Unit.objects.filter(pk__in=chunk).order_by("pk").values_list("pk", flat=True)
    ]


def _take_back(taken: Import, changes: Sequence[Change]) -> list[Left]:
    """Kind of record after kind, so that what rests on others goes before them. Marks the changes."""
    by_record: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_record[change.record].append(change)
    for name, kept in RECORDS.items():
        if name in by_record:
            _take_back_records(kept, by_record[name], taken.at)
    for change in changes:
        change.undone = not change.left_because
    _mark(changes)
    return [
        Left(change.sheet, change.row, change.record, change.left_because)
        for change in changes
        if change.left_because
    ]


def _mark(changes: Sequence[Change]) -> None:
    """Write down which were taken back, and why the others were not."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        by_reason[change.left_because].append(change.pk)
    for reason, ids in by_reason.items():
        for chunk in chunks(ids):
            Change.objects.filter(pk__in=chunk).update(undone=not reason, left_because=reason)
            if not reason:  # who was taken out again is named no longer
                Change.objects.filter(pk__in=chunk, record="membership", before__isnull=True).update(after={})


def _take_back_records(kept: Record, changes: Sequence[Change], since: datetime) -> None:
    """Records of one kind: those as the import left them go, or are as before; the others are marked."""
    now = kept.values({change.record_id for change in changes})
    for change in changes:
        change.left_because = "" if now.get(change.record_id) == change.after else CHANGED_SINCE
    made = {
        change.record_id: change for change in changes if change.before is None and not change.left_because
    }
    for record_id in kept.in_use(made, since):
        made.pop(record_id).left_because = IN_USE
    kept.delete(made)
    changed = {change.record_id: change for change in changes if change.before and not change.left_because}
    before = {record_id: change.before or {} for record_id, change in changed.items()}
    for record_id in kept.displaced(before):
        changed[record_id].left_because = IN_USE
        del before[record_id]
    kept.restore(before)
