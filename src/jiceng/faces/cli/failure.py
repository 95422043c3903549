"""What went wrong, said on standard error in plain words."""

import typer

from jiceng.faces.shared.sentences import sentence
from jiceng.kernel.errors import JicengError


def report(error: JicengError) -> None:
    """The sentence of an error of ours."""
    typer.secho(sentence(error), err=True, fg=typer.colors.RED)


def report_database(error: Exception) -> None:
    """The database's own first line: it cannot be reached, is locked or full; its keeper can mend that."""
    first = str(error).strip().splitlines()[:1]
    said = first[0] if first else type(error).__name__
    words = f"数据库无法使用:{said}\nThe database cannot be used: {said}"
    typer.secho(words, err=True, fg=typer.colors.RED)
