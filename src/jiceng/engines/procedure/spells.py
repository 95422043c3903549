"""Counting spells: how many of a unit's dated rows hold on given days, without a loop."""

import numpy as np
from numpy.typing import NDArray

from jiceng.engines.procedure.columns import Days, Identities, Numbers


def keyed(unit: Numbers, day: Days) -> Identities:
    """One sortable number of unit and day."""
    found: Identities = (unit.astype(np.int64) << 32) | day
    return found


class Spells:
    """Rows (unit, start, end exclusive), to be counted as of a day: those begun by then less those ended by
    then.
    """

    def __init__(self, unit: Numbers, start: Days, end: Days) -> None:
        real = end > start
        self._starts = np.sort(keyed(unit[real], start[real]))
        self._ends = np.sort(keyed(unit[real], end[real]))

    def holding(self, unit: Numbers, day: Days) -> Identities:
        """How many rows of `unit` hold on `day`, for each pair."""
        key = keyed(unit, day)
        begun = np.searchsorted(self._starts, key, side="right")
        ended = np.searchsorted(self._ends, key, side="right")
        return (begun - ended).astype(np.int64)


def ranges(first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair (row, place) with first[row] ≤ place < last[row]."""
    lengths = np.maximum(last - first, 0)
    row = np.repeat(np.arange(len(first)), lengths)
    within = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return row, first[row] + within


def covering(
    spell: tuple[Numbers, Days, Days], unit: Numbers, begun_by: Days, lasting: Days
) -> NDArray[np.int64]:
    """How many spells cover a stretch: begun by its first day and still holding on its last.

    Parameters: `spell`, columns unit, start, end (exclusive); `unit`, ascending, `begun_by`, `lasting`: the
    stretches. Returns a count for each stretch.
    """
    owner, start, end = spell
    first = np.searchsorted(unit, owner, side="left")
    last = np.searchsorted(unit, owner, side="right")
    row, stretch = ranges(first, last)
    holds = (start[row] <= begun_by[stretch]) & (end[row] > lasting[stretch])
    return np.bincount(stretch[holds], minlength=len(unit)).astype(np.int64)
