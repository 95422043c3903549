"""Scores and estimates as people hand them in: tables (CSV). What is wrong is refused with its line."""

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from jiceng.engines.ranking.arrays import Reals, Whole
from jiceng.kernel.errors import Invalid

MOST = 1e100
"""The greatest number taken; squares of more are beyond a float."""
Names = tuple[str, ...]
Row = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores given by raters to persons on criteria; what was not scored is not there.

    `persons`, `criteria`, `raters`, `groups`: names. `person`, `criterion`, `rater`: (n,), whole numbers into
    these; `group`: (raters,), each rater's. `score`: (n,).
    `unscored`: persons the table names and nobody scored; `silent`: raters it names who scored nobody.
    """

    persons: Names
    criteria: Names
    raters: Names
    groups: Names
    person: Whole
    criterion: Whole
    rater: Whole
    group: Whole
    score: Reals
    unscored: Names = ()
    silent: Names = ()


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimates of one quantity for each name, the larger the better: `value` and standard error `se`, (N,)
    each.
    """

    names: Names
    value: Reals
    se: Reals


def read_scores(text: str) -> Scores:
    """Scores from a table with the columns rater, group, person, criterion, score, in any order.

    Without `group` all raters are of one, without `criterion` there is one; an empty score was not given.
    Raises Invalid with the line.
    """
    names = (_Numbers(), _Numbers(), _Numbers(), _Numbers())
    group_of, met, lines = dict[str, str](), dict[str, None](), dict[tuple[int, int, int], int]()
    scores: list[float] = []
    for line, row in _rows(text, ("rater", "person", "score"), ("group", "criterion")):
        _require(row, line, ("rater", "person"))
        met[row["person"]] = None
        if group_of.setdefault(row["rater"], row.get("group", "")) != row.get("group", ""):
            raise Invalid("ranking_two_groups", line=line, name=row["rater"])
        if not row["score"]:
            continue
        key = (names[0][row["person"]], names[1][row.get("criterion", "")], names[2][row["rater"]])
        if lines.setdefault(key, line) != line:
            raise Invalid("ranking_scored_twice", line=line, first=lines[key])
        scores.append(read_number(row["score"], line, "score"))
    if not scores:
        raise Invalid("ranking_empty", field="score")
    return _scores(names, list(lines), scores, met, group_of)


def _scores(
    names: "tuple[_Numbers, _Numbers, _Numbers, _Numbers]",
    cells: list[tuple[int, int, int]],
    scores: list[float],
    met: Mapping[str, None],
    group_of: Mapping[str, str],
) -> Scores:
    """Columns of what was scored; who was named and has no score stands apart."""
    persons, criteria, raters, groups = names
    group = np.array([groups[group_of[name]] for name in raters.names], dtype=np.int64)
    person, criterion, rater = (np.array(column, dtype=np.int64) for column in zip(*cells, strict=True))
    return Scores(
        persons.names, criteria.names, raters.names, groups.names,
        person, criterion, rater, group, np.array(scores),
        unscored=tuple(name for name in met if name not in persons),
        silent=tuple(name for name in group_of if name not in raters),
    )  # fmt: skip


def read_estimates(text: str) -> Estimates:
    """Estimates from a table with the columns name, estimate, se. Raises Invalid with the line."""
    names: dict[str, int] = {}
    value: list[float] = []
    se: list[float] = []
    for line, row in _rows(text, ("name", "estimate", "se"), ()):
        _require(row, line, ("name",))
        if row["name"] in names:
            raise Invalid("ranking_named_twice", line=line, first=names[row["name"]])
        names[row["name"]] = line
        value.append(read_number(row["estimate"], line, "estimate"))
        se.append(read_number(row["se"], line, "se"))
        if se[-1] < 0:
            raise Invalid("ranking_negative", line=line, field="se")
    if not names:
        raise Invalid("ranking_empty", field="name")
    return Estimates(tuple(names), np.array(value), np.array(se))


def read_number(cell: str, line: int, column: str) -> float:
    """A cell's number. Raises Invalid("ranking_not_a_number") with line and column, beyond `MOST` too."""
    try:
        found = float(cell)
    except ValueError:
        found = math.nan
    if not abs(found) <= MOST:
        raise Invalid("ranking_not_a_number", line=line, field=column)
    return found


def read_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines of a CSV file with their numbers, cells without spaces around; empty ones left out.

    Raises Invalid("ranking_not_csv") with the line: a quotation mark left open would swallow what follows it.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=None), strict=True)
    while True:
        begun = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Invalid("ranking_not_csv", line=begun) from None
        if cells is None:
            return
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield reader.line_num, stripped


class _Numbers:
    """Numbers for names, in the order they come."""

    def __init__(self) -> None:
        self._of: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        return self._of.setdefault(name, len(self._of))

    def __contains__(self, name: str) -> bool:
        return name in self._of

    @property
    def names(self) -> Names:
        return tuple(self._of)


def _rows(text: str, wanted: Names, optional: Names) -> Iterator[tuple[int, Row]]:
    """Rows with their lines, cells by heading."""
    lines = read_lines(text)
    headings = [cell.lower() for cell in next(lines, (1, []))[1]]
    for name in wanted:
        if name not in headings:
            raise Invalid("ranking_column_missing", field=name)
    for name in headings:
        if name not in wanted + optional or headings.count(name) > 1:
            raise Invalid("ranking_column_unknown", field=name)
    for line, cells in lines:
        if len(cells) != len(headings):
            raise Invalid("ranking_columns", line=line, given=len(cells), expected=len(headings))
        yield line, dict(zip(headings, cells, strict=True))


def _require(row: Row, line: int, columns: Names) -> None:
    for column in columns:
        if not row[column]:
            raise Invalid("ranking_cell_empty", line=line, field=column)
