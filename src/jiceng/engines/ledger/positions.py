"""Where the hashes of a growing tree are kept: complete nodes only, in the order they become complete.

Appending a leaf adds its hash and those of the nodes it completes, at the end; nothing kept ever changes.

Source: the layout of Go's module log (R. Cox, "Transparent Logs for Skeptical Clients", 2019).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A complete node: `level` 0 for leaves, the `index`-th of its level (from 0); it covers the leaves from
    `index * 2**level` on.
    """

    level: int
    index: int


def position(node: Node) -> int:
    """Place of a node's hash, from 0."""
    last_leaf = ((node.index + 1) << node.level) - 1
    before = 0
    while last_leaf:
        before += last_leaf
        last_leaf >>= 1
    return before + node.level


def kept(size: int) -> int:
    """How many hashes a tree of `size` leaves keeps: 2·size less the ones in size's binary form."""
    return 2 * size - size.bit_count()


def cover(start: int, end: int) -> list[Node]:
    """The complete nodes of which the leaves from `start` until before `end` are made, in their order.

    Parameters: a range that is a node of some tree: `start` a multiple of the smallest power of two that is
    no less than `end - start`.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes
