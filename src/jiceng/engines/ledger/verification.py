"""What an outsider checks: that an entry lies in a log, and that a log only ever grew.

Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2; what a textbook reading leaves open (empty trees, hashes of
another length, proofs that are too long) is refused.
"""

from collections.abc import Sequence

from jiceng.engines.ledger.hashing import HASH_SIZE, hash_node
from jiceng.kernel.errors import ProofError


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf at `index` (from 0) of a tree of `size` leaves with this `root` has `leaf_hash`.

    Source: RFC 9162, section 2.1.3.2.
    Parameters: `proof`, hashes of 32 bytes from the leaf's sibling upward.
    Raises ProofError "index_beyond_size", "hash_length", "proof_length", "root_mismatch".
    """
    if not 0 <= index < size:
        raise ProofError("index_beyond_size", index=index, size=size)
    _check_hashes(leaf_hash, root, *proof)
    node, last, computed = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise ProofError("proof_length", size=size)
        if node & 1 or node == last:
            computed = hash_node(sibling, computed)
            node, last = _climb_to_right_child(node, last)
        else:
            computed = hash_node(computed, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("proof_length", size=size)
    if computed != root:
        raise ProofError("root_mismatch", size=size)


def verify_consistency(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """Check that the tree of `size2` leaves begins with the very leaves of the tree of `size1`.

    Source: RFC 9162, section 2.1.4.2.
    Parameters: `proof`, hashes of 32 bytes; none for equal sizes. A tree without leaves is consistent with
    nothing: it says nothing about what follows.
    Raises ProofError "size_order", "hash_length", "proof_length", "root_mismatch".
    """
    if not 0 < size1 <= size2:
        raise ProofError("size_order", first=size1, second=size2)
    if size1 == size2:
        _check_same(size2, proof, root1, root2)
        return
    _check_hashes(root1, root2, *proof)
    if not proof:
        raise ProofError("proof_length", size=size2)
    # The whole old tree is a node of the new one when its size is a power of two: its root starts the path.
    path = [root1, *proof] if size1 & (size1 - 1) == 0 else list(proof)
    computed1, computed2 = _both_roots(size1, size2, path)
    if computed1 != root1 or computed2 != root2:
        raise ProofError("root_mismatch", size=size1 if computed1 != root1 else size2)


def _check_same(size: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> None:
    """One tree and itself: nothing is hashed, so equal roots are asked for and nothing more of them."""
    if proof:
        raise ProofError("proof_length", size=size)
    if not root1:
        raise ProofError("hash_length", expected=HASH_SIZE)
    if root1 != root2:
        raise ProofError("root_mismatch", size=size)


def _both_roots(size1: int, size2: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Roots of the old and the new tree as a path says."""
    node, last = size1 - 1, size2 - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("proof_length", size=size2)
        if node & 1 or node == last:
            old, new = hash_node(sibling, old), hash_node(sibling, new)
            node, last = _climb_to_right_child(node, last)
        else:
            new = hash_node(new, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError("proof_length", size=size2)
    return old, new


def _climb_to_right_child(node: int, last: int) -> tuple[int, int]:
    """Up from a last node without sibling to the first level where it is a right child."""
    while node & 1 == 0 and node != 0:
        node, last = node >> 1, last >> 1
    return node, last


def _check_hashes(*hashes: bytes) -> None:
    for each in hashes:
        if not isinstance(each, bytes) or len(each) != HASH_SIZE:
            raise ProofError("hash_length", expected=HASH_SIZE)
