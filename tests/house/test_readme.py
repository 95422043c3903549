"""README's commands run. Blocks that begin with ```sh hold commands, one a line; `$ ` before one is allowed.

`make …` is asked for its plan (the targets themselves run as the suite and in tests/faces/cli); `jiceng …`
runs for real, in order, on one thrown-away data folder. Anything else must be a known shell word.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT

PAGES = ("README.md", "README.zh.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Words of a shell that prepare, and need no trial.
KNOWN = {"cd", "git", "sudo", "apt-get"}
SERVES = "serve"


def commands(document: str) -> list[str]:
    """All commands of a page, comments left out, continued lines joined."""
    blocks = BLOCK.findall((ROOT / document).read_text(encoding="utf-8"))
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    stripped = [line.strip().removeprefix("$ ") for line in lines]
    return [line for line in stripped if line and not line.startswith("#")]


def _environment(data: Path) -> dict[str, str]:
    """The tester's own, on a thrown-away data folder, with the virtual environment's commands found first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JICENG_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return kept | {"JICENG_DATA": str(data), "PATH": path, "DJANGO_SETTINGS_MODULE": "jiceng.config.settings"}


def _words(command: str) -> tuple[dict[str, str], list[str]]:
    """Settings before the command (NAME=value …) and its words, comment left out."""
    words = shlex.split(command, comments=True)
    settings = {}
    while words and re.match(r"[A-Z_]+=", words[0]):
        name, _, value = words.pop(0).partition("=")
        settings[name] = value
    return settings, words


def run(command: str, data: Path) -> None:
    """Runs one command of README as this file's head says; fails the test when it fails."""
    settings, words = _words(command)
    program = Path(words[0]).name
    assert program in {"make", "jiceng", *KNOWN}, f"README names a command no test knows: {command}"
    if program in KNOWN or (program == "jiceng" and words[1:2] == [SERVES]):
        return
    asked = ["make", "--dry-run", *words[1:]] if program == "make" else ["jiceng", *words[1:]]
    environment = _environment(data) | settings
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.sample
@pytest.mark.parametrize("document", PAGES)
def test_commands_run(document: str, tmp_path: Path) -> None:
    found = commands(document)
    assert found, f"{document} has no block of commands"
    for command in found:
        run(command, tmp_path / "var")


@pytest.mark.parametrize("document", PAGES)
def test_both_promised_commands_are_there(document: str) -> None:
    assert {"make run", "make test"} <= {command.split("#")[0].strip() for command in commands(document)}


def test_both_pages_show_the_same_commands() -> None:
    first, second = ([shlex.split(line, comments=True) for line in commands(document)] for document in PAGES)
    assert first == second


@pytest.mark.parametrize("document", PAGES)
def test_links_lead_somewhere(document: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / document).read_text(encoding="utf-8"))
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert not missing, missing
