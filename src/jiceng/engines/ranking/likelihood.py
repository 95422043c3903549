"""The log-likelihood of ballots: linear in log-worths and log δ, minus a convex normaliser."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from jiceng.engines.ranking.arrays import Reals
from jiceng.engines.ranking.ballots import Ballots
from jiceng.engines.ranking.choices import ChoiceSets
from jiceng.engines.ranking.lattice import SubsetLattice, fits_lattice
from jiceng.engines.ranking.nested import NestedOrders
from jiceng.engines.ranking.stages import evidence_of, stages_of, strict_evidence


class Normaliser(Protocol):
    """Σ weight · log Σ f(S) over stages, at log-worths (N,) and log δ (T,), with its derivatives."""

    def value(self, worth: Reals, ties: Reals) -> float:
        """The sum itself."""
        ...

    def gradient(self, worth: Reals, ties: Reals) -> tuple[float, Reals]:
        """The sum and its first derivatives, (N + T,)."""
        ...

    def information(self, worth: Reals, ties: Reals) -> Reals:
        """Its second derivatives, (N + T, N + T)."""
        ...


class Likelihood:
    """Log-likelihood of ballots, with or without pseudo-comparisons.

    Parameters are one vector (N + T,): log-worths of the items, then log δ of each observed order of tie.
    `pseudo`: weight of a win and of a loss of each item against a hypothetical one of log-worth 0. `scale`:
    per ballot, what multiplies log-worths there (adherence). `plain`: list every set, whatever the ballots
    are like (the rival of the two quick ways for ballots without ties). `orders` of tie, when these are more
    than occur in the ballots.
    """

    def __init__(
        self,
        ballots: Ballots,
        pseudo: float = 0.0,
        *,
        scale: Reals | None = None,
        plain: bool = False,
        orders: Sequence[int] | None = None,
    ) -> None:
        self.count = len(ballots.items)
        self.normaliser: Normaliser
        if plain or ballots.tied or scale is not None or orders:
            stages = stages_of(ballots)
            evidence = evidence_of(ballots, stages, scale, orders)
            self.normaliser = ChoiceSets(ballots, stages, evidence.orders, scale)
        else:
            evidence = strict_evidence(ballots)
            self.normaliser = SubsetLattice(ballots) if fits_lattice(ballots) else NestedOrders(ballots)
        self.orders = evidence.orders
        self.linear = evidence.vector
        self.pseudo = pseudo

    def value(self, point: Reals, *, real: bool = False) -> float:
        """Log-likelihood; of the ballots alone with `real`."""
        worth, ties = self._split(point)
        found = float(self.linear @ point) - self.normaliser.value(worth, ties)
        return found if real or not self.pseudo else found + self._ghost_value(worth, ties)

    def gradient(self, point: Reals) -> tuple[float, Reals]:
        """Log-likelihood and its first derivatives, (N + T,)."""
        worth, ties = self._split(point)
        value, slope = self.normaliser.gradient(worth, ties)
        found, down = float(self.linear @ point) - value, self.linear - slope
        if self.pseudo:
            win, tie = self._ghost(worth, ties)
            found += self._ghost_value(worth, ties)
            down[: self.count] += self.pseudo * (1 - 2 * win - tie)
            if 2 in self.orders:
                down[self.count + self.orders.index(2)] -= 2 * self.pseudo * tie.sum()
        return found, down

    def information(self, point: Reals, *, real: bool = False) -> Reals:
        """Observed information, (N + T, N + T); of the ballots alone with `real`."""
        worth, ties = self._split(point)
        found = self.normaliser.information(worth, ties)
        if self.pseudo and not real:
            win, tie = self._ghost(worth, ties)
            half = win + tie / 2
            diagonal = np.arange(self.count)
            found[diagonal, diagonal] += 2 * self.pseudo * (win + tie / 4 - half**2)
            if 2 in self.orders:
                at = self.count + self.orders.index(2)
                cross = 2 * self.pseudo * (tie / 2 - tie * half)
                found[: self.count, at] += cross
                found[at, : self.count] += cross
                found[at, at] += 2 * self.pseudo * float((tie * (1 - tie)).sum())
        return found

    def _split(self, point: Reals) -> tuple[Reals, Reals]:
        return point[: self.count], point[self.count :]

    def _ghost_value(self, worth: Reals, ties: Reals) -> float:
        win, _ = self._ghost(worth, ties)
        return self.pseudo * float((2 * np.log(win) - worth).sum())

    def _ghost(self, worth: Reals, ties: Reals) -> tuple[Reals, Reals]:
        """Chances to win against, and to tie with, the hypothetical item."""
        log_tie = ties[self.orders.index(2)] + worth / 2 if 2 in self.orders else np.full(self.count, -np.inf)
        total = np.logaddexp(np.logaddexp(worth, 0.0), log_tie)
        return np.exp(worth - total), np.exp(log_tie - total)
