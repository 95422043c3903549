"""What is published goes to another machine as a copy of its file; what came in there comes back as one. Or
both machines share a PostgreSQL database, and the portal has a role of its own in it.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.models import Field

from jiceng.apps.publications.models import Letter
from jiceng.apps.publications.routing import INBOX, PUBLISHED
from jiceng.kernel.errors import FileRefused, Invalid

READ_OF_LETTERS = ("id", "at", "origin")
"""What the portal itself reads of letters: how many came of late, and from how many places."""
_LETTERS = Letter._meta.db_table
_BATCH = 500
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_BEYOND = f"""
WITH portal AS (
    SELECT * FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname <> current_user
    AND has_table_privilege(oid, '{INBOX}.{_LETTERS}', 'INSERT')
), place AS (
    SELECT c.oid, n.nspname, n.oid AS schema, format('%%s.%%s', n.nspname, c.relname) AS name,
        c.oid = '{INBOX}.{_LETTERS}'::regclass AS letters
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname <> 'information_schema'
    AND n.nspname NOT LIKE 'pg\\_%%'
)
SELECT rolname, name FROM portal, place WHERE has_schema_privilege(portal.oid, schema, 'USAGE') AND (
    has_table_privilege(portal.oid, place.oid, 'DELETE, TRUNCATE')
    OR has_any_column_privilege(portal.oid, place.oid, 'UPDATE')
    OR NOT letters AND has_any_column_privilege(portal.oid, place.oid, 'INSERT')
    OR NOT letters AND nspname <> '{PUBLISHED}'
        AND has_any_column_privilege(portal.oid, place.oid, 'SELECT')
    OR letters AND EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = place.oid AND attnum > 0 AND NOT attisdropped
        AND attname <> ALL (%s) AND has_column_privilege(portal.oid, place.oid, attnum, 'SELECT')))
UNION SELECT rolname, 'CREATE ' || nspname FROM portal, pg_namespace n
    WHERE nspname NOT LIKE 'pg\\_%%' AND has_schema_privilege(portal.oid, n.oid, 'CREATE')
UNION SELECT rolname, 'ROLE' FROM portal
    WHERE rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
ORDER BY 1, 2
"""  # noqa: S608  # names of our own


def copy_published(target: Path) -> int:
    """Write a copy of what is published, whole and of one moment, in place of an older one; returns bytes.

    Readers of the older copy see the new one from their next page on. Raises
    `Invalid("copy_of_postgresql")`: there a role reads the database itself.
    """
    connection = connections[PUBLISHED]
    if connection.vendor != "sqlite":
        raise Invalid("copy_of_postgresql")
    connection.ensure_connection()
    draft = target.with_name(f"{target.name}.new")
    with suppress(FileNotFoundError):
        draft.unlink()
    try:
        with closing(sqlite3.connect(draft)) as copy:
            connection.connection.backup(copy)
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.chmod(0o644)  # what it holds is public
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def take_letters(file: Path) -> int:
    """Take the letters of a portal's inbox into our own, those that are new; returns how many.

    They stay sealed: nothing of them is read here. Raises `FileRefused("not_an_inbox")`.
    """
    before = Letter.objects.count()
    fields = [field for field in Letter._meta.concrete_fields if not field.primary_key]
    for rows in _rows(file, [str(field.column) for field in fields]):
        letters = [
            Letter(**{field.attname: _read(field, value) for field, value in zip(fields, row, strict=True)})
            for row in rows
        ]
        Letter.objects.bulk_create(letters, ignore_conflicts=True)
    return Letter.objects.count() - before


def _read(field: Field[Any, Any], value: Any) -> Any:
    """A value as SQLite keeps it; moments are kept without their zone, which is UTC."""
    read = field.to_python(value)
    return read.replace(tzinfo=UTC) if isinstance(read, datetime) else read


def _rows(file: Path, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    query = f"SELECT {', '.join(columns)} FROM {_LETTERS} ORDER BY id"  # noqa: S608
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as inbox:
            found = inbox.execute(query)
            while rows := found.fetchmany(_BATCH):
                yield rows
    except sqlite3.Error as error:
        raise FileRefused("not_an_inbox", file=file.name) from error


def role_statements(role: str) -> list[str]:
    """SQL that makes a PostgreSQL role which reads what is published, adds letters, and can do nothing else.

    Its password is set apart. Raises `Invalid("role_name")`.
    """
    if not _ROLE.fullmatch(role):
        raise Invalid("role_name", value=role)
    exists = (
        f"IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF"
    )
    letters = f"{INBOX}.{_LETTERS}"
    return [
        f"DO $$ BEGIN {exists}; END $$",
        f"ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {PUBLISHED}, {INBOX} FROM {role}",
        f"GRANT USAGE ON SCHEMA {PUBLISHED}, {INBOX} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {PUBLISHED} TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {PUBLISHED} GRANT SELECT ON TABLES TO {role}",
        f"GRANT INSERT, SELECT ({', '.join(READ_OF_LETTERS)}) ON {letters} TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {INBOX} TO {role}",
    ]


def beyond_the_portal() -> list[str]:
    """What roles that may add letters could do beside what the portal needs, each as "role: where"; nothing
    with SQLite. The database's own superusers and the role that asks are not among them.
    """
    connection = connections[PUBLISHED]
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BEYOND, [list(READ_OF_LETTERS)])
        return [f"{role}: {where}" for role, where in cursor.fetchall()]
