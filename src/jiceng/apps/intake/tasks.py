"""What is done with a file sent in while nobody waits: checked, written, taken back."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from jiceng.apps.access.selectors import actor_by_id
from jiceng.apps.intake import pasted
from jiceng.apps.intake.choices import Choices, kept_choices
from jiceng.apps.intake.kept_previews import packed
from jiceng.apps.intake.kinds import KINDS
from jiceng.apps.intake.layout import understand
from jiceng.apps.intake.mappings import learned
from jiceng.apps.intake.models import Import
from jiceng.apps.intake.pasted import PASTED
from jiceng.apps.intake.previews import preview, refused
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.returned import rows_with_faults
from jiceng.apps.intake.sealed import seal, unseal
from jiceng.apps.intake.services import Source, import_source, known
from jiceng.apps.intake.undo import undo_import
from jiceng.apps.jobs.progress import teller
from jiceng.engines.sheets import Sheet, read_pasted
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import FileRefused


@task(takes_context=True)
def check(context: TaskContext, user_id: int, import_id: int) -> None:
    """Read and check a file, and keep what is to be said of it."""
    sent = _sent(import_id, Import.State.CHECKING)
    if sent is None:
        return
    at = timezone.now()
    actor = actor_by_id(user_id, timezone.localdate(at))
    tell = teller(context.task_result.id)
    words = {kind: learned(actor, kind) for kind in KINDS}
    choices = replace(kept_choices(sent.choices, dry_run=True), learned=words)
    sent.choices = choices.as_json()  # what is checked is what will be written, whatever is learned meanwhile
    sheets: Sequence[Sheet] = ()
    try:
        tell("reading", 0, 0)
        source = _source(sent, actor, choices)
        sheets = source.sheets
        found = import_source(actor=actor, at=at, source=source, choices=choices, tell=tell)
        _keep(sent, Import.State.CHECKED, actor, source, found)
    except FileRefused as refusal:
        shown = refused(sheets, known(actor, choices.kind, choices), choices.columns, refusal)
        sent.state, sent.report = Import.State.REFUSED, seal(packed(shown), f"report:{sent.pk}")
        sent.save()


@task(takes_context=True)
def write(context: TaskContext, user_id: int, import_id: int) -> None:
    """Write a checked file. Where something has come between, nothing is written and it says so."""
    sent = _sent(import_id, Import.State.WRITING)
    if sent is None:
        return
    at = timezone.now()
    actor = actor_by_id(user_id, timezone.localdate(at))
    tell = teller(context.task_result.id)
    tell("reading", 0, 0)
    choices = kept_choices(sent.choices, dry_run=False)
    source = _source(sent, actor, choices)
    with transaction.atomic():  # all of it, so that nobody goes on with an import before it is at its end
        found = import_source(actor=actor, at=at, source=source, choices=choices, tell=tell, into=sent)
        if found.written:
            sent.content = None
        state = Import.State.WRITTEN if found.written else Import.State.CHECKED
        _keep(sent, state, actor, source, found)


@task(takes_context=True)
def undo(context: TaskContext, user_id: int, import_id: int) -> None:
    """Take an import back."""
    at = timezone.now()
    actor = actor_by_id(user_id, timezone.localdate(at))
    if _sent(import_id, Import.State.UNDOING) is not None:
        undo_import(actor=actor, at=at, import_id=import_id, tell=teller(context.task_result.id))


def _sent(import_id: int, state: str) -> Import | None:
    """The import, if it still waits for this job."""
    return Import.objects.filter(pk=import_id, state=state).first()


def _source(sent: Import, actor: Actor, choices: Choices) -> Source:
    content = unseal(bytes(sent.content or b""), f"content:{sent.pk}")
    if sent.name != PASTED:
        return Source.of_content(content, sent.name)
    (words,) = known(actor, choices.kind, choices) if choices.kind else (None,)
    sheets = pasted.understood(read_pasted(content.decode()), words, choices.unit)
    return Source(sheets, sent.digest, sent.name)


def _keep(sent: Import, state: str, actor: Actor, source: Source, found: ImportReport) -> None:
    """Note how it went, what is to be said, and the rows to be given back."""
    choices = kept_choices(sent.choices, dry_run=True)
    layout = understand(source.sheets, known(actor, found.kind, choices), choices.columns)
    reach = [subtree.start for subtree in actor.ranges(KINDS[found.kind].permission)]
    kept = packed(preview(layout, found, reach), rows_with_faults(layout, found.rejected))
    sent.state, sent.report = state, seal(kept, f"report:{sent.pk}")
    sent.kind, sent.rows, sent.unchanged = found.kind, found.rows, found.unchanged
    sent.rejected = found.rejected_rows
    sent.save()
