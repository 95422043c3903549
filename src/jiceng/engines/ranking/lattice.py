"""The normaliser without ties for few items: one entry for every subset of them, however many ballots there
are.

Which of the 2^N subsets was left how often is counted once; after that a million ballots cost what ten do.
Worths of all subsets are built by doubling, sums over all that hold an item by halving.
"""

import numpy as np

from jiceng.engines.ranking.arrays import Reals, Whole
from jiceng.engines.ranking.ballots import Ballots

MOST_ITEMS = 20
ROWS = 1 << 17
"""Ballots whose subsets are named at once."""


def fits_lattice(ballots: Ballots) -> bool:
    """Whether the table of subsets costs less than the pairs it stands for."""
    count = len(ballots.items)
    return count <= MOST_ITEMS and len(ballots.member) * count >= 4 << count


class SubsetLattice:
    """Σ weight · log Σ worth over all stages of ballots without ties."""

    def __init__(self, ballots: Ballots) -> None:
        self._count = len(ballots.items)
        self._weight = _left_counts(ballots)
        self._total = float(self._weight.sum())
        self._at = np.full(self._count, np.nan)
        self._sums, self._spare = np.empty_like(self._weight), np.empty_like(self._weight)
        self._slope: Reals | None = None

    def value(self, worth: Reals, ties: Reals) -> float:
        """Σ weight · log Σ worth at log-worths (N,)."""
        top = self._move_to(worth)
        np.log(self._sums, out=self._spare)
        self._spare *= self._weight
        return float(self._spare.sum()) + top * self._total

    def gradient(self, worth: Reals, ties: Reals) -> tuple[float, Reals]:
        """The value, and its derivatives by log-worths, (N,)."""
        return self.value(worth, ties), self._slope_at(worth)

    def information(self, worth: Reals, ties: Reals) -> Reals:
        """Second derivatives, (N, N)."""
        shifted = np.exp(worth - self._move_to(worth))
        slope = self._slope_at(worth)
        rate = np.divide(self._weight, self._sums, out=self._spare)
        rate /= self._sums
        found: Reals = -_holding_both(rate, self._count) * np.outer(shifted, shifted)
        found[np.diag_indices(self._count)] += slope
        return found

    def _slope_at(self, worth: Reals) -> Reals:
        top = self._move_to(worth)
        if self._slope is None:
            np.divide(self._weight, self._sums, out=self._spare)
            self._slope = np.exp(worth - top) * _holding(self._spare, self._count)
        return self._slope

    def _move_to(self, worth: Reals) -> float:
        """The greatest log-worth, once the sums of subsets are those at `worth`, relative to it.

        Those of the last point are kept: slope and information are asked for one after the other. The empty
        subset has 1, which nobody asks.
        """
        top = float(worth.max())
        if not np.array_equal(worth, self._at):
            self._at, self._slope, self._sums[0] = worth.copy(), None, 0.0
            for item, each in enumerate(np.exp(worth - top)):
                half = 1 << item
                np.add(self._sums[:half], each, out=self._sums[half : 2 * half])
            self._sums[0] = 1.0
        return top


def _left_counts(ballots: Ballots) -> Reals:
    """(2^N,): the weight of stages at which just this subset was left; bit i stands for item i."""
    count, lengths = len(ballots.items), ballots.lengths
    tables = []
    even = bool(np.all(ballots.weights == 1.0))
    for length in np.flatnonzero(np.bincount(lengths)):
        chosen = np.flatnonzero(lengths == length)
        for begin in range(0, len(chosen), ROWS):
            part = chosen[begin : begin + ROWS]
            left = _subsets(ballots, part, int(length))
            weights = None if even else np.repeat(ballots.weights[part], length)
            tables.append(np.bincount(left.ravel(), weights=weights, minlength=1 << count))
            if len(tables) > 1:
                tables[0] += tables.pop()
    table = tables[0].astype(np.float64)
    table[1 << np.arange(count)] = 0.0  # one alone is no choice
    return table


def _subsets(ballots: Ballots, part: Whole, length: int) -> Whole:
    """(ballots, length): the subset left at each stage, the last first."""
    begin = int(ballots.starts[part[0]])
    if int(ballots.starts[part[-1]]) - begin == length * (len(part) - 1):
        members = ballots.member[begin : begin + length * len(part)].reshape(-1, length)
    else:
        members = ballots.member[ballots.starts[part][:, None] + np.arange(length)]
    left: Whole = np.cumsum(np.left_shift(1, members)[:, ::-1], axis=1)
    if ballots.rest_below:
        left += ((1 << len(ballots.items)) - 1) - left[:, -1:]
    return left


def _holding(table: Reals, count: int) -> Reals:
    """(N,): Σ of the table over all subsets that hold item i. The table is used up."""
    found = np.zeros(count)
    for item in range(count - 1, -1, -1):
        half = 1 << item
        found[item] = table[half : 2 * half].sum()
        table[:half] += table[half : 2 * half]
    return found


def _holding_both(table: Reals, count: int) -> Reals:
    """(N, N): Σ of the table over all subsets that hold items i and j. The table is used up."""
    found = np.zeros((count, count))
    for item in range(count - 1, -1, -1):
        half = 1 << item
        upper = table[half : 2 * half]
        found[item, item] = upper.sum()
        table[:half] += upper
        found[item, :item] = _holding(upper, item)
    return found + np.tril(found, -1).T
