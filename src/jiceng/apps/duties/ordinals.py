"""Days as the procedure engine counts them, made by the database: a date's proleptic ordinal."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, IntegerField, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler


class Ordinal(Func):
    """A date column as `date.toordinal()`: 719163 for 1970-01-01."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Julian days begin at noon, 1,721,424.5 before the ordinal count."""
        return self.as_sql(
            compiler, connection, template="CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER)", **extra
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """Days since the first day of the calendar, which is day 1."""
        return self.as_sql(
            compiler, connection, template="((%(expressions)s) - DATE '0001-01-01' + 1)", **extra
        )


def ordinal_or(column: str, otherwise: int) -> Coalesce:
    """The ordinal of a nullable date column, `otherwise` where it is null."""
    return Coalesce(Ordinal(column), Value(otherwise))
