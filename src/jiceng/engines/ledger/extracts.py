"""A ledger extract: every entry from the first, and the checkpoints signed on the way, as lines of JSON.

Whoever holds a public key checks it offline, reading it once. Lines are canonical JSON (RFC 8785): a head,
then entries in order, each checkpoint after the last entry it vouches for.

    {"format":"jiceng-ledger-extract/1","origin":"…"}
    {"commitment":"…","content":…,"index":0,"leaf":"…","record":{…},"salt":…}
    {"checkpoint":"…"}
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiceng.engines.ledger.checkpoints import NEXT_KEY, Checkpoint
from jiceng.engines.ledger.entries import Entry
from jiceng.engines.ledger.growing import GrowingRoot
from jiceng.engines.ledger.notes import VerifierKey, open_note
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import ProofError

FORMAT = "jiceng-ledger-extract/1"


@dataclass(frozen=True, slots=True)
class Verified:
    """What an extract was found to be: `size` entries vouched for by the last of `checkpoints` checkpoints;
    `unprotected` entries came after it, `shown` entries have their content. `last`, the record of the last
    entry vouched for; `keys`, those trusted, with each that took over.
    """

    origin: str
    size: int
    root: bytes
    checkpoints: int
    unprotected: int
    shown: int
    last: Mapping[str, Any]
    keys: tuple[VerifierKey, ...]


def write_extract(origin: str, parts: Iterable[Entry | bytes]) -> Iterator[str]:
    """Lines of an extract. Parameters: `parts`, entries from the first, and signed checkpoints (bytes) each
    after the last entry it vouches for.
    """
    yield canonical_json(_head(origin)) + "\n"
    index = 0
    for part in parts:
        if isinstance(part, bytes):
            yield canonical_json({"checkpoint": part.decode()}) + "\n"
            continue
        yield canonical_json(_line(index, part, part.leaf)) + "\n"
        index += 1


def _head(origin: str) -> dict[str, Any]:
    return {"format": FORMAT, "origin": origin}


def _line(index: int, entry: Entry, leaf: bytes) -> dict[str, Any]:
    return {
        "commitment": entry.commitment.hex(),
        "content": entry.content,
        "index": index,
        "leaf": leaf.hex(),
        "record": dict(entry.record),
        "salt": None if entry.salt is None else entry.salt.hex(),
    }


def verify_extract(
    lines: Iterable[str],
    keys: Sequence[VerifierKey],
    earlier: Checkpoint | None = None,
    seen: Callable[[int, Entry], None] | None = None,
) -> Verified:
    """Check an extract from its first line to its last, and that it continues an `earlier` checkpoint.

    Parameters: `keys`, the public keys trusted; a checkpoint they signed may name the next key; `seen` is
    told each entry with its index, of which those below the returned size are vouched for.
    Raises ProofError: "extract_malformed" with its line; "entry_changed", "entry_out_of_order" with the index
    of the first wrong entry; "entries_rewritten" with the first and last index between which something was
    changed, added, taken out or moved; "rolled_back", "forked" against the earlier checkpoint;
    "checkpoint_missing" where nothing is vouched for; those of `open_note`.
    """
    reading = _Reading(list(keys), earlier, seen)
    for number, line in enumerate(lines, start=1):
        reading.take(number, line)
    return reading.finish()


class _Reading:
    """How far an extract was read, and what was found of it."""

    def __init__(
        self,
        keys: list[VerifierKey],
        earlier: Checkpoint | None,
        seen: Callable[[int, Entry], None] | None,
    ) -> None:
        self._keys, self._earlier, self._seen = keys, earlier, seen
        self._last: Mapping[str, Any] = {}
        self._vouched_last: Mapping[str, Any] = {}
        self._tree, self._origin = GrowingRoot(), ""
        self._vouched, self._root = 0, self._tree.root
        self._checkpoints = self._shown = 0

    def take(self, number: int, line: str) -> None:
        """Take one line."""
        try:
            value = json.loads(line)
            if number == 1:
                read = self._begin(value)
            elif "checkpoint" in value:
                read = self._check(value["checkpoint"])
            else:
                read = self._add(value)
            # What is written besides, twice or otherwise, nobody has vouched for.
            if canonical_json(read) != line.removesuffix("\n"):
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ProofError("extract_malformed", line=number) from None

    def _begin(self, head: dict[str, Any]) -> dict[str, Any]:
        self._origin = head["origin"]
        return _head(self._origin)

    def _add(self, line: dict[str, Any]) -> dict[str, Any]:
        index = self._tree.size
        if line["index"] != index:
            raise ProofError("entry_out_of_order", index=index, found=line["index"])
        salt = line["salt"]
        entry = Entry(
            line["record"],
            bytes.fromhex(line["commitment"]),
            line["content"],
            None if salt is None else bytes.fromhex(salt),
        )
        try:
            entry.check()
        except ProofError as error:
            raise ProofError("entry_changed", index=index, reason=error.code) from None
        leaf = entry.leaf
        if leaf.hex() != line["leaf"]:
            raise ProofError("entry_changed", index=index, reason="leaf_changed")
        self._shown += entry.content is not None
        self._last = entry.record
        if self._seen:
            self._seen(index, entry)
        self._tree.add(leaf)
        if self._earlier and self._earlier.size == self._tree.size and self._earlier.root != self._tree.root:
            raise ProofError("forked", size=self._tree.size)
        return _line(index, entry, leaf)

    def _check(self, note: str) -> dict[str, Any]:
        checkpoint = Checkpoint.parse(open_note(note.encode(), self._keys).text)
        if checkpoint.origin != self._origin:
            raise ProofError("other_log", origin=checkpoint.origin)
        if (checkpoint.size, checkpoint.root) != (self._tree.size, self._tree.root):
            raise ProofError(
                "entries_rewritten", first=self._vouched, last=max(checkpoint.size, self._tree.size) - 1
            )
        self._vouched, self._root = checkpoint.size, checkpoint.root
        self._vouched_last = self._last
        self._checkpoints += 1
        next_key = checkpoint.extension(NEXT_KEY)
        if next_key and (key := VerifierKey.parse(next_key)) not in self._keys:
            self._keys.append(key)
        return {"checkpoint": note}

    def finish(self) -> Verified:
        """What was found, when all lines were taken."""
        if self._earlier and self._earlier.size > self._tree.size:
            raise ProofError("rolled_back", earlier=self._earlier.size, size=self._tree.size)
        if self._earlier and self._earlier.origin != self._origin:
            raise ProofError("other_log", origin=self._origin)
        if not self._checkpoints:
            raise ProofError("checkpoint_missing")
        unprotected = self._tree.size - self._vouched
        counts = (self._checkpoints, unprotected, self._shown)
        told = (*counts, self._vouched_last, tuple(self._keys))
        return Verified(self._origin, self._vouched, self._root, *told)
