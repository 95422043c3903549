"""The sums that must agree in a yearly table (勾稽关系): of its rows, of its columns, of a year's movements, of
tables with one another. Judged on the figures alone, wherever they come from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiceng.engines.procedure.statistics import (
    BECAME_FULL,
    CLOSING,
    GAINS,
    OPENING,
    TOTAL,
    Classification,
    Group,
    Statistic,
)

GAINED, LOST = "gained", "lost"
"""Rows of a table of movements: all that came, all that went."""
ONCE = "once"
"""The check that nobody counts twice; as a row, the list of who would."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A table's figures: codes of rows and columns in order, `cells` by row and column; totals are called
    `TOTAL`, those of movements `GAINED` and `LOST`.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]

    def at(self, row: str, column: str) -> int:
        """One figure."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]


@dataclass(frozen=True, slots=True)
class Fault:
    """A sum that does not agree: where, what stands there, what it should be (at most, of a part)."""

    row: str
    column: str
    stated: int
    expected: int


@dataclass(frozen=True, slots=True)
class SumCheck:
    """One relation of one table: its kind, and where it does not hold.

    `kind`, one of the statistic's `sums`, or "same_total" with the table `other`, or `ONCE`.
    """

    statistic: str
    kind: str
    faults: tuple[Fault, ...]
    other: str = ""

    @property
    def holds(self) -> bool:
        """Whether it holds everywhere."""
        return not self.faults


def layout(
    statistic: Statistic, classifications: Mapping[str, Classification]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of a table's rows and columns: rows end, columns begin with the total; a column "of which" is
    called "classification.group". Of movements, what came and what went is each summed up below.
    """
    rows, columns = (
        [group.code for group in shown_groups(statistic, classifications[name])]
        for name in (statistic.rows, statistic.columns)
    )
    within = [".".join(pick) for pick in statistic.within]
    if statistic.flows:
        for row in (GAINED, LOST):
            moved = summed(classifications[statistic.rows], row)
            if moved:
                rows.insert(rows.index(moved[-1]) + 1, row)
    return tuple(rows if statistic.flows else [*rows, TOTAL]), (TOTAL, *columns, *within)


def summed(classification: Classification, row: str) -> list[str]:
    """The groups a row sums up: all of them the total, movements of one sign the others."""
    wanted = {GAINED: "gain", LOST: "loss"}.get(row)
    return [group.code for group in classification.groups if wanted is None or sign(group) == wanted]


def shown_groups(statistic: Statistic, classification: Classification) -> list[Group]:
    """The groups of a classification that a table has: all, or those it is limited to."""
    only = {code for name, code in statistic.only if name == classification.code}
    return [group for group in classification.groups if not only or group.code in only]


def check_sums(
    statistic: Statistic, classifications: Mapping[str, Classification], figures: Figures
) -> list[SumCheck]:
    """Every sum the table's declaration says it carries."""
    judges = {
        "rows": lambda: _rows(figures, classifications[statistic.rows]),
        "columns": lambda: _columns(figures, shown_groups(statistic, classifications[statistic.columns])),
        "within": lambda: _within(figures),
        "balance": lambda: _balance(figures, classifications[statistic.rows]),
    }
    return [SumCheck(statistic.code, kind, tuple(judges[kind]())) for kind in statistic.sums]


def _rows(figures: Figures, classification: Classification) -> list[Fault]:
    """A row that sums up is the sum of its rows."""
    faults = []
    for row in (each for each in (TOTAL, GAINED, LOST) if each in figures.rows):
        codes = [code for code in summed(classification, row) if code in figures.rows]
        for column in figures.columns:
            stated, expected = figures.at(row, column), sum(figures.at(code, column) for code in codes)
            if stated != expected:
                faults.append(Fault(row, column, stated, expected))
    return faults


def _columns(figures: Figures, groups: Sequence[Group]) -> list[Fault]:
    """The total column is the sum of the columns that share it out."""
    codes = [group.code for group in groups]
    faults = []
    for row in figures.rows:
        stated, summed = figures.at(row, TOTAL), sum(figures.at(row, code) for code in codes)
        if stated != summed:
            faults.append(Fault(row, TOTAL, stated, summed))
    return faults


def _within(figures: Figures) -> list[Fault]:
    """A part is no more than what it is of."""
    return [
        Fault(row, column, figures.at(row, column), figures.at(row, TOTAL))
        for row in figures.rows
        for column in figures.columns
        if "." in column and figures.at(row, column) > figures.at(row, TOTAL)
    ]


def _balance(figures: Figures, classification: Classification) -> list[Fault]:
    """Opening, what came, less what went, is the closing; who became full went from one standing to the
    other.
    """
    signs = {group.code: sign(group) for group in classification.groups}
    became = sum(figures.at(code, TOTAL) for code, found in signs.items() if found == BECAME_FULL)
    faults = []
    for column in figures.columns:
        moved = {"full": became, "probationary": -became}.get(column, 0)
        expected = moved + sum(
            {OPENING: 1, "gain": 1, "loss": -1}.get(found, 0) * figures.at(code, column)
            for code, found in signs.items()
        )
        closing = next(code for code, found in signs.items() if found == CLOSING)
        if figures.at(closing, column) != expected:
            faults.append(Fault(closing, column, figures.at(closing, column), expected))
    return faults


def sign(group: Group) -> str:
    """What a group of movements is: "opening", "closing", "became_full", "gain" or "loss"."""
    first = group.words[0] if group.words else ""
    if first in (OPENING, CLOSING, BECAME_FULL):
        return first
    return "gain" if first in GAINS else "loss"


def check_totals(
    statistics: Mapping[str, Statistic],
    classifications: Mapping[str, Classification],
    figures: Mapping[str, Figures],
) -> list[SumCheck]:
    """Totals of tables that count the same must be the same."""
    found = []
    for code, statistic in statistics.items():
        for other in statistic.same_total:
            total = _total(statistics[code], classifications, figures[code])
            theirs = _total(statistics[other], classifications, figures[other])
            faults = () if total[1] == theirs[1] else (Fault(total[0], TOTAL, total[1], theirs[1]),)
            found.append(SumCheck(code, "same_total", faults, other))
    return found


def _total(
    statistic: Statistic, classifications: Mapping[str, Classification], figures: Figures
) -> tuple[str, int]:
    """The row of a table's total, and it; of a table of movements its closing."""
    row = TOTAL
    if statistic.flows:
        groups: Sequence[Group] = classifications[statistic.rows].groups
        row = next(group.code for group in groups if sign(group) == CLOSING)
    return row, figures.at(row, TOTAL)
