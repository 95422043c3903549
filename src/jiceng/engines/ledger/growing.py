"""The edge of a growing tree: the roots of the complete nodes that the leaves so far are made of.

With it a log is read from its beginning, or goes on from where it is, holding O(log size) hashes.
"""

from collections.abc import Iterable

from jiceng.engines.ledger.hashing import EMPTY_ROOT, hash_node


class GrowingRoot:
    """Takes leaf hashes one after the other, after `size` leaves whose complete nodes `edge` gives."""

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size = size
        self._edge = list(edge)

    def add(self, leaf_hash: bytes) -> list[bytes]:
        """Take the next leaf; returns its hash and those of the nodes it completes, the lowest first."""
        full, made = self.size, [leaf_hash]
        while full & 1:
            made.append(hash_node(self._edge.pop(), made[-1]))
            full >>= 1
        self._edge.append(made[-1])
        self.size += 1
        return made

    @property
    def root(self) -> bytes:
        """Root over what was taken so far."""
        return joined(self._edge) if self._edge else EMPTY_ROOT


def joined(edge: list[bytes]) -> bytes:
    """Root over complete nodes, one at least; the last ones are joined first."""
    root = edge[-1]
    for left in reversed(edge[:-1]):
        root = hash_node(left, root)
    return root
