"""Variance components by restricted maximum likelihood (方差分量)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from jiceng.engines.ranking.arrays import Reals
from jiceng.engines.ranking.mixed import Equations, Inverse, Vector
from jiceng.kernel.errors import Invalid

LEAST = 1e-8
"""The smallest variance, relative to that of the scores, that is told from none."""
ENOUGH = 1e-9
"""How far from the maximum, in standard errors of the variances, is near enough."""
FAR = 0.1
"""How far from the maximum, likewise, rounding cannot be all that is left."""
MOST = 1e3
"""The greatest variance, relative to that of the scores, that is looked at."""
MOST_STEPS = 100
HELD = 1e-8
"""What part of the complete-data information is added to the average one, which is none about a source whose
predicted effects are all 0, as where raters agree in everything.
"""

Tell = Callable[[int, float], None]


@dataclass(frozen=True, eq=False)
class Components:
    """Variances at the maximum. `variances`: factor → variance, 0 at the bound; `residual`; `deviance`: −2 ·
    restricted log-likelihood, without its constant; `iterations`; `distance` from the maximum in
    standard errors of the variances.
    """

    variances: Mapping[str, float]
    residual: float
    deviance: float
    iterations: int
    distance: float


@dataclass(frozen=True, eq=False)
class State:
    """The equations solved at given variances (T factors, then the residual).

    `inverse`; `solution`: level and predicted effects; `slope` (T + 1,), derivative of the restricted
    log-likelihood by each variance; `deviance`.
    """

    variances: Reals
    inverse: Inverse
    solution: Vector
    slope: Reals
    deviance: float


def evaluate(equations: Equations, variances: Reals) -> State:
    """The restricted likelihood and its slope at these variances."""
    residual = float(variances[-1])
    ratios = {name: residual / value for name, value in zip(equations.names, variances, strict=False)}
    inverse = Inverse(equations, ratios)
    solution = inverse.solve(equations.sums)
    explained = solution.dot(equations.sums)
    free = equations.count - 1
    squares = {name: float((equations.part(solution, name) ** 2).sum()) for name in equations.names}
    traces = {name: inverse.trace(name) for name in equations.names}
    slope = [
        squares[name] / value**2 - (equations.sizes[name] - traces[name] * ratios[name]) / value
        for name, value in zip(equations.names, variances, strict=False)
    ]
    spare = free - sum(equations.sizes[name] - ratios[name] * traces[name] for name in equations.names)
    error = equations.square - explained - sum(ratios[name] * squares[name] for name in equations.names)
    slope.append((error / residual - spare) / residual)
    deviance = free * np.log(residual) + inverse.log_determinant + (equations.square - explained) / residual
    deviance -= sum(equations.sizes[name] * np.log(ratios[name]) for name in equations.names)
    return State(variances, inverse, solution, np.array(slope) / 2, float(deviance))


def average_information(equations: Equations, state: State) -> Reals:
    """(T + 1, T + 1) average of observed and expected information by the variances (Gilmour et al. 1995)."""
    residual = float(state.variances[-1])
    pushed, squared = [], np.zeros((len(equations.names) + 1,) * 2)
    vectors = [
        _scaled(equations.only(state.solution, name), 1 / value)
        for name, value in zip(equations.names, state.variances, strict=False)
    ]
    for vector in vectors:
        pushed.append(equations.times_counts(vector))
    fitted = equations.times_counts(state.solution)
    rest = _scaled(_less(equations.sums, fitted), 1 / residual)
    pushed.append(rest)
    for row, vector in enumerate(vectors):
        squared[row, :-1] = [vector.dot(each) for each in pushed[:-1]]
        squared[row, -1] = squared[-1, row] = vector.dot(rest)
    squared[-1, -1] = _error(equations, state, fitted) / residual**2
    solved = [state.inverse.solve(each) for each in pushed]
    inner = np.array([[first.dot(second) for second in solved] for first in pushed])
    found: Reals = (squared - inner) / (2 * residual)
    return found


def fit_components(equations: Equations, tell: Tell | None = None) -> Components:
    """Variances of the factors and of the residual that make the scores most probable, whatever their level.

    Ends where a further step would move no variance by 1e-9 of its standard error, or where rounding is all
    that is left. Raises Invalid("ranking_not_converged").
    """
    spread = equations.square / max(1, equations.count - 1)
    state = evaluate(equations, np.full(len(equations.names) + 1, spread / (len(equations.names) + 1)))
    least = LEAST * spread
    for step in range(MOST_STEPS):
        move, distance = _step(equations, state, least)
        if tell is not None:
            tell(step, distance)
        following = None if distance <= ENOUGH else _advanced(equations, state, move, distance, least)
        if following is None and distance > FAR:
            break
        if following is None:
            return _components(equations, state, least, (step, distance))
        state = following
    raise Invalid("ranking_not_converged", steps=step)


def _step(equations: Equations, state: State, least: float) -> tuple[Reals, float]:
    """Where the average information points, and how far that is in standard errors.

    Variances at a bound that want to be beyond it stay, and so do those another pass finds pushed below it.
    """
    moving = ~((state.variances <= least * 1.001) & (state.slope <= 0))
    moving &= ~((state.variances >= MOST * least / LEAST * 0.999) & (state.slope >= 0))
    information = average_information(equations, state)
    levels = np.array([*equations.sizes.values(), equations.count - 1])
    information[np.diag_indices(len(levels))] += HELD * levels / (2 * state.variances**2)
    while True:
        part = information[np.ix_(moving, moving)]
        scale = np.sqrt(np.maximum(np.diag(part), 1e-300))
        move = np.zeros(len(moving))
        move[moving] = np.linalg.lstsq(
            part / np.outer(scale, scale), state.slope[moving] / scale, rcond=1e-13
        )[0]
        move[moving] /= scale
        below = moving & (state.variances <= least * 1.001) & (move < 0)
        if not below.any():
            return move, float(np.sqrt(max(0.0, float(move @ state.slope))))
        moving &= ~below


def _advanced(equations: Equations, state: State, move: Reals, distance: float, least: float) -> State | None:
    """The step, halved until the likelihood is greater; None when rounding is all there is.

    No variance falls below a twentieth of itself in one step, nor below the bound.
    """
    length = 1.0
    floor = np.maximum(state.variances / 20, least)
    while length > 1e-8:
        reached = evaluate(equations, np.clip(state.variances + length * move, floor, MOST * least / LEAST))
        if distance**2 <= 1e-11 * max(1.0, abs(state.deviance)):
            # The growth is lost in rounding: the slope tells.
            return reached if _step(equations, reached, least)[1] < 0.5 * distance else None
        if reached.deviance <= state.deviance - 1e-4 * length * distance**2:
            return reached
        length /= 2
    return None


def _components(equations: Equations, state: State, least: float, how: tuple[int, float]) -> Components:
    found = np.where(state.variances <= least * 1.001, 0.0, state.variances)
    return Components(
        dict(zip(equations.names, found.tolist(), strict=False)),
        float(state.variances[-1]), state.deviance, *how,
    )  # fmt: skip


def _error(equations: Equations, state: State, fitted: Vector) -> float:
    """Σ (score − fitted)²."""
    return equations.square - 2 * state.solution.dot(equations.sums) + state.solution.dot(fitted)


def _scaled(vector: Vector, by: float) -> Vector:
    return Vector(vector.outer * by, vector.inner * by)


def _less(first: Vector, second: Vector) -> Vector:
    return Vector(first.outer - second.outer, first.inner - second.inner)
