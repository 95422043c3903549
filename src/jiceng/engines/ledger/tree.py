"""A Merkle tree log over hashes kept elsewhere: what to append, the root of any size, and proofs.

Source: RFC 9162, sections 2.1.1 (root), 2.1.3.1 (inclusion), 2.1.4.1 (consistency).
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from jiceng.engines.ledger.growing import GrowingRoot, joined
from jiceng.engines.ledger.hashing import EMPTY_ROOT, HASH_SIZE
from jiceng.engines.ledger.positions import Node, cover, position
from jiceng.kernel.errors import ProofError

Range = tuple[int, int]


class KeptHashes(Protocol):
    """Where hashes are kept, by position; handed in by whoever has a file or a table."""

    def read(self, positions: Sequence[int]) -> Sequence[bytes]:
        """The hashes at these positions, in this order."""
        ...


class Tree:
    """The first `size` leaves of a log whose hashes `kept` holds."""

    def __init__(self, kept: KeptHashes, size: int) -> None:
        self._kept = kept
        self.size = size

    def append(self, leaf_hashes: Iterable[bytes]) -> list[bytes]:
        """Hashes to keep after those there are, for new leaves; the tree has grown by them.

        Costs O(log size) reads once, and on average two hashes a leaf.
        Raises ProofError("hash_length").
        """
        growing, new = GrowingRoot(self.size, self._read(cover(0, self.size))), list[bytes]()
        for leaf in leaf_hashes:
            if len(leaf) != HASH_SIZE:
                raise ProofError("hash_length", expected=HASH_SIZE)
            new += growing.add(leaf)
        self.size = growing.size
        return new

    def root(self, size: int | None = None) -> bytes:
        """Root of the first `size` leaves, of all by default."""
        end = self._known(self.size if size is None else size)
        return self._hashes([(0, end)])[0] if end else EMPTY_ROOT

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof that the leaf at `index` is in the tree of `size` leaves.

        Raises ProofError("index_beyond_size").
        """
        end = self._known(self.size if size is None else size)
        if not 0 <= index < end:
            raise ProofError("index_beyond_size", index=index, size=end)
        return self._hashes(_siblings(index, 0, end))

    def prove_consistency(self, size1: int, size2: int | None = None) -> list[bytes]:
        """Proof that the tree of `size1` leaves is the beginning of that of `size2`. Raises
        ProofError("size_order").
        """
        end = self._known(self.size if size2 is None else size2)
        if not 0 < size1 <= end:
            raise ProofError("size_order", first=size1, second=end)
        return self._hashes(_difference(size1, 0, end, whole=True))

    def _known(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ProofError("size_order", first=size, second=self.size)
        return size

    def _read(self, nodes: Sequence[Node]) -> Sequence[bytes]:
        return self._kept.read([position(node) for node in nodes]) if nodes else []

    def _hashes(self, ranges: Sequence[Range]) -> list[bytes]:
        """Hashes of ranges of leaves, all read at once."""
        covers = [cover(start, end) for start, end in ranges]
        read = iter(self._read([node for nodes in covers for node in nodes]))
        return [joined([next(read) for _ in nodes]) for nodes in covers]


def _split(start: int, end: int) -> int:
    """Where a range divides: after the largest power of two less than its length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _siblings(index: int, start: int, end: int) -> list[Range]:
    """Ranges beside the path from a leaf to the root, the lowest first."""
    beside: list[Range] = []
    while end - start > 1:
        middle = _split(start, end)
        beside.append((middle, end) if index < middle else (start, middle))
        start, end = (start, middle) if index < middle else (middle, end)
    return beside[::-1]


def _difference(size: int, start: int, end: int, *, whole: bool) -> list[Range]:
    """Ranges that make both the tree of `size` leaves and the one up to `end`, the lowest first; the old
    tree itself is left out where it is a node of the new one (`whole`).
    """
    beside: list[Range] = []
    while end != size:
        middle = _split(start, end)
        if size <= middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start, whole = middle, False
    return [*([] if whole else [(start, end)]), *beside[::-1]]
