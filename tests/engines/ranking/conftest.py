"""The rankings of the literature handed to the project."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Dataset = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def dataset(data_folder: Path) -> Dataset:
    """A data set by name."""

    def read(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((data_folder / "ranking" / f"{name}.json").read_text("utf-8"))
        return found

    return read
