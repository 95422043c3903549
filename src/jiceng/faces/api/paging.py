"""Lists a page at a time: the cursor names the last row given, so that rows added meanwhile shift nothing."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Model, Q, QuerySet
from pydantic import Field

from jiceng.faces.api.fields import Asked, line
from jiceng.kernel.errors import Invalid

MOST = 200


class Paging(Asked):
    """Where in a list to go on, and how many rows to give."""

    cursor: line(400) = ""  # type: ignore[valid-type]
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


def paged(rows: QuerySet[Any], keys: Sequence[str], paging: Paging) -> tuple[list[Any], str | None]:
    """The rows after the cursor, in the order of `keys`, and the cursor for those after them, None at the
    end.

    Parameters: `keys`, fields that together name a row: whole numbers and texts. Raises
    `Invalid("cursor_unknown")` for a cursor that is not of this list.
    """
    rows = rows.order_by(*keys)
    if paging.cursor:
        rows = rows.filter(_after(keys, _values(rows.model, keys, paging.cursor)))
    found = list(rows[: paging.limit + 1])
    if len(found) <= paging.limit:
        return found, None
    found.pop()
    return found, _cursor(found[-1], keys)


def _cursor(row: Any, keys: Sequence[str]) -> str:
    written = json.dumps([getattr(row, key) for key in keys], ensure_ascii=True)
    return urlsafe_b64encode(written.encode()).decode()


def _values(model: type[Model], keys: Sequence[str], cursor: str) -> list[Any]:
    try:
        values = json.loads(urlsafe_b64decode(cursor.encode()))
    except ValueError:
        values = None
    if not isinstance(values, list) or len(values) != len(keys):
        raise Invalid("cursor_unknown", field="cursor")
    for key, value in zip(keys, values, strict=True):
        text = model._meta.get_field(key).get_internal_type() == "CharField"
        fitting = isinstance(value, str) and value.isprintable() if text else type(value) is int
        if not fitting:
            raise Invalid("cursor_unknown", field="cursor")
    return values


def _after(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after these values: greater in the first key, or equal in it and greater in the next."""
    after, same = Q(pk__in=()), Q()
    for key, value in zip(keys, values, strict=True):
        after |= same & Q(**{f"{key}__gt": value})
        same &= Q(**{key: value})
    return after
