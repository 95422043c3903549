"""Whatever kind of write it was: once what it said of a person is shredded, every proof still verifies."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from jiceng.apps.journal import ledger
from jiceng.apps.journal.audit_types import declared_types
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.journal.services import record, shred
from jiceng.engines.ledger import verify_extract, verify_inclusion, write_extract
from tests.county import AT, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_FOLDER = tmp_path / "keys"


@pytest.fixture
def shredded() -> list[AuditEntry]:
    """An entry of every declared type, all about one person, placed, sealed and then shredded."""
    for number, (code, declared) in enumerate(sorted(declared_types().items())):
        with transaction.atomic():
            record(
                actor=SYSTEM,
                at=AT,
                type=declared,
                subject="person:1",
                unit_ids=[],
                content={"name": "某人", "number": number, "type": code},
            )
    ledger.sequence(at=AT)
    shred(actor=SYSTEM, at=AT, subject="person:1")
    return list(AuditEntry.objects.select_related("leaf").order_by("pk"))


def test_every_app_that_writes_declares_its_types() -> None:
    declaring = {code.partition(".")[0] for code in declared_types()}
    assert len(declared_types()) > 50
    assert {"person", "membership", "article", "unit"} <= declaring, declaring


def test_what_names_a_person_is_gone_and_nothing_else(shredded: list[AuditEntry]) -> None:
    gone = {row.type for row in shredded if row.content is None and row.salt is None and row.shredded_at}
    assert gone == {code for code, type in declared_types().items() if type.personal}
    assert len(gone) > 20
    kept = [row for row in shredded if row.type not in gone]
    assert all(row.content and row.salt for row in kept)


def test_every_proof_still_verifies(shredded: list[AuditEntry]) -> None:
    log = ledger.tree()
    root = log.root()
    for row in shredded:
        entry = ledger.entry_of(row, shown=True)
        entry.check()
        proof = log.prove_inclusion(row.leaf.index)
        verify_inclusion(entry.leaf, row.leaf.index, log.size, proof, root)


def test_the_whole_extract_still_verifies_and_says_nothing_of_the_person(shredded: list[AuditEntry]) -> None:
    lines = list(write_extract("jiceng.local/ledger", ledger.extract_parts(shown=True)))
    found = verify_extract(lines, [ledger.verifier()])
    personal = sum(type.personal for type in declared_types().values())
    assert (found.size, found.shown) == (len(shredded), len(shredded) - personal)
    assert "某人" not in "".join(
        line for line, row in zip(lines[1:], shredded, strict=False) if not row.content
    )
