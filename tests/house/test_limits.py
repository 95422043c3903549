"""The house limits, counted.

`# house: <reason>` on the line of the thing, or on the first line of its file, lifts a limit.
"""

import ast
import re
from pathlib import Path

from tests.house.repository import (
    files,
    files_below,
    functions,
    is_lifted,
    public_functions,
    text,
    tree,
)

FUNCTION_LINES = 40
CORE_FUNCTION_LINES = 25
FILE_LINES = 400
TEST_FILE_LINES = 600
LINE_LENGTH = 110
COUNTED = {".py", ".html", ".css", ".js", ".sh", ".svg", ".txt"}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}


def _python() -> list[Path]:
    """Written by people: generated migrations are not."""
    written = files_below("src", "tests", "scripts", "benchmarks")
    return [name for name in written if "migrations" not in name.parts]


def _is_core(name: Path) -> bool:
    return name.parts[2:3] in {("kernel",), ("engines",)} and name.parts[0] == "src"


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return 0 if not body else (function.end_lineno or 0) - body[0].lineno + 1


def test_functions_are_short() -> None:
    found = []
    for name in _python():
        limit = CORE_FUNCTION_LINES if _is_core(name) else FUNCTION_LINES
        for function in functions(name):
            lines = body_lines(function)
            if lines > limit and not is_lifted(name, function.lineno):
                found.append(f"{name}:{function.lineno} {function.name}: {lines} lines, at most {limit}")
    assert not found, "\n".join(found)


def test_files_are_short() -> None:
    found = []
    for name in files():
        if name.suffix not in COUNTED or name.parts[0] not in {"src", "tests", "scripts", "benchmarks"}:
            continue
        limit = TEST_FILE_LINES if name.parts[0] == "tests" else FILE_LINES
        lines = text(name).count("\n")
        if lines > limit and "migrations" not in name.parts and not is_lifted(name):
            found.append(f"{name}: {lines} lines, at most {limit}")
    assert not found, "\n".join(found)


def test_lines_are_short() -> None:
    found = [
        f"{name}:{number} {len(line)} characters"
        for name in _python()
        for number, line in enumerate(text(name).splitlines(), start=1)
        if len(line) > LINE_LENGTH and not is_lifted(name, number)
    ]
    assert not found, "\n".join(found)


def test_public_functions_are_typed() -> None:
    found = []
    for name in files_below("src"):
        if "migrations" in name.parts:
            continue
        for function in public_functions(name):
            given = function.args
            arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
            arguments += [extra for extra in (given.vararg, given.kwarg) if extra]
            bare = [a.arg for a in arguments if a.annotation is None and a.arg not in {"self", "cls"}]
            if bare or function.returns is None:
                found.append(f"{name}:{function.lineno} {function.name}: {', '.join(bare) or 'return'}")
    assert not found, "\n".join(found)


def test_imports_stand_at_the_top() -> None:
    """Django wants an application's receivers imported by `ready` in apps.py: that one place is free."""
    found = []
    for name in _python():
        for function in functions(name):
            if (name.name, function.name) == ("apps.py", "ready"):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) and not (
                    is_lifted(name, node.lineno) or is_lifted(name, function.lineno)
                ):
                    found.append(f"{name}:{node.lineno} in {function.name}")
    assert not found, "\n".join(found)


def test_no_module_imports_the_private_names_of_another() -> None:
    found = [
        f"{name}:{node.lineno} {alias.name}"
        for name in files_below("src")
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jiceng.")
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert not found, "\n".join(found)


def test_what_lies_below_a_unit_is_asked_by_within() -> None:
    """One way to ask for a subtree; LIKE would also take letters of another case."""
    found = [name for name in files_below("src") if re.search(r"path__(i?startswith|contains)", text(name))]
    assert not found


def test_public_functions_say_their_purpose() -> None:
    found = []
    for name in files_below("src"):
        is_service = name.parts[2:3] == ("apps",) and any(part.startswith("services") for part in name.parts)
        if not (_is_core(name) or is_service):
            continue
        found += [
            f"{name}:{function.lineno} {function.name}"
            for function in public_functions(name)
            if not ast.get_docstring(function) and not is_lifted(name, function.lineno)
        ]
    assert not found, "\n".join(found)


def test_every_module_says_what_it_is() -> None:
    found = [
        str(name)
        for name in files_below("src")
        if "migrations" not in name.parts and not ast.get_docstring(tree(name))
    ]
    assert not found, "\n".join(found)


def test_names_say_something() -> None:
    found = [str(name) for name in files() if VAGUE & {name.stem, *name.parent.parts}]
    assert not found, "\n".join(found)


def test_the_measure_itself() -> None:
    """A function of three lines after its docstring counts three, however long the docstring."""
    source = 'def f() -> int:\n    """One.\n\n    Two.\n    """\n    a = 1\n\n    return a\n'
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 3
