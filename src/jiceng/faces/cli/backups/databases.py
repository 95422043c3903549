"""The database as of one moment, out of and into SQLite and PostgreSQL, while others go on writing."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from jiceng.apps.jobs.progress import Tell
from jiceng.kernel.errors import Conflict, FileRefused

_PAGES = 4096
PUBLIC = {"published": "published.sqlite3", "inbox": "inbox.sqlite3"}
"""What the public reads and sends, by database: names in a backup."""
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
Ask = Callable[[str], list[tuple[object, ...]]]


@dataclass(frozen=True)
class Contents:
    """Rows by table, and "app.name" of the migrations applied."""

    tables: dict[str, int]
    migrations: list[str]


def engine() -> str:
    """The database in use: "sqlite" or "postgresql"."""
    return connection.vendor


def dump(to: Path, tell: Tell) -> Contents:
    """Write the whole database to a file, as of one moment, and tell what is in it.

    Errors: Conflict `database_damaged` when SQLite finds its file damaged, `backup_program_missing` and
    `backup_program_failed` of PostgreSQL's pg_dump.
    """
    if engine() == "sqlite":
        return _dump_sqlite(str(connection.settings_dict["NAME"]), to, tell)
    return _dump_postgresql(to)


def dump_public(folder: Path, draft: str, tell: Tell) -> dict[str, Path]:
    """The same for what is published and what came in, where they are files of SQLite; in PostgreSQL they are
    schemas of the one database. Returns name → file, whose name begins with `draft`.

    To be called before `dump`: what the office has and they lack is brought there again after a restore.
    """
    written = {}
    for alias, name in PUBLIC.items():
        if connections[alias].vendor == "sqlite" and not is_empty_file(public_file(alias)):
            written[name] = folder / f"{draft}.{name}"
            _dump_sqlite(str(public_file(alias)), written[name], tell)
    return written


def public_is_elsewhere() -> bool:
    """Whether what is published and what came in lies in a PostgreSQL database that is not the office's own:
    no backup of ours holds it then.
    """
    published = connections["published"]
    if published.vendor != "postgresql":
        return False
    return engine() != "postgresql" or _which(published) != _which(connections["default"])


def _which(database: BaseDatabaseWrapper) -> tuple[object, ...]:
    with database.cursor() as cursor:
        cursor.execute("SELECT current_database(), pg_postmaster_start_time()")
        return tuple(cursor.fetchone())


def public_file(alias: str) -> Path:
    """Where SQLite keeps what is published, or what came in."""
    return Path(connections[alias].settings_dict["NAME"])


def _dump_sqlite(file: str, to: Path, tell: Tell) -> Contents:
    """By SQLite's online backup, under one read transaction: who writes meanwhile is neither held up nor
    copied in part.
    """
    address = f"file:{quote(file)}?mode=ro"
    with (
        _damage_told(),
        closing(sqlite3.connect(address, uri=True, isolation_level=None)) as source,
        closing(sqlite3.connect(to, isolation_level=None)) as copy,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES, progress=lambda _, left, of: tell("copy", of - left, of))
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # one file, without companions
        return check_sqlite(copy)


def check_sqlite(database: sqlite3.Connection) -> Contents:
    """What is in a SQLite file that is whole. Errors: Conflict `database_damaged`."""
    with _damage_told():
        whole = database.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        if not whole or database.execute("PRAGMA foreign_key_check").fetchone():
            raise Conflict("database_damaged")
        return _contents(lambda sql: database.execute(sql).fetchall(), _SQLITE_TABLES)


@contextmanager
def _damage_told() -> Iterator[None]:
    """What SQLite finds wrong with a file, as an error of ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise Conflict("database_damaged") from error
        raise


_SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
_POSTGRESQL_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"


def _contents(ask: Ask, tables: str) -> Contents:
    names = [str(row[0]) for row in ask(tables)]
    counts = {}
    for name in names:
        found = ask(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")[0][0]  # noqa: S608
        counts[name] = int(str(found))
    applied = ask(MIGRATIONS) if "django_migrations" in names else []
    return Contents(counts, [f"{app}.{name}" for app, name in applied])


def contents() -> Contents:
    """What is in the database in use."""
    return _contents(_asked, _SQLITE_TABLES if engine() == "sqlite" else _POSTGRESQL_TABLES)


def _asked(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _dump_postgresql(to: Path) -> Contents:
    """By pg_dump, on the snapshot in which the rows are counted."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        _run("pg_dump", *options, f"--file={to}")
        return contents()


def restore_postgresql(dump_file: Path) -> None:
    """Fill the empty database from a dump, all or nothing. Errors: as `dump`."""
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    name = str(connection.settings_dict["NAME"])
    _run("pg_restore", *options, f"--dbname={name}", str(dump_file))


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs, with the address and password of our database in its environment, where
    no other user of the machine reads them.
    """
    found = shutil.which(program)
    if found is None:
        raise Conflict("backup_program_missing", program=program)
    given = connection.settings_dict
    names = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    environment = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    done = subprocess.run(  # noqa: S603
        [found, *arguments],
        env=environment | {"PATH": str(Path(found).parent), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        first = done.stderr.decode(errors="replace").strip().splitlines()[:1]
        raise Conflict("backup_program_failed", program=program, reason="".join(first))


def refuse_newer(migrations: list[str], program: str) -> None:
    """Refuse a backup of a shape this program does not know. Errors: FileRefused `backup_newer`."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if not set(migrations) <= known:
        raise FileRefused("backup_newer", version=program)


def clear() -> None:
    """Take every table away: of a database that was empty before it was filled just now."""
    connections.close_all()
    for file in _public_files():
        file.unlink(missing_ok=True)
    if engine() == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        for schema in PUBLIC:
            cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    names = ", ".join(connection.ops.quote_name(str(row[0])) for row in _asked(_POSTGRESQL_TABLES))
    if names:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {names} CASCADE")


def is_empty() -> bool:
    """Whether no database has a table; SQLite's files, which to ask would make, need not be there."""
    if not all(map(is_empty_file, _public_files())):
        return False
    if engine() == "sqlite" and is_empty_file(Path(connection.settings_dict["NAME"])):
        return True
    return not contents().tables


def _public_files() -> list[Path]:
    return [public_file(alias) for alias in PUBLIC if connections[alias].vendor == "sqlite"]


def is_empty_file(file: Path) -> bool:
    return not file.exists() or not file.stat().st_size
