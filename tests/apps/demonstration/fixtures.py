"""The whole county for tests that need it: made once a test run, in a file, and copied by each that uses it.

`sample_folder` is the template: a data folder with database, keys and `demonstration.json`; never written
to by a test.
`sample_county` puts a copy of it under this process's own connection until the test module is over.
`made` is a county of two towns, made once a module in this process's own database, each test's changes
undone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase, override_settings
from pytest_django import DjangoDbBlocker

from jiceng.apps.demonstration.services import Summary, make_demonstration
from tests.county import AT, SYSTEM
from tests.machine import ROOT, once_a_run

PROGRAM = """
from django.core.management import call_command
from jiceng.apps.demonstration.services import make_demonstration
from tests.county import AT, SYSTEM
call_command("migrate", verbosity=0)
make_demonstration(actor=SYSTEM, at=AT)
"""
LONGEST = 300  # seconds: the machine may be shared


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template folder; the first worker that asks makes it, the others wait for it."""
    return once_a_run(tmp_path_factory, "sample-county", _build)


def _build(folder: Path) -> None:
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "JICENG_DATA": str(folder),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "jiceng.config.settings",
    }
    program = [sys.executable, "-m", "django", "shell", "-c", PROGRAM]
    done = subprocess.run(
        program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if done.returncode:
        pytest.fail(f"the demonstration county was not made:\n{done.stderr[-4000:]}")


def copy_county(template: Path, folder: Path) -> Path:
    """A copy of the template that may be written to; returns `folder`."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def sample_county(
    sample_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Path]:
    """A copy of the county under the connection and `settings.DATA`, for one module; changes are not
    undone between its tests.

    Returns the data folder. On SQLite only.
    """
    if connection.vendor != "sqlite":
        pytest.fail("the whole county is tested on SQLite: mark the test `sample`")
    folder = copy_county(sample_folder, tmp_path_factory.mktemp("county"))
    name, data = connection.settings_dict["NAME"], settings.DATA
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"], settings.DATA = str(folder / "jiceng.sqlite3"), folder
        try:
            yield folder
        finally:
            connection.close()
            connection.settings_dict["NAME"], settings.DATA = name, data


class SmallCounty(TestCase):
    """Tests on two towns: made once a class, each test's changes undone. `made` tells what was made."""

    made: Summary

    @classmethod
    def setUpTestData(cls) -> None:
        """Make it, in a data folder of its own."""
        folder = Path(cls.enterClassContext(TemporaryDirectory(prefix="jiceng-county-")))
        cls.enterClassContext(override_settings(DATA=folder / "data"))
        cls.made = make_demonstration(actor=SYSTEM, at=AT, towns=2)
