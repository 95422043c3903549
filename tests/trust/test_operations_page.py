"""What docs/operations.md and deploy/ tell an office to type, set and copy is there."""

import re
import subprocess
from pathlib import Path

import pytest

from jiceng.config.environment import declared_settings
from jiceng.faces.cli.application import COMMANDS, run
from tests.machine import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DEPLOYED = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "deploy").iterdir()}
ALL = "\n".join([PAGE, *DEPLOYED.values()])


def test_every_setting_named_is_one() -> None:
    declared = {entry["name"] for entry in declared_settings()}
    named = set(re.findall(r"\bJICENG_[A-Z_]+\b", ALL))
    assert named <= declared, named - declared


def test_every_command_named_is_one_and_knows_its_options(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "250")  # wide enough for every option's name
    asked: dict[str, set[str]] = {}
    groups = {command for command in COMMANDS if "Commands" in _help(command, capsys)}
    for command, rest in re.findall(r"\bjiceng (?!基层)([a-z]+)((?: [^`\n,;，；。]*)?)", ALL):
        if command in COMMANDS:
            further = re.match(r" [a-z-]+", rest) if command in groups else None
            whole = command + (further[0] if further else "")
            asked.setdefault(whole, set()).update(re.findall(r"--[a-z-]+", rest))
        else:
            assert command == "jiceng", command
    assert {"backup", "restore", "doctor", "tidy", "work", "serve", "init"} <= set(asked)
    for command, options in asked.items():
        text = _help(command, capsys)
        assert not {each for each in options if each not in text}, command


def _help(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """All of a command's help."""
    with pytest.raises(SystemExit) as ended:
        run([*command.split(), "--help"])
    assert not ended.value.code, command
    return capsys.readouterr().out


def test_every_file_named_is_there() -> None:
    for name in set(re.findall(r"(?:deploy|apps|docs)/[\w./-]+\w", PAGE)):
        assert (ROOT / name).exists() or (ROOT / "src" / "jiceng" / name).exists(), name
    for name in set(re.findall(r"jiceng[\w-]*\.(?:service|timer)", PAGE)):
        assert name in DEPLOYED, name


def test_each_unit_is_named_on_the_page() -> None:
    assert {name for name in DEPLOYED if name not in PAGE} == set()


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for name, text in DEPLOYED.items():
        if name.endswith((".service", ".timer")):
            (tmp_path / name).write_text(text.replace("/opt/jiceng/.venv/bin/jiceng", "/bin/true"))
    units = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
