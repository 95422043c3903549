"""Confidence sets for ranks: the published example, loops over pairs, ties, bounds, and what is refused."""

from typing import Any

import numpy as np
import pytest

from jiceng.engines import ranking
from jiceng.kernel.errors import Invalid
from tests.engines.ranking.conftest import Dataset
from tests.engines.ranking.rivals import rank_sets_by_loops


@pytest.fixture(scope="module")
def pisa(dataset: Dataset) -> tuple[list[str], Any, Any]:
    data = dataset("pisa2018_math")
    return data["country"], np.array(data["math_score"]), np.array(data["math_se"]) ** 2


def test_who_may_be_among_the_first_five_is_as_csranks_says(pisa: tuple[list[str], Any, Any]) -> None:
    """csranks for R 1.2.3, vignette "Inference for Ranks": twelve countries at 95%, without Sweden at 90%."""
    names, score, variance = pisa
    among = [name for name, may in zip(names, ranking.among_first(score, variance, 5), strict=True) if may]
    fewer = [
        name
        for name, may in zip(names, ranking.among_first(score, variance, 5, level=0.9), strict=True)
        if may
    ]
    assert len(among) == 12
    assert {"Japan", "Korea", "Estonia", "Netherlands", "Poland"} <= set(among)
    assert set(among) - set(fewer) == {"Sweden"}


def test_the_united_kingdom_s_rank_is_as_csranks_says(pisa: tuple[list[str], Any, Any]) -> None:
    """Thirteenth, between 7 and 23, of a thousand draws; the lower bound lies at the edge of 7 and 8."""
    names, score, variance = pisa
    at = names.index("United Kingdom")
    found = ranking.rank_sets(score, variance)
    assert found.rank[at] == 13
    assert found.low[at] in {7, 8}
    assert found.high[at] == 23


def test_simultaneous_sets_are_as_csranks_draws_them(pisa: tuple[list[str], Any, Any]) -> None:
    """The last do not overlap with the others; Germany and Korea both may be seventh, not so at 75%."""
    names, score, variance = pisa
    found = ranking.rank_sets(score, variance, simultaneous=True)
    last = [names.index(each) for each in ("Chile", "Mexico", "Colombia", "Costa Rica")]
    others = [at for at in range(38) if at not in last]
    assert found.low[last].min() > found.high[others].max()
    korea, germany = names.index("Korea"), names.index("Germany")
    assert found.high[korea] == found.low[germany] == 7
    less = ranking.rank_sets(score, variance, simultaneous=True, level=0.75)
    assert less.high[korea] < less.low[germany]


@pytest.mark.parametrize("simultaneous", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_sets_are_those_of_single_loops(seed: int, simultaneous: bool) -> None:
    """With the very draws of the engine, correlated errors included."""
    generator = np.random.default_rng(seed)
    estimates = generator.normal(size=7) * 3
    mixed = generator.normal(size=(7, 7))
    covariance = mixed @ mixed.T / 7 + 0.1 * np.eye(7)
    values, vectors = np.linalg.eigh(covariance)
    errors = (vectors * np.sqrt(values)) @ np.random.default_rng(3).standard_normal((7, 500))
    rival = rank_sets_by_loops(estimates, covariance, 0.9, errors, simultaneous=simultaneous)
    found = ranking.rank_sets(estimates, covariance, level=0.9, simultaneous=simultaneous, seed=3, draws=500)
    assert list(zip(found.low.tolist(), found.high.tolist(), strict=True)) == rival


def test_marginal_sets_lie_within_simultaneous_ones(pisa: tuple[list[str], Any, Any]) -> None:
    _, score, variance = pisa
    each = ranking.rank_sets(score, variance)
    together = ranking.rank_sets(score, variance, simultaneous=True)
    assert (together.low <= each.low).all()
    assert (each.high <= together.high).all()
    assert ((each.low <= each.rank) & (each.rank <= each.high)).all()


def test_the_same_seed_gives_the_same_sets(pisa: tuple[list[str], Any, Any]) -> None:
    _, score, variance = pisa
    one, other = (ranking.rank_sets(score, variance, seed=11) for _ in range(2))
    assert one.low.tolist() == other.low.tolist()


def test_equal_estimates_share_a_rank() -> None:
    found = ranking.rank_sets([3.0, 1.0, 3.0, 2.0], np.zeros(4))
    assert found.rank.tolist() == [1, 4, 1, 3]
    assert found.low.tolist() == [1, 4, 1, 3]
    assert found.high.tolist() == [2, 4, 2, 3]


def test_a_chain_within_the_tolerance_is_one_tie() -> None:
    assert ranking.ranks_of(np.array([1.0, 1.0 + 1e-9, 2.0, 1.0 - 1e-9]), 1e-8).tolist() == [2, 2, 1, 2]
    assert ranking.ranks_of(np.array([1.0, 1.0 + 1e-9, 2.0, 1.0 - 1e-9])).tolist() == [3, 2, 1, 4]


def test_known_values_are_ranked_without_doubt_beside_unknown_ones() -> None:
    found = ranking.rank_sets([1.0, 2.0, 10.0], np.array([0.0, 0.0, 400.0]))
    assert (found.low.tolist(), found.high.tolist()) == ([2, 1, 1], [3, 2, 3])


def test_exact_values_are_not_taken_for_known_beside_a_vague_one() -> None:
    found = ranking.rank_sets([1.0, 1.0 + 1e-7, 1.0], np.array([1e-6, 1e-6, 1e5]) ** 2)
    assert (found.low.tolist(), found.high.tolist()) == ([1, 1, 1], [3, 3, 3])


@pytest.mark.parametrize("simultaneous", [False, True])
def test_at_a_low_level_nobody_is_both_above_and_below(simultaneous: bool) -> None:
    """The quantile for the one pair left is then below 0, and so is what it would show."""
    found = ranking.rank_sets([0.64, 0.0], np.ones(2), level=0.3, simultaneous=simultaneous)
    assert (found.low.tolist(), found.high.tolist()) == ([1, 2], [1, 2])


def test_one_alone_is_first() -> None:
    found = ranking.rank_sets([5.0], np.array([1.0]))
    assert (found.rank.tolist(), found.low.tolist(), found.high.tolist()) == ([1], [1], [1])


@pytest.mark.parametrize(
    ("estimates", "covariance", "options", "code"),
    [
        ([], np.zeros(0), {}, "ranking_empty"),
        ([1.0, float("nan")], np.ones(2), {}, "ranking_not_a_number"),
        ([1.0, 2.0], np.array([1.0, -1.0]), {}, "ranking_covariance"),
        ([1.0, 2.0], np.ones(3), {}, "ranking_covariance"),
        ([1.0, 2.0], np.array([1.0, np.inf]), {}, "ranking_covariance"),
        ([1.0, 2.0], np.ones(2), {"level": 1.0}, "ranking_level"),
    ],
)
def test_what_cannot_be_is_refused(estimates: Any, covariance: Any, options: Any, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        ranking.rank_sets(estimates, covariance, **options)


def test_the_number_of_first_places_is_one_there_is() -> None:
    for first in (0, 3):
        with pytest.raises(Invalid, match="ranking_top"):
            ranking.among_first([1.0, 2.0], np.ones(2), first)
