"""Every change of the published file gives it another mark, whoever made it and however."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from jiceng.apps.publications import changes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of SQLite with a table."""
    path = tmp_path / "published.sqlite3"
    write(path, "CREATE TABLE said (words)")
    return path


def write(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement)


def mark(path: Path) -> tuple[object, ...]:
    found = last_change(f"file:{path}?mode=ro")
    assert found is not None
    return found.mark


def last_change(name: str) -> changes.Change | None:
    return changes._in_file(SimpleNamespace(settings_dict={"NAME": name}))  # type: ignore[arg-type]


def test_a_write_gives_another_mark_and_a_read_none(file: Path) -> None:
    before = mark(file)
    write(file, "SELECT * FROM said")
    assert mark(file) == before
    write(file, "INSERT INTO said VALUES ('x')")
    assert mark(file) != before


def test_a_copy_put_in_place_has_another_mark_even_where_it_counts_and_lies_as_the_last(file: Path) -> None:
    """Copies count their changes from one; the second after another may get its place on the disk."""
    before = mark(file)
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    assert mark(file) != before


def test_without_the_file_there_is_no_mark(tmp_path: Path) -> None:
    assert last_change(str(tmp_path / "none")) is None
