"""Which changes of its shape a database still waits for."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration

from jiceng.apps.publications.routing import INBOX, LABEL, PUBLISHED


def waiting_migrations(connection: BaseDatabaseWrapper) -> list[Migration]:
    """Those of what the database holds that it has not had yet, in their order."""
    executor = MigrationExecutor(connection)
    held = LABEL if connection.alias in (PUBLISHED, INBOX) else None
    return [migration for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes(held))]
