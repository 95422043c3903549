"""Every code the engine can hand out has its sentence."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

import jiceng.engines.procedure as engine
from jiceng.apps.duties.rules import current_rules
from jiceng.engines.procedure import EXCUSES
from jiceng.faces.workbench.boards import words

SOURCES = Path(engine.__file__).parent


def codes(pattern: str, *names: str) -> set[str]:
    found = set()
    for name in names:
        found |= set(re.findall(pattern, (SOURCES / f"{name}.py").read_text(encoding="utf-8")))
    return found


def test_every_condition_of_who_owes_has_words() -> None:
    named = codes(r'(?:Finding|Condition)\(\s*"(\w+)"', "population", "judgement")
    assert named | {"in_force", "occasion_exists"} == set(words.CONDITIONS)


def test_every_excuse_has_words() -> None:
    assert set(EXCUSES) - {""} == set(words.EXCUSES)


def test_every_reason_of_a_gathering_has_words() -> None:
    named = codes(r'Finding\(\s*"(\w+)"', "evidence") | {"counts", "not_owed", "outside_period"}
    assert named == set(words.REASONS)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_deductions_are_told_for_every_excuse(language: str) -> None:
    with override(language):
        for excuse in EXCUSES[1:]:
            assert "3" in words.deduction(excuse, 3)
    assert current_rules().duties
