"""Amounts in words, and the records they rest on."""

from datetime import date
from fractions import Fraction

import pytest

from jiceng.apps.quantities.counting import Counted, Evidence
from jiceng.faces.workbench.quantities.telling import SHOWN, amount_in_words, told

CODE = "990525100200"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (90, "days", "90 天"),
        (Fraction(2, 3), "share", "66.7%"),
        (Fraction(1), "share", "100%"),
        (Fraction(5, 2), "hours", "2.5 学时"),
        (0, "people", "0 人"),
        (None, "days", "未登记"),
    ],
)
def test_amounts_are_told_with_their_unit(value: Fraction | int | None, unit: str, words: str) -> None:
    assert amount_in_words(value, unit) == words


def test_what_is_not_asked_is_told_apart_from_what_is_not_known() -> None:
    assert told("secretary_vacant_days", None, CODE).amount == "不适用"
    unknown = told("secretary_vacant_days", Counted(None), CODE)
    assert (unknown.amount, unknown.known) == ("未登记", False)


def test_records_lead_to_where_they_are_read() -> None:
    day = date(2026, 5, 1)
    held = Evidence("gathering", 7, day, "activity_day")
    missed = Evidence("verdict", 8, day, "activity_day", "2026-04")
    found = told("activity_days", Counted(2, (held, missed)), CODE)
    assert [(each.label, each.url) for each in found.rests] == [
        ("党员活动日", "/gatherings/7/"),
        ("“5+N”党员活动日 2026年4月", f"/units/{CODE}/duties/activity_day/?period=2026-04"),
    ]


def test_many_records_are_cut_and_it_is_said_how_many_more() -> None:
    many = tuple(Evidence("gathering", number, None, "gone") for number in range(SHOWN + 3))
    found = told("activity_days", Counted(15, many), CODE)
    assert (len(found.rests), found.more, found.rests[0].label) == (SHOWN, 3, "gone")
