"""The layout of a sheet as offices keep it: where headings stand, what each means, which rows are records.

`headings` finds and understands the header, `records` tells the rows below it apart (the law stands there),
`words` knows the words both go by.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jiceng.engines.sheets.headings import Header, Heading, Lexicon, Vocabulary, find_header, read_headings
from jiceng.engines.sheets.records import DataRow, LeftOut, Sorter, Why, left_out
from jiceng.engines.sheets.words import UNIT_WORDS
from jiceng.engines.sheets.workbook import Cell, Limits, Sheet
from jiceng.kernel.errors import FileRefused


@dataclass(frozen=True)
class Table:
    """What a sheet holds. `header`, the first and last row number of the headings; `rows`, the records in
    order; `left_out`, every other row that holds something.
    """

    sheet: str
    header: tuple[int, int]
    headings: tuple[Heading, ...]
    rows: tuple[DataRow, ...]
    left_out: tuple[LeftOut, ...]

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each key's column stands, from 0."""
        return {heading.column: heading.position for heading in self.headings if heading.column}

    @property
    def keys(self) -> frozenset[str]:
        """The keys understood."""
        return frozenset(self.positions)

    @property
    def understood(self) -> int:
        """How many keys are understood: how well the sheet fits the vocabulary."""
        return len(self.positions)

    def cell(self, row: DataRow, key: str) -> Cell:
        """The row's cell of a key; None where the sheet has no such column."""
        position = self.positions.get(key)
        return row.cells[position] if position is not None and position < len(row.cells) else None

    def heading(self, key: str) -> str:
        """What the sheet calls a key's column; "" where it has none."""
        return next((heading.text for heading in self.headings if heading.column == key), "")


def find_table(
    sheet: Sheet,
    vocabulary: Vocabulary,
    chosen: Mapping[int, str | None] | None = None,
    unit_words: Sequence[str] = UNIT_WORDS,
) -> Table | None:
    """The table of a sheet; None when no row near its top has two headings that are understood.

    Parameters: `vocabulary`, the usual headings of each key; `chosen`, columns (from 0) whose key is given,
    None for one not to be read; `unit_words`, word endings that make a lone text a group of what follows:
    empty where the name of a unit alone is a record.
    Raises `FileRefused`: file_too_many_cells when merged cells make a small file a large table.
    """
    lexicon, given = Lexicon(vocabulary), chosen or {}
    header = find_header(sheet, lexicon, given)
    if header is None:
        return None
    above = [left_out(row, Why.TITLE) for row in sheet.rows if row.number < header.first]
    body = [row for row in sheet.rows if row.number > header.last]
    sorter = Sorter(sheet, header, lexicon, unit_words, _carried(sheet, header.last))
    rows, others = sorter.sort(body)
    headings = read_headings(header, lexicon, given, _unheaded(rows, header))
    return Table(sheet.name, (header.first, header.last), headings, tuple(rows), (*above, *others))


def _carried(sheet: Sheet, last: int) -> dict[int, dict[int, Cell]]:
    """What merged cells below the header carry down, in the first column of each range: row number → column
    → value. Of ranges that lie over one another in a column the upper one counts.
    """
    downwards = sorted(merge for merge in sheet.merges if merge[2] > merge[0])
    by_number = {row.number: row.cells for row in sheet.rows} if downwards else {}
    numbers = sorted(by_number)
    reached: dict[int, int] = {}
    carried: dict[int, dict[int, Cell]] = {}
    limits = Limits()
    left = limits.cells
    for first_row, column, last_row, _ in downwards:
        cells = by_number.get(first_row, ())
        if first_row <= max(last, reached.get(column, 0)) or column >= len(cells) or cells[column] is None:
            continue
        reached[column] = last_row
        for number in numbers[bisect_right(numbers, first_row) : bisect_right(numbers, last_row)]:
            carried.setdefault(number, {})[column] = cells[column]
            left -= max(1, column + 1 - len(by_number[number]))
            if left < 0:
                raise FileRefused("file_too_many_cells", rows=limits.rows, cells=limits.cells)
    return carried


def _unheaded(rows: Sequence[DataRow], header: Header) -> list[int]:
    """Columns with values in the records and no heading of their own."""
    widest = max((len(row.cells) for row in rows), default=0)
    pending = [at for at in range(widest) if at not in header.captions or not header.captions[at].own]
    found: list[int] = []
    for row in rows:
        if not pending:
            break
        here = [
            at for at in pending[: bisect_right(pending, len(row.cells) - 1)] if row.cells[at] is not None
        ]
        if here:
            found += here
            pending = [at for at in pending if at not in here]
    return found
