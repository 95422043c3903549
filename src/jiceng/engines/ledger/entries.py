"""What a leaf of the ledger stands for: the plain record of a write, and a salted commitment to its content.

The record holds no personal data, so it can be given to anyone. The content can be shown with its salt, and
erased with it: the leaf stays true of what is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from jiceng.engines.ledger.hashing import HASH_SIZE, hash_leaf
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import ProofError

SALT_SIZE = 32


def commit(content: str, salt: bytes) -> bytes:
    """Commitment to canonical JSON (32 bytes): without the salt, not even a guessed content can be tried.

    Raises ProofError("salt_length").
    """
    if len(salt) != SALT_SIZE:
        raise ProofError("salt_length", expected=SALT_SIZE)
    return sha256(salt + content.encode()).digest()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the ledger: `record`, plain canonical JSON values; `commitment`, 32 bytes; `content` and
    `salt`, both None when they are not shown or were shredded.
    """

    record: Mapping[str, Any]
    commitment: bytes
    content: str | None = None
    salt: bytes | None = None

    @property
    def leaf(self) -> bytes:
        """Its leaf hash."""
        text = canonical_json({"commitment": self.commitment.hex(), "record": dict(self.record)})
        return hash_leaf(text.encode())

    def check(self) -> None:
        """Whether what is shown of the content is what was committed to.

        Raises ProofError "hash_length", "content_changed", "salt_missing".
        """
        if len(self.commitment) != HASH_SIZE:
            raise ProofError("hash_length", expected=HASH_SIZE)
        if (self.content is None) != (self.salt is None):
            raise ProofError("salt_missing")
        if self.content is None or self.salt is None:
            return
        if commit(self.content, self.salt) != self.commitment:
            raise ProofError("content_changed")
