"""The limited process: opens the workbook on standard input, writes JSON lines on standard output, knows
nothing else.

Run as `python -I -m jiceng.engines.sheets.worker LIMITS`, LIMITS being the JSON of a `Limits`. Imports no
Django.
Lines: {"sheet", "hidden"} begins a sheet; [number, cells] is a row; last comes {"done": true} or
{"refused": code, …}. Without a last line the process was stopped.
"""

import json
import resource
import signal
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any, cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from jiceng.engines.sheets.workbook import Limits, pack_cell
from jiceng.kernel.errors import FileRefused

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BATCH = 500


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


def check_package(file: IO[bytes], limits: Limits) -> None:
    """Refuse what is not a plain .xlsx before it is parsed. Raises `FileRefused` with the code that says
    what it is.
    """
    start = file.read(8)
    file.seek(0)
    if start == _COMPOUND:
        raise FileRefused("file_encrypted" if _ENCRYPTED in file.read() else "file_wrong_type")
    if not start.startswith(_ZIP):
        raise FileRefused("file_wrong_type")
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError):
        raise FileRefused("file_truncated") from None
    names = {part.filename.lower().lstrip("/") for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefused("file_wrong_type")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused("file_has_macros")
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise FileRefused("file_unpacks_too_large")
    file.seek(0)


def read_lines(file: IO[bytes], limits: Limits) -> Iterator[Any]:
    """The workbook as lines to be written. Raises `FileRefused` when a limit is passed or the file is
    damaged.
    """
    check_package(file, limits)
    counted = {"rows": 0, "cells": 0, "texts": 0}
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            for index, about in enumerate(workbook.sheets_metadata):
                if about.typ == SheetTypeEnum.WorkSheet:
                    yield {"sheet": about.name, "hidden": about.visible != SheetVisibleEnum.Visible}
                    yield from _rows(workbook.get_sheet_by_index(index), limits, counted)
    except CalamineError:
        raise FileRefused("file_truncated") from None


def _rows(sheet: CalamineSheet, limits: Limits, counted: dict[str, int]) -> Iterator[list[Any]]:
    """Rows that hold something, numbered as the office sees them, their cells from column A on."""
    left = sheet.start[1] if sheet.start else 0  # empty rows above come along, empty columns before do not
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [pack_cell(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        counted["rows"] += 1
        counted["cells"] += len(cells)
        if counted["rows"] > limits.rows or counted["cells"] > limits.cells:
            raise FileRefused("file_too_many_cells", rows=limits.rows, cells=limits.cells)
        lengths = [len(cell) for cell in cells if isinstance(cell, str)]
        if max(lengths, default=0) > limits.text:
            raise FileRefused("cell_too_long", row=number, limit=limits.text)
        counted["texts"] += sum(lengths)
        if counted["texts"] > limits.texts:
            raise FileRefused("file_unpacks_too_large")
        yield [number, [None] * left + cells]


def write_lines(file: IO[bytes], output: IO[bytes], limits: Limits) -> None:
    """Everything of the workbook, in batches of lines; the last line says how it ended."""
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
