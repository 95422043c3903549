"""Files of ballots, scores, estimates: three forms of the same, and what is refused with line and reason."""

import json
from typing import Any

import pytest

from jiceng.engines import ranking
from jiceng.kernel.errors import Invalid

WHOLE: dict[str, Any] = {
    "items": ["a", "b", "c"],
    "ballots": [[["a"], ["b", "c"]], [["c"], ["a"]]],
    "weights": [2, 1],
}
NEW = """# FILE NAME: 00001.toc
# TITLE: A trial
# ALTERNATIVE NAME 1: a
# ALTERNATIVE NAME 2: b
# ALTERNATIVE NAME 3: c
2: 1,{2,3}
1: 3,1
"""
OLD = """3
1,a
2,b
3,c
3,3,2
2,1,{2,3}
1,3,1
"""
TABLE = "a,b,c,weight\n1,2,2,2\n2,,1,1\n"


def held(ballots: ranking.Ballots) -> tuple[Any, ...]:
    columns = (ballots.member, ballots.place, ballots.starts, ballots.weights)
    return (ballots.items, *(column.tolist() for column in columns))


@pytest.mark.parametrize("text", [NEW, OLD, TABLE, "\ufeff" + TABLE, NEW.replace("\n", "\r\n")])
def test_every_form_says_the_same(text: str) -> None:
    assert held(ranking.read_ballots(text)) == held(ranking.read_ballots(json.dumps(WHOLE)))


@pytest.mark.parametrize(
    ("change", "code", "data"),
    [
        ({"ballots": [[["a"], ["x"]]], "weights": [1]}, "ranking_item_unknown", {"ballot": 1, "name": "x"}),
        ({"ballots": [[["a"]], [["a"], ["b", "a"]]]}, "ranking_listed_twice", {"ballot": 2, "name": "a"}),
        ({"ballots": [[["a"]], []]}, "ranking_ballot_empty", {"ballot": 2}),
        ({"ballots": [[["a"]], [["a"], []]]}, "ranking_group_empty", {"ballot": 2}),
        ({"ballots": [["a", "b"]]}, "ranking_ballot_shape", {"ballot": 1}),
        ({"ballots": []}, "ranking_empty", {"field": "ballots"}),
        ({"items": []}, "ranking_empty", {"field": "items"}),
        ({"items": ["a", "b", "b"]}, "ranking_item_twice", {"field": "items", "name": "b"}),
        ({"weights": [1]}, "ranking_lengths", {"field": "weights", "given": 1, "expected": 2}),
        ({"weights": [1, -1]}, "ranking_weight", {"ballot": 2}),
        ({"weights": [1, "2"]}, "ranking_weight", {"ballot": 2}),
        ({"weights": [1, 10**400]}, "ranking_weight", {"ballot": 2}),
        ({"weights": [float("nan"), 1]}, "ranking_json_number", {"word": "NaN"}),
        ({"weights": [0, 0]}, "ranking_empty", {"field": "ballots"}),
        ({"wieghts": [1]}, "ranking_field_unknown", {"field": "wieghts"}),
        ({"items": ["a", "b", 1]}, "ranking_field", {"field": "items", "expected": '["…"]'}),
        ({"items": ["a", "\ud800"]}, "ranking_field", {"field": "items", "expected": '["…"]'}),
        ({"unlisted": "above"}, "ranking_field", {"field": "unlisted", "expected": "unranked | below"}),
    ],
)
def test_json_is_refused_with_ballot_and_reason(
    change: dict[str, Any], code: str, data: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as caught:
        ranking.read_ballots(json.dumps({**WHOLE, **change}))
    assert (caught.value.code, caught.value.data) == (code, data)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (NEW + "1: 4\n", "ranking_item_unknown_in_line", 8),
        (NEW + "1: 1,2,1\n", "ranking_listed_twice_in_line", 8),
        (NEW + "x: 1\n", "ranking_preflib_line", 8),
        (NEW + "1: 1,{2\n", "ranking_preflib_line", 8),
        (NEW + "1 1,2\n", "ranking_preflib_line", 8),
        (NEW + "1: {}\n", "ranking_preflib_line", 8),
        ("9" * 5_000 + "\n1,a\n", "ranking_preflib_line", 2),
        (OLD + "1,9\n", "ranking_item_unknown_in_line", 8),
        ("3\n1,a\n", "ranking_preflib_line", 2),
        (TABLE + "1,x,,1\n", "ranking_not_a_number", 4),
        (TABLE + "1,nan,,1\n", "ranking_not_a_number", 4),
        (TABLE + "1,2\n", "ranking_columns", 4),
        (TABLE + "1,2,0,1\n", "ranking_place", 4),
        (TABLE + '1,2,3,"1\n1,2,3,1\n', "ranking_not_csv", 4),
        (TABLE + ",,,1\n", "ranking_row_empty", 4),
        (TABLE + "1,2,,-1\n", "ranking_weight_in_line", 4),
        ('{"items": [\n1,,]}', "ranking_not_json", 2),
    ],
)
def test_files_are_refused_with_line_and_reason(text: str, code: str, line: int) -> None:
    with pytest.raises(Invalid) as caught:
        ranking.read_ballots(text)
    assert (caught.value.code, caught.value.data["line"]) == (code, line)


def test_spaces_between_preflib_s_groups_mean_nothing() -> None:
    loose, tight = (ranking.read_ballots(NEW + row) for row in ("2: 2, { 1, 3 }\n", "2: 2,{1,3}\n"))
    assert loose.member.tolist() == tight.member.tolist()
    assert loose.place.tolist() == tight.place.tolist()


def test_empty_lines_above_the_headings_are_passed_over() -> None:
    assert ranking.read_ballots("\n,\na,b\n1,2\n2,1\n").items == ("a", "b")
    assert ranking.read_estimates("\n\nname,estimate,se\na,1,1\n").names == ("a",)


@pytest.mark.parametrize("text", ["", " \n", "a,b\n", ",\n"])
def test_nothing_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="ranking_empty"):
        ranking.read_ballots(text)


def test_a_column_beside_the_items_stands_once() -> None:
    with pytest.raises(Invalid, match="ranking_item_twice"):
        ranking.read_ballots("a,b,weight,weight\n1,2,1,5\n")


SCORES = "rater,group,person,criterion,score\nr1,g,p1,c,80\nr1,g,p2,c,\nr2,g,p1,c,70\n"


def test_a_score_that_was_not_given_is_not_there() -> None:
    found = ranking.read_scores(SCORES)
    assert found.score.tolist() == [80.0, 70.0]
    assert (found.persons, found.raters) == (("p1",), ("r1", "r2"))
    assert (found.unscored, found.silent) == (("p2",), ())


def test_whoever_has_no_score_is_told_of() -> None:
    found = ranking.read_scores("rater,group,person,score\nr1,g,a,1\nr1,g,b,2\nr2,h,a,\nr2,h,c,\nr1,g,c,\n")
    assert (found.raters, found.groups, found.persons) == (("r1",), ("g",), ("a", "b"))
    assert (found.unscored, found.silent) == (("c",), ("r2",))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (SCORES + "r1,g,p1,c,90\n", "ranking_scored_twice", 5),
        (SCORES + "r1,h,p1,d,90\n", "ranking_two_groups", 5),
        (SCORES + "r1,g,p1,d,inf\n", "ranking_not_a_number", 5),
        (SCORES + "r1,g,p1,d,1e200\n", "ranking_not_a_number", 5),
        (SCORES + "r1,g,p1,d,高\n", "ranking_not_a_number", 5),
        (SCORES + ",g,p1,d,9\n", "ranking_cell_empty", 5),
        (SCORES + "r1,g,p1,9\n", "ranking_columns", 5),
        (SCORES + f"r1,g,{'p' * 200_000},c,9\n", "ranking_not_csv", 5),
    ],
)
def test_scores_are_refused_with_line_and_reason(text: str, code: str, line: int) -> None:
    with pytest.raises(Invalid) as caught:
        ranking.read_scores(text)
    assert (caught.value.code, caught.value.data["line"]) == (code, line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rater,person\na,b\n", "ranking_column_missing"),
        ("rater,person,score,colour\na,b,1,c\n", "ranking_column_unknown"),
        ("rater,person,score\n", "ranking_empty"),
    ],
)
def test_columns_are_those_it_knows(text: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        ranking.read_scores(text)


def test_a_quotation_mark_left_open_swallows_no_line() -> None:
    with pytest.raises(Invalid) as caught:
        ranking.read_estimates('se,estimate,name\n1,2,a\n1,3,"b\n1,4,c\n')
    assert (caught.value.code, caught.value.data) == ("ranking_not_csv", {"line": 3})


def test_lines_may_end_as_they_did_on_old_machines() -> None:
    assert ranking.read_scores(SCORES.replace("\n", "\r")).score.tolist() == [80.0, 70.0]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("a,1,1", "ranking_named_twice"),
        ("b,NaN,1", "ranking_not_a_number"),
        ("b,1,", "ranking_not_a_number"),
        ("b,1,-1", "ranking_negative"),
        (",1,1", "ranking_cell_empty"),
    ],
)
def test_estimates_are_refused_with_line_and_reason(row: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        ranking.read_estimates(f"name,estimate,se\na,1,1\n{row}\n")
    assert (caught.value.code, caught.value.data["line"]) == (code, 3)
