"""What a file has cost so far, row by row: one law for every format."""

from collections.abc import Iterable
from typing import Any

from jiceng.engines.sheets.workbook import Limits, Merge
from jiceng.kernel.errors import FileRefused


class Tally:
    """Counts rows, cells and characters of one file against its limits. `limits` may be read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._rows = self._cells = self._texts = self._merged = 0
        self._last_row = self._width = 0

    def begin_sheet(self) -> None:
        """From here on rows are those of another sheet."""
        self._last_row = self._width = 0

    def row(self, number: int, cells: list[Any]) -> list[Any] | None:
        """The row as a line for the pipe, without empty cells at its end; None for an empty one.

        Parameters: `number` as the office counts; `cells`, packed, from column A on.
        Raises `FileRefused`: file_too_many_columns, file_too_many_cells, cell_too_long,
        file_unpacks_too_large.
        """
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return None
        if len(cells) > self.limits.columns:
            raise FileRefused("file_too_many_columns", limit=self.limits.columns)
        self._rows += 1
        self._add_cells(len(cells))
        lengths = [len(cell) for cell in cells if isinstance(cell, str)]
        if max(lengths, default=0) > self.limits.text:
            raise FileRefused("cell_too_long", row=number, limit=self.limits.text)
        self._texts += sum(lengths)
        if self._texts > self.limits.texts:
            raise FileRefused("file_unpacks_too_large")
        self._last_row, self._width = number, max(self._width, len(cells))
        return [number, cells]

    def merges(self, ranges: Iterable[Merge]) -> list[Merge]:
        """Merged ranges of the sheet whose rows have all been counted, cut to what holds something.

        Raises `FileRefused("file_too_many_cells")` when they cover more than a sheet may hold, which only
        ranges on top of one another do.
        """
        found = []
        for first_row, first_column, last_row, last_column in ranges:
            cut = first_row, first_column, min(last_row, self._last_row), min(last_column, self._width - 1)
            if cut[0] <= cut[2] and cut[1] <= cut[3] and cut[:2] != cut[2:]:
                self._merged += (cut[2] - cut[0] + 1) * (cut[3] - cut[1] + 1)
                if self._merged > self.limits.cells:
                    raise self.too_many()
                found.append(cut)
        return found

    def _add_cells(self, count: int) -> None:
        self._cells += count
        if self._rows > self.limits.rows or self._cells > self.limits.cells:
            raise self.too_many()

    def too_many(self) -> FileRefused:
        """The error for more rows or cells than may be."""
        return FileRefused("file_too_many_cells", rows=self.limits.rows, cells=self.limits.cells)
