"""How far a long command is, on a terminal's standard error; a file or a pipe is told nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from jiceng.apps.jobs.progress import Tell


@contextmanager
def shown_progress(title: str) -> Iterator[Tell]:
    """A bar under `title` for as long as the block lasts; yields what is told (step, done, total).

    It moves without end until a total is told.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _silent
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(title, total=None)

        def tell(_step: str, done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total or None)

        yield tell


def _silent(_step: str, _done: int, _total: int) -> None:
    """Nobody reads along."""
