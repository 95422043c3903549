"""A leaf commits to the record and to the content, and stays true when the content is gone."""

import hashlib

import pytest

from jiceng.engines.ledger import Entry, commit, hash_leaf
from jiceng.kernel.errors import ProofError

SALT, RECORD = bytes(range(32)), {"at": "2026-11-23T08:00:00Z", "subject": "person:12", "type": "x"}
ENTRY = Entry(RECORD, commit('{"a":1}', SALT), '{"a":1}', SALT)


def test_a_commitment_is_a_salted_hash() -> None:
    assert commit("{}", SALT) == hashlib.sha256(SALT + b"{}").digest()
    assert commit("{}", SALT) != commit("{}", bytes(32))


def test_a_leaf_is_the_hash_of_record_and_commitment() -> None:
    commitment = ENTRY.commitment.hex()
    record = '{"at":"2026-11-23T08:00:00Z","subject":"person:12","type":"x"}'
    assert ENTRY.leaf == hash_leaf(f'{{"commitment":"{commitment}","record":{record}}}'.encode())


def test_a_shredded_entry_has_the_same_leaf() -> None:
    shredded = Entry(RECORD, ENTRY.commitment)
    shredded.check()
    assert shredded.leaf == ENTRY.leaf


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("content_changed", Entry(RECORD, ENTRY.commitment, '{"a":2}', SALT)),
        ("content_changed", Entry(RECORD, ENTRY.commitment, '{"a":1}', bytes(32))),
        ("salt_missing", Entry(RECORD, ENTRY.commitment, '{"a":1}', None)),
        ("salt_missing", Entry(RECORD, ENTRY.commitment, None, SALT)),
        ("salt_length", Entry(RECORD, ENTRY.commitment, '{"a":1}', SALT[:31])),
        ("hash_length", Entry(RECORD, b"", None, None)),
    ],
)
def test_what_is_shown_must_be_what_was_committed_to(code: str, entry: Entry) -> None:
    with pytest.raises(ProofError, match=code):
        entry.check()
