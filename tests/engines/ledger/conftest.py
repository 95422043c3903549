"""The standards' vectors."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def vectors(data_folder: Path) -> Path:
    """Their folder."""
    return data_folder / "vectors"
