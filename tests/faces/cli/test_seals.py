"""`jiceng ledger check-seal`, and what an extract answers about one notice."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from jiceng.apps.editorial import audit_types
from jiceng.apps.journal import ledger
from jiceng.apps.journal.services import record
from jiceng.apps.publications import seals, store
from tests.county import AT, SYSTEM
from tests.faces.cli.conftest import Command
from tests.sealing import SALT, Log, seal_of

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
HTML = "<p>收入三千元。</p>"


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_FOLDER = tmp_path / "keys"


@pytest.fixture
def seal(tmp_path: Path) -> tuple[Path, str]:
    """A seal's file as the portal gives it, and the key."""
    log = Log()
    read = seals.read_by_public(number=7, title="公示", html=HTML, files=[], salt=SALT[:16])
    digest = seals.digest_of(read)
    brought = seal_of(log, number=7, version=2, digest=digest, at=AT, days=15)
    version = {"version": 2, "digest": digest, "read": read, "seal": brought}
    file = tmp_path / "seal-7.json"
    file.write_text(seals.write_seal(7, [version]), encoding="utf-8")
    return file, str(log.verifier)


def test_a_seal_is_checked_with_the_file_and_the_key(jiceng: Command, seal: tuple[Path, str]) -> None:
    file, key = seal
    done = jiceng("ledger", "check-seal", str(file), "--key", key)
    assert done.status == 0, done.err
    assert all(said in done.out for said in ("2", "7", "15"))


def test_what_was_changed_is_named(jiceng: Command, seal: tuple[Path, str]) -> None:
    file, key = seal
    file.write_text(file.read_text(encoding="utf-8").replace("三千元", "四千元"), encoding="utf-8")
    done = jiceng("ledger", "check-seal", str(file), "--key", key)
    assert (done.status, "第 2 版" in done.err, done.out) == (2, True, "")


@pytest.mark.parametrize("content", [b"{}", b"\xff\xfe", b"not json"])
def test_what_is_no_seal_is_said_to_be_none(jiceng: Command, seal: tuple[Path, str], content: bytes) -> None:
    file, key = seal
    file.write_bytes(content)
    assert jiceng("ledger", "check-seal", str(file), "--key", key).status == 2


def test_another_key_proves_nothing(jiceng: Command, seal: tuple[Path, str]) -> None:
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert jiceng("ledger", "check-seal", str(seal[0]), "--key", other).status == 2


def enter(type: str, at: datetime, number: int = 7) -> None:
    """An entry about a notice."""
    declared = getattr(audit_types, type.upper().replace(".", "_"))
    with transaction.atomic():
        subject = seals.SUBJECT.format(number=number)
        record(actor=SYSTEM, at=at, type=declared, subject=subject, unit_ids=[], content={})


@pytest.mark.parametrize(
    ("entries", "asked", "status"),
    [
        ([("article.posted", 0), ("article.stood", 16)], 15, 0),
        ([("article.posted", 0), ("article.stood", 16)], 17, 1),
        ([("article.posted", 0), ("article.posted", 8), ("article.withdrawn", 16)], 15, 1),
        ([("article.posted", 0), ("article.posted", 8), ("article.withdrawn", 23)], 15, 0),
        ([("article.posted", 0), ("article.withdrawn", 14), ("article.posted", 15)], 15, 1),
        ([("article.posted", 0), ("article.withdrawn", 15)], 15, 0),
    ],
)
def test_an_extract_answers_whether_it_stood(
    jiceng: Command, tmp_path: Path, entries: list[tuple[str, int]], asked: int, status: int
) -> None:
    for type, day in entries:
        enter(type, AT + timedelta(days=day))
    ledger.sequence(at=AT)
    extract = tmp_path / "extract.jsonl"
    jiceng("ledger", "extract", str(extract))
    asking = ("--key", str(ledger.verifier()), "--article", "7", "--days", str(asked))
    done = jiceng("ledger", "verify", str(extract), *asking)
    assert done.status == status, done.err


def test_what_still_stands_has_stood_until_the_last_entry_vouched_for(
    jiceng: Command, tmp_path: Path
) -> None:
    enter("article.posted", AT)
    enter("article.posted", AT + timedelta(days=20), number=8)
    ledger.sequence(at=AT)
    enter("article.posted", AT + timedelta(days=40), number=9)
    extract = tmp_path / "extract.jsonl"
    jiceng("ledger", "extract", str(extract))
    asking = ("ledger", "verify", str(extract), "--key", str(ledger.verifier()), "--article", "7", "--days")
    assert [jiceng(*asking, days).status for days in ("20", "21")] == [0, 1]


def test_a_notice_that_is_not_in_the_extract_is_said_so(jiceng: Command, tmp_path: Path) -> None:
    enter("article.posted", AT)
    ledger.sequence(at=AT)
    extract = tmp_path / "extract.jsonl"
    jiceng("ledger", "extract", str(extract))
    asking = ("--key", str(ledger.verifier()), "--article", "9")
    assert jiceng("ledger", "verify", str(extract), *asking).status == 2


def test_what_is_published_is_held_against_an_extract(jiceng: Command, tmp_path: Path) -> None:
    with transaction.atomic():
        record(
            actor=SYSTEM,
            at=AT,
            type=audit_types.SITE_DESCRIBED,
            subject="portal:site",
            unit_ids=[],
            content={},
        )
    ledger.sequence(at=AT)
    file = tmp_path / "extract.jsonl"
    jiceng("ledger", "extract", str(file))
    given = ("ledger", "check-published", str(file), "--key", str(ledger.verifier()))
    done = jiceng(*given)
    assert (done.status, done.err) == (0, "")
    assert "0" in done.out.splitlines()[-1]
    store.put_column("affairs", title="村务公开", title_en="", order=1, listed=True)
    said = {"title": "公示", "html": HTML, "text": "收入三千元。", "posted_at": AT, "changed_at": AT}
    store.post(store.Posting(number=9, column="affairs", version=1, **said))  # type: ignore[arg-type]
    done = jiceng(*given)
    assert (done.status, "第 9 号" in done.err) == (2, True)
