"""What is installed is what was looked at: every requirement is pinned and locked by hash."""

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT

FOLDER = ROOT / "requirements"
LOCKS = sorted(path.name for path in FOLDER.glob("*.txt"))
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.+!-]+) \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
ASKED = re.compile(r"[A-Za-z0-9-]+")


def pins(name: str) -> dict[str, str]:
    """Package → version of a lock."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return {found["name"]: found["version"] for line in lines if (found := PIN.fullmatch(line))}


def _asked(path: Path) -> set[str]:
    """Packages an .in file names, of the files it includes too."""
    names: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            names |= _asked(FOLDER / line[3:].strip())
        elif not line.startswith("-c ") and (found := ASKED.match(line)):
            names.add(found[0].lower())
    return names


def test_every_list_has_its_lock() -> None:
    assert {path.stem for path in FOLDER.glob("*.in")} == {Path(name).stem for name in LOCKS}
    assert {"base.txt", "dev.txt", "uv.txt", "postgresql.txt"} <= set(LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_by_hash(name: str) -> None:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if line and not (PIN.fullmatch(line) or HASH.fullmatch(line))]
    assert not odd, odd
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        assert not PIN.fullmatch(line) or HASH.fullmatch(following), line


@pytest.mark.parametrize("name", LOCKS)
def test_lock_covers_its_list(name: str) -> None:
    assert _asked(FOLDER / f"{Path(name).stem}.in") <= set(pins(name))


@pytest.mark.parametrize("name", [name for name in LOCKS if name not in {"dev.txt", "bench.txt"}])
def test_tests_run_on_the_versions_that_are_shipped(name: str) -> None:
    tested = pins("dev.txt")
    assert {package: tested.get(package) for package in pins(name)} == pins(name)
