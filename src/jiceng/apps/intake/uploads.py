"""Imports from the screen: a file sent in or rows pasted, checked in a job, corrected, then written or put
away. What is slow happens in `tasks`; here is what a person decides.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from jiceng.apps.intake import tasks
from jiceng.apps.intake.audit_types import ROWS_GIVEN_BACK
from jiceng.apps.intake.choices import Choices, kept_choices
from jiceng.apps.intake.kept_previews import unpacked, unpacked_rows
from jiceng.apps.intake.kinds import KINDS
from jiceng.apps.intake.layout import Layout
from jiceng.apps.intake.mappings import learn
from jiceng.apps.intake.models import Change, Import
from jiceng.apps.intake.previews import Faults, Preview
from jiceng.apps.intake.sealed import seal, unseal
from jiceng.apps.intake.selectors import import_by_id
from jiceng.apps.intake.services import known, permitted_kinds
from jiceng.apps.jobs.selectors import JobState, State, job_states
from jiceng.apps.jobs.services import start
from jiceng.apps.journal.files import new_mark, record_file
from jiceng.engines.sheets import Limits
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import Conflict, FileRefused, Invalid, NotFound, Refused

DAYS_KEPT = 7
"""Days for which a file sent in is kept while nobody goes on with it."""

DAYS_TO_UNDO = 365
"""Days for which an import can be taken back, and what it wrote about persons be read beside the register."""

MOST_OPEN = 20
"""Files one person may have sent in and neither imported nor put away."""

Returner = Callable[[Layout, Faults, str], bytes]
"""Makes a file of rows with their faults, which carries a mark."""

_OPEN = (Import.State.CHECKED, Import.State.REFUSED)
_UNDER_WAY = {
    Import.State.CHECKING: Import.State.REFUSED,
    Import.State.WRITING: Import.State.CHECKED,
    Import.State.UNDOING: Import.State.WRITTEN,
}
"""States in which a job is at work, and where the import stands if that fails."""

_UNWRITTEN = (*_OPEN, Import.State.CHECKING, Import.State.WRITING)


@transaction.atomic
def send_in(
    *, actor: Actor, at: datetime, name: str, content: bytes, kind: str = "", unit: str = ""
) -> Import:
    """Send a file in; it is checked in a job. `kind` empty: found out; `unit`, what the unit is called that
    pasted rows are of.

    Raises `Refused("not_permitted")` for who may import nothing (of that kind), `FileRefused`: file_empty,
    file_too_large; `Conflict("imports_open")` for who has MOST_OPEN of them lying about.
    """
    permitted_kinds(actor, _known(kind))
    most = Limits().file_bytes
    if not content.strip():
        raise FileRefused("file_empty")
    if len(content) > most:
        raise FileRefused("file_too_large", megabytes=most >> 20)
    if Import.objects.filter(by_id=actor.id, state__in=_UNWRITTEN).count() >= MOST_OPEN:
        raise Conflict("imports_open", limit=MOST_OPEN)
    sent = Import.objects.create(
        state=Import.State.CHECKING,
        name=name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        kind=kind,
        at=at,
        by=actor.name,
        by_id=actor.id,
        choices={"kind": kind, "unit": unit},
    )
    sent.content = seal(content, f"content:{sent.pk}")
    return _begin(actor, at, sent, tasks.check)


def _known(kind: str) -> str | None:
    if kind and kind not in KINDS:
        raise Invalid("unknown_kind", field="kind", value=kind)
    return kind or None


def _begin(actor: Actor, at: datetime, sent: Import, task: Any) -> Import:
    sent.job = start(actor=actor, at=at, task=task, import_id=sent.pk)
    sent.save()
    return sent


def standing(sent: Import) -> tuple[str, JobState | None]:
    """Where an import stands, and its job while that is under way or has failed; after a failed job the
    import stands where it stood before. Of an import the caller was given, which is read afresh when its job
    is done meanwhile.
    """
    return standings([sent])[0]


def standings(sent: Sequence[Import]) -> list[tuple[str, JobState | None]]:
    """The same of several imports."""
    jobs = job_states(each.job for each in sent if each.state in _UNDER_WAY)
    return [_standing(each, jobs.get(each.job)) for each in sent]


def _standing(sent: Import, job: JobState | None) -> tuple[str, JobState | None]:
    if sent.state in _UNDER_WAY and job is not None and job.state is State.DONE:
        sent.refresh_from_db()
    if sent.state not in _UNDER_WAY:
        return sent.state, None
    undone = sent.state == Import.State.UNDOING and sent.undone_at is not None
    stood = Import.State.UNDONE if undone else _UNDER_WAY[Import.State(sent.state)]
    return (stood, job) if job is None or job.over else (sent.state, job)


def _hold(actor: Actor, import_id: int, *states: str) -> Import:
    """One's own import, standing in one of the states. Raises `Refused("not_yours")`,
    `Conflict("import_moved_on")`.
    """
    seen = import_by_id(actor, import_id)
    sent = Import.objects.select_for_update().get(pk=seen.pk)
    if sent.by_id is None or sent.by_id != actor.id:
        raise Refused("not_yours")
    sent.state = standing(sent)[0]
    if sent.state not in states or (sent.content is None and sent.report is None):
        raise Conflict("import_moved_on")
    return sent


@transaction.atomic
def decide(*, actor: Actor, at: datetime, import_id: int, decisions: Choices) -> Import:
    """Say what the file is, what its columns mean and what to do with single rows; it is checked again.
    What is said of columns is kept for the next file.
    """
    sent = _hold(actor, import_id, *_OPEN)
    kind = _known(decisions.kind or "")
    permitted_kinds(actor, kind)
    if kind and decisions.columns:
        tables = preview_of(actor, sent).tables
        learn(actor=actor, at=at, kind=kind, tables=tables, columns=decisions.columns)
    sent.choices = decisions.as_json()
    sent.state = Import.State.CHECKING
    return _begin(actor, at, sent, tasks.check)


@transaction.atomic
def accept(*, actor: Actor, at: datetime, import_id: int, good_only: bool) -> Import:
    """Let a checked file be written: all of it, or with `good_only` the rows without fault.

    Raises `Conflict("list_not_told")` while what its kind asks once was not told.
    """
    sent = _hold(actor, import_id, Import.State.CHECKED)
    told = kept_choices(sent.choices, dry_run=True).told
    if not all(told.get(key) for key in KINDS[sent.kind].asks):
        raise Conflict("list_not_told")
    sent.choices = sent.choices | {"accept_good": good_only}
    sent.state = Import.State.WRITING
    return _begin(actor, at, sent, tasks.write)


@transaction.atomic
def put_away(*, actor: Actor, at: datetime, import_id: int) -> None:
    """Put a file away unwritten, or what was given back of a written one: the file is erased."""
    sent = _hold(actor, import_id, *_OPEN, Import.State.WRITTEN, Import.State.UNDONE)
    if sent.state in _OPEN:
        sent.state = Import.State.DISCARDED
    _erase(sent)


def _erase(sent: Import) -> None:
    sent.content, sent.report = None, None
    sent.choices = {}
    sent.save()


@transaction.atomic
def begin_undo(*, actor: Actor, at: datetime, import_id: int) -> Import:
    """Let an import be taken back in a job. Raises `Conflict("import_not_written")`."""
    seen = import_by_id(actor, import_id)
    taken = Import.objects.select_for_update().get(pk=seen.pk)
    permitted_kinds(actor, _known(taken.kind))
    left = taken.changes.filter(undone=False).exists()
    if standing(taken)[0] not in (Import.State.WRITTEN, Import.State.UNDONE) or not left:
        raise Conflict("import_not_written")
    taken.state = Import.State.UNDOING
    return _begin(actor, at, taken, tasks.undo)


def forget_files(*, at: datetime) -> int:
    """Erase files sent in that nobody went on with for DAYS_KEPT days, and rows given back. Returns of how
    many imports.
    """
    kept = Q(content__isnull=False) | Q(report__isnull=False)
    old = Import.objects.filter(kept, at__lt=at - timedelta(days=DAYS_KEPT))
    old.filter(state__in=_UNWRITTEN).update(state=Import.State.DISCARDED)
    return old.update(content=None, report=None, choices={})


def forget_values(*, at: datetime) -> int:
    """Forget what imports of more than DAYS_TO_UNDO days ago wrote about persons: the register has it.
    Returns of how many records. They can no longer be taken back.
    """
    old = Change.objects.filter(of__at__lt=at - timedelta(days=DAYS_TO_UNDO), record="membership")
    return old.exclude(after={}).update(before=None, after={})


def preview_of(actor: Actor, sent: Import) -> Preview:
    """What was understood of a file, as the last check or write left it. Of an import the caller was given.

    It tells what the register says: where the check looked further than the actor may see today, only that
    is said (code reach_changed).
    """
    if not sent.report:
        return Preview()
    found = unpacked(_report(sent))
    if not all(actor.may(KINDS[found.kind].permission, path) for path in found.reach):
        return Preview(kind=found.kind, code="reach_changed")
    return found


@transaction.atomic
def give_back(*, actor: Actor, at: datetime, import_id: int, write: Returner) -> bytes:
    """Hand out the rows of one's own file that have a fault, and the faults; the journal says so, since
    suggestions tell what the register says.

    Parameters: `write`, makes the file. Returns it. Raises `NotFound`: import_not_found; rows_not_kept when
    there are none, or none any more.
    `Refused("not_yours")` to others: identity numbers stand in it whole.
    """
    sent = import_by_id(actor, import_id)
    if sent.by_id is None or sent.by_id != actor.id:
        raise Refused("not_yours")
    found = preview_of(actor, sent)
    if not found.faults:
        raise NotFound("rows_not_kept")
    (vocabulary,) = known(actor, found.kind, kept_choices(sent.choices, dry_run=True))
    layout = Layout(vocabulary, unpacked_rows(_report(sent)), ())
    mark = new_mark()
    file = write(layout, found.faults, mark)
    record_file(
        actor=actor,
        at=at,
        type=ROWS_GIVEN_BACK,
        subject=f"import:{sent.pk}",
        unit_ids=[],
        content={"import": sent.pk, "rows": sum(len(table.rows) for table in layout.tables)},
        file=file,
        mark=mark,
    )
    return file


def _report(sent: Import) -> bytes:
    return unseal(bytes(sent.report or b""), f"report:{sent.pk}")
