"""The command line run inside the test's process, as a person at the terminal would see it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from jiceng.faces.cli.application import run


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit status and what it said."""

    status: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def jiceng(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `jiceng ARGUMENTS` on the test's database."""
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(arguments)
        said = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), said.out, said.err)

    return command
