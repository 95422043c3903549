"""Hashes of a Merkle tree log.

Source: RFC 9162, section 2.1.1 (RFC 6962, section 2.1): SHA-256, leaves and inner nodes told apart by a first
byte.
"""

from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()
"""Root of a tree without leaves."""


def hash_leaf(entry: bytes) -> bytes:
    """Hash of an entry as a leaf (32 bytes)."""
    return sha256(b"\0" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node over its two children (32 bytes each)."""
    return sha256(b"\1" + left + right).digest()
