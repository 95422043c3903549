"""Identity numbers at rest: AES-256-GCM (NIST SP 800-38D) and an HMAC-SHA-256 index (RFC 2104)."""

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiceng.apps.people.keys import index_key, sealing_key
from jiceng.apps.people.models import Person
from jiceng.kernel.codes import IdNumber
from jiceng.kernel.errors import Conflict

_NONCE = 12


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal(number: IdNumber) -> bytes:
    """Encrypt an identity number: 12-byte random nonce, then ciphertext and tag; its index is the associated
    data.
    """
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(sealing_key()).encrypt(nonce, number.characters.encode(), index(number))


def unseal(sealed: bytes, index_value: bytes) -> IdNumber:
    """Decrypt what `seal` made. Raises `Conflict("id_number_unreadable")` when the keys are not those it was
    sealed with.
    """
    try:
        plain = _cipher(sealing_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], index_value)
    except InvalidTag:
        raise Conflict("id_number_unreadable") from None
    return IdNumber(plain.decode())


def index(number: IdNumber) -> bytes:
    """Keyed hash by which a number is found and kept unique, without being readable (32 bytes)."""
    return hmac.digest(index_key(), number.characters.encode(), hashlib.sha256)


def sealed_numbers_open(sample: int = 20) -> bool:
    """Whether the keys are those the register was sealed with: some of its numbers open. No number is
    told.
    """
    rows = Person.objects.filter(id_number_sealed__isnull=False, id_number_index__isnull=False)
    try:
        for sealed, index_value in rows.values_list("id_number_sealed", "id_number_index")[:sample]:
            if sealed is not None and index_value is not None:
                unseal(bytes(sealed), bytes(index_value))
    except Conflict:
        return False
    return True
