"""Which database holds what."""

import pytest
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from jiceng.apps.publications.models import Letter, Publication
from jiceng.apps.publications.routing import INBOX, PUBLISHED
from jiceng.faces.cli.migrations import waiting_migrations

pytestmark = pytest.mark.django_db(databases=["default", PUBLISHED, INBOX])


def test_public_databases_go_through_the_migrations_of_what_they_hold_alone() -> None:
    """Of no other app is anything even worked out there, and nothing waits."""
    for name in (PUBLISHED, INBOX):
        applied = MigrationRecorder(connections[name]).applied_migrations()
        assert {app for app, _name in applied} == {"publications"}
        assert not waiting_migrations(connections[name])
    assert not waiting_migrations(connections["default"])


def test_each_table_is_in_its_own_database() -> None:
    tables = {
        name: set(connections[name].introspection.table_names()) for name in ("default", PUBLISHED, INBOX)
    }
    own = {PUBLISHED: Publication._meta.db_table, INBOX: Letter._meta.db_table}
    for name, table in own.items():
        assert [database for database, found in tables.items() if table in found] == [name]
