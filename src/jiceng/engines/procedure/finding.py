"""One condition, judged for many rows at once and read row by row: evaluation and explanation share it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiceng.engines.procedure.columns import Flags


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition as judged in one row: `code`, named `data` (numbers, codes; never sentences), whether it
    `holds`.
    """

    code: str
    data: Mapping[str, Any]
    holds: bool


@dataclass(frozen=True, eq=False)
class Finding:
    """A condition over rows: `holds` for each; `data` common to all rows; `columns`, numbers that differ by
    row.
    """

    code: str
    holds: Flags
    data: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def at(self, row: int) -> Condition:
        """The condition as judged in one row."""
        own = {name: int(column[row]) for name, column in self.columns.items()}
        return Condition(self.code, {**self.data, **own}, bool(self.holds[row]))


def all_hold(findings: Iterable[Finding], rows: int) -> Flags:
    """Rows in which every finding holds."""
    found: Flags = np.ones(rows, np.bool_)
    for each in findings:
        found &= each.holds
    return found
