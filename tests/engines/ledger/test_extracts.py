"""An extract is checked offline: whatever was done to it at or before a checkpoint is found, and named."""

import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.ledger import (
    NEXT_KEY,
    Checkpoint,
    Entry,
    GrowingRoot,
    commit,
    sign_note,
    verifier_of,
    verify_extract,
    write_extract,
)
from jiceng.kernel.errors import ProofError

ORIGIN = "jiceng.example/ledger"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NEXT = Ed25519PrivateKey.from_private_bytes(bytes(32))
TRUSTED = [verifier_of(ORIGIN, KEY)]
SIZE, EVERY = 30, 10


def entry(number: int, word: str = "held") -> Entry:
    salt = (number + 1).to_bytes(32, "big")
    content = json.dumps({"n": number, "word": word}, separators=(",", ":"))
    return Entry({"number": number, "subject": f"gathering:{number}"}, commit(content, salt), content, salt)


def note(entries: list[Entry], key: Ed25519PrivateKey = KEY, *extensions: str) -> bytes:
    tree = GrowingRoot()
    for each in entries:
        tree.add(each.leaf)
    checkpoint = Checkpoint(ORIGIN, tree.size, tree.root, extensions)
    return str(sign_note(checkpoint.text, ORIGIN, key)).encode()


ENTRIES = [entry(number) for number in range(SIZE)]


def extract(entries: list[Entry], signed: list[Entry] = ENTRIES) -> list[str]:
    """`entries`, with the checkpoints once signed over `signed` where their sizes come."""
    parts: list[Entry | bytes] = []
    for place, each in enumerate(entries, start=1):
        parts.append(each)
        if place % EVERY == 0 and place <= len(signed):
            parts.append(note(signed[:place]))
    return list(write_extract(ORIGIN, parts))


HONEST = extract([*ENTRIES, entry(SIZE), entry(SIZE + 1)])


def test_an_honest_extract_says_how_much_is_vouched_for() -> None:
    found = verify_extract(HONEST, TRUSTED)
    assert (found.size, found.checkpoints, found.unprotected, found.shown) == (30, 3, 2, 32)


def test_shredded_content_leaves_every_proof_whole() -> None:
    shredded = [Entry(each.record, each.commitment) if n % 3 else each for n, each in enumerate(ENTRIES)]
    assert verify_extract(extract(shredded), TRUSTED).shown == 10


def tampered(kind: str, at: int) -> list[str]:
    entries = list(ENTRIES)
    if kind == "change":
        entries[at] = entry(at, "never")
    elif kind == "delete":
        del entries[at]
    elif kind == "insert":
        entries.insert(at, entry(999))
    elif kind == "swap":
        entries[at], entries[at - 1] = entries[at - 1], entries[at]
    elif kind == "truncate":
        return [line for line in HONEST if "index" not in line or json.loads(line)["index"] < at]
    return extract(entries)


@pytest.mark.parametrize("kind", ["change", "delete", "insert", "swap", "truncate"])
@pytest.mark.parametrize("at", [1, 9, 10, 19])
def test_entries_rewritten_with_all_their_hashes_are_found(kind: str, at: int) -> None:
    with pytest.raises(ProofError) as error:
        verify_extract(tampered(kind, at), TRUSTED)
    first, last = error.value.data["first"], error.value.data["last"]
    assert error.value.code == "entries_rewritten"
    assert first <= at <= last + 1


@given(st.randoms(use_true_random=False))
def test_a_careless_edit_names_the_first_wrong_entry(chance: random.Random) -> None:
    lines = list(HONEST)
    places = [n for n, line in enumerate(lines) if '"index"' in line]
    place = chance.choice(places)
    line = json.loads(lines[place])
    field = chance.choice(["content", "record", "commitment", "salt", "leaf"])
    line[field] = {"number": 5} if field == "record" else line[field][::-1]
    lines[place] = json.dumps(line)
    with pytest.raises(ProofError) as error:
        verify_extract(lines, TRUSTED)
    assert (error.value.code, error.value.data["index"]) == ("entry_changed", line["index"])


def test_a_line_taken_out_is_named() -> None:
    lines = [line for line in HONEST if '"index":7,' not in line]
    with pytest.raises(ProofError, match="entry_out_of_order") as error:
        verify_extract(lines, TRUSTED)
    assert error.value.data["index"] == 7


def test_another_history_than_the_one_seen_before_is_a_fork() -> None:
    seen = Checkpoint.parse(note(ENTRIES[:15]).decode().split("\n\n")[0] + "\n")
    verify_extract(HONEST, TRUSTED, seen)
    rewritten = [entry(number, "other") for number in range(SIZE)]
    with pytest.raises(ProofError, match="forked"):
        verify_extract(extract(rewritten, rewritten), TRUSTED, seen)


def test_an_old_copy_put_back_is_a_rollback() -> None:
    seen = Checkpoint.parse(note(ENTRIES).decode().split("\n\n")[0] + "\n")
    with pytest.raises(ProofError, match="rolled_back"):
        verify_extract(extract(ENTRIES[:20]), TRUSTED, seen)


def test_a_key_takes_over_when_the_one_before_names_it() -> None:
    ahead = note(ENTRIES[:10], KEY, f"{NEXT_KEY} {verifier_of(ORIGIN, NEXT)}")
    later = note(ENTRIES[:20], NEXT)
    lines = list(write_extract(ORIGIN, [*ENTRIES[:10], ahead, *ENTRIES[10:20], later]))
    assert verify_extract(lines, TRUSTED).checkpoints == 2
    with pytest.raises(ProofError, match="unverified_note"):
        verify_extract(
            write_extract(ORIGIN, [*ENTRIES[:10], note(ENTRIES[:10]), *ENTRIES[10:20], later]), TRUSTED
        )


def test_nothing_vouches_for_an_extract_without_checkpoint() -> None:
    with pytest.raises(ProofError, match="checkpoint_missing"):
        verify_extract(extract(ENTRIES[:5]), TRUSTED)
    with pytest.raises(ProofError, match="checkpoint_missing"):
        verify_extract([], TRUSTED)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(ProofError, match="other_log"):
        verify_extract(write_extract("elsewhere.example", [*ENTRIES[:10], note(ENTRIES[:10])]), TRUSTED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"index":1,', '"forged":"yes","index":1,'),
        ('"index":1,', '"index":1.0,'),
        ('"index":1,', '"index": 1,'),
        ('"record":{', '"record":{"subject":"forged"},"record":{'),
        ('"commitment":"', '"commitment":" '),
    ],
)
def test_nothing_stands_in_a_line_that_was_not_vouched_for(old: str, new: str) -> None:
    forged = [HONEST[0], HONEST[1], HONEST[2].replace(old, new), *HONEST[3:]]
    assert forged[2] != HONEST[2]
    with pytest.raises(ProofError, match="extract_malformed") as error:
        verify_extract(forged, TRUSTED)
    assert error.value.data["line"] == 3


@pytest.mark.parametrize("line", ["", "{", "[" * 100_000, "[]", "3", '{"format":"other"}', '{"index":0}'])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(ProofError, match="extract_malformed") as error:
        verify_extract([HONEST[0], line] if line.startswith('{"i') else [line], TRUSTED)
    assert error.value.data["line"] in (1, 2)
