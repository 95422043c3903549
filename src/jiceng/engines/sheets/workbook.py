"""What a workbook holds once it has been read, what reading it may cost, and how a cell crosses the pipe."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

Cell = str | int | float | bool | date | datetime | time | None
"""A cell's value as the file types it; None for an empty one. A datetime at midnight comes as a date."""


Merge = tuple[int, int, int, int]
"""A merged range of a sheet; see `Sheet`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    `file_bytes` as it lies on disk; `unpacked_bytes` of all its parts together; `parts`, how many; `rows`
    that hold something and `cells` in them, over all sheets; `columns` of one row; `text`, characters of one
    cell, `texts` of all, since one text may stand in many cells;
    `memory_bytes`, address space of the reading process; `cpu_seconds` it may compute; `seconds` until it
    is stopped, whatever it does: long enough for an honest file on a machine that is busy.
    """

    file_bytes: int = 32 << 20
    unpacked_bytes: int = 256 << 20
    parts: int = 2_000
    rows: int = 200_000
    cells: int = 4_000_000
    columns: int = 16_384
    text: int = 32_767
    texts: int = 16 << 20
    memory_bytes: int = 240 << 20
    cpu_seconds: int = 4
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something: its number as the office sees it (from 1) and its cells from column A
    on.
    """

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; empty rows are left out of `rows`. `hidden` when the file does not show it.

    `merges`, the merged ranges as first row, first column, last row, last column: rows as the office counts
    them (from 1), columns from 0; empty where the format does not tell.
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    merges: tuple[Merge, ...] = ()


def pack_cell(value: Any) -> Any:
    """A cell as JSON: text, numbers and truth as they are, the rest as {type: ISO 8601}; an empty cell as
    null.
    """
    if isinstance(value, str):
        return value or None
    if value is None:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()} if value.time() == time() else {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value


def unpack_cell(value: Any) -> Cell:
    """The reverse of `pack_cell`. Raises ValueError, KeyError or TypeError for what that never writes."""
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _UNPACK[kind](text)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(type(value).__name__)


_UNPACK: dict[str, Callable[[str], date | datetime | time]] = {
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "time": time.fromisoformat,
}
