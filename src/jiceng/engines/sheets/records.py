"""Which rows below a header are records, and what the others are.

The law, in this order (`Sorter`):

1. Nothing, or nothing but a running number: an empty form.
2. A line of the header again, in its place; below a header, a line that numbers the columns. Headings in
   other places begin another table: it and all below it is left out, for its columns mean other things.
3. The first text is a total (合计, 共 12 人; 南村镇小计 if all else are figures), or one of the next few is the
   bare word; the first text is a note (注:…), a signature (填表人:…), marks an example or, like the next,
   only says 必填. A total, note or signature beside an identity number is none: that is a person's row.
4. One text alone is the sheet's title again, or prose or a day (a note), or a group of what follows. It is a
   group when it is merged over two headings or more, stands in the column of running numbers or left of all
   headings, or shows by itself that it names one: numbered (一、), counted (23人), called a list (柳林村党员名册),
   or ending with one of the caller's unit words where no merged cell reaches in from above. Such a title
   above the header is the first group. Otherwise it is a record with the rest left empty: a name alone under
   姓名 is a person whose row has faults, and is not lost.
5. Texts of which none stands under a heading are a note. Everything else is a record.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from jiceng.engines.sheets import words
from jiceng.engines.sheets.headings import Header, Lexicon, normalise, written
from jiceng.engines.sheets.workbook import Cell, Row, Sheet

_NUMBER_HEADINGS = ("序号", "编号", "序", "行号", "no")
_FIRST_TEXTS = 4
_FEW = 3
_ANOTHER = 3
_SHOWN = 200
_ENDS = frozenset("计 \t\n\u3000")


class Why(StrEnum):
    """Why a row is not read as a record."""

    TITLE = "title"
    NOTE = "note"
    TOTAL = "total"
    GROUP = "group"
    REPEATED_HEADING = "repeated_heading"
    EMPTY_FORM = "empty_form"
    ANOTHER_TABLE = "another_table"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no record: its number, its text in one line, and why."""

    number: int
    text: str
    why: Why


@dataclass(frozen=True, slots=True)
class DataRow:
    """A record: the row's number, its cells with merged ones carried down, and the name in the group row
    above it, else in the title of the sheet; "" if none names one.
    """

    number: int
    cells: tuple[Cell, ...]
    group: str


def left_out(row: Row, why: Why) -> LeftOut:
    """A row that is no record, with its distinct texts in one line."""
    line = " ".join(dict.fromkeys(_texts(row).values()))
    return LeftOut(row.number, line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…", why)


def _texts(row: Row) -> dict[int, str]:
    return {at: text for at, cell in enumerate(row.cells) if (text := written(cell))}


class Sorter:
    """Tells the records of one table from the other rows below its header.

    Parameters: the `sheet` and its `header`, the `lexicon` it was found by; `unit_words`, word endings that
    make a lone text a group; `carried`, what merged cells carry into a row, by its number and column.
    """

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        lexicon: Lexicon,
        unit_words: Sequence[str],
        carried: Mapping[int, Mapping[int, Cell]],
    ) -> None:
        self._lexicon, self._unit_words, self._carried = lexicon, unit_words, carried
        heads = [row for row in sheet.rows if header.first <= row.number <= header.last]
        self._lines = [{at: normalise(text) for at, text in _texts(row).items()} for row in heads]
        above = (set(_texts(row).values()) for row in sheet.rows if row.number < header.first)
        self._titles = {normalise(text): text for texts in above if len(texts) == 1 for text in texts}
        captions = header.captions.items()
        self._headed = {at for at, caption in captions if caption.own}
        self._numbered = {at for at, each in captions if normalise(each.lines[-1]) in _NUMBER_HEADINGS}
        self._first = min(self._headed - self._numbered, default=0)
        self._merged = {(merge[0], merge[1]): merge[3] for merge in sheet.merges if merge[3] > merge[1]}
        self._few = min(_FEW, len(self._headed) - 1)
        self._striking = self._first_look()

    def _first_look(self) -> re.Pattern[str]:
        """What a first text has that may be no record's; most have not, and are looked at no further."""
        names = {
            *self._lexicon.names,
            *_NUMBER_HEADINGS,
            *(text for line in self._lines for text in line.values()),
        }
        letters = {name[0] for name in names if name} | set(words.FIRST_LETTERS)
        begins = rf"[{re.escape(''.join(letters))}]|\d{{1,2}}[.、)]"
        return re.compile(
            rf"\s*+(?:$|{begins}|.*[::((]|.*[{words.LAST_LETTERS}]\s*$)", re.IGNORECASE | re.DOTALL
        )

    def sort(self, rows: Sequence[Row]) -> tuple[list[DataRow], list[LeftOut]]:
        """The records, each with its group, and the rest."""
        records: list[DataRow] = []
        others: list[LeftOut] = []
        group, last = self._opening(), cast("Why | None", Why.REPEATED_HEADING)
        for index, row in enumerate(rows):
            last = self._why(row, last)
            if last is None:
                records.append(DataRow(row.number, self._full(row), group))
            elif last is Why.ANOTHER_TABLE:
                others += [left_out(each, last) for each in rows[index:]]
                break
            else:
                others.append(left_out(row, last))
                group = self._group(row) if last is Why.GROUP else group
        return records, others

    def _full(self, row: Row) -> tuple[Cell, ...]:
        """The cells with carried values where they are empty."""
        carried = self._carried.get(row.number)
        if carried is None:
            return row.cells
        full = [*row.cells, *[None] * (max(carried) + 1 - len(row.cells))]
        for column, value in carried.items():
            if full[column] is None:
                full[column] = value
        return tuple(full)

    def _opening(self) -> str:
        """The group the last of the titles above names: 柳林村党员名册 is a list of 柳林村."""
        for text in reversed(self._titles.values()):
            if words.names_group(text, self._unit_words) and not (
                words.is_note(text) or words.is_sentence(text)
            ):
                return words.group_name(text)
        return ""

    def _why(self, row: Row, before: Why | None) -> Why | None:
        """Why the row is no record, given the one before; None when it is one."""
        cells = row.cells
        if before is None and len(cells) - cells.count(None) > self._few and not self._is_striking(cells):
            return None
        texts = _texts(row)
        said = self._said(texts)
        if not said or (len(said) == 1 and self._only_numbers(said)):
            return Why.EMPTY_FORM
        return (
            self._heads(texts, before is Why.REPEATED_HEADING)
            or self._worded(list(said.values()))
            or self._alone(row.number, said, before)
        )

    def _said(self, texts: Mapping[int, str]) -> dict[int, str]:
        """A row's texts without its running number."""
        return {
            at: text for at, text in texts.items() if at not in self._numbered or not words.is_number(text)
        }

    def _is_striking(self, cells: Iterable[Cell]) -> bool:
        """Whether the first text after a number, or the last letter of the next few, may be of another row
        than a record.
        """
        seen = 0
        for cell in cells:
            if type(cell) is not str or (not seen and cell.isdecimal()):
                continue
            if (cell[-1:] in _ENDS) if seen else self._striking.match(cell[: words.LONGEST]):
                return True
            seen += 1
            if seen == _FIRST_TEXTS:
                break
        return False

    def _only_numbers(self, said: Mapping[int, str]) -> bool:
        """Whether a lone value is a number left of all others: running numbers need no heading."""
        ((at, text),) = said.items()
        return at <= min(self._headed) and words.is_number(text)

    def _heads(self, texts: Mapping[int, str], below_header: bool) -> Why | None:
        """Whether the row is a line of the header again, numbers the columns, or heads another table."""
        first = next(iter(texts))
        plain = normalise(texts[first])
        if any(line.get(first) == plain for line in self._lines):
            shown = {at: normalise(text) for at, text in texts.items()}
            same = max(sum(line.get(at) == text for at, text in shown.items()) for line in self._lines)
            if same == len(texts) or (same >= _FEW and same * 2 >= len(texts)):
                return Why.REPEATED_HEADING
        if below_header and words.is_column_numbers(list(texts.values())):
            return Why.REPEATED_HEADING
        if self._lexicon.key(texts[first]) or plain in _NUMBER_HEADINGS:
            keys = {self._lexicon.key(text) for text in texts.values()} - {None}
            if len(keys) >= _ANOTHER and len(keys) * 2 >= len(texts):
                return Why.ANOTHER_TABLE
        return None

    def _worded(self, texts: Sequence[str]) -> Why | None:
        """What the first words of the row make it."""
        first, *others = texts
        near = others[: _FIRST_TEXTS - 1]
        if words.is_example(first) or all(map(words.is_hint, (first, *near))):
            return Why.NOTE
        if any(map(words.is_identity, others)):
            return None
        if words.is_total(first) or words.is_total_of(first, others) or any(map(words.is_sum, near)):
            return Why.TOTAL
        return Why.NOTE if words.is_note(first) else None

    def _alone(self, number: int, said: Mapping[int, str], before: Why | None) -> Why | None:
        """What a row with one text is; its ordinal, its count and its repetition do not matter."""
        name = self._name(said)
        if name is None or words.is_number(name[1]):
            return None if self._headed.intersection(said) else Why.NOTE
        at, text = name
        wide = len(self._headed.intersection(range(at, self._merged.get((number, at), at) + 1))) > 1
        if words.is_day(text) and (wide or at != self._first):
            return Why.NOTE
        named = words.names_group(text, self._unit_words)
        if normalise(text) in self._titles and (words.is_list(text) or not named):
            return Why.TITLE
        if words.is_sentence(text) or (before is Why.NOTE and words.is_listed(text)):
            return Why.NOTE
        aside = at in self._numbered or at < min(self._headed)
        if wide or aside or len(said) > 1 or (named and number not in self._carried):
            return Why.GROUP
        return None if at in self._headed else Why.NOTE

    def _name(self, said: Mapping[int, str]) -> tuple[int, str] | None:
        """The one text of a row and where it begins, beside an ordinal before it and a count after it."""
        texts = list(dict.fromkeys(said.values()))
        if len(texts) > 1 and next(iter(said)) in self._numbered and words.is_ordinal(texts[0]):
            texts = texts[1:]
        if len(texts) > 1 and words.is_count(texts[-1]):
            texts = texts[:-1]
        return next((at, text) for at, text in said.items() if text == texts[0]) if len(texts) == 1 else None

    def _group(self, row: Row) -> str:
        name = self._name(self._said(_texts(row)))
        return words.group_name(name[1]) if name else ""
