"""Made scores: crossed designs of known effects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiceng.engines import ranking

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Made:
    """Scores, and the truth they were made from."""

    scores: ranking.Scores
    worth: Reals
    severity: Reals


def made(
    generator: np.random.Generator,
    who: NDArray[np.bool_],
    *,
    criteria: int = 3,
    groups: int = 1,
    worth_sd: float = 5.0,
    severity_sd: float = 5.0,
    error_sd: float = 3.0,
) -> Made:
    """Scores of persons by those raters `who` (persons, raters) says, on all criteria."""
    persons, raters = who.shape
    worth = generator.normal(size=persons) * worth_sd
    severity = generator.normal(size=raters) * severity_sd
    group = np.arange(raters) % groups
    person, rater = (np.repeat(each, criteria) for each in np.nonzero(who))
    criterion = np.tile(np.arange(criteria), int(who.sum()))
    score = 80 + worth[person] - severity[rater] + generator.normal(size=criteria)[criterion]
    score += generator.normal(size=groups)[group[rater]] + generator.normal(size=len(person)) * error_sd
    names = [tuple(f"{kind}{at}" for at in range(size)) for kind, size in
             (("p", persons), ("c", criteria), ("r", raters), ("g", groups))]  # fmt: skip
    scores = ranking.Scores(*names, person, criterion, rater, group, score)
    return Made(scores, worth, severity)


def window(persons: int, raters: int, share: float) -> NDArray[np.bool_]:
    """Each person is scored by the raters next to her place on a ring: a design that nobody drew by lot."""
    wide = round(share * raters)
    first = np.arange(persons) * raters // persons
    who = np.zeros((persons, raters), dtype=bool)
    for at in range(wide):
        who[np.arange(persons), (first + at) % raters] = True
    return who
