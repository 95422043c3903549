"""Whether what is published has changed: told by the database itself, whoever wrote.

A SQLite file counts its transactions in its header (a file without WAL does, and ours is). In PostgreSQL
triggers on the tables keep a count, made anew after each migration.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from jiceng.apps.publications.routing import PUBLISHED

_COUNTER, _SIZE = 24, 4
"""Where SQLite's file format puts the count of transactions."""

_TRIGGERS = """
CREATE TABLE IF NOT EXISTS {schema}.last_change
    (single boolean PRIMARY KEY DEFAULT true CHECK (single), number bigint NOT NULL, at timestamptz NOT NULL);
INSERT INTO {schema}.last_change (number, at) VALUES (0, now()) ON CONFLICT DO NOTHING;
CREATE OR REPLACE FUNCTION {schema}.count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {schema}.last_change SET number = number + 1, at = clock_timestamp();
    RETURN NULL;
END $$;
"""
_TRIGGER = """
CREATE OR REPLACE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {schema}.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.count_change();
"""


@dataclass(frozen=True, slots=True)
class Change:
    """The last change: `mark` is another after every change; `at`, when it was."""

    mark: tuple[object, ...]
    at: datetime


def last_change() -> Change | None:
    """The last change of what is published; None within a transaction, which may have changes of its own."""
    connection = connections[PUBLISHED]
    if connection.in_atomic_block:
        return None
    return _in_schema(connection) if connection.vendor == "postgresql" else _in_file(connection)


def _in_file(connection: BaseDatabaseWrapper) -> Change | None:
    name = str(connection.settings_dict["NAME"])
    path = unquote(name.removeprefix("file:").partition("?")[0]) if name.startswith("file:") else name
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:  # the page says so, when it reads
        return None
    try:
        counter, status = os.pread(descriptor, _SIZE, _COUNTER), os.fstat(descriptor)
    finally:
        os.close(descriptor)
    # A copy put in place of the last counts from one again, and may have got the number of the one before.
    mark = (counter, status.st_ino, status.st_size, status.st_mtime_ns)
    return Change(mark, datetime.fromtimestamp(status.st_mtime, UTC))


def _in_schema(connection: BaseDatabaseWrapper) -> Change:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, at FROM last_change")
        number, at = cursor.fetchone()
    return Change((number, at), at)


def count_changes(*, using: str, **_: Any) -> None:
    """Let PostgreSQL count; a receiver of `post_migrate`."""
    connection = connections[using]
    if using != PUBLISHED or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(_TRIGGERS.format(schema=schema))
        for table in connection.introspection.table_names(cursor):
            if table.startswith("publications_"):
                cursor.execute(_TRIGGER.format(schema=schema, table=connection.ops.quote_name(table)))
