"""Other ways to the same answers: slow, plain, and sharing no code with the engine.

Orders: every choice listed with all its alternatives (Baker's "Poisson trick"), then quasi-Newton and a root
of the slope; Hunter's minorization–maximization for ballots without ties. Scores: the covariance matrix
written out, and EM. Rank sets: single loops over pairs.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, root

Reals = NDArray[np.float64]
Ballot = Sequence[Sequence[str]]


class ListedChoices:
    """The likelihood by its definition: one row for each set that might have been chosen at each stage."""

    def __init__(
        self, items: Sequence[str], ballots: Sequence[Ballot], weights: Sequence[float], pseudo: float = 0.0
    ) -> None:
        groups = [group for ballot in ballots for group in ballot]
        used = {len(group) for group in groups if len(group) > 1}
        self.orders = sorted(used)
        self.count = len(items)
        self.number = {name: at for at, name in enumerate(items)}
        self.rows: list[Reals] = []
        self.stage: list[int] = []
        self.chosen: list[int] = []
        self.weights: list[float] = []
        for ballot, weight in zip(ballots, weights, strict=True):
            left = [[self.number[name] for name in group] for group in ballot]
            for at, group in enumerate(left):
                self._choice(group, [each for rest in left[at:] for each in rest], weight)
        if pseudo:
            for at in range(self.count):
                self._choice([at], [at, self.count], pseudo)
                self._choice([self.count], [at, self.count], pseudo)
        self.real = len(self.weights) - (2 * self.count if pseudo else 0)
        self.design = np.array(self.rows)
        self.fixed = bool(pseudo)

    def _choice(self, group: list[int], left: list[int], weight: float) -> None:
        if len(left) < 2:
            return
        for size in [1, *self.orders]:
            for chosen in combinations(sorted(left), size):
                row = np.zeros(self.count + 1 + len(self.orders))
                row[list(chosen)] = 1 / size
                if size > 1:
                    row[self.count + 1 + self.orders.index(size)] = 1.0
                if chosen == tuple(sorted(group)):
                    self.chosen.append(len(self.rows))
                self.rows.append(row)
                self.stage.append(len(self.weights))
        self.weights.append(weight)

    def log_likelihood(self, point: Reals, *, real: bool = False) -> float:
        """At log-worths (with the hypothetical item's last) and log δ."""
        score = self.design @ point
        top = np.full(len(self.weights), -np.inf)
        np.maximum.at(top, self.stage, score)
        total = np.zeros(len(self.weights))
        np.add.at(total, self.stage, np.exp(score - top[self.stage]))
        each = np.array(self.weights) * (score[self.chosen] - top - np.log(total))
        return float(each[: self.real].sum() if real else each.sum())

    def slope(self, point: Reals) -> Reals:
        """Derivatives by the same."""
        weights, share = np.array(self.weights), self.shares(point)
        found: Reals = weights @ self.design[self.chosen] - (weights[self.stage] * share) @ self.design
        return found

    def shares(self, point: Reals) -> Reals:
        score = self.design @ point
        top = np.full(len(self.weights), -np.inf)
        np.maximum.at(top, self.stage, score)
        share = np.exp(score - top[self.stage])
        total = np.zeros(len(self.weights))
        np.add.at(total, self.stage, share)
        return share / total[self.stage]

    def information(self, point: Reals) -> Reals:
        """Observed information of the ballots alone, by items and log δ."""
        share = self.shares(point)
        some = np.array(self.stage) < self.real
        design, stage = self.design[some], np.array(self.stage)[some]
        weight = np.array(self.weights)[stage] * share[some]
        mean = np.zeros((self.real, design.shape[1]))
        np.add.at(mean, stage, design * share[some][:, None])
        whole = design.T @ (design * weight[:, None])
        whole -= mean.T @ (mean * np.array(self.weights)[: self.real, None])
        keep = [at for at in range(len(whole)) if at != self.count]
        return whole[np.ix_(keep, keep)]

    def maximum(self) -> Reals:
        """Log-worths less their mean, then log δ."""
        free = [at for at in range(self.design.shape[1]) if at != (self.count if self.fixed else 0)]
        free = free if self.fixed else [at for at in free if at != self.count]

        def whole(some: Reals) -> Reals:
            point = np.zeros(self.design.shape[1])
            point[free] = some
            return point

        begun: Any = minimize(
            lambda some: -self.log_likelihood(whole(some)),
            np.zeros(len(free)),
            jac=lambda some: -self.slope(whole(some))[free],
            method="BFGS",
            options={"gtol": 1e-6, "maxiter": 5_000},
        )
        ended: Any = root(lambda some: self.slope(whole(some))[free], begun.x, method="hybr", tol=1e-13)
        point = whole(ended.x)
        worth = point[: self.count]
        return np.concatenate([worth - worth.mean(), point[self.count + 1 :]])


def hunter(count: int, orders: Sequence[Sequence[int]], weights: Sequence[float]) -> Reals:
    """Log-worths of mean 0 by MM (Hunter 2004, equation 30), ballots without ties."""
    worth = np.ones(count)
    wins = np.zeros(count)
    for order, weight in zip(orders, weights, strict=True):
        wins[list(order[:-1])] += weight
    for _ in range(20_000):
        total = np.zeros(count)
        for order, weight in zip(orders, weights, strict=True):
            index = np.array(order)
            rate = np.cumsum(weight / np.cumsum(worth[index][::-1])[::-1][:-1])
            total[index] += np.append(rate, rate[-1])
        following = wins / total
        following /= np.exp(np.log(following).mean())
        if np.abs(np.log(following / worth)).max() < 1e-13:
            break
        worth = following
    found: Reals = np.log(following)
    return found


class WrittenOut:
    """A crossed design by its covariance matrix, n by n."""

    def __init__(self, factors: Sequence[NDArray[np.int64]], score: Reals) -> None:
        self.score = score
        self.same = [(codes[:, None] == codes[None, :]).astype(float) for codes in factors]
        self.same.append(np.eye(len(score)))

    def covariance(self, variances: Sequence[float]) -> Reals:
        found: Reals = np.tensordot(np.array(variances), np.array(self.same), axes=1)
        return found

    def deviance(self, variances: Sequence[float]) -> float:
        """−2 · restricted log-likelihood but for its constant (Searle et al. 1992, 6.66)."""
        inverse = np.linalg.inv(self.covariance(variances))
        weight = inverse.sum()
        centred = self.score - (inverse @ self.score).sum() / weight
        return float(-np.linalg.slogdet(inverse)[1] + np.log(weight) + centred @ inverse @ centred)

    def fixed(self, variances: Sequence[float], design: Reals) -> tuple[Reals, Reals]:
        """Generalised least squares for a design: estimates and their covariance."""
        inverse = np.linalg.inv(self.covariance(variances))
        spread = np.linalg.inv(design.T @ inverse @ design)
        return spread @ design.T @ inverse @ self.score, spread


def expectation_maximization(
    factors: Sequence[NDArray[np.int64]], score: Reals, rounds: int = 20_000
) -> Reals:
    """REML variances by EM (Searle et al. 1992, section 8.3.b): factors, then the residual."""
    n, sizes = len(score), [int(codes.max()) + 1 for codes in factors]
    effects = [np.eye(size)[codes] for size, codes in zip(sizes, factors, strict=True)]
    design = np.concatenate([np.ones((n, 1)), *effects], axis=1)
    ends = np.cumsum([1, *sizes])
    squared, right = design.T @ design, design.T @ score
    found = np.ones(len(sizes) + 1)
    for _ in range(rounds):
        ridge = np.concatenate(
            [[0.0], *(np.full(q, found[-1] / v) for q, v in zip(sizes, found, strict=False))]
        )
        inverse = np.linalg.inv(squared + np.diag(ridge))
        solved = inverse @ right
        following = [
            (solved[a:b] @ solved[a:b] + found[-1] * np.trace(inverse[a:b, a:b])) / (b - a)
            for a, b in pairwise(ends)
        ]
        following.append((score @ score - solved @ right) / (n - 1))
        if np.abs(np.log(np.array(following) / found)).max() < 1e-13:
            break
        found = np.array(following)
    return found


def rank_sets_by_loops(
    estimates: Reals, covariance: Reals, level: float, errors: Reals, *, simultaneous: bool
) -> list[tuple[int, int]]:
    """Bounds as csranks has them, pair by pair, with given drawn errors (N, draws)."""
    count = len(estimates)
    pairs = [(i, j) for i in range(count) for j in range(count) if i != j]

    def shown(family: list[tuple[int, int]]) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        while True:
            left = [pair for pair in family if pair not in found]
            if not left:
                return found
            spread = {
                (i, j): float(np.sqrt(covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]))
                for i, j in left
            }
            most = np.max([(errors[i] - errors[j]) / spread[i, j] for i, j in left], axis=0)
            limit = np.quantile(most, level)
            new = {(i, j) for i, j in left if (estimates[i] - estimates[j]) / spread[i, j] > limit}
            if not new:
                return found
            found |= new

    bounds = []
    together = shown(pairs) if simultaneous else set()
    for item in range(count):
        above = together if simultaneous else shown([pair for pair in pairs if item in pair])
        bounds.append((1 + sum(j == item for _, j in above), count - sum(i == item for i, _ in above)))
    return bounds
