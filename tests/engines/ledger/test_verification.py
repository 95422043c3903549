"""Published probes, good and bad, are judged as their authors say; so is a real log of 961,984,013 leaves."""

import base64
import json
from pathlib import Path

import pytest

from jiceng.engines.ledger import hash_leaf, verify_consistency, verify_inclusion
from jiceng.kernel.errors import ProofError

PROBES = {"inclusion": 98, "consistency": 98}


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def judged(kind: str, probe: dict) -> bool:
    proof = [decoded(each) for each in probe["proof"] or []]
    try:
        if kind == "inclusion":
            leaf, root = decoded(probe["leafHash"]), decoded(probe["root"])
            verify_inclusion(leaf, probe["leafIdx"], probe["treeSize"], proof, root)
        else:
            roots = decoded(probe["root1"]), decoded(probe["root2"])
            verify_consistency(probe["size1"], probe["size2"], proof, *roots)
    except ProofError:
        return False
    return True


@pytest.mark.parametrize("kind", PROBES)
def test_published_probes(kind: str, vectors: Path) -> None:
    files = sorted((vectors / "merkle" / kind).rglob("*.json"))
    assert len(files) == PROBES[kind]
    wrong = []
    for file in files:
        probe = json.loads(file.read_text())
        if judged(kind, probe) == probe["wantErr"]:
            wrong.append(f"{file.parent.name}/{file.name}: {probe['desc']}")
    assert not wrong, "\n".join(wrong)


def test_a_real_logs_proofs(vectors: Path) -> None:
    folder = vectors / "ct-log"
    head, proof, grown, entries = (
        json.loads((folder / f"{name}.json").read_text())
        for name in ("sth", "proof", "consistency", "entries")
    )
    size, root = head["tree_size"], decoded(head["sha256_root_hash"])
    leaf = hash_leaf(decoded(entries["entries"][0]["leaf_input"]))
    verify_inclusion(leaf, proof["leaf_index"], size, [decoded(each) for each in proof["audit_path"]], root)
    earlier = decoded("AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ=")
    steps = [decoded(each) for each in grown["consistency"]]
    verify_consistency(3_654_490, size, steps, earlier, root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf, proof["leaf_index"] + 1, size, steps, root)


A, B = bytes(32), bytes([1]) * 32


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("index_beyond_size", (A, 0, 0, [], A)),
        ("index_beyond_size", (A, 1, 1, [], A)),
        ("index_beyond_size", (A, -1, 1, [], A)),
        ("hash_length", (b"", 0, 1, [], b"")),
        ("hash_length", (A[:31], 0, 1, [], A[:31])),
        ("hash_length", (A, 0, 2, [b""], A)),
        ("proof_length", (A, 0, 1, [B], A)),
        ("proof_length", (A, 0, 2, [], A)),
        ("root_mismatch", (A, 0, 1, [], B)),
    ],
)
def test_corners_of_inclusion(code: str, arguments: tuple) -> None:
    with pytest.raises(ProofError, match=code):
        verify_inclusion(*arguments)


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("size_order", (0, 0, [], A, A)),
        ("size_order", (0, 1, [], A, A)),
        ("size_order", (2, 1, [A], A, A)),
        ("size_order", (-1, 1, [A], A, A)),
        ("hash_length", (1, 1, [], b"", b"")),
        ("hash_length", (1, 2, [b"x"], A, A)),
        ("proof_length", (1, 1, [A], A, A)),
        ("root_mismatch", (1, 1, [], A, B)),
        ("proof_length", (1, 2, [], A, A)),
        ("proof_length", (1, 2, [A, B], A, A)),
    ],
)
def test_corners_of_consistency(code: str, arguments: tuple) -> None:
    with pytest.raises(ProofError, match=code):
        verify_consistency(*arguments)
