"""What all tests share: the browser, and the data folder that lies beside the repository."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import SimpleTestCase
from hypothesis import settings as hypothesis_settings

# The machine is shared: how long one example takes says nothing about the code.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

pytest_plugins = ["tests.county", "tests.machine"]

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On another database than SQLite only what asks a database is run once more."""
    if "JICENG_TEST_DATABASE_URL" in os.environ:
        config.hook.pytest_deselected(items=[item for item in items if not _asks_a_database(item)])
        items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    made_by_django = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return made_by_django or "_django_db_helper" in fixtures or bool(item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The published data and standards' vectors handed to the project: `shared/data` beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.fail(f"the data folder is missing: {folder}")
    return folder


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, which makes no connections of its own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("chromium is not installed; `make test` says how")
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    return {"executable_path": found, "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A secretary's phone; a test of the desk asks for its own size."""
    return {"viewport": {"width": 360, "height": 740}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
