"""Files sent in, while they are worked on: kept encrypted, since a register holds identity numbers.

AES-256-GCM (NIST SP 800-38D) with a key of its own beside those of the register.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiceng.apps.people.keys import file_key
from jiceng.kernel.errors import Conflict

_NONCE = 12


def seal(content: bytes, what: str) -> bytes:
    """Encrypt; `what` says which thing of which import it is, and opens nothing else."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(file_key()).encrypt(nonce, content, what.encode())


def unseal(sealed: bytes, what: str) -> bytes:
    """Decrypt what `seal` made. Raises `Conflict("file_unreadable")` when the keys are not those it was
    sealed with.
    """
    try:
        return AESGCM(file_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], what.encode())
    except InvalidTag:
        raise Conflict("file_unreadable") from None


@contextmanager
def as_file(content: bytes) -> Iterator[Path]:
    """The path of a file in memory with this content: it never lies on a disk, and goes with the process."""
    descriptor = os.memfd_create("import", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(content)
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)
