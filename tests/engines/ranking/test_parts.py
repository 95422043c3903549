"""Parts into one: every number on the way, by the rule, to the last digit."""

from fractions import Fraction
from typing import Any

import pytest

from jiceng.engines import ranking
from jiceng.engines.ranking import Note, Person, Rounding
from jiceng.engines.ranking.parts import rounded
from jiceng.kernel.errors import Invalid

DATA: dict[str, Any] = {
    "parts": [
        {"code": "votes", "weight": "0.4", "low": 1, "high": 5},
        {"code": "results", "weight": "0.6"},
    ],
    "grades": [
        {"code": "excellent", "at_least": 90, "share": "1/4", "bars": ["warned"]},
        {"code": "good", "at_least": 70},
        {"code": "fair"},
    ],
}


def formula(**change: Any) -> ranking.Formula:
    return ranking.read_formula({**DATA, **change})


def person(name: str, votes: object, results: object, *findings: str) -> Person:
    given = {"votes": votes, "results": results}
    marks = {part: Fraction(str(value)) for part, value in given.items() if value is not None}
    return Person(name, marks, {"votes": 0.1, "results": 2.0}, frozenset(findings))


def test_a_clerk_with_a_calculator_gets_the_same() -> None:
    """4.37 on a scale of 1 to 5 is 84.25; times 0.4, 33.70. 88.335 times 0.6 is 53.001, so 53.00."""
    found = ranking.combine(formula(), [person("a", "4.37", "88.335")]).persons[0]
    assert [(str(step.scaled), str(step.product)) for step in found.steps] == [
        ("337/4", "337/10"),
        ("4417/50", "53"),
    ]
    assert found.total == Fraction("86.7")
    assert found.se == pytest.approx(((0.1 * 25 * 0.4) ** 2 + (2 * 0.6) ** 2) ** 0.5)


def test_the_answer_lists_every_number() -> None:
    found = ranking.combine(formula(), [person("a", "4.37", "88.335"), person("b", 5, 95)])
    told = ranking.combination_as_json(found, ranking.combination_sets(found))
    assert told["persons"][0]["steps"] == [
        {
            "part": "votes",
            "given": "437/100",
            "scaled": "84.25",
            "weight": "2/5",
            "product": "33.70",
            "error": 1.0,
        },
        {
            "part": "results",
            "given": "17667/200",
            "scaled": "88.34",
            "weight": "3/5",
            "product": "53.00",
            "error": 1.2,
        },
    ]
    assert (told["persons"][0]["total"], told["persons"][0]["rank"], told["persons"][1]["rank"]) == (
        "86.70",
        2,
        1,
    )
    assert {"rank_low", "rank_high", "se", "grade", "notes"} <= told["persons"][0].keys()


def test_a_missing_part_is_never_zero() -> None:
    refused = ranking.combine(formula(), [person("a", None, 80)]).persons[0]
    assert (refused.total, refused.rank, refused.grade) == (None, None, None)
    assert refused.notes == {"votes": Note.PART_MISSING}
    shared = ranking.combine(formula(missing="share_out"), [person("a", None, 80)]).persons[0]
    assert (shared.total, shared.steps[0].weight) == (Fraction(80), Fraction(1))
    assert shared.notes == {"votes": Note.PART_MISSING, "excellent": Note.BELOW}
    assert ranking.combine(formula(missing="share_out"), [Person("a", {})]).persons[0].total is None


@pytest.mark.parametrize(("rounding", "places"), [("down", 1), ("half_up", 2), ("up", 2)])
def test_a_share_is_rounded_by_its_rule(rounding: str, places: int) -> None:
    """A quarter of six is one and a half."""
    grades = [{**DATA["grades"][0], "rounding": rounding}, *DATA["grades"][1:]]
    found = ranking.combine(formula(grades=grades), [person(f"p{at}", 5, 99 - at) for at in range(6)])
    (taken,) = found.places
    assert (taken.persons, taken.exact, taken.places, taken.given) == (6, Fraction(3, 2), places, places)
    assert [each.grade for each in found.persons] == ["excellent"] * places + ["good"] * (6 - places)
    assert found.persons[5].notes == {"excellent": Note.NO_PLACE}


def test_those_tied_for_too_few_places_have_none() -> None:
    found = ranking.combine(formula(), [person(f"p{at}", 5, 95) for at in range(2)] + [person("z", 1, 60)])
    assert [each.rank for each in found.persons] == [1, 1, 3]
    assert found.places[0].given == 0
    assert [each.grade for each in found.persons] == ["good", "good", "fair"]


def test_one_finding_bars_a_grade_and_takes_no_place() -> None:
    people = [person("a", 5, 100, "warned"), *(person(f"p{at}", 5, 95 - at) for at in range(3))]
    found = ranking.combine(formula(), people)
    assert (found.persons[0].grade, found.persons[0].notes) == ("good", {"excellent": Note.BARRED})
    assert found.persons[1].grade == "excellent"


@pytest.mark.parametrize(("results", "grade"), [("83.34", "excellent"), ("83.32", "good")])
def test_a_grade_begins_at_its_least(results: str, grade: str) -> None:
    """5 votes are 40.00; 83.34 · 0.6 = 50.004, so 50.00 and 90.00; 83.32 gives 49.99."""
    people = [person("a", 5, results), *(person(f"p{at}", 1, 0) for at in range(3))]
    assert ranking.combine(formula(), people).persons[0].grade == grade


def test_a_total_of_nothing_is_a_total() -> None:
    found = ranking.combine(formula(), [person("a", 1, 0)]).persons[0]
    assert (found.total, found.rank, found.grade) == (0, 1, "fair")


@pytest.mark.parametrize(
    ("value", "rule", "expected"),
    [
        ("2.675", Rounding.HALF_UP, "2.68"),
        ("-2.675", Rounding.HALF_UP, "-2.68"),
        ("2.674", Rounding.UP, "2.68"),
        ("2.679", Rounding.DOWN, "2.67"),
        ("2.67", Rounding.UP, "2.67"),
    ],
)
def test_rounding_is_of_decimals_not_of_floats(value: str, rule: Rounding, expected: str) -> None:
    assert rounded(Fraction(value), 2, rule) == Fraction(expected)


@pytest.mark.parametrize(
    "change",
    [
        {"parts": [{"code": "votes", "weight": 0.5}]},
        {"parts": [{"code": "", "weight": "1"}]},
        {"decimals": -1},
        {"missing": "zero"},
        {"grades": [{"code": "a", "share": "1/0"}]},
        {"grades": [{"code": "a", "bars": "warned"}]},
        {"colour": 1},
        {"parts": 5},
        {"scale": 0},
        {"scale": "1e5"},
        {"grades": [{"code": "a", "share": "3/2"}]},
        {"grades": [{"code": "a", "share": "-1/2"}]},
    ],
)
def test_a_formula_says_what_it_must(change: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="parts_field"):
        formula(**change)


@pytest.mark.parametrize(
    ("people", "change", "code"),
    [
        ([person("a", 6, 50)], {}, "parts_outside"),
        ([person("a", 2, 50)] * 2, {}, "parts_name_twice"),
        ([Person("a", {"luck": Fraction(1)})], {}, "parts_unknown"),
        ([Person("a", {"votes": Fraction(2)}, {"voices": 0.1})], {}, "parts_unknown"),
        ([Person("a", {"votes": Fraction(2)}, {"votes": -0.1})], {}, "parts_outside"),
        ([Person("a", {"votes": Fraction(2)}, {"votes": float("nan")})], {}, "parts_outside"),
        ([], {"parts": DATA["parts"][:1]}, "parts_weights"),
        ([], {"parts": [{"code": "a", "weight": 1, "low": 5, "high": 5}]}, "parts_weights"),
    ],
)
def test_what_does_not_fit_the_formula_is_refused(
    people: list[Person], change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        ranking.combine(formula(**change), people)
