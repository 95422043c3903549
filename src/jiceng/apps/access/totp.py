"""One-time codes of an authenticator app: RFC 6238 over HMAC-SHA-1, six digits, steps of thirty seconds.

The shared secret lies sealed in the database (AES-256-GCM, NIST SP 800-38D); its key lies in the keys folder.
"""

import hmac
import secrets
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiceng.apps.people.keys import factor_key
from jiceng.kernel.errors import Conflict

STEP = 30
DRIFT = 1
"""Steps a phone's clock may be ahead or behind (RFC 6238, 5.2)."""
_NONCE = 12


def new_secret() -> str:
    """160 random bits in base 32 (RFC 4226, 4, R6)."""
    return pyotp.random_base32(32)


def seal(secret: str, user_id: int) -> bytes:
    """Encrypt a secret; it opens for that user alone."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(factor_key()).encrypt(nonce, secret.encode(), f"totp:{user_id}".encode())


def unseal(sealed: bytes, user_id: int) -> str:
    """Decrypt what `seal` made. Raises `Conflict("factor_unreadable")` when the keys are not those it was
    sealed with.
    """
    try:
        opened = AESGCM(factor_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], f"totp:{user_id}".encode())
    except InvalidTag:
        raise Conflict("factor_unreadable") from None
    return opened.decode()


def matching_step(secret: str, code: str, at: datetime, digits: int = 6) -> int | None:
    """The time step whose code this is, within the drift; None for a wrong one. Every step is compared, in
    the same time.
    """
    now, generator = int(at.timestamp()) // STEP, pyotp.HOTP(secret, digits=digits)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(generator.at(step).encode(), code.encode()):
            found = step
    return found


def address(secret: str, username: str, issuer: str) -> str:
    """The otpauth:// address that an authenticator app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)
