"""The app's own data files: names and sentences."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def read_data(name: str) -> dict[str, Any]:
    """The content of a TOML file of `data/`, e.g. "names"; read once."""
    file = resources.files("jiceng.apps.demonstration") / "data" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
