"""Ballots (选票): orders of some of the items, ties allowed, each with a weight.

Kept as columns, ballot after ballot and within a ballot best first, so that a million of them cost an array
and not a million objects.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from jiceng.engines.ranking.arrays import Anything, Reals, Truths, Whole
from jiceng.kernel.errors import Invalid

Groups = Sequence[Sequence[str]]
"""One ballot: groups of tied items, the best first."""


@dataclass(frozen=True, eq=False)
class Ballots:
    """Orders of items.

    `items`: names, N of them. `member`: whole numbers below N, all ballots' items one after the other.
    `place`: as long; the group within its ballot, from 0, the same for tied items. `starts`: (n + 1,), where
    each ballot begins in `member`. `weights`: (n,), positive. `raters`: whose ballot it is, empty when nobody
    says. `rest_below`: items a ballot does not list come after those it lists, in no order among themselves
    (a "top five" of many); otherwise what is not listed was not compared. `tied`: whether any ballot may hold
    a tie.
    """

    items: tuple[str, ...]
    member: Whole
    place: Whole
    starts: Whole
    weights: Reals
    raters: tuple[str, ...] = ()
    rest_below: bool = False
    tied: bool = True

    @property
    def lengths(self) -> Whole:
        """Items listed, per ballot."""
        return np.diff(self.starts)

    @property
    def left(self) -> Whole:
        """Items the first choice was made from, per ballot."""
        return np.full(len(self.weights), len(self.items)) if self.rest_below else self.lengths

    @classmethod
    def from_lists(
        cls,
        items: Sequence[str],
        ballots: Iterable[Groups],
        weights: Sequence[float] | None = None,
        *,
        raters: Sequence[str] = (),
        rest_below: bool = False,
    ) -> "Ballots":
        """Ballots from names.

        Parameters: `items`, N different names; `ballots`, each a list of groups of names, best first;
        `weights`, one positive number a ballot (1 by default; a ballot of weight 0 is left out); `raters`,
        one name a ballot. Raises Invalid with the ballot's number, from 1: see `_flat` and `_weights`.
        """
        names = _names(items)
        member, place, lengths = _flat({name: number for number, name in enumerate(names)}, ballots)
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        if raters and len(raters) != len(lengths):
            raise Invalid("ranking_lengths", field="raters", given=len(raters), expected=len(lengths))
        given = _weights(weights, len(lengths))
        tied = bool((place != np.arange(len(place)) - np.repeat(starts[:-1], lengths)).any())
        found = cls(names, member, place, starts, given, tuple(raters), rest_below, tied)
        return found if np.all(given > 0) else found.kept(given > 0)

    @classmethod
    def from_orders(
        cls,
        items: Sequence[str],
        orders: Anything,
        weights: Sequence[float] | None = None,
        *,
        rest_below: bool = False,
    ) -> "Ballots":
        """Ballots without ties and all of one length.

        Parameters: `orders`, (n, m) whole numbers below N, best first, no number twice in a row. Raises
        Invalid.
        """
        names, rows = _names(items), np.ascontiguousarray(orders, dtype=np.int64)
        if rows.ndim != 2 or not rows.size:
            raise Invalid("ranking_empty", field="ballots")
        _check_rows(rows, len(names))
        n, m = rows.shape
        place = np.broadcast_to(np.arange(m, dtype=np.int64), (n, m)).ravel()
        starts = np.arange(0, n * m + 1, m, dtype=np.int64)
        found = cls(names, rows.ravel(), place, starts, _weights(weights, n), (), rest_below, False)
        return found if np.all(found.weights > 0) else found.kept(found.weights > 0)

    def kept(self, which: Anything) -> "Ballots":
        """Those ballots that `which` tells: (n,) booleans, or numbers. Raises Invalid when there is none."""
        at = np.flatnonzero(which) if which.dtype == np.bool_ else which
        if not len(at):
            raise Invalid("ranking_empty", field="ballots")
        lengths = self.starts[at + 1] - self.starts[at]
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        flat = np.repeat(self.starts[at] - starts[:-1], lengths) + np.arange(starts[-1])
        return replace(
            self, member=self.member[flat], place=self.place[flat], starts=starts, weights=self.weights[at],
            raters=tuple(self.raters[each] for each in at) if self.raters else (),
        )  # fmt: skip


def _names(items: Sequence[str]) -> tuple[str, ...]:
    names = tuple(items)
    if not names:
        raise Invalid("ranking_empty", field="items")
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise Invalid("ranking_name_empty", field="items")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid("ranking_item_twice", field="items", name=twice)
    return names


def _flat(number: dict[str, int], ballots: Iterable[Groups]) -> tuple[Whole, Whole, list[int]]:
    member: list[int] = []
    place: list[int] = []
    lengths: list[int] = []
    for line, groups in enumerate(ballots, start=1):
        before = len(member)
        for rank, group in enumerate(groups):
            if not group:
                raise Invalid("ranking_group_empty", ballot=line)
            for name in group:
                if name not in number:
                    raise Invalid("ranking_item_unknown", ballot=line, name=str(name))
                member.append(number[name])
                place.append(rank)
        lengths.append(len(member) - before)
        _check_ballot(line, member[before:], number)
    if not lengths:
        raise Invalid("ranking_empty", field="ballots")
    return np.array(member, dtype=np.int64), np.array(place, dtype=np.int64), lengths


def _check_ballot(line: int, listed: list[int], number: dict[str, int]) -> None:
    if not listed:
        raise Invalid("ranking_ballot_empty", ballot=line)
    if len(set(listed)) < len(listed):
        twice = next(each for each in listed if listed.count(each) > 1)
        raise Invalid("ranking_listed_twice", ballot=line, name=list(number)[twice])


def _check_rows(rows: Whole, items: int) -> None:
    if rows.min() < 0 or rows.max() >= items:
        outside = (rows < 0) | (rows >= items)
        line = int(np.argmax(outside.any(axis=1)))
        raise Invalid("ranking_item_unknown", ballot=line + 1, name=str(rows[line][outside[line]][0]))
    for begin in range(0, len(rows), 1 << 15):
        twice = _repeats(rows[begin : begin + (1 << 15)], items)
        if twice.any():
            raise Invalid("ranking_listed_twice", ballot=begin + int(np.argmax(twice)) + 1, name="")


def _repeats(rows: Whole, items: int) -> Truths:
    """Which rows name an item twice: of different bits the sum is the union."""
    if items < 63:
        bits = np.left_shift(1, rows)
        union = np.bitwise_or.reduce(bits, axis=1)
        repeated: Truths = union != ((1 << items) - 1 if rows.shape[1] == items else bits.sum(axis=1))
        return repeated
    ordered = np.sort(rows, axis=1)
    found: Truths = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    return found


def _weights(given: Sequence[float] | None, count: int) -> Reals:
    if given is None:
        return np.ones(count)
    if len(given) != count:
        raise Invalid("ranking_lengths", field="weights", given=len(given), expected=count)
    for line, weight in enumerate(given, start=1):
        if isinstance(weight, bool) or not isinstance(weight, int | float | np.number):
            raise Invalid("ranking_weight", ballot=line)
        if not 0 <= weight <= sys.float_info.max:
            raise Invalid("ranking_weight", ballot=line)
    return np.array(given, dtype=np.float64)
