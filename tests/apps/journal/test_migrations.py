"""An office of the last release keeps a journal that its ledger can vouch for."""

import hashlib

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from jiceng.apps.journal.services import committed_text
from jiceng.engines.ledger import commit

BEFORE, AFTER = [("journal", "0001_initial")], [("journal", "0002_commitment")]


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_is_committed_to_as_what_is_written_now() -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()  # what rests on the journal goes back with it
    executor.migrate(BEFORE)
    try:
        old = executor.loader.project_state(BEFORE).apps.get_model("journal", "AuditEntry")
        common = {"at": timezone.now(), "actor_name": "王“六”", "type": "x", "subject": "person:1"}
        salt, gone = b"s" * 32, hashlib.sha256(b"gone").digest()
        shown = old.objects.create(**common, content='{"a":"甲"}', salt=salt, leaf_hash=b"old")
        shredded = old.objects.create(**common, content=None, salt=None, leaf_hash=gone)
        executor = MigrationExecutor(connection)
        executor.migrate(AFTER)
        new = executor.loader.project_state(AFTER).apps.get_model("journal", "AuditEntry")
        found = new.objects.get(pk=shown.pk)
        assert bytes(found.commitment) == commit(committed_text("王“六”", '{"a":"甲"}'), salt)
        assert bytes(new.objects.get(pk=shredded.pk).commitment) == gone
        new.objects.all().delete()
    finally:
        MigrationExecutor(connection).migrate(latest)
