"""Sums in capital figures: the examples of the rule itself, and every place where a zero may stand."""

import pytest

from jiceng.engines.documents import in_capitals


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (140_950, "壹仟肆佰零玖元伍角"),  # the examples of the rule
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (0, "零元整"),  # no yuan
        (5, "伍分"),
        (50, "伍角"),
        (55, "伍角伍分"),
        (100, "壹元整"),  # whole yuan
        (1_000, "壹拾元整"),
        (1_500, "壹拾伍元整"),
        (10_000, "壹佰元整"),
        (100_000, "壹仟元整"),
        (1_005, "壹拾元零伍分"),  # zeros at the end of the yuan
        (10_020, "壹佰元零贰角"),
        (10_120, "壹佰零壹元贰角"),
        (100_305, "壹仟零叁元零伍分"),
        (1_000_550, "壹万零伍元伍角"),  # across 万
        (1_000_000, "壹万元整"),
        (1_050_000, "壹万零伍佰元整"),
        (1_500_000, "壹万伍仟元整"),
        (10_002_000, "壹拾万零贰拾元整"),
        (1_000_000_005, "壹仟万元零伍分"),
        (10_000_000_000, "壹亿元整"),  # across 亿
        (10_000_050_000, "壹亿零伍佰元整"),
        (10_000_500_000, "壹亿零伍仟元整"),
        (10_001_000_000, "壹亿零壹万元整"),
        (99_999_999_999_999, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_a_sum_in_capitals(fen: int, said: str) -> None:
    assert in_capitals(fen) == said


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_what_has_no_such_name_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match=str(fen)):
        in_capitals(fen)


def test_no_two_sums_read_alike_and_no_zero_stands_twice() -> None:
    said = [in_capitals(fen) for fen in (*range(20_000), *range(10**8, 10**8 + 20_000))]
    assert len(set(said)) == len(said)
    assert not any("零零" in each for each in said)
