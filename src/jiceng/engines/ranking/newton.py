"""Newton's method on a concave log-likelihood, with halved steps where the whole one goes too far."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from jiceng.engines.ranking.arrays import Reals
from jiceng.engines.ranking.likelihood import Likelihood
from jiceng.kernel.errors import Invalid

GRADIENT = 1e-9
"""The greatest derivative of the log-likelihood that counts as none."""
MOST_STEPS = 200
NEAR = 1e-4
"""A step so short that the information at its end is that at its beginning, as far as the next step minds."""
LONGEST = 4.0
"""How far one step may move a log-worth: the model is not quadratic beyond, and worths stay within a float.
"""

Tell = Callable[[int, float], None]
"""Told the step and the greatest derivative on the way."""


@dataclass(frozen=True, eq=False)
class Summit:
    """Where the log-likelihood is greatest: `point` (N + T,), its `value`, the greatest derivative in
    absolute value there, and the steps it took.
    """

    point: Reals
    value: float
    slope: float
    steps: int


def climb(likelihood: Likelihood, start: Reals, tell: Tell | None = None, enough: float = GRADIENT) -> Summit:
    """The maximum from `start`.

    Ends at a greatest derivative of `enough` (of the whole log-likelihood, by log-worths and log δ), or where
    rounding lets it get no smaller. Raises Invalid("ranking_not_converged").
    """
    point, information = start, likelihood.information(start)
    value, gradient = likelihood.gradient(point)
    for step in range(MOST_STEPS):
        slope = float(np.abs(gradient).max())
        if tell is not None:
            tell(step, slope)
        if slope <= enough:
            return Summit(point, value, slope, step)
        direction = solve(likelihood, information, gradient)
        point_, value_, gradient_ = _advance(likelihood, point, value, direction, float(gradient @ direction))
        if float(np.abs(point_ - point).max()) > NEAR:
            information = likelihood.information(point_)
        if float(np.abs(gradient_).max()) >= slope and _rounded(float(gradient @ direction), value):
            return Summit(point, value, slope, step)
        point, value, gradient = point_, value_, gradient_
    raise Invalid("ranking_not_converged", steps=MOST_STEPS)


def solve(likelihood: Likelihood, information: Reals, right: Reals) -> Reals:
    """information⁻¹ · right; without pseudo-comparisons among vectors whose log-worths sum to 0."""
    return _solved(fixed(likelihood, information), right)


def fixed(likelihood: Likelihood, information: Reals) -> Reals:
    """The information with the one direction it knows nothing of, all log-worths together, made definite."""
    if likelihood.pseudo:
        return information
    found = information.copy()
    found[: likelihood.count, : likelihood.count] += _level(likelihood, information)
    return found


def covariance(likelihood: Likelihood, information: Reals) -> Reals:
    """(N + T, N + T): covariance of log-worths less their mean, and of log δ, from information of ballots
    alone.
    """
    count = likelihood.count
    level = _level(likelihood, information)
    definite = information.copy()
    definite[:count, :count] += level
    found = _solved(definite, np.eye(len(definite)))
    found[:count, :count] -= 1 / (level * count**2)
    return (found + found.T) / 2


def _solved(matrix: Reals, right: Reals) -> Reals:
    """matrix⁻¹ · right. Raises Invalid where rounding leaves nothing to solve: weights far from usual."""
    try:
        found: Reals = cho_solve(cho_factor(matrix), right)
    except (np.linalg.LinAlgError, ValueError):
        raise Invalid("ranking_not_converged", steps=1) from None
    return found


def _level(likelihood: Likelihood, information: Reals) -> float:
    return float(np.trace(information)) / likelihood.count**2


def _advance(
    likelihood: Likelihood, point: Reals, value: float, direction: Reals, promised: float
) -> tuple[Reals, float, Reals]:
    """The step, halved until the log-likelihood grows by a ten-thousandth of what the slope promises."""
    length = min(1.0, LONGEST / float(np.abs(direction).max(initial=LONGEST)))
    while True:
        reached = point + length * direction
        found, gradient = likelihood.gradient(reached)
        if found >= value + 1e-4 * length * promised or _rounded(promised, value) or length < 1e-10:
            return reached, found, gradient
        length /= 2


def _rounded(promised: float, value: float) -> bool:
    """Whether the growth promised is lost in rounding of the value."""
    return promised <= 1e-11 * max(1.0, abs(value))
