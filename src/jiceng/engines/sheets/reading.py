"""The trusting side of the pipe: starts the worker, takes its lines, believes only what it can check."""

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jiceng.engines.sheets.workbook import Limits, Merge, Row, Sheet, unpack_cell
from jiceng.kernel.errors import FileRefused

_WORKER = "jiceng.engines.sheets.worker"
_SUFFIXES = {".xlsx", ".xls", ".et", ".ods", ".csv", ".txt"}
_MACRO_SUFFIXES = {".xlsm", ".xltm", ".xlam"}


def read_workbook(path: Path, limits: Limits | None = None, name: str = "") -> list[Sheet]:
    """Read every worksheet of a file in a process of its own, bound by `limits`. Leaves nothing behind.

    Read are .xlsx, .xls and .et (BIFF5, BIFF8), .ods, and text (.csv, .txt: UTF-8, UTF-16, GB18030; comma,
    semicolon or tab). Which of them a file is decides its content; the name only has to be one of these.

    Parameters: `path` of the file, which is opened here and handed over open; `limits`, the default ones
    when None; `name`, what the file is called where its path does not say.
    Returns the sheets in the file's order; a text file is one sheet named as the file is. Formulas come as
    the values the file keeps beside them, errors (#N/A) as text; no link is followed.
    Raises `FileRefused`: file_missing, file_empty, file_wrong_type, file_is_web_page, file_too_large,
    file_encrypted, file_truncated, file_has_macros, file_has_doctype, file_unpacks_too_large,
    file_too_many_cells, file_too_many_columns, cell_too_long, quote_unclosed; file_refused when the process
    had to be stopped.
    """
    bounds, called = limits or Limits(), Path(name or path.name)
    _check_suffix(called.suffix.lower())
    with _opened(path, bounds) as file, closing(_worker_lines(file, bounds)) as lines:
        return _sheets(lines, called.stem)


def _check_suffix(suffix: str) -> None:
    """Let a file pass that calls itself a table."""
    if suffix not in _SUFFIXES:
        raise FileRefused("file_has_macros" if suffix in _MACRO_SUFFIXES else "file_wrong_type")


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[int]:
    """Descriptor of the file, if it is a plain file of a bearable size; a pipe or device is never waited
    for.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        raise FileRefused("file_missing") from None
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise FileRefused("file_missing")
        if about.st_size > limits.file_bytes:
            raise FileRefused("file_too_large", megabytes=limits.file_bytes >> 20)
        yield descriptor
    finally:
        os.close(descriptor)


def _worker_lines(file: int, limits: Limits) -> Generator[Any, None, None]:
    """What the worker says, line by line; it is stopped and waited for, however this ends."""
    command = [sys.executable, "-I", "-m", _WORKER, json.dumps(asdict(limits))]
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
    )
    stop = threading.Timer(limits.seconds, process.kill)
    stop.start()
    try:
        for line in process.stdout or ():
            yield _parsed(line)
    finally:
        stop.cancel()
        process.kill()
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # stopped in the middle of a line
        raise FileRefused("file_refused") from None


def _sheets(lines: Iterator[Any], stem: str) -> list[Sheet]:
    """Sheets from the worker's lines, one without a name called `stem`. Raises what it refused; file_refused
    when the last line is lacking.
    """
    found: list[tuple[str, bool, list[Row], list[Merge]]] = []
    for line in lines:
        if isinstance(line, list):
            number, cells = line
            found[-1][2].append(Row(number, tuple(map(unpack_cell, cells))))
        elif "sheet" in line:
            found.append((line["sheet"] or stem, line["hidden"], [], []))
        elif "merges" in line:
            found[-1][3].extend((top, left, bottom, right) for top, left, bottom, right in line["merges"])
        elif "refused" in line:
            raise FileRefused(line.pop("refused"), **line)
        else:
            return [Sheet(name, tuple(rows), hidden, tuple(merges)) for name, hidden, rows, merges in found]
    raise FileRefused("file_refused")
