"""Rankings: worths from ballots beside choix, persons from scores, rank sets.

Peer: choix (I-LSR, Maystre and Grossglauser 2015), to its own tolerance. Targets, of the processor's own
time: 10⁵ full orders of 20 items ≥ 100 times as fast as `ilsr_rankings`, top-5 of 200 items ≥ 500 times as
fast as `ilsr_top1`, both at no lower likelihood and with every derivative of it ≤ 1e-9; 10⁶ orders with
standard errors ≤ 5 s; scores of 10⁴ raters, 100 each, ≤ 5 s. Truth is not asked: likelihood and derivatives
are. choix works through the top-5 ballots in Python, each against 195 to 199 others: it is given a tenth of
them, and both are compared on that tenth.

Usage: ranking.py [BALLOTS], 100,000 by default.
"""

import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

import choix
import numpy as np
from numpy.typing import NDArray

from jiceng.engines import ranking
from jiceng.engines.ranking.likelihood import Likelihood

BALLOTS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
Found = TypeVar("Found")


def timed(run: Callable[[], Found], times: int = 1) -> tuple[Found, float]:
    """The result, and seconds of the processor: the median of so many runs."""
    took = []
    for _ in range(times):
        begun = time.process_time()
        found = run()
        took.append(time.process_time() - begun)
    return found, median(took)


def drawn(generator: np.random.Generator, items: int, count: int, first: int) -> NDArray[np.int64]:
    """Orders of a Plackett–Luce model with normal log-worths (standard deviation 0.7); the first so many of
    each.
    """
    worth = 0.7 * generator.normal(size=items)
    rows = [
        np.argsort(-(worth + generator.gumbel(size=(min(10_000, count - at), items))), axis=1)[:, :first]
        for at in range(0, count, 10_000)
    ]
    return np.concatenate(rows)


def full_orders(generator: np.random.Generator) -> None:
    """All of twenty items."""
    names = [f"i{at}" for at in range(20)]
    orders = drawn(generator, 20, BALLOTS, 20)
    fit, took = timed(lambda: ranking.fit_orders(ranking.Ballots.from_orders(names, orders)), 5)
    lists = orders.tolist()
    peer, theirs = timed(lambda: choix.ilsr_rankings(20, lists))
    report("full orders of 20 items", BALLOTS, fit, took, theirs, 100)
    ours, other = fit.log_likelihood, at_least(orders, names, peer, rest_below=False)
    print(f"    log-likelihood {ours:.6f}, choix {other:.6f}")
    assert ours >= other - 1e-12 * abs(other)


def first_five(generator: np.random.Generator) -> None:
    """The first five of two hundred."""
    names = [f"i{at}" for at in range(200)]
    whole = drawn(generator, 200, BALLOTS, 5)
    orders = whole[: max(1, len(whole) // 10)]

    def fitted(rows: NDArray[np.int64]) -> ranking.OrdersFit:
        return ranking.fit_orders(ranking.Ballots.from_orders(names, rows, rest_below=True))

    all_of_them, took = timed(lambda: fitted(whole), 5)
    fit = fitted(orders)
    data = []
    for order in orders.tolist():
        left = [at for at in range(200) if at not in order]
        for place in range(5):
            data.append((order[place], order[place + 1 :] + left))
    peer, theirs = timed(lambda: choix.ilsr_top1(200, data))
    scaled = theirs * len(whole) / len(orders)
    report("top 5 of 200 items (choix: a tenth, times ten)", BALLOTS, all_of_them, took, scaled, 500)
    other = at_least(orders, names, peer, rest_below=True)
    print(f"    on the tenth: log-likelihood {fit.log_likelihood:.6f}, choix {other:.6f}")
    assert fit.slope <= 1e-9
    assert fit.log_likelihood >= other - 1e-12 * abs(other)


def at_least(
    orders: NDArray[np.int64], names: list[str], point: NDArray[np.float64], *, rest_below: bool
) -> float:
    """The likelihood at another's worths."""
    ballots = ranking.Ballots.from_orders(names, orders, rest_below=rest_below)
    return Likelihood(ballots).value(np.asarray(point))


def report(what: str, count: int, fit: ranking.OrdersFit, took: float, theirs: float, floor: int) -> None:
    """A line, and the gates of speed and slope."""
    print(
        f"{count:,} {what}: {took:.3f} s with standard errors, choix {theirs:.1f} s: {theirs / took:.0f}×; "
        f"greatest derivative {fit.slope:.1e}"
    )
    assert fit.slope <= 1e-9
    assert count < 100_000 or theirs / took >= floor


def a_million(generator: np.random.Generator) -> None:
    """Ten times as many full orders."""
    orders = drawn(generator, 20, 10 * BALLOTS, 20)
    names = [f"i{at}" for at in range(20)]
    fit, took = timed(lambda: ranking.fit_orders(ranking.Ballots.from_orders(names, orders)))
    print(f"{len(orders):,} full orders: {took:.2f} s with standard errors; derivative {fit.slope:.1e}")
    assert took <= 5
    assert fit.slope <= 1e-9


def scores(generator: np.random.Generator) -> None:
    """10⁴ raters in four groups, each scoring 10 of 1,000 persons on 10 criteria."""
    raters, persons, criteria = 10_000, 1_000, 10
    seen = np.argsort(generator.random((raters, persons)), axis=1)[:, :10]
    rater = np.repeat(np.arange(raters), 100)
    person, criterion = np.repeat(seen.ravel(), criteria), np.tile(np.arange(criteria), raters * 10)
    group = np.arange(raters) % 4
    score = 80 + 5 * generator.normal(size=persons)[person] - 5 * generator.normal(size=raters)[rater]
    score = np.round(
        score + 2 * generator.normal(size=criteria)[criterion] + 3 * generator.normal(size=len(rater))
    )
    names = [tuple(f"{kind}{at}" for at in range(size)) for kind, size in
             (("p", persons), ("c", criteria), ("r", raters), ("g", 4))]  # fmt: skip
    given = ranking.Scores(*names, person, criterion, rater, group, score)
    fit, took = timed(lambda: ranking.fit_scores(given))
    _, sets = timed(lambda: ranking.score_sets(fit))
    spread = {name: f"{value:.2f}" for name, value in fit.deviations.items() if value is not None}
    print(
        f"{len(score):,} scores by {raters:,} raters: {took:.2f} s; sets of {persons:,} persons {sets:.2f} s"
    )
    print(f"    standard deviations {spread}; {fit.components.distance:.0e} standard errors from the maximum")
    assert took <= 5


def main() -> None:
    """Measure and print; fail beyond the targets."""
    generator = np.random.default_rng(20261123)
    full_orders(generator)
    first_five(generator)
    a_million(generator)
    scores(generator)


if __name__ == "__main__":
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        # The processor's time is counted: threads that wait for each other would be counted too.
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606
    main()
