"""Every packaged profile has what the program asks of any."""

import re

import pytest

from jiceng.config.profile import PACKAGED, ProfileShelf
from jiceng.engines.procedure import Profile, check_profile, load_profile
from tests.house.repository import files_below, text

SHELF = ProfileShelf(PACKAGED / "nowhere")
OF_LETTERS = {"transfer_letter_months"}
"""Figures that only a profile with letters needs."""


def profiles() -> dict[str, Profile]:
    """Every packaged profile, and what a profile of one's own begins with."""
    found = {code: load_profile(code, SHELF.read) for code in SHELF.codes()}
    starting = SHELF.starting().replace("CODE", "starting")
    return found | {"starting": load_profile("starting", lambda _name: starting)}


def asked() -> set[str]:
    """Codes of the figures the program names."""
    pattern = re.compile(r'\.figure\("(\w+)"')
    return {code for name in files_below("src") for code in pattern.findall(text(name))}


@pytest.mark.parametrize("code", [*SHELF.codes(), "starting"])
def test_a_profile_has_every_figure_the_program_asks_for(code: str) -> None:
    found = profiles()[code]
    wanted = asked() if found.letters else asked() - OF_LETTERS
    assert wanted <= set(found.parameters), wanted - set(found.parameters)


def test_there_are_figures_asked_for() -> None:
    assert {"attendance_years", "offline_days"} <= asked()


@pytest.mark.parametrize("code", ["cooperative", "starting"])
def test_another_kind_of_organisation_names_no_party(code: str) -> None:
    folder = PACKAGED / "starting.toml" if code == "starting" else PACKAGED / code / "profile.toml"
    assert not re.search("党|支部|书记|乡镇", folder.read_text(encoding="utf-8"))


def test_the_federations_worked_cases_pass() -> None:
    results = check_profile(profiles()["cooperative"])
    assert len(results) >= 25
    assert all(result.ok for result in results)
