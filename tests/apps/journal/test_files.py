"""A file that left is found again by its mark or its hash."""

import re
from hashlib import sha256

import pytest
from django.db import transaction

from jiceng.apps.journal.files import LETTERS, entries_of, new_mark, record_file
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.people.audit_types import TABLE_EXPORTED
from tests.county import AT, SYSTEM

pytestmark = pytest.mark.django_db


def left(file: bytes, mark: str) -> AuditEntry:
    with transaction.atomic():
        return record_file(
            actor=SYSTEM,
            at=AT,
            type=TABLE_EXPORTED,
            subject="table:x",
            unit_ids=[],
            content={"table": "x"},
            file=file,
            mark=mark,
        )


@pytest.mark.parametrize(
    "typed", ["K7Q2-9XMD", "k7q2-9xmd", "K7Q29XMD", " k7q2 9xmd ", sha256(b"a").hexdigest()]
)
def test_by_mark_however_typed_and_by_hash(typed: str) -> None:
    entry = left(b"a", "K7Q2-9XMD")
    left(b"b", new_mark())
    assert entries_of(typed) == [entry.pk]


@pytest.mark.parametrize("typed", ["", "K7Q2", "K7Q2-9XM0", "z" * 64, "0" * 64, "%"])
def test_what_is_none_finds_none(typed: str) -> None:
    left(b"a", "K7Q2-9XMD")
    assert entries_of(typed) == []


def test_the_same_bytes_taken_out_twice_are_both_found() -> None:
    first, second = left(b"a", new_mark()), left(b"a", new_mark())
    assert entries_of(sha256(b"a").hexdigest()) == [second.pk, first.pk]


def test_marks_are_short_and_each_another() -> None:
    marks = {new_mark() for _ in range(1_000)}
    assert len(marks) == 1_000
    assert all(re.fullmatch(f"[{LETTERS}]{{4}}-[{LETTERS}]{{4}}", mark) for mark in marks)
