"""`jiceng profile check`: passes on what is shipped, and says which case fails."""

from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

from jiceng.faces.cli import profile
from tests.faces.cli.program import program_of

runner = CliRunner()


def test_what_is_shipped_passes() -> None:
    done = runner.invoke(program_of(profile), ["profile", "check"])
    assert done.exit_code == 0, done.output
    assert all(f"{code}: " in done.output for code in settings.PROFILE_CODES)
    assert {"national", "zezhou"} <= set(settings.PROFILE_CODES)


def test_a_case_that_expects_the_opposite_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(profile.__file__).parents[2] / "profiles"

    def turned(name: str) -> str:
        text = (folder / name).read_text(encoding="utf-8")
        if name != "national/profile.toml":
            return text
        return text.replace('state = "missed"', 'state = "done"', 1)

    monkeypatch.setattr(settings, "READ_PROFILE", turned)
    done = runner.invoke(program_of(profile), ["profile", "check", "national"])
    assert done.exit_code == 1
    assert "1 failed" in done.output


def test_no_profile_at_all_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PROFILE_CODES", [])
    assert runner.invoke(program_of(profile), ["profile", "check"]).exit_code == 1
