"""Personnel data does not go where strangers are (safety rule 12)."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from jiceng.config.environment import explained
from jiceng.config.zone import PERSONNEL, refuse_personnel
from jiceng.kernel.errors import SettingError


def test_personnel_apps_are_refused_in_the_internet() -> None:
    for app in PERSONNEL:
        with pytest.raises(SettingError) as caught:
            refuse_personnel("internet", ["django.contrib.sessions", app])
        assert "JICENG_ZONE" in explained(caught.value)
        refuse_personnel("internal", [app])
    refuse_personnel("internet", ["django.contrib.sessions"])


def test_every_app_is_judged() -> None:
    """An app that is new is named here as holding personnel data, or as one that may face strangers."""
    facing_strangers = {"jiceng.apps.organisations", "jiceng.apps.jobs"}
    apps = {name for name in settings.INSTALLED_APPS if name.startswith("jiceng.apps.")}
    assert apps == PERSONNEL | facing_strangers


def test_the_program_does_not_start_there(tmp_path: Path) -> None:
    given = {"JICENG_ZONE": "internet", "JICENG_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "jiceng", "serve"]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    chinese, english = done.stderr.splitlines()
    assert "JICENG_ZONE" in chinese
    assert "personnel data" in english
    assert not (tmp_path / "jiceng.sqlite3").exists()
