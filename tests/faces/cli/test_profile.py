"""`jiceng profile check`: passes on what is shipped, and says which case fails."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

from jiceng.config.profile import PACKAGED, ProfileShelf
from jiceng.faces.cli import profile
from tests.faces.cli.program import program_of

runner = CliRunner()
PACKAGED_SHELF = ProfileShelf(PACKAGED / "nowhere")


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


@pytest.mark.parametrize(
    ("file", "code"), [("national/profile.toml", "heart_talks"), ("national/admission.toml", "admission")]
)
def test_what_has_no_worked_case_is_named(monkeypatch: pytest.MonkeyPatch, file: str, code: str) -> None:
    def bare(name: str) -> str:
        text = PACKAGED_SHELF.read(name)
        return without_cases(text, code) if name == file else text

    monkeypatch.setattr(settings, "READ_PROFILE", bare)
    done = runner.invoke(program_of(profile), ["profile", "check", "national"])
    assert done.exit_code == 1
    assert f"no worked case 没有例子: {code}\n" in done.output
    assert "0 failed" in done.output


def without_cases(text: str, code: str) -> str:
    """A profile's file without the worked cases of a duty or a course."""
    parts = re.split(r"(?m)^(?=\[)", text)
    return "".join(part for part in parts if not re.match(rf"\[\[\w+\.{code}\.case[\].]", part))


def test_no_profile_at_all_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PROFILE_CODES", [])
    assert runner.invoke(program_of(profile), ["profile", "check"]).exit_code == 1
