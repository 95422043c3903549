"""Comparators that keep ≥ (以上, 不少于) and > (超过, 过半数) apart.

In Chinese legal usage 以上 and 不少于 include the number, 超过 and 过半数 do not
(Civil Code of the PRC, art 1259). Shares are compared by cross multiplication, so exactly half is exactly
half.
"""

import re
from enum import Enum
from fractions import Fraction
from typing import Self

from jiceng.kernel.errors import Invalid

_SHARE = re.compile(r"(\d{1,9})(?:/(\d{1,9}))?")


class Comparator(Enum):
    """The two comparisons rules use: `AT_LEAST` (≥) and `MORE_THAN` (>)."""

    AT_LEAST = ">="
    MORE_THAN = ">"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ">=" or ">"; ≥ is taken for >=. Raises `Invalid("unknown_comparator")` for anything else."""
        try:
            return cls(">=" if text == "≥" else text)
        except ValueError:
            raise Invalid("unknown_comparator", value=text) from None

    def holds(self, left: int | Fraction, right: int | Fraction) -> bool:
        """Whether `left` (what there is) meets `right` (what is asked); both exact numbers of one unit."""
        return left >= right if self is Comparator.AT_LEAST else left > right

    def holds_share(self, part: int, whole: int, share: Fraction) -> bool:
        """Whether `part` of `whole` (heads) meets `share` (0…1), by cross multiplication, without rounding.

        A share of nobody is never met: with `whole` 0 the answer is False.
        """
        if whole <= 0:
            return False
        return self.holds(part * share.denominator, share.numerator * whole)

    def needed(self, whole: int, share: Fraction) -> int:
        """Fewest heads of `whole` that meet `share`: 28 of 41 for ≥ 2/3; 21 of 40 for > 1/2."""
        exact = share * whole
        if self is Comparator.AT_LEAST:
            return -(-exact.numerator // exact.denominator)
        return exact.numerator // exact.denominator + 1

    def fewest(self, value: int) -> int:
        """Smallest whole number that meets `value`: itself for ≥, one more for >."""
        return value if self is Comparator.AT_LEAST else value + 1


def parse_share(text: str) -> Fraction:
    """Read a share written as a fraction ("2/3") in a profile.

    Parameters: `text`, "numerator/denominator" or "1". Returns a Fraction in (0, 1].
    Raises `Invalid("bad_share")` when it is not such a number; decimals are refused, since 0.67 is not two
    thirds.
    """
    found = _SHARE.fullmatch(text.strip())
    if found is None or not 0 < int(found[1]) <= int(found[2] or 1):
        raise Invalid("bad_share", value=text)
    return Fraction(int(found[1]), int(found[2] or 1))
