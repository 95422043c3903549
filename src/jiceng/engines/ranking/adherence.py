"""How closely each rater's ballots follow the common order (评议者一致程度).

A rater's adherence η multiplies the log-worths in that rater's choices: 1 is usual, 0 is chance. Source:
Raman and Joachims, "Methods for Ordinal Peer Grading" (2014), as in PlackettLuce for R: with a prior
Gamma(shape, rate) on η, since by likelihood alone it would run away; the maximum is sought in turns, worths
given η and η given worths.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from jiceng.engines.ranking.arrays import Reals, Whole
from jiceng.engines.ranking.ballots import Ballots
from jiceng.engines.ranking.connectivity import connectivity_of, require_finite
from jiceng.engines.ranking.likelihood import Likelihood
from jiceng.engines.ranking.newton import climb
from jiceng.engines.ranking.orders import OrdersFit, summed_up
from jiceng.kernel.errors import Invalid

MOST_ROUNDS = 1_000
ENOUGH = 1e-10
"""The greatest change of log η in a round that counts as none."""


def fit_adherence(
    ballots: Ballots,
    *,
    pseudo: float = 0.5,
    shape: float = 10.0,
    rate: float = 10.0,
    tell: Callable[[int, float], None] | None = None,
) -> OrdersFit:
    """Worths of items together with every rater's adherence.

    Parameters: `ballots` that name their raters; `pseudo` as in `fit_orders`; `shape` and `rate` of the prior
    (its mean is 1 when they are equal; Gamma(10, 10) has 99% between 0.37 and 2); `tell`, told each round and
    the greatest change. Returns the fit with `adherence`, rater → η; standard errors take η as known. Raises
    Invalid as `fit_orders` does, and "ranking_raters" when ballots name none.
    """
    if not ballots.raters:
        raise Invalid("ranking_raters", field="raters")
    if not (pseudo >= 0 and shape > 0 and rate > 0):
        raise Invalid("ranking_pseudo", field="pseudo")
    if not (ballots.left > 1).any():
        raise Invalid("ranking_nothing_compared")
    connectivity = connectivity_of(ballots)
    require_finite(connectivity, ballots, pseudo)
    names, rater = np.unique(np.array(ballots.raters), return_inverse=True)
    eta, point = np.ones(len(names)), None
    for turn in range(MOST_ROUNDS):
        likelihood = Likelihood(ballots, pseudo, scale=eta[rater])
        summit = climb(likelihood, _start(likelihood) if point is None else point)
        point = summit.point
        changed = _adherences(ballots, rater, likelihood, point, eta, (shape, rate))
        moved = float(np.abs(np.log(changed / eta)).max())
        eta = changed
        if tell is not None:
            tell(turn, moved)
        if moved <= ENOUGH:
            found = summed_up(ballots, likelihood, summit, connectivity)
            return replace(found, adherence=dict(zip(names.tolist(), eta.tolist(), strict=True)))
    raise Invalid("ranking_not_converged", steps=MOST_ROUNDS)


def _start(likelihood: Likelihood) -> Reals:
    start = np.zeros(len(likelihood.linear))
    start[likelihood.count :] = np.log(0.1)
    return start


def _adherences(
    ballots: Ballots, rater: Whole, whole: Likelihood, point: Reals, eta: Reals, prior: tuple[float, float]
) -> Reals:
    """(raters,): each rater's η given the worths, by Newton's method on its logarithm."""
    found = eta.copy()
    for number in range(len(eta)):
        own = ballots.kept(rater == number)
        likelihood = Likelihood(own, orders=whole.orders)
        found[number] = _adherence(likelihood, point, float(eta[number]), float(own.weights.sum()), prior)
    return found


def _adherence(
    likelihood: Likelihood, point: Reals, eta: float, weight: float, prior: tuple[float, float]
) -> float:
    shape, rate = prior
    count, worth = likelihood.count, point[: likelihood.count]
    for _ in range(100):
        at = np.concatenate([eta * worth, point[count:]])
        pull = float(likelihood.gradient(at)[1][:count] @ worth) * eta
        slope = pull + weight * (shape - 1 - rate * eta)
        bend = (
            float(worth @ likelihood.information(at)[:count, :count] @ worth) * eta**2 + weight * rate * eta
        )
        # Far from the maximum the curve may bend up: half of what surely bends down is then divided by.
        step = slope / max(bend - pull, bend / 2)
        eta *= float(np.exp(np.clip(step, -1.0, 1.0)))
        if abs(step) < 1e-13:
            break
    return eta
