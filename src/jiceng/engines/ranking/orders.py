"""Orders into worths: the Plackett–Luce model with ties (选票排序), by maximum likelihood."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from jiceng.engines.ranking.arrays import Reals
from jiceng.engines.ranking.ballots import Ballots
from jiceng.engines.ranking.connectivity import Connectivity, connectivity_of, require_finite
from jiceng.engines.ranking.likelihood import Likelihood
from jiceng.engines.ranking.newton import Summit, Tell, climb, covariance
from jiceng.engines.ranking.rank_sets import LEVEL, RankSets, draws_for, rank_sets, ranks_of
from jiceng.kernel.errors import Invalid

SOME = 40_000
"""Choices by which many more are begun."""
TOLERANCE = 1e-8
"""Log-worths no further apart are equal: they would be, but for rounding."""


@dataclass(frozen=True, eq=False)
class OrdersFit:
    """A fitted model of orders.

    `items`: names. `log_worth` (N,), of mean 0. `covariance` (N, N) of log-worths less their mean, from the
    observed information of the ballots alone at the estimate; None when nothing was compared with some of
    them. `ties`: order of tie → δ; `tie_se`: → standard error of log δ. `log_likelihood` of the ballots,
    natural logarithm; `iterations`; `slope`, the greatest derivative left; `pseudo`, as asked;
    `connectivity`; `adherence`, rater → η, empty when it was not asked for.
    """

    items: tuple[str, ...]
    log_worth: Reals
    covariance: Reals | None
    ties: dict[int, float]
    tie_se: dict[int, float | None]
    log_likelihood: float
    iterations: int
    slope: float
    pseudo: float
    connectivity: Connectivity
    adherence: Mapping[str, float] = field(default_factory=dict)

    @property
    def se(self) -> Reals:
        """(N,): standard errors of the log-worths; not a number where nothing is known."""
        if self.covariance is None:
            return np.full(len(self.items), np.nan)
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))


def fit_orders(
    ballots: Ballots, *, pseudo: float = 0.0, tell: Tell | None = None, plain: bool = False
) -> OrdersFit:
    """Worths of items, and δ of each observed order of tie, that make the ballots most probable.

    Parameters: `ballots`; `pseudo`, weight of one win and one loss of every item against a hypothetical item
    of log-worth 0 (0.5 is usual, 0 is plain maximum likelihood); `tell`, told each step and the greatest
    derivative left; `plain`, by the one exact way for all ballots, slower. Source: see `stages`;
    pseudo-comparisons as Turner et al. (2020), section 2.3. Raises Invalid when there is no finite estimate
    (see `connectivity.require_finite`) or `pseudo` is negative.
    """
    if not (np.isfinite(pseudo) and pseudo >= 0):
        raise Invalid("ranking_pseudo", field="pseudo")
    if not (ballots.left > 1).any():
        raise Invalid("ranking_nothing_compared")
    connectivity = connectivity_of(ballots)
    require_finite(connectivity, ballots, pseudo)
    likelihood = Likelihood(ballots, pseudo, plain=plain)
    start = np.zeros(len(likelihood.linear))
    start[likelihood.count :] = np.log(0.1)
    if len(ballots.member) > 10 * SOME and not (plain or ballots.tied):
        start = _first_guess(ballots)
    summit = climb(likelihood, start, tell)
    return summed_up(ballots, likelihood, summit, connectivity)


def _first_guess(ballots: Ballots) -> Reals:
    """Worths by some of many ballots, always finite and about right: the whole is then a few steps away."""
    every = -(-len(ballots.member) // SOME)
    some = ballots.kept(np.arange(0, len(ballots.weights), every))
    likelihood = Likelihood(some, 0.5)
    return climb(likelihood, np.zeros(likelihood.count), enough=1.0).point


def summed_up(
    ballots: Ballots, likelihood: Likelihood, summit: Summit, connectivity: Connectivity
) -> OrdersFit:
    """The fit at a maximum, with standard errors from the ballots alone."""
    count, point = likelihood.count, summit.point
    spread: Reals | None = None
    if len(connectivity.apart) == 1:
        spread = covariance(likelihood, likelihood.information(point, real=True))
    worth = point[:count] - point[:count].mean()
    tied = {order: float(np.exp(log)) for order, log in zip(likelihood.orders, point[count:], strict=True)}
    errors = {
        order: None if spread is None else float(np.sqrt(spread[count + at, count + at]))
        for at, order in enumerate(likelihood.orders)
    }
    return OrdersFit(
        items=ballots.items,
        log_worth=worth,
        covariance=None if spread is None else spread[:count, :count],
        ties=tied,
        tie_se=errors,
        log_likelihood=likelihood.value(point, real=True) if likelihood.pseudo else summit.value,
        iterations=summit.steps,
        slope=summit.slope,
        pseudo=likelihood.pseudo,
        connectivity=connectivity,
    )


def order_sets(
    fit: OrdersFit, *, level: float = LEVEL, simultaneous: bool = False, seed: int = 0
) -> RankSets:
    """Ranks of the items with confidence sets; see `rank_sets`. Without covariance all are possible.

    Raises Invalid.
    """
    count = len(fit.items)
    if not 0 < level < 1:
        raise Invalid("ranking_level", field="level")
    if fit.covariance is None:
        every = np.ones(count, dtype=np.int64)
        return RankSets(ranks_of(fit.log_worth, TOLERANCE), every, every * count)
    return rank_sets(
        fit.log_worth, fit.covariance, level=level, simultaneous=simultaneous,
        seed=seed, draws=draws_for(count), tolerance=TOLERANCE,
    )  # fmt: skip
