"""Personnel data does not go where strangers are (safety rule 12)."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

import jiceng
from jiceng.config.environment import explained
from jiceng.config.zone import FACING_STRANGERS, PERSONNEL, refuse_personnel
from jiceng.kernel.errors import SettingError

PACKAGE = Path(jiceng.__file__).parent


def test_personnel_apps_are_refused_in_the_internet() -> None:
    for app in PERSONNEL:
        with pytest.raises(SettingError) as caught:
            refuse_personnel("internet", ["django.contrib.sessions", app])
        assert "JICENG_ZONE" in explained(caught.value)
        refuse_personnel("internal", [app])
    refuse_personnel("internet", ["django.contrib.sessions"])


def test_an_app_nobody_has_judged_is_refused_there() -> None:
    with pytest.raises(SettingError):
        refuse_personnel("internet", ["jiceng.apps.organisations", "jiceng.apps.new"])
    refuse_personnel("internet", [*FACING_STRANGERS, "django.contrib.sessions"])


def test_every_app_and_face_is_judged() -> None:
    """What is new is named in one set or the other, installed or not."""
    found = {
        f"jiceng.{floor}.{path.parent.name}"
        for floor in ("apps", "faces")
        for path in (PACKAGE / floor).glob("*/__init__.py")
    }
    assert found == PERSONNEL | FACING_STRANGERS
    assert not PERSONNEL & FACING_STRANGERS
    assert {name for name in settings.INSTALLED_APPS if name.startswith("jiceng.")} <= found


@pytest.mark.parametrize("face", ["api", "admin", "workbench"])
@pytest.mark.parametrize("zone", ["internal", "internet"])
def test_no_face_is_loaded_there(tmp_path: Path, face: str, zone: str) -> None:
    """By its addresses either, whether its app is installed or not."""
    given = {"JICENG_ZONE": zone, "JICENG_DATA": str(tmp_path)}
    given["DJANGO_SETTINGS_MODULE"] = "jiceng.config.settings"
    program = f"import django; django.setup(); import jiceng.faces.{face}.urls; print('loaded')"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout == "loaded\n") == (zone == "internal"), done.stderr
    assert ("JICENG_ZONE" in done.stderr) == (zone == "internet")


def test_the_program_does_not_start_there(tmp_path: Path) -> None:
    given = {"JICENG_ZONE": "internet", "JICENG_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "jiceng", "serve"]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    chinese, english = done.stderr.splitlines()
    assert "JICENG_ZONE" in chinese
    assert "personnel data" in english
    assert not (tmp_path / "jiceng.sqlite3").exists()
