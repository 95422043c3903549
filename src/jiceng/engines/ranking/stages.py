"""Ballots as stages: at each, one group is chosen from what is left.

Model: Plackett (1975), Luce (1959); ties after Davidson (1970), of any order after Turner, van Etten, Firth
and Kosmidis, "Modelling rankings in R: the PlackettLuce package", Computational Statistics 35 (2020). A set C
chosen from what is left, A, has probability f(C) / Σ f(S), the sum over all S ⊆ A whose size is an observed
order of tie, with f(S) = δ_|S| (Π_{i∈S} worth_i)^{1/|S|} and δ₁ = 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jiceng.engines.ranking.arrays import Reals, Whole, added
from jiceng.engines.ranking.ballots import Ballots


@dataclass(frozen=True, eq=False)
class Stages:
    """What was chosen from what, one entry a stage; a last item that is left alone is no choice.

    `ballot`: whose. `begin`, `end`: what is left stands in `Ballots.member` from one to the other (and below
    it, with `rest_below`, all that the ballot does not list). `size`: how many were chosen, the first ones of
    these.
    """

    ballot: Whole
    begin: Whole
    end: Whole
    size: Whole


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the likelihood's linear part needs.

    `items`: (N,) weight of choices, each shared by those tied. `orders`: observed orders of tie, from 2,
    ascending. `ties`: as long; the weight of choices of each order.
    """

    items: Reals
    orders: tuple[int, ...]
    ties: Reals

    @property
    def vector(self) -> Reals:
        """(N + T,): `items`, then `ties`."""
        return np.concatenate([self.items, self.ties])


def stages_of(ballots: Ballots) -> Stages:
    """All choices the ballots tell of."""
    starts, lengths = ballots.starts, ballots.lengths
    count = len(ballots.member)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    first = np.ones(count, dtype=bool)
    first[1:] = (ballots.place[1:] != ballots.place[:-1]) | (owner[1:] != owner[:-1])
    begin = np.flatnonzero(first).astype(np.int64)
    size = np.diff(np.append(begin, count))
    ballot = owner[begin]
    end = starts[ballot + 1]
    choice = end - begin + (ballots.left - lengths)[ballot] > 1
    return Stages(ballot[choice], begin[choice], end[choice], size[choice])


def evidence_of(
    ballots: Ballots, stages: Stages, scale: Reals | None = None, orders: Sequence[int] | None = None
) -> Evidence:
    """Sufficient statistics; `scale` (one a ballot) multiplies log-worths, as a rater's adherence does;
    `orders` of tie, those that occur by default.
    """
    weight = ballots.weights[stages.ballot]
    share = weight / stages.size if scale is None else weight * scale[stages.ballot] / stages.size
    chosen = np.repeat(stages.begin, stages.size) + _within(stages.size)
    items = added(ballots.member[chosen], np.repeat(share, stages.size), len(ballots.items))
    if orders is None:
        orders = [int(each) for each in np.unique(stages.size) if each > 1]
    ties = np.array([weight[stages.size == order].sum() for order in orders])
    return Evidence(items, tuple(orders), ties)


def strict_evidence(ballots: Ballots) -> Evidence:
    """The same for ballots without ties, without naming their stages: every place is a choice, but for the
    last where nothing else is left.
    """
    weights, count = ballots.weights, len(ballots.items)
    if np.all(ballots.lengths == count):
        found = np.full(count, weights.sum())
    else:
        found = added(ballots.member, np.repeat(weights, ballots.lengths), count)
    alone = ballots.left == ballots.lengths
    last = ballots.member[ballots.starts[1:][alone] - 1]
    found -= added(last, weights[alone], count)
    return Evidence(found, (), np.zeros(0))


def _within(sizes: Whole) -> Whole:
    """0, 1, …, size − 1 for each size, one after the other."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
