"""Division codes and identity numbers."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.codes import (
    CreditCode,
    DivisionCode,
    DivisionLevel,
    IdNumber,
    Sex,
    credit_code_check,
    id_number_check,
)
from jiceng.kernel.errors import Invalid


def test_every_code_of_the_county_is_read_with_its_parent(data_folder: Path) -> None:
    with (data_folder / "zezhou-divisions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 467
    for row in rows:
        code = DivisionCode.parse(row["code"])
        assert code.level == DivisionLevel(row["level"])
        assert str(code.parent or "") == row["parent_code"]


def test_twelve_digits_that_end_in_zeros_name_the_wider_division() -> None:
    assert DivisionCode.parse("140525100000") == DivisionCode.parse("140525100")


@pytest.mark.parametrize("text", ["", "14052", "1405251000", "040525", "14052５", "140525x"])
def test_what_is_no_division_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        DivisionCode.parse(text)


def test_the_standards_own_example_is_valid() -> None:
    number = IdNumber.parse("11010519491231002x")
    assert (number.birth_date, number.sex) == (date(1949, 12, 31), Sex.FEMALE)


def test_an_identity_number_never_shows_itself() -> None:
    number = IdNumber.parse("11010519491231002X")
    assert "19491231" not in f"{number} {number!r} {number.masked}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105194912310", "id_number_length"),
        ("１１０１０５194912310021", "id_number_length"),
        ("110105194913310021", "id_number_birth_date"),
        ("110105194912310021", "id_number_check"),
    ],
)
def test_a_wrong_number_is_refused_without_being_repeated(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        IdNumber.parse(text)
    assert caught.value.code == code
    assert text not in str(caught.value)


@given(st.integers(10**16, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first: int, place: int, change: int) -> None:
    right = str(first)
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]
    assert id_number_check(right) != id_number_check(wrong)


def test_the_credit_codes_of_the_standard_are_valid() -> None:
    assert str(CreditCode.parse("91350100m000100y43")) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91350100M000100Y4", "credit_code_length"),
        ("91350100M000100Y433", "credit_code_length"),
        ("9135010OM000100Y43", "credit_code_length"),  # the letter O, which no such code has
        ("91350100M000100Y44", "credit_code_check"),
        ("91350100M000100Z43", "credit_code_length"),
    ],
)
def test_a_wrong_credit_code_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        CreditCode.parse(text)
    assert caught.value.code == code


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_character_of_a_credit_code_is_always_found(first: str, place: int, change: int) -> None:
    other = ALPHABET[(ALPHABET.index(first[place]) + change) % 31]
    wrong = first[:place] + other + first[place + 1 :]
    assert credit_code_check(first) != credit_code_check(wrong)
