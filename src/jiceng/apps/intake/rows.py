"""One row of a spreadsheet: every cell read, every fault noted with its place."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from jiceng.apps.intake.cells import Day, read_day, read_plain
from jiceng.apps.intake.report import Beside, Rejection, shown, shown_id_number
from jiceng.apps.intake.vocabulary import KindVocabulary
from jiceng.engines.sheets import Cell, DataRow, Table
from jiceng.kernel.errors import Invalid

Value = TypeVar("Value")

ID_NUMBER = "id_number"

_NO_MORE = re.compile(r"[(\[【].*(?:除名|开除|转出|死亡|去世|亡故|已故|退党|劝退|停止|失联)")
"""What takes back, in brackets, the word before them: 正式党员(已转出)."""


class RowReader:
    """Reads one row and gathers what is wrong with it in `rejections`.

    `notes` counts, over all rows of a file, what was read with a proviso.
    """

    __slots__ = ("notes", "rejections", "row", "table", "vocabulary")

    def __init__(self, vocabulary: KindVocabulary, table: Table, row: DataRow, notes: Counter[str]) -> None:
        self.vocabulary = vocabulary
        self.table = table
        self.row = row
        self.notes = notes
        self.rejections: list[Rejection] = []

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and row as the office counts."""
        return self.table.sheet, self.row.number

    def has(self, key: str) -> bool:
        """Whether the sheet has the column."""
        return key in self.table.positions

    def cell(self, key: str) -> Cell:
        """The cell of a column; None where the sheet has no such column."""
        return self.table.cell(self.row, key)

    def reject(
        self,
        key: str,
        code: str,
        *,
        suggestion: str = "",
        beside: tuple[Beside, ...] = (),
        answers: tuple[str, ...] = (),
        **data: Any,
    ) -> Rejection:
        """Note a fault of a column; the report shows the cell's value, an identity number masked there and in
        `data`: it may stand in a column it does not belong to.
        """
        show = shown_id_number if key == ID_NUMBER else shown
        rejection = Rejection(
            sheet=shown(self.table.sheet),
            row=self.row.number,
            column=shown(self.table.heading(key) or self.vocabulary.standard(key)),
            value=show(self.cell(key)),
            code=code,
            data={name: shown(told) if isinstance(told, str) else told for name, told in data.items()},
            key=key,
            suggestion=shown(suggestion),
            beside=beside,
            answers=answers,
        )
        self.rejections.append(rejection)
        return rejection

    def reject_twice(
        self, key: str, other: "RowReader", beside: tuple[Beside, ...], answers: tuple[str, ...] = ()
    ) -> Rejection:
        """Note that what the row tells of stands in another row too, shown beside it."""
        sheet, number = other.place
        return self.reject(key, "twice_in_file", beside=beside, answers=answers, sheet=sheet, row=number)

    def read(self, key: str, how: Callable[..., Value], *limits: int) -> Value | None:
        """The column's value; None, with the fault noted, when it cannot be read."""
        try:
            return how(self.cell(key), *limits)
        except Invalid as error:
            data = dict(error.data)
            self.reject(key, error.code, suggestion=data.pop("suggestion", ""), **data)
            return None

    def read_day(self, key: str) -> Day | None:
        """A day or month; of a month it is noted that its first day was taken."""
        found = self.read(key, read_day)
        if found is not None and not found.precise:
            self.notes["day_from_month"] += 1
        return found

    def word(self, key: str) -> str | None:
        """The value a column of few values stands for; "" when the cell is empty, None, with the fault
        noted ("<key>_unreadable"), when it is none of its words.
        """
        text = self.read(key, read_plain)
        if not text:
            return text
        found = None if _NO_MORE.search(text) else self.vocabulary.word(key, text)
        if found is None:
            self.reject(key, f"{key}_unreadable")
        return found
