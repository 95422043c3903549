"""Canonical JSON: one written form of a value, so that it can be hashed.

RFC 8785 (JSON Canonicalization Scheme) for the values we use: objects with ASCII keys, arrays, text, whole
numbers, booleans, null. Fractions are refused: nothing an office decides is a binary float.
"""

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
        raise TypeError("a binary float has no canonical form here")
    elif isinstance(value, int) and abs(value) > 2**53 - 1:
        raise TypeError("a whole number beyond 2^53 - 1 is not canonical")
    elif not isinstance(value, str | int | bool | None):
        raise TypeError(f"{type(value).__name__} is not JSON")
