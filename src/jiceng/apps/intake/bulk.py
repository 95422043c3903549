"""Many rows at once: inserted as plain values, past the layers that a single row goes through."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)

_PLAIN = (
    models.BigAutoField,
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BigIntegerField,
)
"""Fields whose values go as they are."""

_BATCH = 5_000


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Many rows are made, kept and dropped together: Python's search for cycles would walk over all of them
    again and again, an eighth of the time of a county's register.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def bulk_insert(model: type[Row], rows: Sequence[Row]) -> Sequence[Row]:
    """Insert rows in the transaction of the caller; each is given its id. As `bulk_create`, several times as
    fast: nothing is compiled for every batch, and PostgreSQL takes them by COPY.

    Raises IntegrityError when a constraint does not allow one of them.
    """
    if not rows:
        return rows
    fields = model._meta.concrete_fields
    for row, number in zip(rows, _next_ids(model, len(rows)), strict=True):
        row.pk = number
    names = [field.name for field in fields]
    insert_lines(model, names, zip(*(_column(field, rows) for field in fields), strict=True))
    return rows


def insert_lines(model: type[models.Model], names: Sequence[str], lines: Iterable[Sequence[Any]]) -> int:
    """Insert lines of values as the database takes them (days as ISO 8601 text, JSON as text).

    Parameters: `names`, the fields the values of a line belong to. Returns how many lines there were.

    Raises IntegrityError when a constraint does not allow one of them.
    """
    quote = connection.ops.quote_name
    found = (model._meta.get_field(name) for name in names)
    fields = [str(field.column) for field in found]  # type: ignore[union-attr]
    table, columns = quote(model._meta.db_table), ", ".join(map(quote, fields))
    count, source = 0, iter(lines)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The driver's own statement: its errors are made Django's here.
            copying = cursor.copy(f"COPY {table} ({columns}) FROM STDIN")
            with connection.wrap_database_errors, copying as copy:
                for line in source:
                    copy.write_row(line)
                    count += 1
            return count
        marks = ", ".join(["%s"] * len(fields))
        # Names are those of our own models, quoted.
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        while batch := list(islice(source, _BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids for new rows, from the table's own sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"nextval(pg_get_serial_sequence('{connection.ops.quote_name(table)}', 'id'))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [count])  # noqa: S608
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return range(first, first + count)


def _column(field: Any, rows: Sequence[models.Model]) -> list[Any]:
    """One field of all rows as the database takes it."""
    name = field.attname
    values = [getattr(row, name) for row in rows]
    if type(field) is models.DateField:
        return [None if value is None else value.isoformat() for value in values]
    if type(field) in _PLAIN or field.is_relation:
        return values
    return [None if value is None else field.get_db_prep_save(value, connection) for value in values]
