"""The exact normaliser with ties: elementary symmetric sums over what is left, and their derivatives.

For each observed order d the sum over all subsets of size d of (Π worth)^{1/d} is the d-th elementary
symmetric polynomial of x_i = worth_i^{1/d}. It grows item by item from both ends; sums of the ends' products
leave one item, or two, out. Every term is positive, so nothing cancels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jiceng.engines.ranking.arrays import Reals, Whole, added
from jiceng.engines.ranking.ballots import Ballots
from jiceng.engines.ranking.stages import Stages

CHUNK = 1 << 21
"""Numbers held at once while pairs are summed."""


@dataclass(frozen=True, eq=False)
class _Sets:
    """Sets of one size: `members` (n, s) item numbers, `weights` (n,), `scales` (n,) of their log-worths."""

    members: Whole
    weights: Reals
    scales: Reals


class ChoiceSets:
    """Σ weight · log Σ f(S) over all stages, by listing each set that was left once.

    For any ballots; costs (set size)² · order per distinct set and information matrix.
    """

    def __init__(
        self, ballots: Ballots, stages: Stages, orders: Sequence[int], scale: Reals | None = None
    ) -> None:
        self._count = len(ballots.items)
        self._orders = tuple(orders)
        self._sets = list(_collected(ballots, stages, scale))

    def value(self, worth: Reals, ties: Reals) -> float:
        """Σ weight · log Σ f(S) at log-worths (N,) and log δ (T,)."""
        return sum(float(each.weights @ self._totals(each, worth, ties)) for each in self._sets)

    def gradient(self, worth: Reals, ties: Reals) -> tuple[float, Reals]:
        """The value, and its derivatives by log-worths and log δ, (N + T,)."""
        value, slope = 0.0, np.zeros(self._count + len(self._orders))
        for part in self._parts(2):
            found = _Shares(part, worth, ties, self._orders)
            value += float(part.weights @ found.log_total)
            np.add.at(slope, part.members, part.weights[:, None] * found.expected)
            slope[self._count :] += part.weights @ found.of_order
        return value, slope

    def information(self, worth: Reals, ties: Reals) -> Reals:
        """Second derivatives, (N + T, N + T): minus the log-likelihood's."""
        size = self._count + len(self._orders)
        found = np.zeros(size * size)
        for part in self._parts(3):
            shares = _Shares(part, worth, ties, self._orders)
            block = shares.covariance() * part.weights[:, None, None]
            extra = np.arange(self._count, size)
            index = np.concatenate(
                [part.members, np.broadcast_to(extra, (len(part.members), len(extra)))], axis=1
            )
            flat = index[:, :, None] * size + index[:, None, :]
            found += added(flat, block, size * size)
        return found.reshape(size, size)

    def _totals(self, part: _Sets, worth: Reals, ties: Reals) -> Reals:
        return _Shares(part, worth, ties, self._orders).log_total

    def _parts(self, power: int) -> Iterator[_Sets]:
        """The sets in pieces that fit in memory when each takes size^(power − 1) · order numbers."""
        deepest = max(self._orders, default=1)
        for each in self._sets:
            rows = max(1, CHUNK // (each.members.shape[1] ** (power - 1) * deepest))
            for begin in range(0, len(each.members), rows):
                piece = slice(begin, begin + rows)
                yield _Sets(each.members[piece], each.weights[piece], each.scales[piece])


class _Shares:
    """Probabilities at the sets of one size: log Σ f, who is chosen, in which order of tie."""

    def __init__(self, sets: _Sets, worth: Reals, ties: Reals, orders: Sequence[int]) -> None:
        left = sets.members.shape[1]
        scaled = sets.scales[:, None] * worth[sets.members]
        top = scaled.max(axis=1, keepdims=True)
        self._scales = sets.scales
        self._columns = len(orders)
        self._orders = [(1, 0.0, -1)]
        self._orders += [(d, float(ties[at]), at) for at, d in enumerate(orders) if d <= left]
        self._values = [np.exp((scaled - top) / d) for d, _, _ in self._orders]
        self._sums = [symmetric(x, d) for x, (d, _, _) in zip(self._values, self._orders, strict=True)]
        logs = np.array([log + np.log(e) for e, (_, log, _) in zip(self._sums, self._orders, strict=True)])
        most = logs.max(axis=0)
        relative = most + np.log(np.exp(logs - most).sum(axis=0))
        self._rate = [np.exp(log - relative) for _, log, _ in self._orders]
        self.log_total: Reals = relative + top[:, 0]
        self._chosen = [
            rate[:, None] * x * without_one(x, d)
            for rate, x, (d, _, _) in zip(self._rate, self._values, self._orders, strict=True)
        ]

    @property
    def expected(self) -> Reals:
        """(n, s) expected derivative by each item's log-worth."""
        total = np.zeros_like(self._chosen[0])
        for q, (d, _, _) in zip(self._chosen, self._orders, strict=True):
            total += q / d
        found: Reals = total * self._scales[:, None]
        return found

    @property
    def of_order(self) -> Reals:
        """(n, T) probability of each order of tie."""
        found = np.zeros((len(self._scales), self._columns))
        for rate, total, (_, _, at) in zip(self._rate, self._sums, self._orders, strict=True):
            if at >= 0:
                found[:, at] = rate * total
        return found

    def covariance(self) -> Reals:
        """(n, s + T, s + T) covariance of what is counted at a choice."""
        rows, left = self._chosen[0].shape
        second = np.zeros((rows, left + self._columns, left + self._columns))
        inner = second[:, :left, :left]
        diagonal = np.arange(left)
        square = self._scales**2
        for q, x, rate, (d, _, at) in zip(self._chosen, self._values, self._rate, self._orders, strict=True):
            inner[:, diagonal, diagonal] += square[:, None] * q / d**2
            if d > 1:
                pairs = (rate * square / d**2)[:, None, None] * x[:, :, None] * x[:, None, :]
                inner += pairs * without_two(x, d)
                second[:, :left, left + at] = self._scales[:, None] * q / d
                second[:, left + at, :left] = second[:, :left, left + at]
        chance = self.of_order
        tied = np.arange(left, left + self._columns)
        second[:, tied, tied] = chance
        mean = np.concatenate([self.expected, chance], axis=1)
        second -= mean[:, :, None] * mean[:, None, :]
        return second


def symmetric(x: Reals, order: int) -> Reals:
    """Elementary symmetric polynomial of that order of each row of x, (n, s) → (n,)."""
    return _growing(x, order)[-1][order]


def without_one(x: Reals, order: int) -> Reals:
    """(n, s): the polynomial of one order less, of all but item i."""
    if order == 1:
        return np.ones_like(x)
    ahead, behind = _growing(x, order - 1), _growing(x[:, ::-1], order - 1)
    last = x.shape[1] - 1
    found = np.zeros_like(x)
    for i in range(last + 1):
        for k in range(order):
            found[:, i] += ahead[i][k] * behind[last - i][order - 1 - k]
    return found


def without_two(x: Reals, order: int) -> Reals:
    """(n, s, s): the polynomial of two orders less, of all but items i and j; the diagonal is 0."""
    n, left = x.shape
    diagonal = np.arange(left)
    found = np.ones((n, left, left))
    if order > 2:
        others = np.repeat(x[:, None, :], left, axis=1)
        others[:, diagonal, diagonal] = 0.0
        found = without_one(others.reshape(n * left, left), order - 1).reshape(n, left, left)
    found[:, diagonal, diagonal] = 0.0
    return found


def _growing(x: Reals, order: int) -> list[list[Reals]]:
    """Polynomials 0 … order of the first 0, 1, … s items."""
    current = [np.ones(len(x))] + [np.zeros(len(x)) for _ in range(order)]
    steps = [current]
    for column in x.T:
        current = [current[0], *(current[k] + column * current[k - 1] for k in range(1, order + 1))]
        steps.append(current)
    return steps


def _collected(ballots: Ballots, stages: Stages, scale: Reals | None) -> Iterator[_Sets]:
    """Sets left, by size, equal ones merged."""
    weights = ballots.weights[stages.ballot]
    scales = np.ones(len(weights)) if scale is None else scale[stages.ballot]
    left = stages.end - stages.begin + (ballots.left - ballots.lengths)[stages.ballot]
    for size in np.unique(left):
        chosen = np.flatnonzero(left == size)
        yield _merged(_members(ballots, stages, chosen, int(size)), weights[chosen], scales[chosen])


def _members(ballots: Ballots, stages: Stages, chosen: Whole, size: int) -> Whole:
    """(n, size): who was left at these stages, in the items' order."""
    if not ballots.rest_below:
        return np.sort(ballots.member[stages.begin[chosen][:, None] + np.arange(size)], axis=1)
    begin = ballots.starts[stages.ballot[chosen]]
    gone = stages.begin[chosen] - begin
    left = np.ones((len(chosen), len(ballots.items)), dtype=bool)
    row = np.repeat(np.arange(len(chosen)), gone)
    place = np.arange(len(row)) - np.repeat(np.cumsum(gone) - gone, gone)
    left[row, ballots.member[begin[row] + place]] = False
    return np.nonzero(left)[1].reshape(len(chosen), size)


def _merged(members: Whole, weights: Reals, scales: Reals) -> _Sets:
    keys = np.concatenate([members, scales[:, None].view(np.int64)], axis=1)
    found, where = np.unique(keys, axis=0, return_inverse=True)
    total = added(where, weights, len(found))
    return _Sets(found[:, :-1], total, np.ascontiguousarray(found[:, -1]).view(np.float64))
