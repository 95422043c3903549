"""Division codes and identity numbers."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.codes import DivisionCode, DivisionLevel, IdNumber, Sex, id_number_check
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
