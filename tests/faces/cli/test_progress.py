"""How far a long command is: shown on a terminal, silent in a file; what a command says stays as it was."""

import pytest

from jiceng.faces.cli.progress import shown_progress
from tests.county import County
from tests.faces.cli.conftest import Command


def test_a_terminal_shows_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with shown_progress("正在导入") as tell:
        tell("reading", 0, 0)
        tell("reading", 500, 1000)
    said = capsys.readouterr()
    assert said.out == ""
    assert "正在导入" in said.err
    assert "50%" in said.err


def test_a_file_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress("正在导入") as tell:
        tell("reading", 500, 1000)
    assert capsys.readouterr() == ("", "")


def test_a_rebuild_shows_it(jiceng: Command, county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = jiceng("rebuild")
    assert (plain.status, plain.err) == (0, "")
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = jiceng("rebuild")
    assert "正在计算职责状态" in shown.err
    assert shown.out.split("用时")[0] == plain.out.split("用时")[0]
