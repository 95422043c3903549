"""What a file was understood as, for the person who sent it: its columns with their first values, and what
the check said. Kept sealed with the file, by `kept_previews`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, overload

from jiceng.apps.intake.layout import UNDERSTANDING, Columns, Layout, leading, understood
from jiceng.apps.intake.report import Beside, ImportReport, Rejection, shown, shown_id_number
from jiceng.apps.intake.vocabulary import RETURNED, UNREAD, KindVocabulary, vocabularies
from jiceng.engines.sheets import DataRow, Heading, Sheet, Table
from jiceng.kernel.errors import FileRefused

SAMPLES = 3
MOST_COLUMNS = 100
MOST_SHEETS = 30
_LOOKED_AT = 12
_LEAST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column: its position from 0, its heading in the file, what it is read as ("" for not at all), what
    it may mean, and its first values, identity numbers masked.
    """

    position: int
    heading: str
    column: str
    suggestion: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviewTable:
    """One sheet that holds records: its columns and how many rows; `more`, columns beyond MOST_COLUMNS;
    `headed`, whether its headings are its own and not our proposal.
    """

    sheet: str
    rows: int
    columns: tuple[PreviewColumn, ...]
    more: int = 0
    headed: bool = True


class Faults(Sequence[Rejection]):
    """What keeps rows out, in the order of the file. Of a county's file there may be tens of thousands, and
    a page shows a few: each is built when it is asked for.
    """

    def __init__(self, kept: Sequence[Sequence[Any]] = ()) -> None:
        self._kept = kept

    @classmethod
    def of(cls, rejections: Iterable[Rejection]) -> "Faults":
        """From those of a report."""
        return cls([_flat(each) for each in rejections])

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> Rejection: ...
    @overload
    def __getitem__(self, index: slice) -> "Faults": ...
    def __getitem__(self, index: int | slice) -> "Rejection | Faults":
        return Faults(self._kept[index]) if isinstance(index, slice) else _whole(self._kept[index])

    @property
    def kept(self) -> Sequence[Sequence[Any]]:
        """All of them as JSON keeps them."""
        return self._kept

    def counts(self) -> Counter[str]:
        """How many rows have a fault of each code."""
        return Counter(code for *_, code in {(each[0], each[1], each[4]) for each in self._kept})

    def by_row(self, code: str = "") -> list[list[int]]:
        """Places of the faults row by row; with a `code`, of the rows that have such a fault."""
        rows: dict[tuple[str, int], list[int]] = {}
        for place, each in enumerate(self._kept):
            rows.setdefault((each[0], each[1]), []).append(place)
        return [
            places for places in rows.values() if not code or any(self._kept[at][4] == code for at in places)
        ]


def _flat(each: Rejection) -> list[Any]:
    beside = [[line.column, line.here, line.there] for line in each.beside]
    place = (each.sheet, each.row, each.column, each.value)
    return [*place, each.code, each.data, each.key, each.suggestion, beside, each.answers]


def _whole(kept: Sequence[Any]) -> Rejection:
    sheet, row, column, value, code, data, key, suggestion, beside, answers = kept
    there = tuple(Beside(*line) for line in beside)
    return Rejection(sheet, row, column, value, code, data, key, suggestion, there, tuple(answers))


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it was understood.

    `kind`, what its columns are read as, "" where that is not known; `tables`, of at most MOST_SHEETS sheets,
    `more` beyond them; `report`, its rejections apart in `faults`; None for a file that was refused: then
    `code` and `data` say why. `reach`, the paths below which the check looked into the register: it is for
    eyes that may still see all of them.
    """

    kind: str = ""
    tables: tuple[PreviewTable, ...] = ()
    more: int = 0
    report: ImportReport | None = None
    faults: Faults = field(default_factory=Faults)
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    reach: tuple[str, ...] = ()


def preview(layout: Layout, report: ImportReport, reach: Iterable[str]) -> Preview:
    """What was understood of a file, with what the check said."""
    tables = layout.tables
    return Preview(
        kind=layout.vocabulary.code,
        tables=tuple(_table(table, layout.vocabulary) for table in tables[:MOST_SHEETS]),
        more=max(0, len(tables) - MOST_SHEETS),
        report=replace(report, rejected=()),
        faults=Faults.of(report.rejected),
        reach=tuple(reach),
    )


def refused(
    sheets: Sequence[Sheet], known: Sequence[KindVocabulary], columns: Columns, error: FileRefused
) -> Preview:
    """A file that is none of the kinds, or not as a kind needs it: as the kind it is nearest to, so that its
    columns can be named by hand.
    """
    if error.code not in UNDERSTANDING:
        return Preview(code=error.code, data=error.data)
    fit, kind, tables = max(_as(sheets, vocabulary, columns) for vocabulary in known)
    unclear = error.code == "kind_unclear" or (not any(fit) and len(known) > 1)
    return Preview(
        kind="" if unclear else kind,
        tables=tuple(tables[:MOST_SHEETS]),
        more=max(0, len(tables) - MOST_SHEETS),
        code=error.code,
        data=error.data,
    )


def _as(
    sheets: Sequence[Sheet], vocabulary: KindVocabulary, columns: Columns
) -> tuple[tuple[int, int], str, list[PreviewTable]]:
    """The sheets as if they held records of a kind: how well the best fits (needed columns that are there,
    columns understood), the kind, the sheets.
    """
    tables, fit = [], (0, 0)
    for sheet in sheets:
        if sheet.hidden:
            continue
        table = vocabulary.table(sheet, columns.get(sheet.name))
        if table is not None:
            there = len(vocabulary.needed) - len(vocabulary.lacking(set(table.keys)))
            fit = max(fit, (there, understood(table, vocabulary)))
        shown_table = _table(table, vocabulary) if table is not None else _guessed(sheet)
        tables += [shown_table] if shown_table else []
    return fit, vocabulary.code, tables


def _table(table: Table, vocabulary: KindVocabulary) -> PreviewTable:
    named = [each for each in table.headings if each.text or each.column]
    columns = leading(named, vocabulary, MOST_COLUMNS)
    looked_at = table.rows[: SAMPLES * 4]
    return PreviewTable(
        table.sheet,
        len(table.rows),
        tuple(_column(each, looked_at) for each in columns),
        max(0, len(named) - MOST_COLUMNS),
        table.header[0] > 0,
    )


def _column(heading: Heading, rows: Sequence[DataRow]) -> PreviewColumn:
    cells = [row.cells[heading.position] for row in rows if heading.position < len(row.cells)]
    show = shown_id_number if heading.column == "id_number" else shown
    samples = tuple(show(cell) for cell in cells if cell is not None)[:SAMPLES]
    column = heading.column or ""
    read_as = "" if column.startswith(UNREAD) else column
    return PreviewColumn(heading.position, shown(heading.text), read_as, heading.suggestion or "", samples)


def _guessed(sheet: Sheet) -> PreviewTable | None:
    """The first of the upper rows with the most texts, taken for the headings."""
    rows = sheet.rows[:_LOOKED_AT]
    best = max(rows, key=lambda row: sum(isinstance(cell, str) for cell in row.cells), default=None)
    if best is None or sum(isinstance(cell, str) for cell in best.cells) < _LEAST_COLUMNS:
        return None
    below = [DataRow(row.number, row.cells, "") for row in sheet.rows if row.number > best.number]
    texts = [(position, cell) for position, cell in enumerate(best.cells) if isinstance(cell, str)]
    columns = tuple(
        _column(Heading(position, cell, None, None), below[:SAMPLES])
        for position, cell in texts[:MOST_COLUMNS]
    )
    return PreviewTable(sheet.name, len(below), columns, len(texts) - len(columns))


def column_choices(kind: str) -> Iterator[tuple[str, str, str]]:
    """What a column of a kind may be read as: key, standard heading, English title."""
    for key, column in vocabularies()[kind].columns.items():
        if key not in ("group", RETURNED):
            yield key, column.names[0], column.en
