"""What is written on a letter and its answer, sealed: pure, no database and no clock.

A letter is sealed for the office by RFC 9180 (HPKE: X25519, HKDF-SHA-256, AES-256-GCM), bound to its receipt:
who holds the portal's machine holds only the public half. An answer is sealed with a key made from the
receipt's number alone.
"""

import base64
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHARACTERS, GROUP = 28, 4
"""Of a receipt's number: 140 bits, in seven groups."""
_READ_AS = str.maketrans("018", "OIB")  # the alphabet has none of the three
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_LETTER = b"jiceng letter v1 "
_NONCE = 12
KEY = 32


def receipt_from(random: bytes) -> str:
    """A receipt's number out of at least 18 random bytes, in groups."""
    number = base64.b32encode(random).decode()[:CHARACTERS]
    return "-".join(number[at : at + GROUP] for at in range(0, CHARACTERS, GROUP))


def index_of(receipt: str) -> bytes:
    """By which a letter and its answer are found; it tells nothing of the number."""
    return _derived(receipt, b"jiceng receipt v1 index")


def answer_key(receipt: str) -> bytes:
    """With which the answer is sealed (32 bytes)."""
    return _derived(receipt, b"jiceng receipt v1 answer")


def _derived(receipt: str, purpose: bytes) -> bytes:
    number = "".join(each for each in receipt.upper() if each.isalnum()).translate(_READ_AS)
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=purpose).derive(number.encode())


def seal_letter(content: dict[str, Any], *, key: bytes, index: bytes) -> bytes:
    """Seal a letter; `key`, the office's public key."""
    public = X25519PublicKey.from_public_bytes(key)
    return _SUITE.encrypt(_written(content), public, _LETTER + index)


def open_letter(sealed: bytes, *, key: X25519PrivateKey, index: bytes) -> dict[str, Any] | None:
    """Open a letter; None for one that was sealed for somebody else, or altered."""
    try:
        return _read(_SUITE.decrypt(sealed, key, _LETTER + index))
    except InvalidTag:
        return None


def seal_answer(content: dict[str, Any], *, key: bytes, index: bytes) -> bytes:
    """Seal an answer; `key`, what `answer_key` makes."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, _written(content), index)


def open_answer(sealed: bytes, receipt: str) -> dict[str, Any] | None:
    """Open an answer with a receipt's number; None where that does not fit."""
    try:
        opened = AESGCM(answer_key(receipt)).decrypt(sealed[:_NONCE], sealed[_NONCE:], index_of(receipt))
    except (InvalidTag, ValueError):
        return None
    return _read(opened)


def _written(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True).encode()


def _read(text: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
