"""No bit of a seal's file changes unseen: not of the words, the title, a file's digest, nor of any proof."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.apps.publications import seals
from jiceng.apps.publications.seals import check_seal
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import ProofError
from tests.sealing import SALT, Log, seal_of

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
FILES = [{"name": "明细.pdf", "sha256": "a" * 64}]


def written(others: int = 6, words: str = "<p>收入三千元。</p>", *, shown: bool = True) -> tuple[str, Log]:
    """A seal's file of two versions, the second of which has stood."""
    log, versions = Log(others), []
    for number, html, days in ((1, words, None), (2, f"{words}<p>更正。</p>", 15)):
        read = seals.read_by_public(number=7, title="公示", html=html, files=FILES, salt=SALT[:16])
        digest = seals.digest_of(read)
        brought = seal_of(log, number=7, version=number, digest=digest, at=AT, days=days)
        versions.append(
            {"version": number, "digest": digest, "read": read if shown else None, "seal": brought}
        )
    return seals.write_seal(7, versions), log


FILE, LOG = written()
KEYS = [LOG.verifier]


def test_what_was_written_is_found_as_entered() -> None:
    first, second = check_seal(FILE, KEYS)
    assert (first.version, first.posted_at, first.words, first.days) == (1, AT, True, None)
    assert (second.version, second.words, second.days, second.stood_at) == (2, True, 15, AT)


@given(st.integers(min_value=0, max_value=8 * len(FILE.encode()) - 1))
def test_any_flipped_bit_is_found(bit: int) -> None:
    data = bytearray(FILE.encode())
    data[bit // 8] ^= 1 << bit % 8
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return  # no text at all: the command says so
    with pytest.raises(ProofError):
        check_seal(text, KEYS)


@given(st.integers(min_value=0, max_value=40), st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_words_in_a_log_of_any_size_are_proved(others: int, words: str) -> None:
    text, log = written(others, words)
    assert [each.words for each in check_seal(text, [log.verifier])] == [True, True]


def test_without_words_the_part_of_the_ledger_still_holds() -> None:
    text, log = written(shown=False)
    assert [(each.words, each.days) for each in check_seal(text, [log.verifier])] == [
        (False, None),
        (False, 15),
    ]


CHANGES = {
    "words": (lambda seal: seal["versions"][0]["read"].update(html="<p>四千元。</p>"), "seal_other_words"),
    "title": (lambda seal: seal["versions"][0]["read"].update(title="公告"), "seal_other_words"),
    "file": (
        lambda seal: seal["versions"][0]["read"]["files"][0].update(sha256="b" * 64),
        "seal_other_words",
    ),
    "salt": (lambda seal: seal["versions"][0]["read"].update(salt="00" * 16), "seal_other_words"),
    "another number": (lambda seal: seal.update(number=8), "seal_other_entry"),
    "another version": (lambda seal: seal["versions"][0].update(version=3), "seal_other_entry"),
    "another's words": (
        lambda seal: seal["versions"][0].update(
            read=seal["versions"][1]["read"], digest=seal["versions"][1]["digest"]
        ),
        "seal_other_entry",
    ),
    "another's standing": (
        lambda seal: seal["versions"][0].update(stood=seal["versions"][1]["stood"]),
        "seal_other_entry",
    ),
    "a posting as standing": (
        lambda seal: seal["versions"][0].update(stood=seal["versions"][0]["posted"]),
        "seal_malformed",
    ),
    "a later day": (
        lambda seal: seal["versions"][0]["posted"]["record"].update(at="2026-11-01T09:12:00+00:00"),
        "root_mismatch",
    ),
    "another place": (lambda seal: seal["versions"][0]["posted"].update(index=5), "root_mismatch"),
    "a shorter proof": (lambda seal: seal["versions"][0]["posted"]["proof"].pop(), "proof_length"),
    "more days": (
        lambda seal: seal["versions"][1]["stood"].update(
            content=seal["versions"][1]["stood"]["content"].replace('"days":15', '"days":16')
        ),
        "content_changed",
    ),
    "something more": (lambda seal: seal["versions"][0].update(more=1), "seal_malformed"),
    "another log": (lambda seal: seal.update(log="other"), "seal_other_key"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_named(change: str) -> None:
    seal, (make, code) = json.loads(FILE), CHANGES[change]
    make(seal)
    with pytest.raises(ProofError, match=code):
        check_seal(canonical_json(seal) + "\n", KEYS)


@pytest.mark.parametrize(
    "text", ["", "null\n", "[]\n", FILE.replace('":', '": ', 1), FILE[:-1], "[" * 100_000]
)
def test_what_is_no_seal(text: str) -> None:
    with pytest.raises(ProofError, match="seal_malformed"):
        check_seal(text, KEYS)


def test_the_same_words_have_another_digest_each_time() -> None:
    digests = {
        seals.digest_of(seals.read_by_public(number=7, title="x", html="x", files=[], salt=seals.new_salt()))
        for _ in range(3)
    }
    assert len(digests) == 3
