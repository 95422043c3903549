"""Checkpoints: a log's size and root at a moment, as the text of a signed note; and a witness's word for it.

Source: C2SP tlog-checkpoint.md, tlog-cosignature.md.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiceng.engines.ledger.hashing import HASH_SIZE
from jiceng.engines.ledger.notes import COSIGNATURE, Note, Signature, VerifierKey, cosigned
from jiceng.kernel.errors import ProofError

NEXT_KEY = "next-key"
"""Extension by which a log names the key it signs with from the next checkpoint on."""
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log `origin` had `size` leaves and this `root` (32 bytes); `extensions` are lines of its own."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text to be signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))

    def extension(self, name: str) -> str | None:
        """What the extension line "name value" says, or None."""
        found = (line.partition(" ") for line in self.extensions)
        return next((value for key, _, value in found if key == name), None)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a checkpoint's text. Raises ProofError("malformed_checkpoint")."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise ProofError("malformed_checkpoint")
        try:
            root = base64.b64decode(lines[2], validate=True)
        except (binascii.Error, ValueError):
            raise ProofError("malformed_checkpoint") from None
        if len(root) != HASH_SIZE or base64.b64encode(root).decode() != lines[2]:
            raise ProofError("malformed_checkpoint")
        return cls(lines[0], int(lines[1]), root, tuple(lines[3:]))


def witness_key(name: str, key: Ed25519PrivateKey) -> VerifierKey:
    """The public half of a witness."""
    return VerifierKey(name, COSIGNATURE, key.public_key().public_bytes_raw())


def cosign(note: Note, name: str, key: Ed25519PrivateKey, seconds: int) -> Note:
    """The note with a witness's line added: at `seconds` (Unix time) she had seen no fork and no rollback."""
    time = seconds.to_bytes(8, "big")
    message, _ = cosigned(note.text, time + bytes(64))
    line = Signature(name, witness_key(name, key).id, time + key.sign(message))
    return Note(note.text, (*note.signatures, line))
