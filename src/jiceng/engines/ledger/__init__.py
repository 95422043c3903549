"""A log that cannot be rewritten unseen: Merkle tree, proofs, signed checkpoints. It knows nothing of what it
logs.

Public: what is named below. Source: RFC 9162 (RFC 6962); C2SP signed-note, tlog-checkpoint, tlog-cosignature.
"""

from jiceng.engines.ledger.checkpoints import NEXT_KEY, Checkpoint, cosign, witness_key
from jiceng.engines.ledger.entries import SALT_SIZE, Entry, commit
from jiceng.engines.ledger.extracts import Verified, verify_extract, write_extract
from jiceng.engines.ledger.growing import GrowingRoot
from jiceng.engines.ledger.hashing import EMPTY_ROOT, HASH_SIZE, hash_leaf, hash_node
from jiceng.engines.ledger.notes import (
    Note,
    Signature,
    VerifierKey,
    open_note,
    read_note,
    sign_note,
    verifier_of,
)
from jiceng.engines.ledger.positions import Node, kept, position
from jiceng.engines.ledger.tree import KeptHashes, Tree
from jiceng.engines.ledger.verification import verify_consistency, verify_inclusion
from jiceng.engines.ledger.witnessing import judge

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "NEXT_KEY",
    "SALT_SIZE",
    "Checkpoint",
    "Entry",
    "GrowingRoot",
    "KeptHashes",
    "Node",
    "Note",
    "Signature",
    "Tree",
    "Verified",
    "VerifierKey",
    "commit",
    "cosign",
    "hash_leaf",
    "hash_node",
    "judge",
    "kept",
    "open_note",
    "position",
    "read_note",
    "sign_note",
    "verifier_of",
    "verify_consistency",
    "verify_extract",
    "verify_inclusion",
    "witness_key",
    "write_extract",
]
