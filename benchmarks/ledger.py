"""The ledger at ten million leaves, asked as the office asks it: the journal's own table, through its own
code.

SQLite on disk, or PostgreSQL where JICENG_TEST_DATABASE_URL names one (`python -m tests.postgresql python
benchmarks/ledger.py`). The hashes of all leaves but the last batch are stored straight into the table; what
is measured goes through `journal.ledger`. Floor: hashing alone (two SHA-256 a leaf on average, by hashlib).
Targets: appending ≤ 1 ms an entry and O(log n); root and any proof ≤ 10 ms from storage; every proof measured
is verified.

    python benchmarks/ledger.py [leaves]
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="jiceng-bench-")
os.environ["JICENG_DATA"] = _folder.name
os.environ["DATABASE_URL"] = os.environ.get("JICENG_TEST_DATABASE_URL", "")
os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.config.settings"

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from jiceng.apps.access.audit_types import SESSIONS_ENDED  # noqa: E402
from jiceng.apps.journal import ledger  # noqa: E402
from jiceng.apps.journal.models import AuditEntry, Leaf  # noqa: E402
from jiceng.apps.journal.services import record  # noqa: E402
from jiceng.engines.ledger import (  # noqa: E402
    GrowingRoot,
    hash_node,
    kept,
    verify_consistency,
    verify_inclusion,
)
from jiceng.faces.cli.migrate import migrate_databases  # noqa: E402
from jiceng.kernel.actors import system_actor  # noqa: E402

LEAVES = int(sys.argv[1]) if sys.argv[1:] else 10_000_000
BATCH, ASKED, ENTRIES = 100_000, 300, 1_000
MOST_MS, MOST_APPEND_MS = 10, 1
CHANCE = random.Random(6962)


def main() -> None:
    """Fill the table, then append and ask; print the medians."""
    print("benchmark:", Path(__file__).name)
    migrate_databases()
    hashing, storing = fill()
    floor, per_leaf = bare(), hashing / LEAVES
    print(f"  {LEAVES:,} leaves; {connection.vendor}; load {os.getloadavg()[0]:.1f}")
    print(f"  filled: {per_leaf * 1e6:.2f} µs a leaf hashing, {storing / LEAVES * 1e6:.2f} µs storing")
    print(f"  floor, hashing alone {floor * 1e6:.2f} µs a leaf; ratio {per_leaf / floor:.1f}")
    connection.close()  # nothing of it in our own memory
    append()
    ask()


def fill() -> tuple[float, float]:
    """Store the hashes of all leaves, and the last leaf's place; returns seconds hashing and storing."""
    growing, hashing, storing = GrowingRoot(), 0.0, 0.0
    numbers = iter(range(LEAVES))
    while batch := list(islice(numbers, BATCH)):
        first, started = kept(growing.size), time.perf_counter()
        hashes = [each for number in batch for each in growing.add(leaf(number))]
        between = time.perf_counter()
        store(first, hashes)
        hashing, storing = hashing + between - started, storing + time.perf_counter() - between
    entry = AuditEntry.objects.create(
        at=timezone.now(), actor_name="", type="filled", subject="filled:1", commitment=bytes(32)
    )
    Leaf.objects.create(index=LEAVES - 1, entry=entry)
    return hashing, storing


def store(first: int, hashes: Sequence[bytes]) -> None:
    """Put hashes into the journal's table as fast as the database takes them."""
    rows = enumerate(hashes, start=first)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY journal_ledgerhash FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        with transaction.atomic():
            cursor.executemany("INSERT INTO journal_ledgerhash VALUES (%s, %s)", rows)


def leaf(number: int) -> bytes:
    """A leaf hash."""
    return number.to_bytes(32, "big")


def bare() -> float:
    """Seconds to hash one inner node, of which a leaf costs one on average."""
    count, left = 200_000, bytes(32)
    started = time.perf_counter()
    for _ in range(count):
        left = hash_node(left, left)
    return (time.perf_counter() - started) / count


def append() -> None:
    """Entries as writers write them, given their places and signed for: one at a time, and many at once."""

    def write(count: int) -> None:
        at, actor = timezone.now(), system_actor("jiceng bench")
        with transaction.atomic():
            for number in range(count):
                said = {"subject": f"user:{number}", "unit_ids": [], "content": {"number": number}}
                record(actor=actor, at=at, type=SESSIONS_ENDED, **said)

    write(ENTRIES)
    started = time.perf_counter()
    assert ledger.sequence(at=timezone.now()) == ENTRIES
    each = (time.perf_counter() - started) / ENTRIES * 1e3
    print(f"  append {ENTRIES:,} entries        {each:.3f} ms each: place, hashes, signed checkpoint, commit")
    assert each <= MOST_APPEND_MS, f"more than {MOST_APPEND_MS} ms"
    alone = []
    for _ in range(50):
        write(1)
        alone.append(timed(lambda _at: ledger.sequence(at=timezone.now()), 0))
    told("append one, checkpoint and all", alone)


def ask() -> None:
    """Roots and proofs of random places, each verified."""
    tree = ledger.tree()
    root, places = tree.root(), [CHANCE.randrange(1, LEAVES) for _ in range(ASKED)]
    questions: dict[str, Callable[[int], object]] = {
        "root": lambda _at: ledger.tree().root(),
        "root of an earlier size": lambda at: ledger.tree().root(at),
        "inclusion proof": lambda at: ledger.tree().prove_inclusion(at),
        "consistency proof": lambda at: ledger.tree().prove_consistency(at),
    }
    for name, work in questions.items():
        taken = [timed(work, at) for at in places]
        told(name, taken)
        assert statistics.median(taken) * 1e3 <= MOST_MS, f"{name}: more than {MOST_MS} ms"
    for at in places:
        verify_inclusion(leaf(at), at, tree.size, tree.prove_inclusion(at), root)
        verify_consistency(at, tree.size, tree.prove_consistency(at), tree.root(at), root)
    print(f"  {2 * ASKED} proofs verified")


def told(name: str, taken: list[float]) -> None:
    """Median, 95th hundredth and the worst of what something took."""
    last = statistics.quantiles(taken, n=20)[-1]
    print(
        f"  {name:30} {statistics.median(taken) * 1e3:6.2f} ms median, {last * 1e3:6.2f} ms of 95 in 100, "
        f"{max(taken) * 1e3:6.2f} ms at most"
    )


def timed(work: Callable[[int], object], at: int) -> float:
    """Seconds a question takes."""
    started = time.perf_counter()
    work(at)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
