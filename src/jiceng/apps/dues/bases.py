"""What a member earns, at rest: sealed as identity numbers are (AES-256-GCM, NIST SP 800-38D), with the key
of these and the person as associated data.
"""

import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiceng.apps.people.keys import sealing_key
from jiceng.kernel.errors import Conflict

_NONCE = 12


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _about(person_id: int) -> bytes:
    return f"dues base of {person_id}".encode()


def seal(fen: int, person_id: int) -> bytes:
    """Encrypt a base: 12-byte random nonce, then ciphertext and tag."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(sealing_key()).encrypt(nonce, b"%d" % fen, _about(person_id))


def unseal(sealed: bytes, person_id: int) -> int:
    """Decrypt what `seal` made of this person. Raises `Conflict("dues_base_unreadable")`."""
    try:
        return int(_cipher(sealing_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], _about(person_id)))
    except InvalidTag:
        raise Conflict("dues_base_unreadable") from None
