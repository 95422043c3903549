"""The keys of the data folder: sealed with a passphrase (scrypt, RFC 7914; AES-256-GCM) for a copy kept
apart, and known again by their fingerprints.
"""

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jiceng.faces.cli.backups.archive import written_whole
from jiceng.kernel.errors import Conflict, FileRefused, Invalid

NOTED = "sealed-keys.json"
"""In the data folder: fingerprints of the keys that are in a sealed copy."""
SESSIONS = "session.key"
"""The one key without which nothing is lost: a new one ends the sessions and no more."""
SHORTEST = 12
"""Characters of a passphrase, at least."""
COST = 1 << 17
"""scrypt's N; 128 MiB for each try at the passphrase."""
_LIMIT = 1 << 20


def keys_in(folder: Path) -> dict[str, bytes]:
    """Every key in a folder by its name; drafts, which bear a random ending, are none."""
    if not folder.is_dir():
        return {}
    found = (path for path in sorted(folder.iterdir()) if path.is_file() and not _is_draft(path.name))
    return {path.name: path.read_bytes() for path in found}


def _is_draft(name: str) -> bool:
    ending = name.rpartition(".")[2]
    return len(ending) == 16 and all(sign in "0123456789abcdef" for sign in ending)


def fingerprints(keys: dict[str, bytes]) -> dict[str, str]:
    """A name for each key's content that tells nothing of it. The session key has none: it may change."""
    return {
        name: hashlib.sha256(b"jiceng key\0" + key).hexdigest()[:32]
        for name, key in keys.items()
        if name != SESSIONS
    }


def seal_keys(keys: dict[str, bytes], passphrase: str, path: Path) -> None:
    """Write the keys, sealed, to a new file. Errors: Invalid `passphrase_short`."""
    if len(passphrase) < SHORTEST:
        raise Invalid("passphrase_short", least=SHORTEST)
    plain = json.dumps({name: base64.b64encode(key).decode() for name, key in keys.items()}).encode()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_derived(passphrase, salt, COST)).encrypt(nonce, plain, b"jiceng keys 1")
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    kept = {"format": 1, "scrypt_n": COST} | {n: base64.b64encode(part).decode() for n, part in parts.items()}
    with written_whole(path) as draft:
        draft.write_bytes(json.dumps(kept, indent=1).encode())


def note_sealed(keys: dict[str, bytes], data: Path) -> None:
    """Keep in the data folder which keys the last sealed copy holds."""
    with written_whole(data / NOTED) as draft:
        draft.write_text(json.dumps(fingerprints(keys), indent=1, sort_keys=True), encoding="utf-8")


def unsealed(keys: dict[str, bytes], data: Path) -> list[str]:
    """Names of the keys that are in no sealed copy known here."""
    try:
        noted = json.loads((data / NOTED).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        noted = {}
    return [name for name, fingerprint in fingerprints(keys).items() if noted.get(name) != fingerprint]


def open_keys(path: Path, passphrase: str) -> dict[str, bytes]:
    """The keys of a sealed file. Errors: FileRefused `keys_unreadable`; Conflict `passphrase_wrong`."""
    try:
        kept = json.loads(path.read_bytes()[:_LIMIT])
        salt, nonce, sealed = (base64.b64decode(kept[name]) for name in ("salt", "nonce", "sealed"))
        if kept["format"] != 1 or kept["scrypt_n"] > COST:
            raise FileRefused("keys_unreadable", name=path.name)
        plain = AESGCM(_derived(passphrase, salt, kept["scrypt_n"])).decrypt(nonce, sealed, b"jiceng keys 1")
        return {_plain_name(name): base64.b64decode(key) for name, key in json.loads(plain).items()}
    except InvalidTag:
        raise Conflict("passphrase_wrong", name=path.name) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileRefused("keys_unreadable", name=path.name) from error


def _plain_name(name: str) -> str:
    """A key's name, which may lead to no other folder."""
    if Path(name).name != name:
        raise ValueError(name)
    return name


def _derived(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def put_keys(keys: dict[str, bytes], folder: Path) -> list[Path]:
    """Write keys where they belong, each readable by its owner alone; returns the files made.

    The session key made by this very start gives way to the one of the backup.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name, key in keys.items():
        path = folder / name
        if path.exists() and name != SESSIONS:
            continue
        with written_whole(path) as draft:
            draft.write_bytes(key)
            os.chmod(draft, 0o600)  # noqa: PTH101
        made.append(path)
    return made
