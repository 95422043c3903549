"""Files that mean harm: refused with the right word, soon, within their memory, and nothing stays behind."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jiceng.engines.sheets import Limits, read_workbook
from jiceng.kernel.errors import FileRefused
from tests.engines.sheets import hostile, hostile_legacy, hostile_opendocument, hostile_texts

ROOT = Path(__file__).resolve().parents[3]
MODULES = (hostile, hostile_texts, hostile_legacy, hostile_opendocument)
CASES = [(make, codes) for module in MODULES for make, codes in module.REFUSED.items()]
NAMES = [f"{make.__module__.rpartition('.')[2]}-{make.__name__}" for make, _ in CASES]
SECONDS, LONGEST = 5, 20 + 1  # computed, all told; and on the clock of a machine that is busy
MEMORY = 256 << 20
DAMAGED = {
    "file_truncated",
    "file_wrong_type",
    "file_refused",
    "file_encrypted",
    "file_unpacks_too_large",
    "file_too_many_cells",
    "cell_too_long",
}


def probe(path: Path, folder: Path) -> dict[str, Any]:
    """What reading a file came to and cost, as a process that does nothing else finds."""
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TMPDIR": str(folder), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "tests.engines.sheets.probe", str(path)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, timeout=60, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("make", "codes"), CASES, ids=NAMES)
def test_a_hostile_file_is_refused_soon_and_leaves_nothing(
    make: hostile.Maker, codes: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "file.xlsx"
    make(path)
    folder = tmp_path / "temporary"
    folder.mkdir()
    found = probe(path, folder)
    assert found.pop("refused", None) in codes
    assert found.pop("cpu_seconds") < SECONDS
    assert found.pop("seconds") < LONGEST
    assert found.pop("peak_bytes") < MEMORY
    assert found == {"files_left": 0, "children_left": []}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    office_files: Path, tmp_path: Path, suffix: str
) -> None:
    honest = (office_files / f"kinds.{suffix}").read_bytes()
    chance = random.Random(2026)
    path = tmp_path / f"file.{suffix}"
    codes = set()
    for _ in range(12):
        content = bytearray(honest)
        for _ in range(chance.choice((1, 5, 25))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content)
        try:
            read_workbook(path)
        except FileRefused as refusal:
            codes.add(refusal.code)
    assert codes
    assert codes <= DAMAGED


def test_there_are_many_hostile_files() -> None:
    assert len(CASES) >= 60
    assert all(make.__doc__ for make, _ in CASES)


def refusal(path: Path, limits: Limits | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_workbook(path, limits)
    return caught.value


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xls"
    os.mkfifo(pipe)
    folder = tmp_path / "folder.ods"
    folder.mkdir()
    device = tmp_path / "device.csv"
    device.symlink_to("/dev/zero")
    for path in (pipe, folder, device, tmp_path / "none.xlsx", Path("nul\0.xlsx")):
        assert refusal(path).code == "file_missing"


@pytest.mark.parametrize("suffix", [".wps", ".doc", ".pdf", ".fods", ".xlsb", ".exe", ""])
def test_another_ending_is_refused_whatever_is_inside(tmp_path: Path, suffix: str) -> None:
    hostile.plain_workbook(tmp_path / "file.xlsx")
    path = (tmp_path / "file.xlsx").rename(tmp_path / f"file{suffix}")
    assert refusal(path).code == "file_wrong_type"


def test_the_ending_of_a_workbook_with_macros_is_refused(tmp_path: Path) -> None:
    hostile.plain_workbook(tmp_path / "file.xlsx")
    path = (tmp_path / "file.xlsx").rename(tmp_path / "FILE.XLSM")
    assert refusal(path).code == "file_has_macros"


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    hostile.plain_workbook(path)
    assert refusal(path, Limits(file_bytes=100)).code == "file_too_large"


def test_a_worker_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    rows = "<row><c><v>1</v></c></row>" * 150_000
    hostile.package(path, hostile.SHEET_START + rows + hostile.SHEET_END)
    assert refusal(path, Limits(seconds=0)).code == "file_refused"
    assert refusal(path, Limits(cpu_seconds=0)).code == "file_refused"
    assert refusal(path, Limits(memory_bytes=24 << 20)).code == "file_refused"
