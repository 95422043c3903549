"""Every setting is declared once, documented in both languages, and read nowhere else."""

import ast
from pathlib import Path

from jiceng.config.environment import declared_settings
from tests.house.repository import ROOT, files_below, tree

PAGE = ROOT / "docs" / "operations.md"
DECLARES = Path("src/jiceng/config/environment.py")


def test_every_setting_is_documented() -> None:
    rows = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            rows[cells[0].strip("`")] = cells[1:]
    declared = {entry["name"]: entry for entry in declared_settings()}
    assert set(rows) == set(declared)
    for name, entry in declared.items():
        default = "—" if entry["default"] is None else f"`{entry['default']}`"
        assert rows[name] == [default, entry["zh"], entry["en"]], name


def test_nothing_else_reads_the_environment() -> None:
    found = []
    for name in files_below("src"):
        for node in ast.walk(tree(name)):
            called = node.attr if isinstance(node, ast.Attribute) else None
            imported = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
            if called in {"environ", "getenv", "environb"} or imported & {"environ", "getenv", "environb"}:
                found.append(name)
    assert set(found) == {DECLARES}
