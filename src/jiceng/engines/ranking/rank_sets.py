"""Confidence sets for ranks (名次的置信范围), and for who is among the first.

Source: Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility across
Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 91 (2024), sections 3.1
to 3.3: differences of all pairs are tested at once, the critical value being a quantile of the greatest
standardised difference, found by drawing from the normal distribution of the estimates; rejected pairs are
left out and the rest tested again (Romano and Wolf 2005). An item's rank is at least one more than the number
of those shown to be above it, and at most all less those shown to be below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from jiceng.engines.ranking.arrays import Reals, Truths, Whole
from jiceng.kernel.errors import Invalid

DRAWS = 10_000
LEVEL = 0.95
CHUNK = 1 << 20
"""Numbers held at once."""


@dataclass(frozen=True, eq=False)
class RankSets:
    """Ranks of N estimates. `rank`: one more than the number of greater ones; `low`, `high`: bounds of the
    set.
    """

    rank: Whole
    low: Whole
    high: Whole


def ranks_of(estimates: Reals, tolerance: float = 0.0) -> Whole:
    """One more than the number of estimates greater by more than `tolerance`, so that equal ones share a
    rank; (N,).

    Neighbours within the tolerance are equal, and so is a chain of them.
    """
    order = np.argsort(-estimates, kind="stable")
    falls = np.concatenate([[True], -np.diff(estimates[order]) > tolerance])
    first = np.maximum.accumulate(np.where(falls, np.arange(len(order)), 0))
    found = np.empty(len(order), dtype=np.int64)
    found[order] = first + 1
    return found


def rank_sets(
    estimates: Sequence[float] | Reals,
    covariance: Reals,
    *,
    level: float = LEVEL,
    simultaneous: bool = False,
    seed: int = 0,
    draws: int = DRAWS,
    tolerance: float = 0.0,
) -> RankSets:
    """Confidence sets for the ranks of N quantities of which the larger is the better.

    Parameters: `estimates` (N,); `covariance` of their errors, (N, N), or the variances alone, (N,), when
    errors are independent; `level` of confidence; `simultaneous`: all sets hold at once with that
    probability, otherwise each by itself; `seed` of the draws, their number; `tolerance` below which
    estimates are equal. Returns ranks and bounds, (N,) whole numbers each. Raises Invalid.
    """
    given, draws_ = _prepared(estimates, level), _Draws(covariance, len(estimates), draws, seed)
    above = _shown(given, draws_, level) if simultaneous else None
    if above is not None:
        fewer, more = above.sum(axis=0), above.sum(axis=1)
    else:
        each = [_shown_about(item, given, draws_, level) for item in range(len(given))]
        fewer, more = np.array(each, dtype=np.int64).reshape(-1, 2).T
    return RankSets(ranks_of(given, tolerance), 1 + fewer, len(given) - more)


def among_first(
    estimates: Sequence[float] | Reals,
    covariance: Reals,
    first: int,
    *,
    level: float = LEVEL,
    seed: int = 0,
    draws: int = DRAWS,
) -> Truths:
    """Who may be among the first so many; (N,) booleans.

    All who truly are are marked, with probability `level` (the source's projection set: the simultaneous
    lower bound of the rank is at most `first`). Parameters as `rank_sets`. Raises Invalid.
    """
    if not 1 <= first <= len(estimates):
        raise Invalid("ranking_top", field="top", most=len(estimates))
    found = rank_sets(estimates, covariance, level=level, simultaneous=True, seed=seed, draws=draws)
    among: Truths = found.low <= first
    return among


def draws_for(count: int) -> int:
    """How many draws for so many items: 50,000, fewer where all pairs of them would take long, at least
    1,000.
    """
    return int(min(50_000, max(1_000, 100_000_000 // max(1, count * count))))


class _Draws:
    """Drawn errors of the estimates: `errors` (N, draws); `spread` (N, N), standard deviations of
    differences.
    """

    def __init__(self, covariance: Reals, count: int, draws: int, seed: int) -> None:
        matrix = np.asarray(covariance, dtype=np.float64)
        if matrix.shape not in ((count,), (count, count)) or not np.isfinite(matrix).all():
            raise Invalid("ranking_covariance")
        variances = matrix if matrix.ndim == 1 else np.diag(matrix)
        if (variances < 0).any() or draws < 1 or seed < 0:
            raise Invalid("ranking_covariance")
        normal = np.random.default_rng(seed).standard_normal((count, draws))
        differing = variances[:, None] + variances[None, :]
        if matrix.ndim == 1:
            np.fill_diagonal(differing, 0.0)
            self.errors: Reals = normal * np.sqrt(matrix)[:, None]
        else:
            values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
            self.errors = (vectors * np.sqrt(np.maximum(values, 0.0))) @ normal
            differing -= matrix + matrix.T
            # What subtracting leaves of two that vary as one is rounding.
            differing[differing < 1e-14 * variances.max(initial=0.0)] = 0.0
        self.spread: Reals = np.sqrt(np.maximum(differing, 0.0))


def _prepared(estimates: Sequence[float] | Reals, level: float) -> Reals:
    given = np.asarray(estimates, dtype=np.float64)
    if given.ndim != 1 or not len(given):
        raise Invalid("ranking_empty", field="estimates")
    if not np.isfinite(given).all():
        line = int(np.argmin(np.isfinite(given))) + 1
        raise Invalid("ranking_not_a_number", line=line, field="estimates")
    if not 0 < level < 1:
        raise Invalid("ranking_level", field="level")
    return given


def _shown(given: Reals, draws: _Draws, level: float) -> Truths:
    """(N, N): i is shown to be above j, all such findings together."""
    ahead = given[:, None] - given[None, :]
    above = _plainly(ahead, draws.spread, level)
    waiting = np.flatnonzero(~above & (draws.spread > 0))
    first, second = np.divmod(waiting, len(given))
    spread = draws.spread.ravel()[waiting]
    standardised = ahead.ravel()[waiting] / spread
    while len(waiting):
        # Below 0, for few pairs at a low level, each of two would be shown to be above the other.
        limit = max(0.0, float(np.quantile(_greatest(draws.errors, first, second, spread), level)))
        shown = standardised > limit
        if not shown.any():
            break
        above.ravel()[waiting[shown]] = True
        waiting, first, second = waiting[~shown], first[~shown], second[~shown]
        spread, standardised = spread[~shown], standardised[~shown]
    return above


def _plainly(ahead: Reals, spread: Reals, level: float) -> Truths:
    """Differences beyond Bonferroni's bound: no quantile of the greatest is above it, so that the first test
    would reject them anyhow and the rest need not be drawn for them. Known differences are plain however
    small.
    """
    tests = max(1, ahead.size - (ahead.shape[0] if ahead.shape[0] == ahead.shape[1] else 2))
    found: Truths = ahead > np.maximum(spread * ndtri(1 - (1 - level) / tests), 0.0)
    return found


def _greatest(errors: Reals, first: Whole, second: Whole, spread: Reals) -> Reals:
    """(draws,): the greatest standardised difference over the pairs."""
    found = np.full(errors.shape[1], -np.inf)
    pairs = max(1, CHUNK // errors.shape[1])
    for at in range(0, len(first), pairs):
        piece = slice(at, at + pairs)
        scaled = (errors[first[piece]] - errors[second[piece]]) / spread[piece, None]
        np.maximum(found, scaled.max(axis=0), out=found)
    return found


def _shown_about(item: int, given: Reals, draws: _Draws, level: float) -> tuple[int, int]:
    """How many are shown to be above one item, and how many below it."""
    ahead, spread = given[item] - given, draws.spread[item]
    plain = _plainly(np.array([ahead, -ahead]), spread, level)
    more, fewer = (int(each) for each in plain.sum(axis=1))
    near = (spread > 0) & ~plain.all(axis=0)
    scaled = (draws.errors[item] - draws.errors[near]) / spread[near, None]
    standardised = ahead[near] / spread[near]
    down, up = ~plain[0][near], ~plain[1][near]
    while (up | down).any():
        greatest = np.maximum(_most(scaled, down), _most(-scaled, up))
        limit = max(0.0, float(np.quantile(greatest, level)))
        below, above = down & (standardised > limit), up & (-standardised > limit)
        if not (below | above).any():
            break
        fewer, more = fewer + int(above.sum()), more + int(below.sum())
        down, up = down & ~below, up & ~above
    return fewer, more


def _most(scaled: Reals, which: Truths) -> Reals:
    found: Reals = scaled[which].max(axis=0, initial=-np.inf)
    return found
