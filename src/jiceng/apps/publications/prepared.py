"""Questions that every page asks, put into SQL once: the ORM's own words, asked again with other values.

Putting a question into words costs the ORM several times what the database needs to answer it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.utils import timezone

from jiceng.apps.publications.routing import PUBLISHED

Row = TypeVar("Row", bound=Model)
_NUMBER, _NOW = 2**31 - 1, datetime(1962, 9, 6, 12, tzinfo=UTC)
"""Values found nowhere else in a question: where they stand, others are put. No key is as large."""


class Prepared(Generic[Row]):
    """A question about what is published. Parameters: `question`, what is asked of a number at a moment;
    a column is asked for once, so nothing is selected beside it.
    """

    def __init__(self, question: Callable[[int, datetime], QuerySet[Row]]) -> None:
        self._question = question
        self._worded: dict[str, tuple[type[Row], str, list[object]]] = {}

    def __call__(self, number: int, now: datetime) -> list[Row]:
        """What is answered of this number at this moment."""
        if not 0 <= number < _NUMBER:
            return []
        connection = connections[PUBLISHED]
        model, sql, values = self._worded.get(connection.vendor) or self._word(connection)
        given = dict(zip(_values(connection, _NUMBER, _NOW), _values(connection, number, now), strict=True))
        return list(model._default_manager.raw(sql, [given.get(value, value) for value in values]))

    def _word(self, connection: BaseDatabaseWrapper) -> tuple[type[Row], str, list[object]]:
        asked = self._question(_NUMBER, _NOW)
        sql, values = asked.query.get_compiler(connection=connection).as_sql()
        self._worded[connection.vendor] = asked.model, sql, list(values)
        return self._worded[connection.vendor]


def _values(connection: BaseDatabaseWrapper, number: int, now: datetime) -> tuple[object, object, object]:
    """A question's values as a database takes them: the number, the moment, its day here."""
    adapt, today = connection.ops, timezone.localdate(now)
    return number, adapt.adapt_datetimefield_value(now), adapt.adapt_datefield_value(today)
