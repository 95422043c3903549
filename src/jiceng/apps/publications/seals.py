"""A seal (存证): what an outsider checks a posting with, holding nothing but the office's public key.

It binds what the public reads to an entry of the office's ledger, by a salted digest, and that entry to a
signed checkpoint. While something is posted its words can be shown to be those of the entry; once it is
taken down words and salt are gone and the digest alone still stands in the ledger.

A seal's file is canonical JSON (RFC 8785) and has one written form, so that no bit of it can change unseen:

    {"format":"jiceng-seal/1","log":"…","number":12,"versions":[
      {"digest":"…","posted":PART,"read":{"files":[…],"html":"…","number":12,"salt":"…","title":"…"} or null,
       "stood":PART or null,"version":1}]}
    PART {"checkpoint":"…","commitment":"…","content":"…","index":0,"key":"…","proof":["…"],"record":{…},
          "salt":"…"}
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from jiceng.engines.ledger import Checkpoint, Entry, VerifierKey, open_note, read_note, verify_inclusion
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import ProofError

FORMAT = "jiceng-seal/1"
SALT_SIZE = 16
SUBJECT = "publication:{number}"
POSTED, STOOD = "article.posted", "article.stood"
ABOUT = ("column", "kind", "source", "author", "byline", "listed", "text")
_SEAL = {"format", "log", "number", "versions"}
_VERSION = {"digest", "posted", "read", "stood", "version"}
_READ = {"files", "html", "number", "salt", "title"}
_PART = {"checkpoint", "commitment", "content", "index", "key", "proof", "record", "salt"}


def new_salt() -> bytes:
    """A salt for one version."""
    return secrets.token_bytes(SALT_SIZE)


def read_by_public(
    *, number: int, title: str, html: str, files: Sequence[Mapping[str, str]], salt: bytes
) -> dict[str, Any]:
    """What the public reads, with the salt, in the one shape a digest is made of.

    Parameters: `files`, each with "name" and "sha256" (hex), in their order; `salt`, SALT_SIZE random bytes.
    """
    each = [{"name": file["name"], "sha256": file["sha256"]} for file in files]
    return {"files": each, "html": html, "number": number, "salt": salt.hex(), "title": title}


def digest_of(read: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what the public reads: without the salt not even a guessed name can be tried."""
    return sha256(canonical_json(dict(read)).encode()).hexdigest()


def about_of(said: Mapping[str, Any], files: Sequence[Sequence[str]], salt: bytes) -> str:
    """SHA-256 (hex) of what is published beside the words: column, kind, source, author, byline, whether it
    is listed, its plain text; `files`, the address and type of each. Salted, for it may name persons.
    """
    about = {name: said[name] for name in ABOUT} | {"files": [list(each) for each in files]}
    return sha256(canonical_json(about | {"salt": salt.hex()}).encode()).hexdigest()


def write_seal(number: int, versions: Sequence[Mapping[str, Any]]) -> str:
    """A seal's file over the versions that have their proof.

    Parameters: `versions`, each with "version", "digest", "read" (None once its words are gone), "seal", as
    it was brought: "log", "posted", "stood" (and "days", for pages).
    """
    written = [
        {
            "digest": each["digest"],
            "posted": each["seal"]["posted"],
            "read": each["read"],
            "stood": each["seal"]["stood"],
            "version": each["version"],
        }
        for each in versions
    ]
    head = {"format": FORMAT, "log": versions[-1]["seal"]["log"], "number": number}
    return canonical_json(head | {"versions": written}) + "\n"


def sealed_part(
    entry: Entry, index: int, proof: Sequence[bytes], checkpoint: str, key: VerifierKey
) -> dict[str, Any]:
    """One entry of the ledger with all that proves it. `entry` shows its content; `key` signed the
    checkpoint.
    """
    if entry.salt is None or entry.content is None:
        raise ProofError("salt_missing")
    return {
        "checkpoint": checkpoint,
        "commitment": entry.commitment.hex(),
        "content": entry.content,
        "index": index,
        "key": str(key),
        "proof": [each.hex() for each in proof],
        "record": dict(entry.record),
        "salt": entry.salt.hex(),
    }


_Keys = Mapping[str, VerifierKey]


@dataclass(frozen=True, slots=True)
class Proved:
    """What a seal was found to prove of one version.

    `posted_at`, by the office's clock; `index`, its entry's place; `words`, whether the words are there and
    are those of the entry; `days`, for how many it is entered as having stood unchanged, and `stood_at`, when
    that was entered.
    """

    version: int
    posted_at: datetime
    index: int
    words: bool
    digest: str
    days: int | None = None
    stood_at: datetime | None = None


def keys_in(brought: Sequence[Mapping[str, Any]]) -> list[str]:
    """The public keys that signed what was brought, each once."""
    parts = [part for seal in brought for part in (seal["posted"], seal["stood"]) if part]
    return list(dict.fromkeys(part["key"] for part in parts))


def read_seal(text: str) -> dict[str, Any]:
    """Take a seal's file apart. Raises ProofError("seal_malformed") unless it is in its one written form."""
    try:
        seal: dict[str, Any] = json.loads(text)
        if canonical_json(seal) + "\n" != text or seal.keys() != _SEAL or seal["format"] != FORMAT:
            raise ProofError("seal_malformed")
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ProofError("seal_malformed") from None
    return seal


def content_of(entry: Entry) -> dict[str, Any]:
    """What a checked entry says; nothing where its content is not shown."""
    content: dict[str, Any] = json.loads(entry.content)["content"] if entry.content else {}
    return content


def check_part(part: Mapping[str, Any], type: str, keys: Sequence[VerifierKey]) -> dict[str, Any]:
    """What a part of a seal says, once it is proved to lie in the log. Raises ProofError."""
    try:
        return _entered(dict(part), type, {str(key): key for key in keys})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ProofError("seal_malformed") from None


def check_seal(text: str, keys: Sequence[VerifierKey]) -> list[Proved]:
    """Check a seal's file against public keys got elsewhere than with the file.

    Returns what is proved of each version. Raises ProofError: "seal_malformed"; "seal_other_key"; with the
    `version` it is about "seal_other_words" when the words are not those entered, "seal_other_entry" when the
    entry is not about this version; what `verify_inclusion` and `open_note` raise.
    """
    seal = read_seal(text)
    trusted = {str(key): key for key in keys if key.name == seal["log"]}
    try:
        return [_proved(version, seal["number"], trusted) for version in seal["versions"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ProofError("seal_malformed") from None


def _proved(version: dict[str, Any], number: int, trusted: _Keys) -> Proved:
    if version.keys() != _VERSION or type(version["version"]) is not int or type(number) is not int:
        raise ProofError("seal_malformed")
    digest, of_version = version["digest"], version["version"]
    posted = _entered(version["posted"], POSTED, trusted)
    _same(posted, {"digest": digest, "number": number, "revision": of_version}, of_version)
    read = version["read"]
    if read is not None and read.keys() != _READ:
        raise ProofError("seal_malformed")
    if read is not None and (digest_of(read) != digest or read["number"] != number):
        raise ProofError("seal_other_words", version=of_version)
    at = datetime.fromisoformat(version["posted"]["record"]["at"])
    found = Proved(of_version, at, version["posted"]["index"], read is not None, digest)
    if version["stood"] is None:
        return found
    stood = _entered(version["stood"], STOOD, trusted)
    continued = {"digest": digest, "number": number, "revision": of_version}
    continued["entry"] = version["posted"]["record"]["number"]
    _same(stood, continued, of_version)
    stood_at = datetime.fromisoformat(version["stood"]["record"]["at"])
    return Proved(of_version, at, found.index, found.words, digest, stood["days"], stood_at)


def _entered(part: dict[str, Any], type: str, trusted: _Keys) -> dict[str, Any]:
    """The content of an entry, once it is proved to lie in the log."""
    key = trusted.get(part["key"])
    if key is None:
        raise ProofError("seal_other_key")
    if part.keys() != _PART or part["record"]["type"] != type or isinstance(part["index"], bool):
        raise ProofError("seal_malformed")
    entry = Entry(part["record"], _bytes(part["commitment"]), part["content"], _bytes(part["salt"]))
    entry.check()
    note = read_note(part["checkpoint"].encode())
    if str(note) != part["checkpoint"] or len(open_note(str(note).encode(), [key]).signatures) != len(
        note.signatures
    ):
        raise ProofError("malformed_note")
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != key.name:
        raise ProofError("other_log", origin=checkpoint.origin)
    proof = [_bytes(each) for each in part["proof"]]
    verify_inclusion(entry.leaf, part["index"], checkpoint.size, proof, checkpoint.root)
    content: dict[str, Any] = json.loads(part["content"])["content"]
    return content


def _same(content: Mapping[str, Any], expected: Mapping[str, Any], version: int) -> None:
    if any(content.get(name) != value for name, value in expected.items()):
        raise ProofError("seal_other_entry", version=version)


def _bytes(text: str) -> bytes:
    """Bytes from hex in its one written form. Raises ProofError("seal_malformed")."""
    found = bytes.fromhex(text)
    if found.hex() != text:
        raise ProofError("seal_malformed")
    return found
