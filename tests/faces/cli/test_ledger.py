"""`jiceng ledger`: what the office writes out, a stranger checks; a witness signs for what only grew."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record
from jiceng.apps.people.audit_types import PERSON_REGISTERED
from jiceng.engines.ledger import VerifierKey, open_note
from tests.county import SYSTEM
from tests.faces.cli.conftest import Command

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_FOLDER = tmp_path / "keys"


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            content = {"person": number, "name": "某人"}
            subject, at = f"person:{number}", timezone.now()
            record(actor=SYSTEM, at=at, type=PERSON_REGISTERED, subject=subject, unit_ids=[], content=content)


def sealed(jiceng: Command, count: int) -> str:
    """The checkpoint after `count` more entries."""
    write(count)
    return jiceng("ledger", "seal").out


def test_what_is_written_out_is_found_as_signed(jiceng: Command, tmp_path: Path) -> None:
    earlier = tmp_path / "seen"
    earlier.write_text(sealed(jiceng, 3), encoding="utf-8")
    sealed(jiceng, 2)
    write(1)
    extract, key = tmp_path / "extract.jsonl", jiceng("ledger", "key").out.strip()
    assert jiceng("ledger", "extract", str(extract)).status == 0
    done = jiceng("ledger", "verify", str(extract), "--key", key, "--earlier", str(earlier))
    assert (done.status, "5" in done.out, "1" in done.out) == (0, True, True), done.err
    assert "某人" not in extract.read_text(encoding="utf-8")


def test_a_changed_entry_is_named_and_the_status_says_so(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 6)
    AuditEntry.objects.filter(subject="person:4").update(content='{"name":"另一人","person":4}')
    extract, key = tmp_path / "extract.jsonl", jiceng("ledger", "key").out.strip()
    jiceng("ledger", "extract", str(extract), "--shown")
    done = jiceng("ledger", "verify", str(extract), "--key", key)
    assert (done.status, "4" in done.err) == (2, True)


def test_another_key_vouches_for_nothing(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 2)
    extract, other = (
        tmp_path / "extract.jsonl",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    )
    jiceng("ledger", "extract", str(extract))
    assert jiceng("ledger", "verify", str(extract), "--key", other).status == 2


def test_a_missing_extract_is_said(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 1)
    key = jiceng("ledger", "key").out.strip()
    assert jiceng("ledger", "verify", str(tmp_path / "none"), "--key", key).status == 2


def test_what_is_no_text_is_said_by_its_line(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 2)
    extract, key = tmp_path / "extract.jsonl", jiceng("ledger", "key").out.strip()
    jiceng("ledger", "extract", str(extract))
    extract.write_bytes(extract.read_bytes().replace(b"person:1", b"person:\xff"))
    done = jiceng("ledger", "verify", str(extract), "--key", key)
    assert (done.status, "3" in done.err) == (2, True)


def test_a_place_that_cannot_be_written_is_said(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 1)
    for place in (tmp_path / "none" / "extract", tmp_path):
        done = jiceng("ledger", "extract", str(place))
        assert (done.status, str(place) in done.err) == (2, True)


def test_a_missing_checkpoint_is_said(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 1)
    extract, key = tmp_path / "extract.jsonl", jiceng("ledger", "key").out.strip()
    jiceng("ledger", "extract", str(extract))
    for earlier in (tmp_path / "none", tmp_path):
        assert jiceng("ledger", "verify", str(extract), "--key", key, "--earlier", str(earlier)).status == 2


@pytest.fixture
def witness(jiceng: Command, tmp_path: Path) -> Any:
    """Asks the witness about what `prove` says since a size; the state outlives each call, as a restart."""

    def ask(since: int, shown: str = "") -> Any:
        file = tmp_path / "proved.json"
        file.write_text(shown or jiceng("ledger", "prove", "--from", str(since)).out, encoding="utf-8")
        key, state = jiceng("ledger", "key").out.strip(), str(tmp_path / "witness")
        return jiceng(
            "ledger", "witness", str(file), "--key", key, "--state", state, "--name", "witness.example"
        )

    return ask


def test_a_witness_signs_for_a_log_that_grew(jiceng: Command, witness: Any) -> None:
    sealed(jiceng, 3)
    first = witness(0)
    sealed(jiceng, 4)
    second = witness(3)
    assert (first.status, second.status) == (0, 0), second.err
    own = VerifierKey.parse(second.err.strip().splitlines()[-1])
    assert open_note(second.out.encode(), [own]).text.splitlines()[1] == "7"


def test_a_witness_refuses_a_rollback_and_a_fork(jiceng: Command, witness: Any) -> None:
    sealed(jiceng, 3)
    old = jiceng("ledger", "prove").out
    sealed(jiceng, 2)
    good = jiceng("ledger", "prove", "--from", "3").out
    assert witness(0, old).status == 0
    forged = json.loads(good)
    forged["proof"][0] = "00" * 32
    assert witness(0, json.dumps(forged)).status == 2
    assert witness(0, good).status == 0
    assert witness(0, old).status == 2


def test_a_witness_needs_a_folder_that_is_there(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 1)
    file, key = tmp_path / "proved.json", jiceng("ledger", "key").out.strip()
    file.write_text(jiceng("ledger", "prove").out, encoding="utf-8")
    state = str(tmp_path / "none" / "witness")
    done = jiceng("ledger", "witness", str(file), "--key", key, "--state", state, "--name", "w.example")
    assert (done.status, "none" in done.err) == (2, True)


@pytest.mark.parametrize(
    "shown", ["x", "[]", '{"checkpoint": 1, "proof": []}', '{"checkpoint": "x", "proof": ["zz"]}']
)
def test_a_witness_refuses_in_words_what_is_no_proof(jiceng: Command, witness: Any, shown: str) -> None:
    assert witness(0, shown).status == 2


def test_no_second_witness_compares_meanwhile(
    jiceng: Command, witness: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(jiceng, 1)
    alone = []

    def judged(*_given: Any) -> None:
        folder = os.open(tmp_path, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(folder)
        alone.append(True)

    monkeypatch.setattr("jiceng.faces.cli.ledger.judge", judged)
    assert (witness(0).status, alone) == (0, [True])


def test_a_key_that_takes_over_was_named_by_the_one_before(jiceng: Command, tmp_path: Path) -> None:
    sealed(jiceng, 2)
    old = jiceng("ledger", "key").out.strip()
    new = jiceng("ledger", "rotate").out.strip()
    sealed(jiceng, 2)
    extract = tmp_path / "extract.jsonl"
    jiceng("ledger", "extract", str(extract))
    assert old != new == jiceng("ledger", "key").out.strip()
    assert jiceng("ledger", "verify", str(extract), "--key", old).status == 0
