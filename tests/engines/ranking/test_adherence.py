"""How closely raters follow the common order: the published example, a rival, and what must hold."""

import numpy as np
import pytest
from scipy.optimize import minimize

from jiceng.engines import ranking
from jiceng.engines.ranking.likelihood import Likelihood
from jiceng.kernel.errors import Invalid

ITEMS = ["apple", "banana", "orange", "pear"]
RANKS = [
    [1, 2, 3, 0],
    [0, 1, 2, 3],
    [2, 1, 0, 3],
    [1, 2, 3, 0],
    [2, 0, 1, 3],
    [1, 0, 3, 2],
    [1, 2, 0, 0],
    [0, 1, 2, 0],
]
LISTS = [
    [[ITEMS[at] for at in range(4) if row[at] == rank] for rank in (1, 2, 3) if rank in row] for row in RANKS
]
TIED = [
    [["apple", "banana"], ["pear"]],
    [["pear"], ["orange", "banana"]],
    [["orange"], ["apple"], ["banana", "pear"]],
]
RATERS = [f"r{at}" for at in range(8)]


def test_adherence_is_as_plackettluce_for_r_has_it() -> None:
    """Its test "estimated adherence works w/ npseudo != 0", Gamma(100, 100); it stops at a relative change of
    1e-8.
    """
    fit = ranking.fit_adherence(ranking.Ballots.from_lists(ITEMS, LISTS, raters=RATERS), shape=100, rate=100)
    published = [
        0.99560284,
        0.99597636,
        0.99080292,
        0.99560284,
        0.97604704,
        0.99166396,
        0.99157188,
        0.99266463,
    ]
    assert list(fit.adherence.values()) == pytest.approx(published, abs=1e-4)
    worth = np.log([2.20098389, 1.47977409, 0.2832371, 0.19216854])
    assert fit.log_worth - fit.log_worth[0] == pytest.approx(worth - worth[0], abs=5e-4)
    assert fit.log_likelihood == pytest.approx(-7.46763542, abs=5e-4)


def test_the_maximum_is_found_all_at_once_too() -> None:
    """Worths, δ and adherences by one quasi-Newton search of the posterior, ties and two ballots a rater
    included.
    """
    lists, raters = LISTS + TIED, [*RATERS, "r0", "r1", "r2"]
    ballots = ranking.Ballots.from_lists(ITEMS, lists, raters=raters)
    fit = ranking.fit_adherence(ballots, shape=20, rate=20)
    whose = np.unique(np.array(raters), return_inverse=True)[1]
    weight = np.bincount(whose)

    def loss(point: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        eta = np.exp(point[:8])
        prior = float((weight * (19 * np.log(eta) - 20 * eta)).sum())
        return -Likelihood(ballots, 0.5, scale=eta[whose]).value(point[8:]) - prior

    found = np.exp(minimize(loss, np.zeros(13), method="BFGS", options={"gtol": 1e-7}).x[:8])
    assert list(fit.adherence.values()) == pytest.approx(found, abs=1e-5)


def test_whoever_ranks_by_lot_adheres_less() -> None:
    generator = np.random.default_rng(1)
    worth, items = np.linspace(-2, 2, 8), [f"i{at}" for at in range(8)]
    lists, raters = [], []
    for number in range(60):
        shown = worth if number % 6 else np.zeros(8)
        order = np.argsort(-(shown + generator.gumbel(size=8)))
        lists.append([[items[at]] for at in order])
        raters.append(f"r{number % 6}")
    fit = ranking.fit_adherence(ranking.Ballots.from_lists(items, lists, raters=raters))
    assert fit.adherence["r0"] < 0.7 < min(value for name, value in fit.adherence.items() if name != "r0")


def test_one_item_alone_is_refused() -> None:
    with pytest.raises(Invalid, match="ranking_nothing_compared"):
        ranking.fit_adherence(ranking.Ballots.from_lists("a", [[["a"]]], raters=["r"]))


def test_raters_must_be_named() -> None:
    with pytest.raises(Invalid, match="ranking_raters"):
        ranking.fit_adherence(ranking.Ballots.from_lists(ITEMS, LISTS))
