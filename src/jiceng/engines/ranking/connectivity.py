"""Who was compared with whom, and whether wins lead from each item to each other.

Without ties the maximum-likelihood log-worths are finite and unique if and only if every item can be reached
from every other by a path of wins (Zermelo 1929; Ford 1957; Hunter, "MM algorithms for generalized
Bradley–Terry models", Annals of Statistics 32, 2004, assumption 1). With ties that is sufficient, as in
PlackettLuce for R.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from jiceng.engines.ranking.arrays import Anything, Truths, Whole
from jiceng.engines.ranking.ballots import Ballots
from jiceng.engines.ranking.stages import stages_of
from jiceng.kernel.errors import Invalid

Names = tuple[str, ...]
ENOUGH = 1_000
"""Ballots that are looked at first."""


@dataclass(frozen=True)
class Connectivity:
    """How items hang together.

    `connected`: wins lead from each to each. `clusters`: within these they do; those higher up first where
    wins say so. `apart`: sets between which nobody was ever compared, one set when all hang together.
    `always_first`, `always_last`: never beaten, never won.
    """

    connected: bool
    clusters: tuple[Names, ...]
    apart: tuple[Names, ...]
    always_first: Names
    always_last: Names


def connectivity_of(ballots: Ballots) -> Connectivity:
    """How the items of these ballots hang together, by name.

    When the first of many ballots connect all items, the others need not be looked at.
    """
    many = len(ballots.weights)
    if many > ENOUGH:
        some = connectivity_of(ballots.kept(np.arange(max(ENOUGH, many // 8))))
        if some.connected:
            return some
    beaten, tied = _wins(ballots), _ties(ballots)
    strong, cluster = connected_components(beaten, directed=True, connection="strong")
    _, island = connected_components(beaten | tied, directed=False)
    wins, losses = np.flatnonzero(beaten.any(axis=1)), np.flatnonzero(beaten.any(axis=0))
    every = np.arange(len(ballots.items))
    names = np.array(ballots.items, dtype=object)
    return Connectivity(
        strong == 1,
        tuple(_named(names, cluster == each) for each in _downwards(beaten, cluster)),
        tuple(_named(names, island == each) for each in range(int(island.max()) + 1)),
        _named(names, ~np.isin(every, losses) & np.isin(every, wins)),
        _named(names, np.isin(every, losses) & ~np.isin(every, wins)),
    )


def require_finite(found: Connectivity, ballots: Ballots, pseudo: float) -> None:
    """Refuses ballots that give no finite estimate.

    Raises Invalid: "ranking_apart", "ranking_always_first", "ranking_always_last", "ranking_clusters",
    "ranking_always_tied", with names.
    """
    if ballots.tied:
        _check_ties(ballots, pseudo)
    if found.connected or pseudo:
        return
    if len(found.apart) > 1:
        raise Invalid("ranking_apart", first=_some(found.apart[0]), second=_some(found.apart[1]))
    if found.always_first:
        raise Invalid("ranking_always_first", names=_some(found.always_first))
    if found.always_last:
        raise Invalid("ranking_always_last", names=_some(found.always_last))
    raise Invalid("ranking_clusters", upper=_some(found.clusters[0]), lower=_some(found.clusters[-1]))


def _check_ties(ballots: Ballots, pseudo: float) -> None:
    """δ of an order has no finite estimate when whatever could be so tied was, or in a greater tie: δ of all
    these orders then grow together.
    """
    stages = stages_of(ballots)
    left = stages.end - stages.begin + (ballots.left - ballots.lengths)[stages.ballot]
    for order in np.unique(stages.size[stages.size > 1]):
        less = (left >= order) & (stages.size < order)
        if not less.any() and not (pseudo and order == 2):
            raise Invalid("ranking_always_tied", order=int(order))


def _some(names: Names, most: int = 5) -> list[str]:
    return [*names[:most], *(["…"] if len(names) > most else [])]


def _named(names: np.ndarray[tuple[int], np.dtype[np.object_]], which: Truths) -> Names:
    return tuple(str(each) for each in names[which])


def _wins(ballots: Ballots) -> Truths:
    """(N, N): whether i was ever placed in the group just above j's; paths lead on from there."""
    count = len(ballots.items)
    found = np.zeros(count * count, dtype=bool)
    owner = np.repeat(np.arange(len(ballots.weights)), ballots.lengths)
    for first, second in _neighbours(ballots, owner):
        found[first * count + second] = True
    square = found.reshape(count, count)
    if ballots.rest_below:
        _put_rest_below(ballots, square, owner)
    return square


def _neighbours(ballots: Ballots, owner: Whole) -> list[tuple[Whole, Whole]]:
    """Pairs (above, below) of neighbouring groups, all of one with all of the other."""
    member, place = ballots.member, ballots.place
    pairs, step = [], 1
    while step < len(member):
        same = owner[step:] == owner[:-step]
        apart = place[step:] - place[:-step]
        if not (same & (apart <= 1)).any():
            break
        next_to = same & (apart == 1)
        pairs.append((member[:-step][next_to], member[step:][next_to]))
        step += 1
    return pairs


def _put_rest_below(ballots: Ballots, square: Truths, owner: Whole) -> None:
    """The last group of each ballot is above all that it does not list."""
    last = ballots.place == np.repeat(ballots.place[ballots.starts[1:] - 1], ballots.lengths)
    shape = (len(ballots.weights), len(ballots.items))
    listing = coo_array((np.ones(len(owner)), (owner, ballots.member)), shape=shape).tocsr()
    ending = coo_array((np.ones(int(last.sum())), (owner[last], ballots.member[last])), shape=shape).tocsr()
    together = (ending.T @ listing).toarray()
    times = np.bincount(ballots.member[last], minlength=shape[1])
    square |= together < times[:, None]


def _ties(ballots: Ballots) -> Truths:
    """(N, N): whether the two were ever tied, or ranked on one ballot at all (chained through neighbours)."""
    count = len(ballots.items)
    found = np.zeros(count * count, dtype=bool)
    owner = np.repeat(np.arange(len(ballots.weights)), ballots.lengths)
    same = owner[1:] == owner[:-1]
    found[ballots.member[:-1][same] * count + ballots.member[1:][same]] = True
    return found.reshape(count, count)


def _downwards(beaten: Truths, cluster: Anything) -> list[int]:
    """Clusters so that wins lead from the earlier to the later."""
    count = int(cluster.max()) + 1
    above = np.zeros((count, count), dtype=bool)
    first, second = np.nonzero(beaten)
    above[cluster[first], cluster[second]] = True
    above[np.diag_indices(count)] = False
    order: list[int] = []
    waiting = list(range(count))
    while waiting:
        free = [each for each in waiting if not above[waiting, each].any()]
        order += free
        waiting = [each for each in waiting if each not in free]
    return order
