"""Which kind of records a file holds, and the tables in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jiceng.apps.intake.report import shown
from jiceng.apps.intake.vocabulary import RETURNED, UNREAD, KindVocabulary
from jiceng.engines.sheets import Heading, Row, Sheet, Table, normalise
from jiceng.engines.sheets.words import is_identity
from jiceng.kernel.errors import FileRefused

Columns = Mapping[str, Mapping[int, str | None]]
"""By sheet and position, what a column is read as (None: not at all), where it was corrected."""

UNDERSTANDING = ("headings_missing", "kind_unclear", "heading_twice", "rows_missing")
"""Codes of `understand`: the file was read, and another reading of its columns may help."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A file understood: its kind, the tables that hold such records, and every heading nothing is read
    from (those of sheets that hold none as "sheet!heading"); `unread`, sheets of people that are none of
    these, each with the first row that has an identity number.
    """

    vocabulary: KindVocabulary
    tables: tuple[Table, ...]
    unknown_columns: tuple[str, ...]
    unread: tuple[tuple[str, Row], ...] = ()


def understand(sheets: Sequence[Sheet], known: Iterable[KindVocabulary], columns: Columns) -> Layout:
    """The layout of a file, as the kind among the `known` ones whose headings it has most of.

    Raises `FileRefused`: headings_missing (with `columns`) when no sheet has what a kind needs, kind_unclear
    (with `kinds`) when two kinds are as likely, heading_twice, rows_missing.
    """
    found = [_as(sheets, vocabulary, columns) for vocabulary in known]
    fitting = [each for each in found if each.tables]
    if not fitting:
        raise FileRefused("headings_missing", columns=_lacking(sheets, found, columns))
    merits = [max(understood(table, each.vocabulary) for table in each.tables) for each in fitting]
    best = [each for each, merit in zip(fitting, merits, strict=True) if merit == max(merits)]
    if len(best) > 1:
        raise FileRefused("kind_unclear", kinds=[each.vocabulary.code for each in best])
    _check(best[0])
    return best[0]


def _as(sheets: Sequence[Sheet], vocabulary: KindVocabulary, columns: Columns) -> Layout:
    """The file as if it held records of one kind."""
    tables, unknown, unread = [], [], []
    for sheet in sheets:
        if not sheet.rows:
            continue
        table = None if sheet.hidden else vocabulary.table(sheet, columns.get(sheet.name))
        if table is None or vocabulary.lacking(set(table.keys)):
            unknown += [f"{sheet.name}!{text}" for text in _first_texts(sheet)]
            if "id_number" in vocabulary.columns and not sheet.hidden:
                unread += [(sheet.name, row) for row in sheet.rows if _has_identity(row)][:1]
            continue
        tables.append(table)
        unknown += [each.text for each in table.headings if each.text and _unread(each, vocabulary)]
    return Layout(vocabulary, tuple(tables), tuple(dict.fromkeys(map(shown, unknown))), tuple(unread))


def _has_identity(row: Row) -> bool:
    return any(isinstance(cell, str) and is_identity(cell) for cell in row.cells)


def _unread(heading: Heading, vocabulary: KindVocabulary) -> bool:
    """Whether nothing is read from a column that may say something: not understood, or said not to be."""
    if heading.column is None:
        return not vocabulary.ignored(heading.text)
    return heading.column.startswith(UNREAD)


def leading(headings: Iterable[Heading], vocabulary: KindVocabulary, most: int) -> list[Heading]:
    """The columns of a sheet without those we wrote beside rows given back; of more than `most` those that
    are understood, then the first of the others.
    """
    theirs = [each for each in headings if vocabulary.ignored(each.text) != RETURNED]
    known = [each for each in theirs if each.column][:most]
    others = [each for each in theirs if not each.column][: most - len(known)]
    return sorted([*known, *others], key=lambda each: each.position)


def understood(table: Table, vocabulary: KindVocabulary) -> int:
    """How many columns of a sheet a kind reads: those it only knows and leaves aside do not speak for it."""
    return sum(not vocabulary.columns[key].ignored for key in table.keys)


def _first_texts(sheet: Sheet) -> list[str]:
    return [str(cell).strip() for cell in sheet.rows[0].cells if cell is not None and str(cell).strip()]


def _lacking(sheets: Sequence[Sheet], found: Sequence[Layout], columns: Columns) -> list[str]:
    """Standard headings that the sheet nearest to some kind lacks."""
    lacking = []
    for layout in found:
        for sheet in sheets:
            table = layout.vocabulary.table(sheet, columns.get(sheet.name))
            keys = set(table.keys) if table else set()
            lacking.append(
                (len(layout.vocabulary.lacking(keys)), -len(keys), layout.vocabulary.lacking(keys))
            )
    return min(lacking, default=(0, 0, found[0].vocabulary.lacking(set())))[2]


def _check(layout: Layout) -> None:
    """Refuse a file in which two columns bear the same heading, or that has headings and no rows."""
    for table in layout.tables:
        for heading in table.headings:
            twin = heading.suggestion and table.heading(heading.suggestion)
            if heading.column is None and twin and normalise(twin) == normalise(heading.text):
                raise FileRefused("heading_twice", sheet=shown(table.sheet), column=shown(heading.text))
    if not any(table.rows for table in layout.tables):
        raise FileRefused("rows_missing")
