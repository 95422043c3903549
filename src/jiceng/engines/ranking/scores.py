"""Scores into persons' estimates, corrected for severe and mild raters (评分校正).

Model: score = level + person + criterion + group of raters + rater + error, effects crossed, each factor's
effects drawn from a normal distribution of its own variance (Searle, Casella and McCulloch 1992; in education
the many-facet design of generalizability theory, Brennan, *Generalizability Theory*, 2001). Variances by
restricted maximum likelihood. Persons are then taken as fixed: an estimate is unbiased for each person,
nobody is drawn towards the mean for having been scored by few. A cell nobody scored is missing, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jiceng.engines.ranking.arrays import Reals, Whole
from jiceng.engines.ranking.components import LEAST, Components, Tell, evaluate, fit_components
from jiceng.engines.ranking.mixed import Equations, Inverse
from jiceng.engines.ranking.rank_sets import LEVEL, RankSets, draws_for, rank_sets
from jiceng.engines.ranking.raters import Flag, consistencies, flags_of
from jiceng.engines.ranking.tables import Names, Scores
from jiceng.kernel.errors import Invalid

FACTORS = ("person", "criterion", "rater", "group")
MOST = 5_000
"""Persons, or raters if they are fewer, whose equations are held densely."""


@dataclass(frozen=True, eq=False)
class ScoresFit:
    """A fitted model of scores, in points of the scores.

    `estimate` (P,): the score a person would get from all raters on all criteria; `covariance` (P, P) of
    estimates less their mean. `severity` (R,): points a rater gives below others of the same group, with
    `severity_se`. `consistency` (R,): correlation of a rater's scores with what the others say of the same
    persons; not a number where it cannot be had. `shift` (G,): points a group's raters give above others,
    with `shift_se`. `deviations`: standard deviation of each source, None for one of a single level.
    `components`: how they were found. `apart`: sets of persons no rater links. `flags`: raters to look at,
    with the evidence.
    """

    scores: Scores
    estimate: Reals
    covariance: Reals
    severity: Reals
    severity_se: Reals
    consistency: Reals
    shift: Reals
    shift_se: Reals
    deviations: Mapping[str, float | None]
    components: Components
    apart: tuple[Names, ...]
    flags: tuple[Flag, ...]

    @property
    def se(self) -> Reals:
        """(P,): standard errors of the estimates less their mean."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))


def fit_scores(scores: Scores, *, tell: Tell | None = None) -> ScoresFit:
    """Persons' estimates with raters' severity taken out.

    Parameters: `scores`; `tell`, told each step and the greatest derivative left. Raises Invalid: fewer than
    two persons, nobody scored twice, all scores equal, more persons and raters than can be held.
    """
    _check(scores)
    centre = float(scores.score.mean())
    scale = float(scores.score.std())
    codes = (scores.person, scores.criterion, scores.rater, scores.group[scores.rater])
    equations, components = _fitted(
        dict(zip(FACTORS, codes, strict=True)), (scores.score - centre) / scale, tell
    )
    effects, errors = _effects(equations, components, scores)
    estimate, covariance = _persons(equations, components)
    fitted = _Effects(estimate, effects["criterion"], effects["rater"], effects["group"])
    consistency = consistencies(scores, (scores.score - centre) / scale, fitted.others(scores))
    return ScoresFit(
        scores=scores,
        estimate=centre + scale * estimate,
        covariance=scale**2 * covariance,
        severity=-scale * effects["rater"],
        severity_se=scale * errors["rater"],
        consistency=consistency,
        shift=scale * effects["group"],
        shift_se=scale * errors["group"],
        deviations=_deviations(components, scale),
        components=components,
        apart=_apart(scores),
        flags=flags_of(scores, consistency),
    )


def score_sets(
    fit: ScoresFit, *, level: float = LEVEL, simultaneous: bool = False, seed: int = 0
) -> RankSets:
    """Ranks of the persons with confidence sets; see `rank_sets`."""
    return rank_sets(
        fit.estimate, fit.covariance, level=level, simultaneous=simultaneous, seed=seed,
        draws=draws_for(len(fit.estimate)), tolerance=1e-9 * float(fit.scores.score.std()),
    )  # fmt: skip


def _fitted(factors: Mapping[str, Whole], score: Reals, tell: Tell | None) -> tuple[Equations, Components]:
    """Equations of the sources that vary, and all components; what vanishes is left out, not kept tiny."""
    equations = Equations(factors, score)
    found = fit_components(equations, tell)
    gone = [name for name, variance in found.variances.items() if not variance and name != "person"]
    if len(gone) == len(equations.names) - 1:
        gone.pop()
    if not gone:
        return equations, found
    left = {name: codes for name, codes in factors.items() if name not in gone}
    equations, refitted = _fitted(left, score, tell)
    return equations, replace(refitted, variances={**refitted.variances, **dict.fromkeys(gone, 0.0)})


@dataclass(frozen=True, eq=False)
class _Effects:
    person: Reals
    criterion: Reals
    rater: Reals
    group: Reals

    def others(self, scores: Scores) -> Reals:
        """(n,): what of each score is neither person nor error."""
        found: Reals = (
            self.criterion[scores.criterion] + (self.rater + self.group[scores.group])[scores.rater]
        )
        return found


def _check(scores: Scores) -> None:
    if len(scores.persons) < 2:
        raise Invalid("ranking_nothing_compared")
    if len(scores.score) <= len(scores.persons):
        raise Invalid("ranking_scored_once")
    if float(np.ptp(scores.score)) == 0 or float(scores.score.std()) == 0:
        raise Invalid("ranking_all_equal")
    if min(len(scores.persons), len(scores.raters)) > MOST:
        raise Invalid("ranking_too_many", most=MOST)


def _effects(
    equations: Equations, components: Components, scores: Scores
) -> tuple[dict[str, Reals], dict[str, Reals]]:
    """Predicted effects and their standard errors, 0 for a source of one level."""
    sizes = (len(scores.persons), len(scores.criteria), len(scores.raters), len(scores.groups))
    effects = {name: np.zeros(size) for name, size in zip(FACTORS, sizes, strict=True)}
    errors = {name: np.zeros(size) for name, size in zip(FACTORS, sizes, strict=True)}
    state = evaluate(equations, _variances(equations, components))
    for name in equations.names:
        effects[name] = equations.part(state.solution, name)
        errors[name] = np.sqrt(components.residual * state.inverse.diagonal(name))
    return effects, errors


def _persons(equations: Equations, components: Components) -> tuple[Reals, Reals]:
    """Persons as fixed effects, and the covariance of these less their mean."""
    variances = _variances(equations, components)
    ratios = dict(zip(equations.names, float(variances[-1]) / variances, strict=False))
    inverse = Inverse(equations, {**ratios, "person": 0.0}, level=False)
    estimate = equations.part(inverse.solve(equations.sums), "person")
    covariance = inverse.block("person") * components.residual
    covariance -= covariance.mean(axis=0, keepdims=True)
    covariance -= covariance.mean(axis=1, keepdims=True)
    return estimate, covariance


def _variances(equations: Equations, components: Components) -> Reals:
    """Variances, those at the bound small instead of 0."""
    found = np.array([components.variances[name] for name in equations.names] + [components.residual])
    bounded: Reals = np.maximum(found, LEAST)
    return bounded


def _deviations(components: Components, scale: float) -> dict[str, float | None]:
    found: dict[str, float | None] = dict.fromkeys(FACTORS)
    for name, variance in components.variances.items():
        found[name] = scale * float(np.sqrt(variance))
    return {**found, "residual": scale * float(np.sqrt(components.residual))}


def _apart(scores: Scores) -> tuple[Names, ...]:
    """Sets of persons that no chain of common raters links."""
    persons, raters = len(scores.persons), len(scores.raters)
    ends = (scores.person, scores.rater + persons)
    graph = coo_array((np.ones(len(scores.score)), ends), shape=(persons + raters,) * 2)
    count, label = connected_components(graph, directed=False)
    names = np.array(scores.persons, dtype=object)
    return tuple(tuple(names[label[:persons] == each].tolist()) for each in range(count))
