"""Whoever else has an account on the machine reads nothing of the office's."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiceng.config.data_folder import keep_private


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_folder_and_all_in_it_are_the_owners(tmp_path: Path) -> None:
    keep_private(tmp_path / "office" / "var")
    (tmp_path / "office" / "var" / "jiceng.sqlite3").write_text("")
    assert mode(tmp_path / "office" / "var") == 0o700
    assert mode(tmp_path / "office" / "var" / "jiceng.sqlite3") == 0o600


def test_a_database_left_open_is_closed(tmp_path: Path) -> None:
    for name in ("jiceng.sqlite3", "jiceng.sqlite3-wal"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o664)
    tmp_path.chmod(0o750)
    keep_private(tmp_path)
    assert {mode(tmp_path / name) for name in ("jiceng.sqlite3", "jiceng.sqlite3-wal")} == {0o600}
    assert mode(tmp_path) == 0o750


def test_a_folder_that_cannot_be_made_is_told_of_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep_private(tmp_path / "file" / "var")
