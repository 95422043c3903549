"""The words of the trade in a cell: every title of every profile is read as what it is the title of."""

from pathlib import Path

import pytest
from django.test import override_settings

from jiceng.apps.intake.kinds.words import trade
from tests.profiles import settings_of


@pytest.mark.parametrize("code", ["zezhou", "cooperative"])
def test_every_title_is_read_as_its_own(code: str, tmp_path: Path) -> None:
    with override_settings(**settings_of(code, tmp_path)):
        for words in trade():
            assert words.titles
            for each, title in words.titles.items():
                assert (words.code(title.zh), words.code(title.en)) == (each, each)


def test_titles_that_differ_in_their_brackets_alone_are_told_apart(tmp_path: Path) -> None:
    with override_settings(**settings_of("zezhou", tmp_path)):
        gatherings = trade().gatherings
        assert gatherings.code("村民会议（户的代表参加）") == "villagers_assembly_of_households"
        assert gatherings.code("村民会议 (村民参加)") == "villagers_assembly"
        assert gatherings.code("村民会议") == gatherings.code("村民会议（另行补充）") == "villagers_assembly"
