"""The repository as the house tests read it: its files, their text and their trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "jiceng"
LIFTED = "# house:"
# What machines make and no one commits; used where git is not at hand (a downloaded archive).
MADE = {".venv", "var", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or waits to be, relative to the root, sorted."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        names = [path.relative_to(ROOT) for path in ROOT.rglob("*") if not MADE & set(path.parts)]
    return tuple(sorted(name for name in set(names) if (ROOT / name).is_file()))


def files_below(*folders: str, suffix: str = ".py") -> list[Path]:
    """Files with the suffix whose first folder is one of `folders`."""
    return [name for name in files() if name.parts[0] in folders and name.suffix == suffix]


@cache
def text(name: Path) -> str:
    """A file's text, or nothing when it is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(name: Path) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text(name), filename=str(name))


def is_lifted(name: Path, line: int = 1) -> bool:
    """Whether a written reason on that line, or on the file's first, lifts the limits."""
    lines = text(name).splitlines() or [""]
    return any(_has_reason(lines[number - 1]) for number in {1, line} if number <= len(lines))


def _has_reason(line: str) -> bool:
    return bool(line.partition(LIFTED)[2].strip())


def functions(name: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file, nested ones too."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public_functions(name: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions of the module and methods of its public classes whose names begin with no underscore."""
    owners: list[ast.Module | ast.ClassDef] = [tree(name)]
    while owners:
        for node in owners.pop().body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                owners.append(node)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                yield node
