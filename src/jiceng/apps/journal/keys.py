"""Keys that a deployment makes for itself, each in a file only its own user can read."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from jiceng.kernel.errors import Conflict

SIZE = 32
_SIGNING, _NEXT = "ledger-signing", "ledger-signing.next"


def key_in(folder: Path, name: str) -> bytes:
    """The key of a name in a folder (32 bytes), made at first use. Raises `Conflict("keys_out_of_reach")`
    where it can be neither read nor made.
    """
    path = folder / name
    try:
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):  # another process made it meanwhile
                keep_key(path, secrets.token_bytes(SIZE))
        return path.read_bytes()
    except OSError as error:
        raise Conflict("keys_out_of_reach", folder=str(folder), reason=error.strerror or "") from error


def keep_key(path: Path, key: bytes) -> None:
    """Write a new key whole before it has its name, so that no other process reads half of one. Raises
    FileExistsError where there is one.
    """
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()


def signing_key() -> Ed25519PrivateKey:
    """The key that signs the ledger's checkpoints."""
    return signing_key_in(settings.KEYS_FOLDER, _SIGNING)


def signing_key_in(folder: Path, name: str) -> Ed25519PrivateKey:
    """A signing key of a name in a folder, made at first use."""
    return Ed25519PrivateKey.from_private_bytes(key_in(folder, name))


def letters_key() -> X25519PrivateKey:
    """The key that opens letters to the editor; the portal is given its public half."""
    return X25519PrivateKey.from_private_bytes(key_in(settings.KEYS_FOLDER, "letters"))


def signing_keys() -> list[Ed25519PrivateKey]:
    """The key that signs, and those that signed before it."""
    before = sorted(settings.KEYS_FOLDER.glob(f"{_SIGNING}.????????"))
    return [signing_key(), *(Ed25519PrivateKey.from_private_bytes(path.read_bytes()) for path in before)]


def next_signing_key() -> Ed25519PrivateKey:
    """The key that is to take over, made at first use and kept until it has."""
    return signing_key_in(settings.KEYS_FOLDER, _NEXT)


def take_over() -> None:
    """Make the next signing key the one that signs; the old one stays beside it under its own name."""
    folder: Path = settings.KEYS_FOLDER
    old = Ed25519PrivateKey.from_private_bytes((folder / _SIGNING).read_bytes())
    with suppress(FileExistsError):
        keep_key(
            folder / f"{_SIGNING}.{old.public_key().public_bytes_raw().hex()[:8]}", old.private_bytes_raw()
        )
    (folder / _NEXT).replace(folder / _SIGNING)
