"""Orders into worths: against published figures, and against other ways to the same maximum."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from jiceng.engines import ranking
from jiceng.engines.ranking.choices import ChoiceSets
from jiceng.engines.ranking.lattice import SubsetLattice
from jiceng.engines.ranking.nested import NestedOrders
from jiceng.engines.ranking.stages import stages_of
from jiceng.kernel.errors import Invalid
from tests.engines.ranking.conftest import Dataset
from tests.engines.ranking.rivals import ListedChoices, hunter

AGREED = 1e-8
FITTED = [
    ("pudding", 0.0),
    ("netflix", 0.0),
    ("nascar83", 0.0),
    ("nascar", 0.5),
    ("skaters_scc", 0.0),
    ("skaters", 0.5),
    ("education_courses_scc", 0.0),
    ("education_courses", 0.5),
]


def ballots_of(data: dict[str, Any]) -> ranking.Ballots:
    return ranking.Ballots.from_lists(data["items"], data["ballots"], data["weights"])


def against(fit: ranking.OrdersFit, name: str) -> dict[str, float]:
    """Log-worths against one item, as R writes them."""
    base = fit.log_worth[fit.items.index(name)]
    return dict(zip(fit.items, (fit.log_worth - base).tolist(), strict=True))


def se_against(fit: ranking.OrdersFit, item: str, name: str) -> float:
    assert fit.covariance is not None
    i, j = fit.items.index(item), fit.items.index(name)
    c = fit.covariance
    return float(np.sqrt(c[i, i] + c[j, j] - 2 * c[i, j]))


# ── published ────────────────────────────────────────────────────────────────────────────────────
def test_pudding_is_as_davidson_and_the_vignette_have_it(dataset: Dataset) -> None:
    """Davidson (1970), example 2; PlackettLuce for R, vignette "Overview", 2.1.1 and 2.2 (seven rounds of an
    iteration that was stopped there: its last digits are not the maximum's).
    """
    fit = ranking.fit_orders(ballots_of(dataset("pudding")))
    worth = np.exp(fit.log_worth) / np.exp(fit.log_worth).sum()
    published = [0.1388005, 0.1729985, 0.1617420, 0.1653930, 0.1586805, 0.2023855]
    assert worth == pytest.approx(published, abs=3e-5)
    assert fit.ties == pytest.approx({2: 0.7468147}, abs=2e-5)
    assert fit.se == pytest.approx([0.121949, 0.121818, 0.126823, 0.122003, 0.127054, 0.126594], abs=1e-6)
    assert fit.tie_se[2] == pytest.approx(0.082499, abs=1e-6)
    assert -2 * fit.log_likelihood == pytest.approx(1619.4, abs=0.05)
    others = {
        "brand2": 0.1872168,
        "brand3": 0.1935181,
        "brand4": 0.1882110,
        "brand5": 0.1927043,
        "brand6": 0.1924059,
    }
    for name, se in others.items():
        assert se_against(fit, name, "brand1") == pytest.approx(se, abs=2e-6)


def test_nascar_is_as_hunter_and_the_vignette_have_it(dataset: Dataset) -> None:
    """Hunter (2004), table 2; PlackettLuce for R, vignette, 2.3."""
    found = against(ranking.fit_orders(ballots_of(dataset("nascar83"))), "Austin Cameron")
    published = {
        "PJ Jones": 4.15, "Scott Pruett": 3.62, "Mark Martin": 2.08,
        "Dave Marcis": 0.03, "Dick Trickle": -0.31, "Joe Varde": -0.15,
    }  # fmt: skip
    assert {name: round(found[name], 2) for name in published} == published


def test_pseudo_comparisons_are_as_the_vignette_has_them(dataset: Dataset) -> None:
    fit = ranking.fit_orders(ballots_of(dataset("nascar")), pseudo=0.5)
    found = against(fit, "Austin Cameron")
    published = {"Andy Hillenburg": -2.171065, "Gary Bradberry": -1.744754, "Jason Hedlesky": -1.590764}
    errors = {"Andy Hillenburg": 1.812994, "Gary Bradberry": 1.855365, "Jason Hedlesky": 1.881708}
    for name, worth in published.items():
        assert found[name] == pytest.approx(worth, abs=1e-6)
        assert se_against(fit, name, "Austin Cameron") == pytest.approx(errors[name], abs=1e-6)
    assert not fit.connectivity.connected


def test_the_toy_of_the_vignette() -> None:
    """Four items, D only loses: without it by maximum likelihood, with it by pseudo-comparisons."""
    pairs = [[["A"], ["B"]], [["C"], ["A"]], [["A"], ["D"]], [["B"], ["A"]], [["B"], ["C"]]]
    three = ranking.fit_orders(
        ranking.Ballots.from_lists("ABC", [pair for pair in pairs if ["D"] not in pair])
    )
    assert against(three, "A") == pytest.approx({"A": 0, "B": 0.8392, "C": 0.4196}, abs=5e-5)
    assert se_against(three, "B", "A") == pytest.approx(1.3596, abs=5e-5)
    assert -2 * three.log_likelihood == pytest.approx(5.1356, abs=5e-5)
    four = ranking.fit_orders(ranking.Ballots.from_lists("ABCD", pairs), pseudo=0.5)
    assert against(four, "A") == pytest.approx(
        {"A": 0, "B": 0.5184185, "C": 0.1354707, "D": -1.1537565}, abs=1e-6
    )


# ── rivals ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("name", "pseudo"), [*FITTED, ("sushi", 0.0)])
def test_no_derivative_is_left(dataset: Dataset, name: str, pseudo: float) -> None:
    assert ranking.fit_orders(ballots_of(dataset(name)), pseudo=pseudo).slope <= 1e-9


@pytest.mark.parametrize(("name", "pseudo"), FITTED)
def test_the_maximum_is_found_by_another_way_too(dataset: Dataset, name: str, pseudo: float) -> None:
    data = dataset(name)
    fit = ranking.fit_orders(ballots_of(data), pseudo=pseudo)
    rival = ListedChoices(data["items"], data["ballots"], data["weights"], pseudo)
    best = rival.maximum()
    found = np.concatenate([fit.log_worth, np.log(list(fit.ties.values()))])
    assert np.abs(found - best).max() <= AGREED * max(1.0, float(np.abs(best).max()))


@pytest.mark.parametrize(("name", "pseudo"), FITTED)
def test_likelihood_and_errors_are_the_definition_s(dataset: Dataset, name: str, pseudo: float) -> None:
    data = dataset(name)
    fit = ranking.fit_orders(ballots_of(data), pseudo=pseudo)
    rival = ListedChoices(data["items"], data["ballots"], data["weights"], pseudo)
    # Pseudo-comparisons measure log-worths from the hypothetical item; the ballots' likelihood does not mind.
    point = np.concatenate([fit.log_worth, [0.0], np.log(list(fit.ties.values()))])
    assert fit.log_likelihood == pytest.approx(rival.log_likelihood(point, real=True), rel=1e-12)
    inverse = np.linalg.pinv(rival.information(point), rcond=1e-12, hermitian=True)
    se = np.sqrt(np.diag(inverse)[: len(fit.items)])
    assert np.abs(fit.se / se - 1).max() <= AGREED


@pytest.mark.parametrize("name", ["netflix", "nascar83", "sushi"])
def test_hunter_s_way_ends_at_the_same(dataset: Dataset, name: str) -> None:
    data = dataset(name)
    if name == "sushi":
        data = {**data, "ballots": data["ballots"][:400], "weights": data["weights"][:400]}
    number = {item: at for at, item in enumerate(data["items"])}
    orders = [[number[group[0]] for group in ballot] for ballot in data["ballots"]]
    fit = ranking.fit_orders(ballots_of(data))
    assert np.abs(fit.log_worth - hunter(len(number), orders, data["weights"])).max() <= AGREED


@pytest.mark.parametrize("rest", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_quick_ways_say_what_the_plain_one_says(rest: bool, seed: int) -> None:
    """Subsets for few items, nested sums for many, full lists: value, slope and information at any point."""
    generator = np.random.default_rng(seed)
    count = int(generator.integers(3, 8))
    items = [f"i{at}" for at in range(count)]
    lists = [
        [[items[at]] for at in generator.permutation(count)[: generator.integers(1, count + 1)]]
        for _ in range(40)
    ]
    weights = generator.random(40) + 0.1
    ballots = ranking.Ballots.from_lists(items, lists, weights.tolist(), rest_below=rest)
    point = generator.normal(size=count) * 3
    plain, *quick = _three_ways(ballots)
    for way in quick:
        assert way.value(point, np.zeros(0)) == pytest.approx(plain.value(point, np.zeros(0)), rel=1e-12)
        for asked in ("gradient", "information"):
            one, other = getattr(way, asked)(point, np.zeros(0)), getattr(plain, asked)(point, np.zeros(0))
            one, other = (one[1], other[1]) if asked == "gradient" else (one, other)
            assert np.abs(one - other).max() < 1e-10


def test_a_top_five_is_its_choices_from_all() -> None:
    """`rest_below`: as if each of the first were chosen from everything then left."""
    generator = np.random.default_rng(4)
    items = [f"i{at}" for at in range(9)]
    worth = generator.normal(size=9)
    orders = np.argsort(-(worth + generator.gumbel(size=(300, 9))), axis=1)
    fit = ranking.fit_orders(ranking.Ballots.from_orders(items, orders[:, :3], rest_below=True))
    slope = np.zeros(9)
    for order in orders:
        for place in range(3):
            left = order[place:]
            slope[left] -= np.exp(fit.log_worth[left]) / np.exp(fit.log_worth[left]).sum()
            slope[order[place]] += 1
    assert np.abs(slope).max() < 1e-9


def test_a_million_ballots_cost_no_more_than_their_subsets() -> None:
    """Gated by slope and likelihood in benchmarks; here, that merged and single ballots end at the same."""
    generator = np.random.default_rng(5)
    orders = np.argsort(-(np.linspace(-1, 1, 6) + generator.gumbel(size=(3_000, 6))), axis=1)
    items = list("abcdef")
    single = ranking.fit_orders(ranking.Ballots.from_orders(items, orders))
    kinds, times = np.unique(orders, axis=0, return_counts=True)
    merged = ranking.fit_orders(ranking.Ballots.from_orders(items, kinds, times.tolist()), plain=True)
    assert np.abs(single.log_worth - merged.log_worth).max() < 1e-10
    assert np.abs(single.se - merged.se).max() < 1e-10


@pytest.mark.parametrize(("pseudo", "weight"), [(1e-300, 1.0), (0.5, 1e308)])
def test_weights_beyond_reckoning_are_refused(pseudo: float, weight: float) -> None:
    ballots = ranking.Ballots.from_lists("abc", [[["a"], ["b"], ["c"]]], [weight])
    with pytest.raises(Invalid, match="ranking_not_converged"), np.errstate(all="ignore"):
        ranking.fit_orders(ballots, pseudo=pseudo)


def test_a_level_is_one_even_where_nothing_is_known_of_errors() -> None:
    fit = ranking.fit_orders(ranking.Ballots.from_lists("abc", [[["a"], ["b"]]]), pseudo=0.5)
    assert fit.covariance is None
    with pytest.raises(Invalid, match="ranking_level"):
        ranking.order_sets(fit, level=float("nan"))


def _three_ways(ballots: ranking.Ballots) -> list[Any]:
    stages = stages_of(ballots)
    return [ChoiceSets(ballots, stages, ()), NestedOrders(ballots), SubsetLattice(ballots)]


def test_errors_are_those_of_repeated_ballots() -> None:
    """Standard errors against the spread of estimates over simulated elections."""
    generator = np.random.default_rng(6)
    worth = np.array([-0.6, -0.2, 0.2, 0.6])
    estimates: list[NDArray[np.float64]] = []
    for _ in range(300):
        orders = np.argsort(-(worth + generator.gumbel(size=(120, 4))), axis=1)
        fit = ranking.fit_orders(ranking.Ballots.from_orders(list("abcd"), orders))
        estimates.append(fit.log_worth)
    spread = np.std(estimates, axis=0)
    assert spread == pytest.approx(fit.se, rel=0.12)
    assert np.mean(estimates, axis=0) == pytest.approx(worth, abs=0.03)
