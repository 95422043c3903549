"""Rows given back: only those with a fault, as sheets that say why and can be sent in again once mended."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from jiceng.apps.intake.layout import Layout, leading
from jiceng.apps.intake.report import Rejection, shown
from jiceng.apps.intake.vocabulary import RETURNED, UNREAD, KindVocabulary
from jiceng.engines.sheets import Cell, DataRow, Heading, Table, normalise
from jiceng.engines.sheets.writing import Column, Value, WrittenSheet

GROUP = "group"
MOST_COLUMNS = 600
_AMBIGUOUS = "month_ambiguous"
_EXACT = 10**15
"""Whole numbers from here on have lost digits in the file; written out they would look sound."""

Faults = Mapping[int, Sequence[Rejection]]
"""By row."""


def rows_with_faults(layout: Layout, rejected: Iterable[Rejection]) -> list[Table]:
    """The tables of a file with only the rows that have a fault, and the titles above them."""
    places = {(each.sheet, each.row) for each in rejected}
    tables = []
    for table in layout.tables:
        sheet = shown(table.sheet)
        rows = tuple(row for row in table.rows if (sheet, row.number) in places)
        above = tuple(line for line in table.left_out if line.number < table.header[0])
        if rows:
            tables.append(replace(table, rows=rows, left_out=above))
    return tables


def returned_sheets(
    layout: Layout, rejected: Iterable[Rejection], explain: Callable[[Rejection], str]
) -> list[WrittenSheet]:
    """The rows of a file that have a fault, sheet by sheet, in the headings that are understood without
    being told: mended, the sheets can be imported as they are.

    Parameters: `layout` of the file, or of the rows kept of it; `rejected`, what was found; `explain`, a
    fault in words. Beside the cells stand all reasons, suggestions, and where the row stood.
    """
    found = list(rejected)
    faults: dict[str, dict[int, list[Rejection]]] = defaultdict(lambda: defaultdict(list))
    for each in found:
        faults[each.sheet][each.row].append(each)
    return [
        _sheet(table, layout.vocabulary, faults[shown(table.sheet)], explain)
        for table in rows_with_faults(layout, found)
    ]


def _sheet(
    table: Table, vocabulary: KindVocabulary, faults: Faults, explain: Callable[[Rejection], str]
) -> WrittenSheet:
    headings = leading(table.headings, vocabulary, MOST_COLUMNS)
    grouped = any(row.group for row in table.rows) and GROUP in vocabulary.columns
    names = [*_names(headings, vocabulary), *([_name(vocabulary, GROUP)] if grouped else [])]
    ours = vocabulary.columns[RETURNED].names
    lines = []
    for row in table.rows:
        found = faults[row.number]
        cells = [_cell(row, heading, found) for heading in headings] + ([row.group] if grouped else [])
        why = "\n".join(dict.fromkeys(map(explain, found)))
        hints = "\n".join(dict.fromkeys(each.suggestion for each in found if each.suggestion))
        lines.append((*cells, why, hints, table.sheet, row.number))
    above = " ".join(line.text for line in table.left_out if line.number < table.header[0])
    return WrittenSheet(table.sheet, [*map(Column, (*names, *ours))], lines, sides=(above, ""))


def _names(headings: Sequence[Heading], vocabulary: KindVocabulary) -> Iterator[str]:
    """What each column is called: as it is understood, else as it was; none as another one."""
    understood = [
        _name(vocabulary, each.column) if each.column and not each.column.startswith(UNREAD) else ""
        for each in headings
    ]
    taken = {normalise(name) for name in understood if name}
    for heading, name in zip(headings, understood, strict=True):
        wanted, number = name or heading.text, 1
        while not name and wanted and normalise(wanted) in taken:
            number += 1
            wanted = f"{heading.text}{number}"
        taken.add(normalise(wanted))
        yield wanted


def _name(vocabulary: KindVocabulary, key: str) -> str:
    """The first heading that means the column, to whoever reads by this vocabulary."""
    names = vocabulary.columns[key].names
    return names[0] if names else vocabulary.standard(key)


def _cell(row: DataRow, heading: Heading, faults: Sequence[Rejection]) -> Value:
    """A cell as it was; where it may be read in two ways, both, so that it cannot be taken for one."""
    for each in faults:
        if each.code == _AMBIGUOUS and each.key and each.key == heading.column:
            return each.suggestion
    return _written(row.cells[heading.position] if heading.position < len(row.cells) else None)


def _written(cell: Cell) -> Value:
    """A cell as the writer takes it: a number that is not whole, or has lost digits, as text; part of a day
    or of a whole as it is.
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float) and abs(cell) >= _EXACT:
        return f"{cell:.14E}"
    if isinstance(cell, float) and not 0 < cell < 1:
        return int(cell) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return cell
