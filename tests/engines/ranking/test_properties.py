"""What must hold of any ballots."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from jiceng.engines import ranking

ITEMS = list("abcde")
Lists = list[list[list[str]]]


@some.composite
def ballots(draw: some.DrawFn, *, ties: bool = True) -> Lists:
    """Ballots that hang together: a ring of wins, and then anything."""
    found: Lists = [[[first], [second]] for first, second in zip(ITEMS, ITEMS[1:] + ITEMS[:1], strict=True)]
    for order in draw(some.lists(some.permutations(ITEMS), min_size=1, max_size=6)):
        listed = order[: draw(some.integers(2, len(order)))]
        cut = [draw(some.booleans()) or not ties for _ in listed[1:]]
        ballot = [[listed[0]]]
        for name, apart in zip(listed[1:], cut, strict=True):
            if apart:
                ballot.append([name])
            else:
                ballot[-1].append(name)
        found.append(ballot)
    return found


def fit(lists: Lists, weights: list[float] | None = None, items: list[str] = ITEMS) -> ranking.OrdersFit:
    """With pseudo-comparisons and an open ring, so that there always is a maximum, ties included."""
    extra: Lists = [[[name] for name in ITEMS], [[name] for name in reversed(ITEMS)]]
    given_ = None if weights is None else [*weights, 1.0, 1.0]
    return ranking.fit_orders(ranking.Ballots.from_lists(items, [*lists, *extra], given_), pseudo=0.1)


@settings(max_examples=25)
@given(ballots(), some.permutations(ITEMS))
def test_names_and_their_order_do_not_matter(lists: Lists, order: list[str]) -> None:
    one, other = fit(lists), fit(lists, items=order)
    at = [order.index(name) for name in ITEMS]
    assert np.abs(one.log_worth - other.log_worth[at]).max() < 1e-8
    assert np.abs(one.se - other.se[at]).max() < 1e-8
    assert one.log_likelihood == pytest.approx(other.log_likelihood, rel=1e-12)


@settings(max_examples=25)
@given(ballots(), some.data())
def test_a_weight_is_so_many_ballots(lists: Lists, data: some.DataObject) -> None:
    times = data.draw(some.lists(some.integers(0, 3), min_size=len(lists), max_size=len(lists)))
    one = fit(lists, [float(each) for each in times])
    other = fit([ballot for ballot, many in zip(lists, times, strict=True) for _ in range(many)])
    assert np.abs(one.log_worth - other.log_worth).max() < 1e-8
    assert np.abs(one.se - other.se).max() < 1e-8
    assert one.ties == pytest.approx(other.ties, rel=1e-7)


@settings(max_examples=25)
@given(ballots(), some.randoms(use_true_random=False))
def test_equal_ballots_may_be_merged_and_their_order_does_not_matter(lists: Lists, random: object) -> None:
    twice = lists + lists
    random.shuffle(twice)  # type: ignore[attr-defined]
    one, other = fit(lists, [2.0] * len(lists)), fit(twice)
    assert np.abs(one.log_worth - other.log_worth).max() < 1e-8
    # A group's order in writing says nothing.
    turned = [[list(reversed(group)) for group in ballot] for ballot in lists]
    assert np.abs(fit(turned).log_worth - fit(lists).log_worth).max() < 1e-8


@settings(max_examples=40)
@given(ballots(ties=False), some.integers(2, 5), some.sampled_from([0.5, 1.0, 5.0]))
def test_a_ballot_in_the_order_found_never_hurts_its_first(lists: Lists, long: int, weight: float) -> None:
    before = fit(lists)
    order = [ITEMS[at] for at in np.argsort(-before.log_worth, kind="stable")[:long]]
    after = fit([*lists, [[name] for name in order]], [*[1.0] * len(lists), weight])
    first = ITEMS.index(order[0])
    assert after.log_worth[first] >= before.log_worth[first] - 1e-9
    assert ranking.ranks_of(after.log_worth, 1e-8)[first] <= ranking.ranks_of(before.log_worth, 1e-8)[first]


@settings(max_examples=25)
@given(ballots())
def test_turning_ties_aside_every_way_ends_at_the_same(lists: Lists) -> None:
    """The plain way and the one chosen for the ballots."""
    strict = [ballot for ballot in lists if all(len(group) == 1 for group in ballot)]
    given_ = ranking.Ballots.from_lists(ITEMS, strict)
    one, other = ranking.fit_orders(given_), ranking.fit_orders(given_, plain=True)
    assert np.abs(one.log_worth - other.log_worth).max() < 1e-9


@settings(max_examples=30)
@given(some.lists(some.integers(-5, 5), min_size=2, max_size=8), some.integers(0, 3), some.booleans())
def test_sets_hold_the_rank_and_relabel(values: list[int], seed: int, simultaneous: bool) -> None:
    estimates, variance = np.array(values, dtype=float), np.ones(len(values))
    found = ranking.rank_sets(estimates, variance, simultaneous=simultaneous, seed=seed, draws=300)
    assert ((found.low <= found.rank) & (found.rank <= found.high)).all()
    assert found.low.min() == 1
    assert found.high.max() == len(values)
    better = estimates[:, None] > estimates[None, :]
    assert (found.low[:, None] <= found.low[None, :])[better].all()
