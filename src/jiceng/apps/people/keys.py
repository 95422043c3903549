"""The keys of the register: one seals identity numbers, one indexes them, one seals files sent in,
one the secrets of second factors.

They lie in `JICENG_DATA/keys` with mode 0600 and are all made when the office starts, so that one sealed copy
holds them all; without them no identity number can be read or found.
"""

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def _key_in(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write a new key whole before it has its name, so that no other process reads half of one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def sealing_key() -> bytes:
    """AES-256 key that seals identity numbers (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "id-number-seal")


def index_key() -> bytes:
    """HMAC-SHA-256 key that makes the index of identity numbers (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "id-number-index")


def factor_key() -> bytes:
    """AES-256 key that seals the shared secrets of second factors (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "factor-seal")


def file_key() -> bytes:
    """AES-256 key that seals files sent in while they are worked on (32 bytes)."""
    return _key_in(settings.KEYS_FOLDER, "file-seal")


def make_keys() -> None:
    """Make the keys that are not there yet."""
    for key in (sealing_key, index_key, factor_key, file_key):
        key()
