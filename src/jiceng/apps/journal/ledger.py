"""The journal's ledger (账本): entries get their places, and the log signs what it holds.

Writers only note that an entry waits; one sequencer gives places, keeps the hashes and signs a checkpoint,
all in one transaction. What is older than the last checkpoint cannot be changed without the extract showing
it; what came after it is not protected yet: that is as long as the sequencer takes to come round
(`jobs.worker`).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from jiceng.apps.journal.keys import signing_key, signing_keys
from jiceng.apps.journal.models import AuditEntry, Checkpoint, Leaf, LedgerHash, PendingLeaf
from jiceng.apps.journal.services import committed_text
from jiceng.apps.journal.turns import take_turn
from jiceng.engines.ledger import Checkpoint as Word
from jiceng.engines.ledger import Entry, Tree, VerifierKey, kept, read_note, sign_note, verifier_of
from jiceng.kernel.errors import NotFound

BATCH = 5_000
"""Entries given a place in one transaction: a bound on what waits in memory."""
_SEQUENCER = 0x4C_45_44_47_45_52  # "LEDGER"


class KeptInTable:
    """The tree's hashes as the database holds them."""

    def read(self, positions: Sequence[int]) -> Sequence[bytes]:
        """The hashes at these positions. Raises NotFound("ledger_hash_missing") when one is gone."""
        rows = dict(LedgerHash.objects.filter(pk__in=positions).values_list("pk", "hash"))
        missing = next((each for each in positions if each not in rows), None)
        if missing is not None:
            raise NotFound("ledger_hash_missing", position=missing)
        return [bytes(rows[each]) for each in positions]


def size() -> int:
    """How many entries have a place."""
    last = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def tree() -> Tree:
    """The ledger as it is."""
    return Tree(KeptInTable(), size())


def verifier() -> VerifierKey:
    """The public key of this office's ledger: give it to whoever is to check."""
    return verifier_of(settings.LEDGER_NAME, signing_key())


def sequence(*, at: datetime, extensions: Sequence[str] = ()) -> int:
    """Give places to entries that wait, and sign a checkpoint; returns how many.

    Parameters: `extensions`, lines of the checkpoint (a key that takes over); with them one is signed even
    when nothing waits and the ledger is not empty. Two at once wait for each other.
    """
    if not extensions and not PendingLeaf.objects.exists():  # a read: to look holds nobody up
        return 0
    with transaction.atomic():
        take_turn(_SEQUENCER)
        rows = list(AuditEntry.objects.filter(pending_leaf__isnull=False).order_by("pk")[:BATCH])
        log = tree()
        first, position = log.size, kept(log.size)
        hashes = log.append([entry_of(row).leaf for row in rows])
        LedgerHash.objects.bulk_create(LedgerHash(position + n, each) for n, each in enumerate(hashes))
        Leaf.objects.bulk_create(Leaf(index=first + n, entry=row) for n, row in enumerate(rows))
        PendingLeaf.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if log.size and (rows or extensions):
            word = Word(settings.LEDGER_NAME, log.size, log.root(), tuple(extensions))
            note = str(sign_note(word.text, settings.LEDGER_NAME, signing_key()))
            Checkpoint.objects.update_or_create(size=log.size, defaults={"at": at, "note": note})
    return len(rows)


def entry_of(row: AuditEntry, *, shown: bool = False) -> Entry:
    """An audit entry as the ledger knows it. Parameters: `shown`, with content and salt, unless shredded."""
    record = {
        "actor": row.actor_id,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "number": row.pk,
        "subject": row.subject,
        "type": row.type,
        "unit": row.unit_id,
    }
    content = salt = None
    if shown and row.content is not None and row.salt is not None:
        content, salt = committed_text(row.actor_name, row.content), bytes(row.salt)
    return Entry(record, bytes(row.commitment), content, salt)


def extract_parts(*, shown: bool) -> Iterator[Entry | bytes]:
    """What an extract is written from: entries in order, and each checkpoint after the last it vouches for.

    Read in pieces of BATCH; what gets its place meanwhile comes without checkpoint, as what waits does.
    Parameters: `shown`, with contents and salts.
    """
    end = size()
    checkpoints = iter(Checkpoint.objects.filter(size__lte=end).order_by("size").values_list("size", "note"))
    vouched, note = next(checkpoints, (0, ""))
    for index, row in enumerate(_placed(end), start=1):
        yield entry_of(row, shown=shown)
        if vouched == index:
            yield note.encode()
            vouched, note = next(checkpoints, (0, ""))
    later = Q(leaf__index__gte=end) | Q(leaf__isnull=True)
    for row in AuditEntry.objects.filter(later).order_by("pk").iterator(BATCH):
        yield entry_of(row, shown=shown)


def _placed(end: int) -> Iterator[AuditEntry]:
    """Entries in the order of their places, before `end`."""
    for first in range(0, end, BATCH):
        leaves = Leaf.objects.filter(index__gte=first, index__lt=min(first + BATCH, end)).order_by("index")
        for leaf in leaves.select_related("entry"):
            yield leaf.entry


def first_checkpoint_with(index: int) -> tuple[int, str]:
    """Size and note of the first checkpoint that vouches for the entry at `index`. Raises
    NotFound("no_checkpoint_yet").
    """
    found = Checkpoint.objects.filter(size__gt=index).order_by("size").values_list("size", "note").first()
    if found is None:
        raise NotFound("no_checkpoint_yet")
    return found


def signer_of(note: str) -> VerifierKey:
    """The public key that signed a checkpoint of ours, whether it signs still or did before. Raises
    NotFound("signing_key_missing").
    """
    ids = {signature.id for signature in read_note(note.encode()).signatures}
    ours = (verifier_of(settings.LEDGER_NAME, key) for key in signing_keys())
    found = next((key for key in ours if key.id in ids), None)
    if found is None:
        raise NotFound("signing_key_missing")
    return found


def last_checkpoint() -> str:
    """The last signed checkpoint, a note. Raises NotFound("no_checkpoint_yet") before the first."""
    note = Checkpoint.objects.order_by("-size").values_list("note", flat=True).first()
    if note is None:
        raise NotFound("no_checkpoint_yet")
    return note
