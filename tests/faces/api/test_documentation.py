"""Every example of docs/api.md runs against a running server, and gives what it promises."""

import json
import os
import re
import subprocess
import sys

import pytest
from pytest_django.live_server_helper import LiveServer

from jiceng.faces.api.problems import PROBLEMS
from tests.county import County
from tests.faces.api.conftest import token_for
from tests.house.repository import ROOT

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SHELL = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def surroundings(live_server: LiveServer, county: County) -> dict[str, str]:
    """What the examples are told of: where, with which key, of which unit."""
    key = token_for(county, "shangyao", "上窑村")
    own = {"JICENG": live_server.url, "KEY": key, "UNIT": "990525100200", "no_proxy": "127.0.0.1,localhost"}
    return {**os.environ, **own}


def run(command: list[str], surroundings: dict[str, str]) -> str:
    """What an example writes. Fails when it does."""
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_example_runs(surroundings: dict[str, str]) -> None:
    unit, below, due, why, made = [json.loads(run(["bash", "-c", line], surroundings)) for line in SHELL]
    assert unit["code"] == "990525100200"
    assert [each["code"] for each in below["items"]] == ["990525100200"]
    assert [each["state"] for each in due["items"]] == ["due"]
    assert (why["state"], why["acts"]) == ("due", [])
    assert (made["state"], made["present"]) == ("held", 8)
    again = json.loads(run(["bash", "-c", SHELL[-1]], surroundings))
    assert again["id"] == made["id"]
    assert [run([sys.executable, "-c", code], surroundings) for code in PYTHON] == ["9\n"]


def test_every_status_is_described() -> None:
    assert {int(each) for each in re.findall(r"^\| (\d{3}) \|", PAGE, re.MULTILINE)} == PROBLEMS
