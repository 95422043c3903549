"""The root of a log read from its beginning, holding only the edge of the tree."""

from jiceng.engines.ledger.hashing import EMPTY_ROOT, hash_node


class GrowingRoot:
    """Takes leaf hashes one after the other; costs O(log size) memory."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, leaf_hash: bytes) -> None:
        """Take the next leaf."""
        full, grown = self.size, leaf_hash
        while full & 1:
            grown = hash_node(self._edge.pop(), grown)
            full >>= 1
        self._edge.append(grown)
        self.size += 1

    @property
    def root(self) -> bytes:
        """Root over what was taken so far."""
        if not self._edge:
            return EMPTY_ROOT
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = hash_node(left, root)
        return root
