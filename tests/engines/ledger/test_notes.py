"""Signed notes and checkpoints by their published vectors, and every way in which one may be spoilt."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.ledger import (
    Checkpoint,
    VerifierKey,
    cosign,
    open_note,
    sign_note,
    verifier_of,
    witness_key,
)
from jiceng.kernel.errors import ProofError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
TEXT = "first line\nsecond line\n"
NAME = "jiceng.example/ledger"


@pytest.fixture(scope="module")
def published(vectors: Path) -> dict[str, Any]:
    return json.loads((vectors / "signed_note_vectors.json").read_text())


def test_published_signatures_verify(published: dict[str, Any]) -> None:
    keys = [VerifierKey.parse(key) for key in published["vkeys"].values()]
    note = f"{published['text']}\n{''.join(published['sigs'].values())}".encode()
    opened = open_note(note, keys)
    assert opened.text == published["text"]
    assert [each.name for each in opened.signatures] == ["PeterNeumann", "EnochRoot"]
    assert [len(open_note(note, [key]).signatures) for key in keys] == [1, 1]
    assert str(opened).encode() == note


def test_published_keys_are_written_as_read(published: dict[str, Any]) -> None:
    assert [str(VerifierKey.parse(key)) for key in published["vkeys"].values()] == [
        *published["vkeys"].values()
    ]


def test_published_bad_keys_are_refused(published: dict[str, Any]) -> None:
    good = published["vkeys"]["peter"]
    spoilt = [good.replace("c74f20a3", "c74f20a4"), good.replace("+c7", "c7"), f" {good[1:]}", "", "a+b+c"]
    for key in (*published["bad_vkeys"], *spoilt):
        with pytest.raises(ProofError, match="malformed_key"):
            VerifierKey.parse(key)


def signed(text: str = TEXT) -> bytes:
    return str(sign_note(text, NAME, KEY)).encode()


def test_a_note_of_our_own_opens() -> None:
    assert open_note(signed(), [verifier_of(NAME, KEY)]).text == TEXT


def test_a_note_signed_by_strangers_alone_is_refused() -> None:
    with pytest.raises(ProofError, match="unverified_note"):
        open_note(signed(), [verifier_of(NAME, OTHER)])
    with pytest.raises(ProofError, match="unverified_note"):
        open_note(signed(), [])


def test_a_line_of_a_known_key_that_does_not_verify_spoils_the_note() -> None:
    good = sign_note(TEXT, "other", OTHER)
    line = sign_note("something else\n", NAME, KEY).signatures[0]
    note = f"{good}{line}".encode()
    with pytest.raises(ProofError, match="wrong_signature"):
        open_note(note, [verifier_of("other", OTHER), verifier_of(NAME, KEY)])
    assert len(open_note(note, [verifier_of("other", OTHER)]).signatures) == 1


def test_two_keys_of_one_name_and_id_are_ambiguous() -> None:
    key = verifier_of(NAME, KEY)
    with pytest.raises(ProofError, match="ambiguous_key"):
        open_note(signed(), [key, key])


NOTE = signed()
LINE = NOTE.split(b"\n\n")[1]
MALFORMED = {
    "no final newline": NOTE[:-1],
    "control character": NOTE.replace(b"first", b"fi\x07st"),
    "carriage return": NOTE.replace(b"line\n", b"line\r\n", 1),
    "invalid UTF-8": NOTE.replace(b"first", b"fi\xffst"),
    "no signature": TEXT.encode() + b"\n",
    "no empty line": NOTE.replace(b"\n\n", b"\n"),
    "a line that is no signature": NOTE + b"hello\n",
    "a key name with a space": NOTE.replace(b"jiceng.example", "jiceng\u2003example".encode()),
    "a signature that is no base64": NOTE.replace(LINE[-6:], b"!!!!!\n"),
    "a signature of nothing": TEXT.encode() + f"\n— {NAME} {base64.b64encode(b'1234').decode()}\n".encode(),
    "101 signature lines": TEXT.encode() + b"\n" + LINE * 101,
    "more than a million bytes": b"x" * 1_000_001 + b"\n\n" + LINE,
    "empty": b"",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_notes_are_refused(name: str) -> None:
    with pytest.raises(ProofError, match="malformed_note"):
        open_note(MALFORMED[name], [verifier_of(NAME, KEY)])


def test_a_hundred_signature_lines_are_read() -> None:
    assert len(open_note(TEXT.encode() + b"\n" + LINE * 100, [verifier_of(NAME, KEY)]).signatures) == 1


@pytest.mark.parametrize("text", ["no newline", "tab\there\n", "bell\x07\n", ""])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(ProofError, match="malformed_note"):
        sign_note(text, NAME, KEY)


@given(place=st.integers(0, len(NOTE) - 1), bit=st.integers(0, 7))
def test_any_bit_turned_is_noticed(place: int, bit: int) -> None:
    spoilt = bytearray(NOTE)
    spoilt[place] ^= 1 << bit
    try:
        opened = open_note(bytes(spoilt), [verifier_of(NAME, KEY)])
    except ProofError:
        return
    # Base64 has spare bits at its end: the very same signature, spelt otherwise.
    assert opened.text == TEXT
    assert opened.signatures == sign_note(TEXT, NAME, KEY).signatures


def test_the_published_checkpoint_reads_and_writes(published: dict[str, Any]) -> None:
    text = published["checkpoint_format_example"]
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == text
    assert Checkpoint.parse(f"{text}its own line\n").extensions == ("its own line",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        "origin\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "origin\n1\nAAAA\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nafter an empty line\n",
    ],
)
def test_malformed_checkpoints_are_refused(text: str) -> None:
    with pytest.raises(ProofError, match="malformed_checkpoint"):
        Checkpoint.parse(text)


def test_a_witness_signs_the_text_and_her_time() -> None:
    note = sign_note(Checkpoint(NAME, 7, bytes(32)).text, NAME, KEY)
    seen = cosign(note, "witness.example", OTHER, 1_790_000_000)
    keys = [verifier_of(NAME, KEY), witness_key("witness.example", OTHER)]
    assert [each.name for each in open_note(str(seen).encode(), keys).signatures] == [NAME, "witness.example"]
    line = seen.signatures[1]
    late = line.value[:7] + bytes([line.value[7] ^ 1]) + line.value[8:]
    changed = str(seen).replace(str(line), str(type(line)(line.name, line.id, late)))
    with pytest.raises(ProofError, match="wrong_signature"):
        open_note(changed.encode(), keys)
