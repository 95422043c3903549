"""What hangs together, by name, and what is refused because it does not."""

import pytest

from jiceng.engines import ranking
from jiceng.kernel.errors import Invalid
from tests.engines.ranking.conftest import Dataset

Pair = tuple[str, str]


def of(*pairs: Pair, items: str = "abcd") -> ranking.Ballots:
    return ranking.Ballots.from_lists(items, [[[first], [second]] for first, second in pairs])


def refusal(ballots: ranking.Ballots) -> Invalid:
    with pytest.raises(Invalid) as caught:
        ranking.fit_orders(ballots)
    return caught.value


def test_those_never_compared_are_named() -> None:
    error = refusal(of(("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")))
    assert (error.code, error.data) == ("ranking_apart", {"first": ["a", "b"], "second": ["c", "d"]})


def test_one_that_always_wins_is_named() -> None:
    error = refusal(of(("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "b")))
    assert (error.code, error.data) == ("ranking_always_first", {"names": ["a"]})


def test_those_that_always_lose_are_named(dataset: Dataset) -> None:
    data = dataset("nascar")
    error = refusal(ranking.Ballots.from_lists(data["items"], data["ballots"], data["weights"]))
    assert error.code == "ranking_always_last"
    assert error.data["names"] == ["Andy Hillenburg", "Gary Bradberry", "Jason Hedlesky", "Randy Renfrow"]


def test_clusters_of_which_one_only_beats_the_other_are_named() -> None:
    error = refusal(of(("a", "b"), ("b", "a"), ("a", "c"), ("c", "d"), ("d", "c")))
    assert (error.code, error.data) == ("ranking_clusters", {"upper": ["a", "b"], "lower": ["c", "d"]})


def test_ties_that_could_not_be_otherwise_are_refused() -> None:
    lists = [[["a", "b", "c"]], [["a"], ["b"]], [["b"], ["a"]], [["b"], ["c"]], [["c"], ["b"]]]
    error = refusal(ranking.Ballots.from_lists("abc", lists))
    assert (error.code, error.data) == ("ranking_always_tied", {"order": 3})


def test_ties_that_could_only_be_greater_ties_are_refused() -> None:
    """Of three two or all are tied, never one alone first: both δ grow together."""
    lists = [[["a", "b"], ["c"]], [["b", "c"], ["a"]], [["a", "c"], ["b"]], [["a", "b", "c"]]]
    error = refusal(ranking.Ballots.from_lists("abc", lists))
    assert (error.code, error.data) == ("ranking_always_tied", {"order": 2})
    one_alone = [*lists, [["a"], ["b"], ["c"]]]
    assert ranking.fit_orders(ranking.Ballots.from_lists("abc", one_alone)).slope <= 1e-9


def test_pseudo_comparisons_join_what_is_apart_but_say_nothing_of_errors() -> None:
    fit = ranking.fit_orders(of(("a", "b"), ("b", "a"), ("c", "d")), pseudo=0.5)
    sets = ranking.order_sets(fit)
    assert not fit.connectivity.connected
    assert fit.connectivity.clusters == (("a", "b"), ("c",), ("d",))
    assert fit.covariance is None
    assert sets.low.tolist() == [1] * 4
    assert sets.high.tolist() == [4] * 4


def test_the_data_restricted_to_what_is_connected_are(dataset: Dataset) -> None:
    connected = {"netflix", "sushi", "pudding", "nascar83", "skaters_scc", "education_courses_scc"}
    for name in (*connected, "nascar", "skaters", "education_courses"):
        data = dataset(name)
        found = ranking.connectivity_of(ranking.Ballots.from_lists(data["items"], data["ballots"]))
        assert found.connected == (name in connected), name


def test_whoever_is_not_listed_is_below_where_the_ballots_say_so() -> None:
    lists = [[["a"]], [["b"]], [["c"]]]
    assert ranking.connectivity_of(ranking.Ballots.from_lists("abc", lists, rest_below=True)).connected
    below = ranking.Ballots.from_lists("abcd", lists, rest_below=True)
    assert ranking.connectivity_of(below).always_last == ("d",)


def test_neighbouring_groups_lead_on_to_all_below() -> None:
    found = ranking.connectivity_of(
        ranking.Ballots.from_lists("abcd", [[["a", "b"], ["c"], ["d"]], [["d"], ["a"]]])
    )
    assert found.clusters == (("b",), ("a", "c", "d"))
