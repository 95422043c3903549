"""The limited process: opens the file on standard input, writes JSON lines on standard output, knows nothing
else.

Run as `python -I -m jiceng.engines.sheets.worker LIMITS`, LIMITS being the JSON of a `Limits`. Imports no
Django.
Lines: {"sheet", "hidden"} begins a sheet; [number, cells] is a row; {"merges"} may end the sheet; last comes
{"done": true} or {"refused": code, …}. Without a last line the process was stopped.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from typing import IO, Any, cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from jiceng.engines.sheets import legacy, opendocument, packages
from jiceng.engines.sheets.counting import Tally
from jiceng.engines.sheets.delimited import read_delimited
from jiceng.engines.sheets.workbook import Limits, Merge, pack_cell
from jiceng.kernel.errors import FileRefused

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BATCH = 500
_PANIC = "PanicException"  # of the reading library, over a damaged file; it cannot be imported


def confine(limits: Limits) -> None:
    """Bind this process: memory, computing time, time of day; no files written, no others started, no core
    left.
    """
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
        (resource.RLIMIT_NPROC, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))
    signal.alarm(limits.seconds + 1)  # a worker whose parent is gone ends all the same


def read_lines(file: IO[bytes], limits: Limits) -> Iterator[Any]:
    """The file as lines to be written; what it is decides its content, never its name.

    Raises `FileRefused` when it is nothing that is read here, passes a limit or is damaged.
    """
    tally = Tally(limits)
    start = file.read(len(_COMPOUND))
    file.seek(0)
    if not start:
        raise FileRefused("file_empty")
    if start == _COMPOUND:
        yield from _sheets(legacy.check_workbook(file), tally)
    elif start.startswith(_ZIP):
        yield from _package(file, tally)
    else:
        yield {"sheet": "", "hidden": False}
        yield from read_delimited(file, tally)


def _package(file: IO[bytes], tally: Tally) -> Iterator[Any]:
    """A zip archive: which kind of workbook it is, say its parts."""
    archive = packages.open_package(file, tally.limits)
    names = packages.part_names(archive)
    if "xl/workbook.xml" in names:
        errors = packages.check_workbook(archive)
        yield from _sheets(legacy.Source(packages.errors_as_text(archive) if errors else file, []), tally)
    elif "content.xml" in names and packages.mimetype(archive).startswith(opendocument.MIMETYPE):
        opendocument.check_document(archive)
        yield from opendocument.read_document(archive, tally)
    else:
        raise FileRefused("file_wrong_type")


def _sheets(source: legacy.Source, tally: Tally) -> Iterator[Any]:
    """Sheets the reading library knows how to read."""
    source.file.seek(0)
    try:
        with CalamineWorkbook.from_filelike(source.file) as workbook:
            for index, about in enumerate(workbook.sheets_metadata):
                if about.typ == SheetTypeEnum.WorkSheet:
                    hidden = about.visible != SheetVisibleEnum.Visible
                    yield {"sheet": source.text(about.name), "hidden": hidden}
                    yield from _rows(workbook.get_sheet_by_index(index), tally, source, index)
    except FileRefused:
        raise
    except BaseException as error:
        if isinstance(error, CalamineError) or type(error).__name__ == _PANIC:
            raise FileRefused("file_truncated") from None
        raise


def _rows(sheet: CalamineSheet, tally: Tally, source: legacy.Source, index: int) -> Iterator[Any]:
    """Rows that hold something, numbered as the office sees them, their cells from column A on."""
    tally.begin_sheet()
    errors = source.errors[index] if index < len(source.errors) else {}
    left = sheet.start[1] if sheet.start else 0  # empty rows above come along, empty columns before do not
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [None] * left + [pack_cell(value) for value in values]
        if source.codec:
            cells = [source.text(cell) if isinstance(cell, str) else cell for cell in cells]
        for column, text in errors.get(number - 1, {}).items():
            if column < len(cells):
                cells[column] = text
        if line := tally.row(number, cells):
            yield line
    yield {"merges": tally.merges(map(_merge, sheet.merged_cell_ranges or ()))}


def _merge(found: tuple[tuple[int, int], tuple[int, int]]) -> Merge:
    (first_row, first_column), (last_row, last_column) = found
    return first_row + 1, first_column, last_row + 1, last_column


def write_lines(file: IO[bytes], output: IO[bytes], limits: Limits) -> None:
    """Everything of the file, in batches of lines; the last line says how it ended."""
    batch: list[str] = []
    try:
        for line in read_lines(file, limits):
            batch.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
            if len(batch) == _BATCH:
                output.write(("\n".join(batch) + "\n").encode())
                batch.clear()
        last: dict[str, Any] = {"done": True}
    except FileRefused as refusal:
        last = {"refused": refusal.code, **refusal.data}
    batch.append(json.dumps(last))
    output.write(("\n".join(batch) + "\n").encode())
    output.flush()


def main() -> None:
    """Read standard input under the limits given as the only argument."""
    limits = Limits(**json.loads(sys.argv[1]))
    confine(limits)
    write_lines(cast("IO[bytes]", sys.stdin.buffer), sys.stdout.buffer, limits)


if __name__ == "__main__":
    main()
