"""The journal is written with what it tells of, and forgets persons without losing its hashes."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from jiceng.apps.journal import services
from jiceng.apps.journal.audit_types import AuditType
from jiceng.apps.journal.models import AuditEntry, Reading
from jiceng.apps.journal.services import committed_text
from jiceng.apps.organisations import services as organisations
from jiceng.apps.organisations.models import Unit
from jiceng.apps.people.audit_types import PERSON_REGISTERED
from jiceng.engines.ledger import commit
from jiceng.kernel.errors import Invalid
from tests.county import AT, DAY, SYSTEM, County


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError):
        services.record(
            actor=SYSTEM, at=AT, type=PERSON_REGISTERED, subject="person:1", unit_ids=[], content={}
        )


@transaction.atomic
def _write_and_fail(draft: organisations.UnitDraft) -> None:
    organisations.found_unit(actor=SYSTEM, at=AT, parent=None, draft=draft, day=DAY)
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_write_that_fails_leaves_no_entry() -> None:
    draft = organisations.UnitDraft("1", "某县", "county")
    with pytest.raises(RuntimeError):
        _write_and_fail(draft)
    assert not Unit.objects.exists()
    assert not AuditEntry.objects.exists()


def test_every_entry_carries_the_hash_of_its_content(county: County) -> None:
    entries = list(AuditEntry.objects.all())
    assert entries
    for entry in entries:
        assert entry.type in AuditType.registered
        assert entry.content is not None
        assert entry.salt is not None
        assert bytes(entry.commitment) == commit(
            committed_text(entry.actor_name, entry.content), bytes(entry.salt)
        )


def test_shredding_erases_what_was_said_of_a_person_and_keeps_the_hashes(county: County) -> None:
    subject = f"person:{county.members['上窑村'][0].person_id}"
    before = dict(AuditEntry.objects.filter(subject=subject).values_list("pk", "commitment"))
    assert services.shred(actor=SYSTEM, at=AT, subject=subject) == len(before) > 0
    after = AuditEntry.objects.filter(subject=subject)
    assert all(entry.content is None and entry.salt is None for entry in after)
    assert {entry.pk: bytes(entry.commitment) for entry in after} == {k: bytes(v) for k, v in before.items()}


def test_no_entry_holds_an_identity_number(county: County) -> None:
    assert not AuditEntry.objects.filter(content__contains="99052519").exists()


def test_reading_without_a_purpose_is_refused(county: County) -> None:
    with pytest.raises(Invalid):
        services.record_reading(actor=SYSTEM, at=AT, person_id=1, unit_id=1, part="file", purpose=" ")
    assert not Reading.objects.exists()
