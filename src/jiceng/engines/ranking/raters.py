"""Raters to look at (评委一致性): how far each agrees with the rest, and who looks careless or agreed-upon.

Nobody is dropped: a flag is a reason to ask. Agreement with the rest is the single rater – rest of raters
correlation (Myford and Wolfe, "Detecting and Measuring Rater Effects Using Many-Facet Rasch Measurement",
Journal of Applied Measurement 4, 2003).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.special import bdtrc, ndtr

from jiceng.engines.ranking.arrays import Reals, Whole
from jiceng.engines.ranking.tables import Scores

LEAST = 5
"""Scores, persons or cells in common below which nothing is said."""
CHANCE = 0.01
"""How probable it may be that anybody at all is flagged by chance, for each kind of flag."""
MOST_PAIRS = 30_000_000
"""Equal scores of two raters that are counted at most; beyond that no pair is looked at."""


class Suspicion(StrEnum):
    """What a rater looks like."""

    SAME_SCORE = "same_score"
    AGAINST_THE_REST = "against_the_rest"
    ALIKE = "alike"


@dataclass(frozen=True)
class Flag:
    """A reason to ask a rater: `rater`, `kind`, and the `evidence` as numbers and names.

    same_score: `scores` given, all of them `score`, while others on the same persons and criteria had the
    standard deviation `others_sd`. against_the_rest: over `persons`, `consistency` where `typical` is usual,
    with probability `p` by chance. alike: `other` rater, `shared` cells, `equal` of them, `expected` by
    chance, probability `p`.
    """

    rater: str
    kind: Suspicion
    evidence: Mapping[str, float | int | str]


def consistencies(scores: Scores, values: Reals, explained: Reals) -> Reals:
    """(R,): correlation, over the persons a rater scored, of the rater's mean with that of the others.

    Parameters: `values` (n,) scores; `explained` (n,), what of them is criterion, group and rater. Not a
    number for fewer than three persons that others scored too, or where one side does not vary.
    """
    own, rest, rater = _both_sides(scores, values - explained)
    count = np.bincount(rater, minlength=len(scores.raters)).astype(np.float64)

    def mean(column: Reals) -> Reals:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.bincount(rater, weights=column, minlength=len(count)) / count

    own, rest = own - mean(own)[rater], rest - mean(rest)[rater]
    product, first, second = mean(own * rest), mean(own**2), mean(rest**2)
    tiny = 1e-18 * max(float(np.var(values)), 1e-300)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = product / np.sqrt(first * second)
    return np.where((count >= 3) & (first > tiny) & (second > tiny), found, np.nan)


def flags_of(scores: Scores, consistency: Reals) -> tuple[Flag, ...]:
    """All flags, by kind, raters in their order."""
    return (
        *_same_score(scores),
        *_against_the_rest(scores, consistency),
        *_alike(scores),
    )


def _both_sides(scores: Scores, adjusted: Reals) -> tuple[Reals, Reals, Whole]:
    """Per rater and person both have: the rater's mean, the others' mean, and which rater."""
    persons = len(scores.persons)
    pairs, where = np.unique(scores.rater * persons + scores.person, return_inverse=True)
    total = np.bincount(where, weights=adjusted)
    times = np.bincount(where).astype(np.float64)
    rater, person = np.divmod(pairs, persons)
    others = np.bincount(person, weights=times, minlength=persons)[person] - times
    sums = np.bincount(person, weights=total, minlength=persons)[person] - total
    both = others > 0
    return (total / times)[both], (sums[both] / others[both]), rater[both]


def _same_score(scores: Scores) -> Iterator[Flag]:
    raters = len(scores.raters)
    count = np.bincount(scores.rater, minlength=raters)
    least = np.full(raters, np.inf)
    most = np.full(raters, -np.inf)
    np.minimum.at(least, scores.rater, scores.score)
    np.maximum.at(most, scores.rater, scores.score)
    cell = scores.person * len(scores.criteria) + scores.criterion
    for rater in np.flatnonzero((least == most) & (count >= LEAST)):
        mine = np.unique(cell[scores.rater == rater])
        others = scores.score[np.isin(cell, mine) & (scores.rater != rater)]
        if len(others) >= LEAST and others.std() > 0:
            evidence = {
                "scores": int(count[rater]), "score": float(least[rater]), "others_sd": float(others.std())
            }  # fmt: skip
            yield Flag(scores.raters[rater], Suspicion.SAME_SCORE, evidence)


def _against_the_rest(scores: Scores, consistency: Reals) -> Iterator[Flag]:
    """Fisher's transformation, against the median rater; with Bonferroni's correction for all raters."""
    _, _, rater = _both_sides(scores, scores.score)
    persons = np.bincount(rater, minlength=len(scores.raters))
    known = np.isfinite(consistency) & (persons >= LEAST)
    if known.sum() < LEAST:
        return
    usual = float(np.median(consistency[known]))
    bound = 1 - 1e-12
    transformed = np.arctanh(np.clip(consistency, -bound, bound)) - np.arctanh(np.clip(usual, -bound, bound))
    chance = ndtr(transformed * np.sqrt(np.maximum(persons - 3, 1)))
    for at in np.flatnonzero(known & (chance * known.sum() < CHANCE)):
        evidence = {
            "persons": int(persons[at]), "consistency": float(consistency[at]),
            "typical": usual, "p": float(chance[at]),
        }  # fmt: skip
        yield Flag(scores.raters[at], Suspicion.AGAINST_THE_REST, evidence)


def _alike(scores: Scores) -> Iterator[Flag]:
    """Pairs with more equal scores than two raters have, on the same person and criterion."""
    cell = scores.person * len(scores.criteria) + scores.criterion
    equal, shared = _met(scores, _with_score(scores, cell)), None
    if equal is not None:
        shared = _met(scores, cell)
    if equal is None or shared is None:
        return
    pairs = shared.tocoo()
    first, second = (each.astype(np.int64) for each in pairs.coords)
    times = pairs.data
    upper = (first < second) & (times >= LEAST)
    first, second, times = first[upper], second[upper], times[upper]
    if not len(times):
        return
    same = np.asarray(equal[first, second]).ravel()
    usual = np.maximum(float(same.sum() / times.sum()), _own_habits(scores, first, second))
    chance = np.where(same > 0, bdtrc(same - 1, times.astype(np.int64), np.minimum(usual, 1.0)), 1.0)
    for at in np.flatnonzero(chance * len(times) < CHANCE):
        evidence: dict[str, float | int | str] = {
            "other": scores.raters[second[at]], "shared": int(times[at]), "equal": int(same[at]),
            "expected": float(usual[at] * times[at]), "p": float(chance[at]),
        }  # fmt: skip
        yield Flag(scores.raters[first[at]], Suspicion.ALIKE, evidence)


def _with_score(scores: Scores, cell: Whole) -> Whole:
    _, value = np.unique(scores.score, return_inverse=True)
    found: Whole = cell * (int(value.max()) + 1) + value
    return found


def _met(scores: Scores, token: Whole) -> csr_array | None:
    """(R, R): how many tokens two raters have in common; None when too many would have to be counted."""
    _, number, times = np.unique(token, return_inverse=True, return_counts=True)
    if float((times.astype(np.float64) ** 2).sum()) > MOST_PAIRS:
        return None
    shape = (len(scores.raters), len(times))
    held = coo_array((np.ones(len(token)), (scores.rater, number)), shape=shape).tocsr()
    return (held @ held.T).tocsr()


def _own_habits(scores: Scores, first: Whole, second: Whole) -> Reals:
    """How often two raters would agree who each drew from the scores they use."""
    _, value = np.unique(scores.score, return_inverse=True)
    shape = (len(scores.raters), int(value.max()) + 1)
    times = np.bincount(scores.rater, minlength=shape[0])
    used = csr_array((1 / times[scores.rater], (scores.rater, value)), shape=shape)
    found: Reals = np.asarray(used[first].multiply(used[second]).sum(axis=1)).ravel()
    return found
