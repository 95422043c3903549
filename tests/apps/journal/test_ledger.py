"""What was written at or before a checkpoint cannot be changed without an outsider seeing it."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from jiceng.apps.journal import keys, ledger
from jiceng.apps.journal.models import AuditEntry, Checkpoint, Leaf, LedgerHash, PendingLeaf
from jiceng.apps.journal.services import record, shred
from jiceng.apps.people.audit_types import PERSON_REGISTERED
from jiceng.engines.ledger import (
    NEXT_KEY,
    Verified,
    hash_leaf,
    kept,
    verifier_of,
    verify_extract,
    verify_inclusion,
    write_extract,
)
from jiceng.engines.ledger import Checkpoint as Word
from jiceng.kernel.errors import NotFound, ProofError
from tests.county import AT, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_FOLDER = tmp_path / "keys"


def write(count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        with transaction.atomic():
            record(
                actor=SYSTEM,
                at=AT + timedelta(seconds=number),
                type=PERSON_REGISTERED,
                subject=f"person:{number}",
                unit_ids=[],
                content={"person": number, "name": f"某{number}"},
            )


def checked(*, shown: bool = True, seen: Word | None = None) -> Verified:
    lines = write_extract("jiceng.local/ledger", ledger.extract_parts(shown=shown))
    return verify_extract(lines, [ledger.verifier()], seen)


def test_an_entry_waits_until_it_has_its_place() -> None:
    write(3)
    assert (PendingLeaf.objects.count(), ledger.size()) == (3, 0)
    assert ledger.sequence(at=AT) == 3
    assert (PendingLeaf.objects.count(), ledger.size(), LedgerHash.objects.count()) == (0, 3, kept(3))
    assert list(Leaf.objects.order_by("index").values_list("entry__subject", flat=True)) == [
        "person:0",
        "person:1",
        "person:2",
    ]


def test_nothing_new_signs_nothing() -> None:
    assert ledger.sequence(at=AT) == 0
    assert not Checkpoint.objects.exists()
    with pytest.raises(NotFound, match="no_checkpoint_yet"):
        ledger.last_checkpoint()


def test_an_entry_rolled_back_leaves_nothing_waiting() -> None:
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert not PendingLeaf.objects.exists()


def test_an_outsider_finds_what_was_written() -> None:
    write(7)
    ledger.sequence(at=AT)
    write(4, 7)
    ledger.sequence(at=AT)
    write(2, 11)
    found = checked()
    assert (found.size, found.checkpoints, found.unprotected, found.shown) == (11, 2, 2, 13)
    assert checked(shown=False).shown == 0


def test_many_entries_are_placed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "BATCH", 4)
    write(10)
    assert [ledger.sequence(at=AT) for _ in range(4)] == [4, 4, 2, 0]
    assert (checked().size, checked().checkpoints) == (10, 3)


def test_shredding_leaves_every_proof_whole() -> None:
    write(5)
    ledger.sequence(at=AT)
    assert shred(actor=SYSTEM, at=AT, subject="person:2") == 1
    found = checked()
    assert (found.size, found.shown) == (5, 4)


def test_an_extract_for_strangers_names_nobody() -> None:
    write(2)
    ledger.sequence(at=AT)
    lines = "".join(write_extract("x", ledger.extract_parts(shown=False)))
    assert "某" not in lines
    assert SYSTEM.name not in lines


def test_one_entry_is_proved_by_itself() -> None:
    write(9)
    ledger.sequence(at=AT)
    leaf = Leaf.objects.select_related("entry").get(index=6)
    tree = ledger.tree()
    verify_inclusion(ledger.entry_of(leaf.entry).leaf, 6, 9, tree.prove_inclusion(6), tree.root())


def test_a_hash_that_is_gone_is_said() -> None:
    write(3)
    ledger.sequence(at=AT)
    LedgerHash.objects.filter(position=0).delete()
    with pytest.raises(NotFound, match="ledger_hash_missing"):
        ledger.tree().prove_inclusion(1)


def test_a_new_key_takes_over() -> None:
    write(2)
    ledger.sequence(at=AT)
    old, new = ledger.verifier(), keys.next_signing_key()
    ledger.sequence(at=AT, extensions=[f"{NEXT_KEY} {verifier_of('jiceng.local/ledger', new)}"])
    keys.take_over()
    write(2, 2)
    ledger.sequence(at=AT)
    assert ledger.verifier() != old
    lines = list(write_extract("jiceng.local/ledger", ledger.extract_parts(shown=False)))
    assert verify_extract(lines, [old]).size == 4
    assert [path.name.split(".")[0] for path in (Path(str(keys.settings.KEYS_FOLDER))).iterdir()] == [
        "ledger-signing",
        "ledger-signing",
    ]


# ── a superuser ──────────────────────────────────────────────────────────────────────────────────

SIZE, SIGNED = 24, 20


def change(chance: random.Random, id: int) -> None:
    """Another word in one field."""
    field = chance.choice(
        ["at", "actor_id", "actor_name", "type", "unit_id", "subject", "content", "commitment"]
    )
    row = AuditEntry.objects.get(pk=id)
    value = {
        "at": row.at + timedelta(microseconds=1),
        "actor_id": 7,
        "actor_name": "别人",
        "type": "person.corrected",
        "unit_id": 5,
        "subject": "person:999",
        "content": row.content.replace("某", "另") if row.content else "{}",
        "commitment": hash_leaf(b"other"),
    }[field]
    AuditEntry.objects.filter(pk=id).update(**{field: value})


def delete(_chance: random.Random, id: int) -> None:
    """An entry and its place taken out, the later ones moved up."""
    at = Leaf.objects.get(entry_id=id).index
    Leaf.objects.filter(index=at).delete()
    for later in Leaf.objects.filter(index__gt=at).order_by("index"):
        Leaf.objects.filter(pk=later.pk).update(index=later.index - 1)
    AuditEntry.objects.filter(pk=id).delete()


def insert(chance: random.Random, id: int) -> None:
    """A false entry put before one, the later ones moved down."""
    at = Leaf.objects.get(entry_id=id).index
    for later in Leaf.objects.filter(index__gte=at).order_by("-index"):
        Leaf.objects.filter(pk=later.pk).update(index=F("index") + 1)
    write(1, 500 + chance.randrange(100))
    false = AuditEntry.objects.latest("pk")
    PendingLeaf.objects.filter(entry=false).delete()
    Leaf.objects.create(index=at, entry=false)


def reorder(chance: random.Random, id: int) -> None:
    """Two entries change places."""
    one = Leaf.objects.get(entry_id=id)
    other = chance.choice(Leaf.objects.exclude(entry_id=id).order_by("index"))
    Leaf.objects.filter(pk__in=[one.index, other.index]).delete()
    Leaf.objects.create(index=one.index, entry_id=other.entry_id)
    Leaf.objects.create(index=other.index, entry_id=one.entry_id)


def truncate(_chance: random.Random, id: int) -> None:
    """Everything from an entry on is gone, checkpoints too."""
    at = Leaf.objects.get(entry_id=id).index
    Leaf.objects.filter(index__gte=at).delete()
    PendingLeaf.objects.all().delete()
    AuditEntry.objects.filter(pk__gte=id).delete()
    Checkpoint.objects.filter(size__gt=at).delete()


EDITS: list[Callable[[random.Random, int], None]] = [
    change,
    change,
    change,
    delete,
    insert,
    reorder,
    truncate,
]


def recomputed() -> None:
    """The tree made anew over what the edit left, as a superuser without the signing key would."""
    rows = [leaf.entry for leaf in Leaf.objects.order_by("index").select_related("entry")]
    LedgerHash.objects.all().delete()
    hashes = ledger.Tree(ledger.KeptInTable(), 0).append([ledger.entry_of(row).leaf for row in rows])
    LedgerHash.objects.bulk_create(LedgerHash(position=n, hash=each) for n, each in enumerate(hashes))


def edits(count: int) -> Iterator[tuple[int, Callable[[random.Random, int], None], random.Random]]:
    for seed in range(count):
        chance = random.Random(seed)
        yield seed, chance.choice(EDITS), chance


def test_a_thousand_edits_by_a_superuser_are_all_found() -> None:
    write(10)
    ledger.sequence(at=AT)
    write(SIGNED - 10, 10)
    ledger.sequence(at=AT)
    seen = Word.parse(ledger.last_checkpoint().split("\n\n")[0] + "\n")
    write(SIZE - SIGNED, SIGNED)
    ids = list(Leaf.objects.order_by("index").values_list("entry_id", flat=True))
    missed = []
    for seed, edit, chance in edits(1_000):
        with transaction.atomic():
            edit(chance, chance.choice(ids))
            if chance.random() < 0.5:
                recomputed()
            try:
                checked(seen=seen)
            except ProofError:
                pass
            else:
                missed.append((seed, edit.__name__))
            transaction.set_rollback(True)
    assert not missed
    assert checked(seen=seen).size == SIGNED


def test_an_old_copy_put_back_is_found() -> None:
    write(4)
    ledger.sequence(at=AT)
    with transaction.atomic():
        write(4, 4)
        ledger.sequence(at=AT)
        seen = Word.parse(ledger.last_checkpoint().split("\n\n")[0] + "\n")
        transaction.set_rollback(True)
    with pytest.raises(ProofError, match="rolled_back"):
        checked(seen=seen)


def test_what_came_before_the_ledger_waits_for_it() -> None:
    """The migration's statement: entries of an office that had no ledger yet."""
    write(3)
    PendingLeaf.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_pendingleaf (entry_id) SELECT id FROM journal_auditentry")
    assert ledger.sequence(at=AT) == 3
