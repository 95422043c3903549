"""Seals for tests, made by the ledger's engine alone: what the office brings, without an office."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiceng.apps.publications import seals
from jiceng.engines.ledger import Checkpoint, Entry, Tree, VerifierKey, commit, kept, sign_note, verifier_of
from jiceng.kernel.canonical import canonical_json

LOG = "jiceng.test/ledger"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SALT = bytes(range(32, 64))


class Log:
    """A ledger in memory."""

    def __init__(self, others: int = 6) -> None:
        self._hashes: list[bytes] = []
        self._tree = Tree(self, 0)
        for number in range(others):
            self.enter(number, "person.registered", datetime(2026, 11, 20, 9), {"person": number})

    def read(self, positions: Sequence[int]) -> Sequence[bytes]:
        """The hashes at these positions."""
        return [self._hashes[each] for each in positions]

    @property
    def verifier(self) -> VerifierKey:
        """Its public key."""
        return verifier_of(LOG, KEY)

    @property
    def size(self) -> int:
        """How many entries it has."""
        return self._tree.size

    def enter(self, number: int, type: str, at: datetime, content: dict[str, Any]) -> Entry:
        """Enter something."""
        text = f'{{"actor_name":"jiceng","content":{canonical_json(content)}}}'
        record = {
            "actor": None,
            "at": at.isoformat(),
            "number": number,
            "subject": "x",
            "type": type,
            "unit": 1,
        }
        entry = Entry(record, commit(text, SALT), text, SALT)
        assert len(self._hashes) == kept(self.size)
        self._hashes += self._tree.append([entry.leaf])
        return entry

    def part(self, entry: Entry, index: int) -> dict[str, Any]:
        """The entry with all that proves it, under a checkpoint of what the log is now."""
        word = Checkpoint(LOG, self.size, self._tree.root())
        note = str(sign_note(word.text, LOG, KEY))
        return seals.sealed_part(entry, index, self._tree.prove_inclusion(index), note, self.verifier)


def seal_of(
    log: Log, *, number: int, version: int, digest: str, at: datetime, days: int | None
) -> dict[str, Any]:
    """What the office brings to a version; entered as having stood where `days` says so."""
    said = {"digest": digest, "number": number, "revision": version, "unit": "140525100201"}
    index = log.size
    posted = log.enter(index, seals.POSTED, at, said | {"until": ""})
    log.enter(index + 1, "person.registered", at, {"person": 1})
    stood = None
    if days is not None:
        entry = log.enter(index + 2, seals.STOOD, at, said | {"days": days, "entry": index, "posted_at": "x"})
        stood = log.part(entry, index + 2)
    return {"days": days, "log": LOG, "posted": log.part(posted, index), "stood": stood}
