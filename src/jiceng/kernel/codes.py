"""Codes the state gives: administrative divisions, citizens' identity numbers, establishments' codes.

GB/T 2260 numbers provinces, prefectures and counties (6 digits); GB/T 10114 adds three for townships; the
National Bureau of Statistics (统计用区划代码) adds three more for village-level units: twelve digits in all.
GB 11643-1999 gives the identity number: 6 area + 8 birth date + 3 sequence (odd for men) + 1 check.
GB 32100-2015 gives the unified social credit code: 1 registrar + 1 category + 6 area + 9 body + 1 check.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul

from jiceng.kernel.errors import Invalid


class DivisionLevel(StrEnum):
    """What a division code names, by its length: 6, 9 or 12 digits."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


_LEVELS = {6: DivisionLevel.COUNTY, 9: DivisionLevel.TOWN, 12: DivisionLevel.VILLAGE}


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """A county's (6 digits), township's (9) or village-level unit's (12) division code, without trailing
    zeros.
    """

    digits: str

    @classmethod
    def parse(cls, text: str) -> "DivisionCode":
        """Read a code; twelve digits that end in zeros name the wider division (140525100000 is a town).

        Raises `Invalid("bad_division_code")` when it is not 6, 9 or 12 digits.
        """
        if not re.fullmatch(r"[1-9]\d{5}(\d{3}(\d{3})?)?", text, re.ASCII):
            raise Invalid("bad_division_code", field="division_code", value=text)
        while len(text) > 6 and text.endswith("000"):
            text = text[:-3]
        return cls(text)

    def __str__(self) -> str:
        return self.digits

    @property
    def level(self) -> DivisionLevel:
        """County, town or village-level."""
        return _LEVELS[len(self.digits)]

    @property
    def parent(self) -> "DivisionCode | None":
        """The division it lies in, or None for a county."""
        return None if len(self.digits) == 6 else DivisionCode(self.digits[:-3])


class Sex(StrEnum):
    """GB/T 2261.1: 1 male, 2 female, 0 unknown (9 unstated is kept as unknown)."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def id_number_check(first_seventeen: str) -> str:
    """Check character of an identity number by ISO 7064 MOD 11-2 (GB 11643-1999, 5.3), from its first 17
    digits.
    """
    total = sum(map(mul, _WEIGHTS, map(int, first_seventeen)))
    return _CHECKS[total % 11]


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A citizen's identity number (公民身份号码), eighteen characters, checked; its repr shows it masked."""

    characters: str

    @classmethod
    def parse(cls, text: str) -> "IdNumber":
        """Read eighteen characters; a small x is made large, nothing else is mended.

        Raises `Invalid` with code `id_number_length`, `id_number_birth_date` or `id_number_check`; the wrong
        number is not in the error's data, so it does not reach a log.
        """
        characters = text.upper()
        if not re.fullmatch(r"\d{17}[\dX]", characters, re.ASCII):
            raise Invalid("id_number_length", field="id_number")
        try:
            date.fromisoformat(characters[6:14])
        except ValueError:
            raise Invalid("id_number_birth_date", field="id_number") from None
        if id_number_check(characters[:17]) != characters[17]:
            raise Invalid("id_number_check", field="id_number")
        return cls(characters)

    @property
    def birth_date(self) -> date:
        """Digits 7–14."""
        return date.fromisoformat(self.characters[6:14])

    @property
    def sex(self) -> Sex:
        """By the seventeenth digit: odd for men."""
        return Sex.MALE if int(self.characters[16]) % 2 else Sex.FEMALE

    @property
    def masked(self) -> str:
        """For the screen: the first three and last two characters."""
        return mask_id_number(self.characters)

    def __str__(self) -> str:
        return self.masked

    __repr__ = __str__


def mask_id_number(characters: str) -> str:
    """An identity number for the screen: 140*************4X."""
    return characters[:3] + "*" * (len(characters) - 5) + characters[-2:]


_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def credit_code_check(first_seventeen: str) -> str:
    """Check character of a unified social credit code (GB 32100-2015, 5), from its first 17 characters."""
    total = sum(map(mul, _CREDIT_WEIGHTS, map(_CREDIT_ALPHABET.index, first_seventeen)))
    return _CREDIT_ALPHABET[-total % 31]


@dataclass(frozen=True, slots=True)
class CreditCode:
    """An establishment's unified social credit code (统一社会信用代码): eighteen characters, checked; the first
    tells who registers it.
    """

    characters: str

    @classmethod
    def parse(cls, text: str) -> "CreditCode":
        """Read eighteen characters; small letters are made large, nothing else is mended.

        Raises `Invalid` with code `credit_code_length` or `credit_code_check`.
        """
        characters = text.upper()
        if len(characters) != 18 or not set(characters) <= set(_CREDIT_ALPHABET):
            raise Invalid("credit_code_length", field="credit_code")
        if credit_code_check(characters[:17]) != characters[17]:
            raise Invalid("credit_code_check", field="credit_code")
        return cls(characters)

    def __str__(self) -> str:
        return self.characters
