"""Canonical JSON and the leaf hash of an audit entry.

RFC 8785 (JSON Canonicalization Scheme) for the values we use: objects with ASCII keys, arrays, text, whole
numbers, booleans, null. Fractions are refused: nothing an office decides is a binary float.
"""

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> str:
    """The one written form of `value`, by RFC 8785.

    Raises TypeError for floats, integers beyond 2⁵³ − 1 (RFC 8785, 3.2.2.3) and keys that are not ASCII text.
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError(f"key {key!r} is not ASCII text")
            _check(member)
    elif isinstance(value, list | tuple):
        for member in value:
            _check(member)
    elif isinstance(value, float):
        raise TypeError("a binary float has no place in the journal")
    elif isinstance(value, int) and abs(value) > 2**53 - 1:
        raise TypeError("a whole number beyond 2^53 - 1 is not canonical")
    elif not isinstance(value, str | int | bool | None):
        raise TypeError(f"{type(value).__name__} is not JSON")


def leaf_hash(content: str, salt: bytes) -> bytes:
    """Merkle leaf hash (RFC 6962, 2.1: SHA-256 of 0x00 and the leaf) over a salted commitment to `content`.

    Parameters: `content`, canonical JSON; `salt`, 32 random bytes. Returns 32 bytes.
    """
    commitment = hashlib.sha256(salt + content.encode()).digest()
    return hashlib.sha256(b"\x00" + commitment).digest()
