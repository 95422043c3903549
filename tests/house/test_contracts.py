"""Who may import whom: the contracts hold, cover every folder, and really bite."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import PACKAGE, ROOT, files

TOP = {"kernel", "engines", "apps", "faces", "config", "profiles"}

# (contract, file that breaks it, the import it would add)
BREACHES = [
    ("1. Floors", "kernel/periods.py", "import jiceng.engines"),
    ("1. Floors", "apps/journal/models.py", "import jiceng.faces.shared"),
    ("1. Floors", "a_new_folder/__init__.py", ""),
    ("2. Kernel and engines", "engines/procedure/__init__.py", "import django"),
    ("3. Engines", "engines/other/__init__.py", "import jiceng.engines.procedure"),
    ("4. Apps", "apps/journal/models.py", "import jiceng.apps.people.models"),
    ("6. Faces", "faces/workbench/__init__.py", "import jiceng.faces.cli"),
    ("6. The portal", "faces/portal/__init__.py", "import jiceng.apps.journal.services"),
    ("7. Models", "faces/workbench/__init__.py", "import jiceng.apps.people.models"),
    ("8. Migrations", "apps/journal/migrations/__init__.py", "import jiceng.engines.procedure"),
]


def _lint(folder: Path, source: Path) -> subprocess.CompletedProcess[str]:
    """Runs import-linter in `folder` on the package below `source`."""
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command as c; c()",
    ]
    return subprocess.run(
        [*command, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(source), "PYTHONSAFEPATH": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_hold() -> None:
    done = _lint(ROOT, PACKAGE.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_are_all_there() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    numbers = [contract["name"][0] for contract in settings["tool"]["importlinter"]["contracts"]]
    assert numbers == ["1", "2", "3", "4", "6", "6", "7", "8"]  # 5 comes with the ballot box


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package to break."""
    folder = tmp_path_factory.mktemp("breach")
    shutil.copy(ROOT / "pyproject.toml", folder)
    ignored = shutil.ignore_patterns("__pycache__", "*.mo", "static", "templates")
    shutil.copytree(PACKAGE, folder / "src" / "jiceng", ignore=ignored)
    return folder


@pytest.mark.parametrize(("contract", "name", "added"), BREACHES)
def test_contracts_bite(copied: Path, contract: str, name: str, added: str) -> None:
    path = copied / "src" / "jiceng" / name
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text((before or "") + f"\n{added}\n", encoding="utf-8")
    try:
        done = _lint(copied, copied / "src")
    finally:
        if before is None:
            shutil.rmtree(path.parent)
        else:
            path.write_text(before, encoding="utf-8")
    broken = [line for line in done.stdout.splitlines() if line.startswith(contract) and "BROKEN" in line]
    assert done.returncode != 0
    assert broken, done.stdout


def test_top_folders_are_the_known_ones() -> None:
    found = {name.parts[2] for name in files() if name.parts[:2] == ("src", "jiceng") and len(name.parts) > 3}
    assert found == TOP


def test_profiles_hold_data_alone() -> None:
    found = [str(name) for name in files() if "profiles" in name.parts[:3] and name.suffix.startswith(".py")]
    assert not found, found
