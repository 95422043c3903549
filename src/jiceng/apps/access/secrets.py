"""Secrets a machine holds in its owner's name: made once, shown once, kept only as their SHA-256.

256 random bits cannot be guessed nor, from the digest, be found: a slow password hash would add nothing
(NIST SP 800-63B-4, 3.1.2.2: look-up secrets of 112 bits and more may be stored with an approved hash).
"""

import hashlib
from secrets import token_urlsafe

BYTES = 32


def new_secret() -> str:
    """256 random bits in 43 letters that need no quoting in an address."""
    return token_urlsafe(BYTES)


def digest(secret: str) -> bytes:
    """What is kept of a secret, and found again by it."""
    return hashlib.sha256(secret.encode()).digest()
