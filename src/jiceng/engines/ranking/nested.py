"""The normaliser without ties: what is left at each stage is the end of the same row, so sums run along it.

With `rest_below` what is left is everything less the row's beginning: a "top five of two hundred" costs five.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jiceng.engines.ranking.arrays import Reals, Whole, added
from jiceng.engines.ranking.ballots import Ballots

CHUNK = 1 << 21
"""Numbers held at once."""


@dataclass(frozen=True, eq=False)
class _Rows:
    """Ballots of one length. `members`: (places, ballots), the best first; `weights`: (ballots,); `stages`:
    how many of the places are choices; `rest`: whether all that is not in `members` is left at every stage.
    """

    members: Whole
    weights: Reals
    stages: int
    rest: bool


class NestedOrders:
    """Σ weight · log Σ worth over all stages of ballots without ties; costs the length of the ballots, and
    its square per information matrix.
    """

    def __init__(self, ballots: Ballots) -> None:
        self._count = len(ballots.items)
        self._rows = list(_rows(ballots))
        self._at, self._slope = np.full(self._count, np.nan), np.zeros(self._count)

    def value(self, worth: Reals, ties: Reals) -> float:
        """Σ weight · log Σ worth at log-worths (N,)."""
        shifted, top = _shifted(worth)
        return sum(_sum(rows, self._left(shifted, rows), top) for rows in self._rows)

    def gradient(self, worth: Reals, ties: Reals) -> tuple[float, Reals]:
        """The value, and its derivatives by log-worths, (N,)."""
        shifted, top = _shifted(worth)
        total, slope, everywhere = 0.0, np.zeros(self._count), 0.0
        for rows in self._rows:
            left = self._left(shifted, rows)
            total += _sum(rows, left, top)
            rate = _running(rows.weights / left)
            if rows.rest:
                everywhere += float(rate[-1].sum())
                rate = rate - rate[-1]
            slope += self._added(rows.members, rate)
        self._at, self._slope = worth.copy(), shifted * (slope + everywhere)
        return total, self._slope

    def information(self, worth: Reals, ties: Reals) -> Reals:
        """Second derivatives, (N, N)."""
        shifted, _ = _shifted(worth)
        # Slope and information are asked for one after the other.
        slope = self._slope if np.array_equal(worth, self._at) else self.gradient(worth, ties)[1]
        pairs, everywhere = np.zeros((self._count, self._count)), 0.0
        for rows in self._rows:
            rate = _running(rows.weights / self._left(shifted, rows) ** 2)
            if rows.rest:
                # Both of a pair are there until the first of them is gone.
                everywhere += float(rate[-1].sum())
                alone = self._added(rows.members, rate - rate[-1])
                pairs += alone[:, None] + alone[None, :]
                pairs += self._paired(rows.members, rate[-1] - rate, later=True)
            else:
                pairs += self._paired(rows.members, rate, later=False)
        found: Reals = -(pairs + everywhere) * shifted[:, None] * shifted[None, :]
        found[np.diag_indices(self._count)] += slope
        return found

    def _left(self, shifted: Reals, rows: _Rows) -> Reals:
        """(stages, ballots): the worth of all that is left."""
        left = _running(shifted[rows.members][::-1])[::-1]
        if not rows.rest:
            return left[: rows.stages]
        # Rounding may not make what is not listed less than its number times the least worth.
        unlisted = (self._count - len(rows.members)) * shifted.min()
        left += np.maximum(shifted.sum() - left[0], unlisted)
        return left

    def _added(self, members: Whole, rate: Reals) -> Reals:
        """Σ of `rate` per item; places after the last choice keep its rate."""
        return added(members, _lengthened(rate, len(members)), self._count)

    def _paired(self, members: Whole, rate: Reals, *, later: bool) -> Reals:
        """Σ per pair of items of the rate at the earlier, or at the later, of their places; (N, N)."""
        size = self._count
        full, found = _lengthened(rate, len(members)), np.zeros(size * size)
        for place, first in enumerate(members):
            after = members[place + 1 :]
            index = first * size + after
            weights = full[place + 1 :] if later else np.broadcast_to(full[place], after.shape)
            found += added(index, weights, size * size)
        square = found.reshape(size, size)
        square = square + square.T
        square[np.diag_indices(size)] = added(members, full, size)
        return square


def _rows(ballots: Ballots) -> Iterator[_Rows]:
    """Ballots by length, in pieces that fit in memory.

    Where most items are listed the others are written behind them: adding is exact, subtracting is not.
    """
    count, lengths = len(ballots.items), ballots.lengths
    for length in np.unique(lengths):
        written = ballots.rest_below and count <= 2 * length
        stages = min(int(length), count - 1) if ballots.rest_below else int(length) - 1
        chosen = np.flatnonzero(lengths == length) if stages else np.zeros(0, dtype=np.int64)
        wide = max(1, CHUNK // (count if written else int(length)))
        for begin in range(0, len(chosen), wide):
            part = chosen[begin : begin + wide]
            members = ballots.member[ballots.starts[part] + np.arange(length)[:, None]]
            if written and length < count:
                members = np.concatenate([members, _others(members, count)])
            yield _Rows(members, ballots.weights[part], stages, ballots.rest_below and not written)


def _others(members: Whole, count: int) -> Whole:
    """(N − places, ballots): the items not listed."""
    listed = np.zeros((members.shape[1], count), dtype=bool)
    listed[np.arange(members.shape[1]), members] = True
    return np.nonzero(~listed)[1].reshape(members.shape[1], -1).T


def _sum(rows: _Rows, left: Reals, top: float) -> float:
    logs = np.log(left)
    logs *= rows.weights
    return float(logs.sum()) + top * len(left) * float(rows.weights.sum())


def _shifted(worth: Reals) -> tuple[Reals, float]:
    """Worths relative to the greatest, and its logarithm."""
    top = float(worth.max())
    return np.exp(worth - top), top


def _lengthened(rate: Reals, rows: int) -> Reals:
    return (
        rate if len(rate) == rows else np.concatenate([rate, np.repeat(rate[-1:], rows - len(rate), axis=0)])
    )


def _running(rows: Reals) -> Reals:
    """Sums of rows from the first on; row by row, which for few long rows is much quicker than `cumsum`."""
    found = rows.copy()
    for at in range(1, len(found)):
        found[at] += found[at - 1]
    return found
