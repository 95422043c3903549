"""Counting a table: every thing counted is put in its class, the classes are counted. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jiceng.engines.procedure import (
    GAINED,
    LOST,
    TOTAL,
    Classification,
    Figures,
    Statistic,
    layout,
    summed,
)

Classifications = Mapping[str, Classification]
Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: an id each, and the value of every fact, all in the same order."""

    ids: Sequence[int]
    facts: Mapping[str, Sequence[object]]


class Coded:
    """Things to be counted with the place of each in the groups of a classification, found once."""

    def __init__(self, counted: Counted, classifications: Classifications) -> None:
        self.counted = counted
        self.classifications = classifications
        self._codes: dict[str, Codes] = {}

    def places(self, name: str) -> Codes:
        """The place of each thing in the groups of a classification."""
        if name not in self._codes:
            classification = self.classifications[name]
            values = self.counted.facts[classification.fact]
            place = {value: classification.place(value) for value in set(values)}
            self._codes[name] = np.fromiter((place[value] for value in values), np.intp, len(values))
        return self._codes[name]

    def among(self, name: str, code: str) -> Mask:
        """Which things fall in a group."""
        found: Mask = self.places(name) == self.classifications[name].number(code)
        return found


def tabulate(statistic: Statistic, coded: Coded) -> Figures:
    """A table's figures. Totals are counted, not summed up, so that the sums can be held against them."""
    rows, columns = layout(statistic, coded.classifications)
    kept = _kept(statistic, coded)
    masks = [_column(statistic, coded, column)[kept] for column in columns]
    groups = coded.classifications[statistic.rows].groups
    place = {group.code: number for number, group in enumerate(groups)}
    row = coded.places(statistic.rows)[kept]
    counted = [np.bincount(row[mask], minlength=len(groups)).tolist() for mask in masks]
    sums = {code: _row(statistic, coded, code)[kept] for code in rows if code not in place}
    cells = [
        [
            int(np.count_nonzero(mask & sums[code])) if code in sums else column[place[code]]
            for mask, column in zip(masks, counted, strict=True)
        ]
        for code in rows
    ]
    return Figures(rows, columns, tuple(map(tuple, cells)))


def ids_in(statistic: Statistic, coded: Coded, row: str, column: str) -> list[int]:
    """The ids of what one cell counts, in the order given."""
    mask = _kept(statistic, coded) & _row(statistic, coded, row) & _column(statistic, coded, column)
    return [coded.counted.ids[place] for place in np.flatnonzero(mask).tolist()]


def _row(statistic: Statistic, coded: Coded, row: str) -> Mask:
    """Which things a row counts."""
    if row == TOTAL:
        return np.ones(len(coded.counted.ids), np.bool_)
    classification = coded.classifications[statistic.rows]
    if row in (GAINED, LOST):
        codes = summed(classification, row)
        numbers = [place for place, group in enumerate(classification.groups) if group.code in codes]
        found: Mask = np.isin(coded.places(statistic.rows), numbers)
        return found
    return coded.among(statistic.rows, row)


def _column(statistic: Statistic, coded: Coded, column: str) -> Mask:
    """Which things a column counts."""
    if column == TOTAL:
        return np.ones(len(coded.counted.ids), np.bool_)
    name, dot, code = column.partition(".")
    return coded.among(name, code) if dot else coded.among(statistic.columns, column)


def _kept(statistic: Statistic, coded: Coded) -> Mask:
    """Which things the table counts at all: those in one of the groups it is limited to."""
    if not statistic.only:
        return np.ones(len(coded.counted.ids), np.bool_)
    found: Mask = np.any([coded.among(*pick) for pick in statistic.only], axis=0)
    return found
