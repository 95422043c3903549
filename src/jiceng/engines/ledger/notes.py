"""Signed notes: a text, and below it lines of signatures by named Ed25519 keys.

Source: C2SP signed-note.md; golang.org/x/mod/sumdb/note, whose limits are kept.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jiceng.kernel.errors import ProofError

ED25519 = 1
COSIGNATURE = 4
MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000
_SIGNATURE = re.compile(r"— ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})")
_KEY_BYTES, _SIGNATURE_BYTES, _ID_BYTES = 32, 64, 4


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and the public key that signs under it; `kind` 1 signs the text, 4 a witness's dated text."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line says which key made it."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read "name+id+key" as printed. Raises ProofError("malformed_key")."""
        name, _, rest = text.strip().partition("+")
        given, _, encoded = rest.partition("+")
        data = _decoded(encoded, "malformed_key")
        if not is_key_name(name) or len(data) != 1 + _KEY_BYTES or data[0] not in (ED25519, COSIGNATURE):
            raise ProofError("malformed_key")
        key = cls(name, data[0], data[1:])
        if given != key.id.hex():
            raise ProofError("malformed_key")
        return key


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: who, which key, and what it made."""

    name: str
    id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and the signatures below it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


def is_key_name(name: str) -> bool:
    """Whether a key may be called so: not empty, without spaces and plus signs."""
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def verifier_of(name: str, key: Ed25519PrivateKey) -> VerifierKey:
    """The public half of a signer. Raises ProofError("malformed_key") for a name that cannot be one."""
    if not is_key_name(name):
        raise ProofError("malformed_key")
    return VerifierKey(name, ED25519, key.public_key().public_bytes_raw())


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> Note:
    """A note with one signature. Raises ProofError("malformed_note") for a text that cannot be one."""
    _check_text(text)
    verifier = verifier_of(name, key)
    return Note(text, (Signature(name, verifier.id, key.sign(text.encode())),))


def read_note(data: bytes) -> Note:
    """Take a note apart; nothing is verified yet. Raises ProofError("malformed_note")."""
    if len(data) > MOST_BYTES:
        raise ProofError("malformed_note")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise ProofError("malformed_note") from None
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n"):
        raise ProofError("malformed_note")
    text, lines = whole[: at + 1], whole[at + 2 :].split("\n")[:-1]
    _check_text(text)
    if not 0 < len(lines) <= MOST_SIGNATURES:
        raise ProofError("malformed_note")
    return Note(text, tuple(_signature(line) for line in lines))


def open_note(data: bytes, keys: Sequence[VerifierKey]) -> Note:
    """Read a note and keep the signatures that `keys` made, each key's once.

    Raises ProofError "malformed_note"; "wrong_signature" when a known key's line does not verify;
    "unverified_note" when no known key has signed; "ambiguous_key" when two keys bear one name and id.
    """
    note = read_note(data)
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key or list(keys).count(key) > 1:
            raise ProofError("ambiguous_key", name=key.name)
    verified: dict[tuple[str, bytes], Signature] = {}
    for signature in note.signatures:
        key_of = known.get((signature.name, signature.id))
        if key_of is None or (signature.name, signature.id) in verified:
            continue
        _verify(note.text, key_of, signature)
        verified[signature.name, signature.id] = signature
    if not verified:
        raise ProofError("unverified_note")
    return Note(note.text, tuple(verified.values()))


def _verify(text: str, key: VerifierKey, signature: Signature) -> None:
    message, value = text.encode(), signature.value
    if key.kind == COSIGNATURE:
        message, value = cosigned(text, value)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, message)
    except (InvalidSignature, ValueError):
        raise ProofError("wrong_signature", name=key.name) from None


def cosigned(text: str, value: bytes) -> tuple[bytes, bytes]:
    """What a witness has signed, and her signature: `value` begins with her time, seconds in eight bytes.

    Source: C2SP tlog-cosignature.md. Raises ProofError("malformed_note").
    """
    if len(value) != 8 + _SIGNATURE_BYTES:
        raise ProofError("malformed_note")
    seconds = int.from_bytes(value[:8], "big")
    return f"cosignature/v1\ntime {seconds}\n{text}".encode(), value[8:]


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    if found is None or not is_key_name(found[1]):
        raise ProofError("malformed_note")
    data = _decoded(found[2], "malformed_note")
    if len(data) <= _ID_BYTES:
        raise ProofError("malformed_note")
    return Signature(found[1], data[:_ID_BYTES], data[_ID_BYTES:])


def _decoded(text: str, code: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProofError(code) from None


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text):
        raise ProofError("malformed_note")
