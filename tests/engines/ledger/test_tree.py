"""Roots and proofs are the standard's, for every small tree and for trees drawn at random."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.ledger import (
    EMPTY_ROOT,
    Node,
    Tree,
    hash_leaf,
    kept,
    position,
    verify_consistency,
    verify_inclusion,
)
from jiceng.kernel.errors import ProofError
from tests.engines.ledger import naive

SMALL = 20


class Hashes:
    """Kept in a list; tells how often it was asked."""

    def __init__(self) -> None:
        self.all: list[bytes] = []
        self.reads: list[int] = []

    def read(self, positions: Sequence[int]) -> Sequence[bytes]:
        self.reads.append(len(positions))
        return [self.all[at] for at in positions]


def grown(leaves: Sequence[bytes], *pieces: int) -> tuple[Tree, Hashes]:
    """A tree to which the leaves were appended in pieces of these sizes, the rest at once."""
    hashes, at = Hashes(), 0
    for length in (*pieces, len(leaves)):
        tree = Tree(hashes, at)
        hashes.all += tree.append(leaves[at : at + length])
        at = tree.size
    return tree, hashes


def leaves(size: int) -> list[bytes]:
    return [hash_leaf(str(number).encode()) for number in range(size)]


def test_published_roots(vectors: Path) -> None:
    published = json.loads((vectors / "rfc6962_reference_roots.json").read_text())
    entries = [hash_leaf(bytes.fromhex(text)) for text in published["leaf_inputs_hex"]]
    tree, _ = grown(entries)
    found = [tree.root(size).hex() for size in range(len(entries) + 1)]
    assert found == published["root_hex_by_size"]
    assert tree.root(0) == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, SMALL))
def test_every_proof_of_small_trees_is_the_standards(size: int) -> None:
    entries = leaves(size)
    tree, _ = grown(entries)
    for part in range(1, size + 1):
        root = naive.root(entries[:part])
        assert tree.root(part) == root
        for index in range(part):
            proof = tree.prove_inclusion(index, part)
            assert proof == naive.path(index, entries[:part])
            verify_inclusion(entries[index], index, part, proof, root)
        proof = tree.prove_consistency(part)
        assert proof == naive.proof(part, entries)
        verify_consistency(part, size, proof, root, tree.root())


@given(size=st.integers(1, 300), pieces=st.lists(st.integers(0, 80), max_size=5))
def test_how_leaves_arrive_makes_no_difference(size: int, pieces: list[int]) -> None:
    entries = leaves(size)
    tree, hashes = grown(entries, *pieces)
    assert tree.root() == naive.root(entries)
    assert len(hashes.all) == kept(size)


@given(level=st.integers(0, 20), index=st.integers(0, 1 << 20))
def test_a_node_is_kept_when_its_last_leaf_has_come(level: int, index: int) -> None:
    last = ((index + 1) << level) - 1
    assert kept(last) <= position(Node(level, index)) < kept(last + 1)


def test_positions_are_used_once_each() -> None:
    nodes = [Node(level, index) for level in range(6) for index in range(1 << (5 - level))]
    assert sorted(position(node) for node in nodes) == list(range(kept(32)))


@given(size=st.integers(2, 400), data=st.data())
def test_a_proof_with_any_bit_turned_is_refused(size: int, data: st.DataObject) -> None:
    entries = leaves(size)
    tree, _ = grown(entries)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    inclusion, consistency = tree.prove_inclusion(index), tree.prove_consistency(old)
    turned = data.draw(st.integers(0, 255))
    for proof in (inclusion, consistency):
        place = data.draw(st.integers(0, len(proof) - 1))
        spoilt = bytearray(proof[place])
        spoilt[turned // 8] ^= 1 << turned % 8
        proof[place] = bytes(spoilt)
    with pytest.raises(ProofError):
        verify_inclusion(entries[index], index, size, inclusion, tree.root())
    with pytest.raises(ProofError):
        verify_consistency(old, size, consistency, tree.root(old), tree.root())


@given(size=st.integers(1, 400), data=st.data())
def test_a_rewritten_leaf_leaves_no_consistency(size: int, data: st.DataObject) -> None:
    entries = leaves(size)
    tree, _ = grown(entries)
    rewritten = list(entries)
    rewritten[data.draw(st.integers(0, size - 1))] = hash_leaf(b"rewritten")
    other, _ = grown([*rewritten, hash_leaf(b"later")])
    with pytest.raises(ProofError, match="root_mismatch"):
        verify_consistency(size, size + 1, other.prove_consistency(size), tree.root(), other.root())


def test_one_read_answers_each_question() -> None:
    tree, hashes = grown(leaves(1000))
    hashes.reads.clear()
    tree.root()
    tree.prove_inclusion(777)
    tree.prove_consistency(600)
    tree.append(leaves(3))
    assert len(hashes.reads) == 4
    assert max(hashes.reads) <= 2 * (1000).bit_length()


@pytest.mark.parametrize(
    "ask", [lambda t: t.root(8), lambda t: t.prove_inclusion(7), lambda t: t.prove_inclusion(-1)]
)
def test_what_lies_beyond_the_tree_is_not_proved(ask) -> None:  # noqa: ANN001
    with pytest.raises(ProofError):
        ask(grown(leaves(7))[0])


@pytest.mark.parametrize(("first", "second"), [(0, 7), (8, 7), (-1, 7), (3, 8)])
def test_no_consistency_with_nothing_nor_with_the_future(first: int, second: int) -> None:
    with pytest.raises(ProofError, match="size_order"):
        grown(leaves(7))[0].prove_consistency(first, second)


def test_a_leaf_that_is_no_hash_is_refused() -> None:
    with pytest.raises(ProofError, match="hash_length"):
        grown([b"short"])
