"""A program with one command module in it, for trials inside the test's own process."""

from types import ModuleType

import typer


def program_of(module: ModuleType) -> typer.Typer:
    """The command line as it is when that command is asked."""
    program = typer.Typer()
    program.callback()(_nothing)
    module.register(program)
    return program


def _nothing() -> None:
    """So that one command alone is still named."""
