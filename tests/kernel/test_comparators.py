"""Comparators keep ≥ and > apart, on the boundary above all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.comparators import Comparator, parse_share
from jiceng.kernel.errors import Invalid

HALF, TWO_THIRDS, FOUR_FIFTHS = Fraction(1, 2), Fraction(2, 3), Fraction(4, 5)


@pytest.mark.parametrize(
    ("part", "whole", "share", "at_least", "more_than"),
    [
        (20, 40, HALF, True, False),
        (20, 41, HALF, False, False),
        (21, 41, HALF, True, True),
        (28, 42, TWO_THIRDS, True, False),
        (27, 41, TWO_THIRDS, False, False),
        (4, 5, FOUR_FIFTHS, True, False),
        (0, 0, HALF, False, False),
    ],
)
def test_exactly_a_share_is_at_least_it_and_not_more(
    part: int, whole: int, share: Fraction, at_least: bool, more_than: bool
) -> None:
    assert Comparator.AT_LEAST.holds_share(part, whole, share) is at_least
    assert Comparator.MORE_THAN.holds_share(part, whole, share) is more_than


@given(st.integers(1, 5000), st.fractions(Fraction(1, 100), 1), st.sampled_from(Comparator))
def test_the_heads_needed_suffice_and_one_fewer_does_not(
    whole: int, share: Fraction, comparator: Comparator
) -> None:
    needed = comparator.needed(whole, share)
    assert comparator.holds_share(needed, whole, share)
    assert not comparator.holds_share(needed - 1, whole, share)


def test_comparators_are_read_as_rules_write_them() -> None:
    assert Comparator.parse(">=") is Comparator.parse("≥") is Comparator.AT_LEAST
    assert Comparator.parse(">") is Comparator.MORE_THAN
    with pytest.raises(Invalid):
        Comparator.parse("=>")


@pytest.mark.parametrize("text", ["0.67", "0", "3/2", "-1/2", "1/0", "1e-9", "1/1000000000", "x"])
def test_a_share_is_a_fraction_and_nothing_else(text: str) -> None:
    with pytest.raises(Invalid):
        parse_share(text)
