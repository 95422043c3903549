"""Yearly tables as a profile declares them: every value in one class, sums that do not agree found out."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.procedure import (
    CLOSING,
    OPENING,
    TOTAL,
    Figures,
    SumCheck,
    age_on,
    check_profile,
    check_sums,
    check_totals,
    layout,
    sign,
)
from jiceng.engines.procedure.statistics import BECAME_FULL, FACTS, GAINS
from jiceng.kernel.errors import ProfileError
from tests.engines.procedure.profiles import packaged
from tests.engines.procedure.test_notices import loaded

NATIONAL = packaged("national")
STATISTICS, CLASSIFICATIONS = NATIONAL.statistics, NATIONAL.classifications

SIZES = """
[classification.heads]
title = {{ zh = "人数", en = "Heads" }}
fact = "members"
[[classification.heads.group]]
code = "few"
title = {{ zh = "少", en = "Few" }}
to = {to}
[[classification.heads.group]]
code = "many"
title = {{ zh = "多", en = "Many" }}
from = {first}
"""


def test_nobody_may_be_a_class_of_its_own() -> None:
    heads = loaded(SIZES.format(to=0, first=1)).classifications["heads"]
    assert [heads.groups[heads.place(number)].code for number in (0, 1)] == ["few", "many"]


@pytest.mark.parametrize(("to", "first"), [(9, 11), (10, 10), (12, 10), (0, 0)])
def test_classes_that_leave_a_number_out_or_take_it_twice_are_refused(to: int, first: int) -> None:
    with pytest.raises(ProfileError) as refused:
        loaded(SIZES.format(to=to, first=first))
    assert refused.value.code == "classes_leave_gaps"
    assert loaded(SIZES.format(to=9, first=10)).classifications["heads"].place(10) == 1


def test_classes_of_words_need_one_for_what_none_takes() -> None:
    text = """
[classification.kind]
title = { zh = "学历", en = "Schooling" }
fact = "education"
[[classification.kind.group]]
code = "high"
title = { zh = "高", en = "High" }
words = ["本科"]
"""
    with pytest.raises(ProfileError) as refused:
        loaded(text)
    assert refused.value.code == "classes_leave_gaps"


@pytest.mark.parametrize(
    "text",
    [
        'of = "members"\nrows = "size"\ncolumns = "standing"',
        'of = "members"\nrows = "sex"\ncolumns = "standing"\nwithin = ["sex.third"]',
        'of = "members"\nrows = "sex"\ncolumns = "standing"\nsame_total = ["nowhere"]',
        'of = "members"\nrows = "sex"\ncolumns = "standing"\nsums = ["products"]',
    ],
    ids=["a fact of units, of members", "no such group", "no such table", "no such sum"],
)
def test_a_table_of_what_nobody_declared_is_refused(text: str) -> None:
    cited = 'instrument = "branch_rules"\narticle = { zh = "一", en = "1" }\nconfidence = "K"\n'
    with pytest.raises(ProfileError) as refused:
        loaded(f'[statistic.own]\ntitle = {{ zh = "表", en = "Own" }}\n{text}\n{cited}')
    assert refused.value.code == "unknown_code"


@given(
    born=st.dates(date(1900, 1, 1), date(2008, 12, 31)), day=st.dates(date(2009, 1, 1), date(2030, 12, 31))
)
def test_every_age_falls_in_the_class_that_names_it(born: date, day: date) -> None:
    group = CLASSIFICATIONS["age"].groups[CLASSIFICATIONS["age"].place(age_on(born, day))]
    had_birthday = (born.month, born.day) <= (day.month, day.day)
    lived = day.year - born.year - 1 + had_birthday
    assert (group.first or 0) <= lived <= (group.last or 200)


@given(word=st.text(alphabet="大学本专科中初小研究生博士高硕农民工人教师退休在职 \n不详", max_size=8))
def test_every_word_falls_in_one_class_and_only_empty_ones_in_none(word: str) -> None:
    for name in ("education", "occupation", "ethnicity"):
        group = CLASSIFICATIONS[name].groups[CLASSIFICATIONS[name].place(word)]
        plain = "".join(word.split())
        assert (group.rest == "unknown") == (not plain or plain == "不详")


def test_a_worked_case_that_is_wrong_is_found_out() -> None:
    age = CLASSIFICATIONS["age"]
    wrong = replace(age, cases=(replace(age.cases[0], group="to_30"),))
    turned = replace(NATIONAL, classifications={"age": wrong})
    assert [result.duty for result in check_profile(turned) if not result.ok] == ["age"]


def test_every_classification_by_figures_or_words_has_worked_cases() -> None:
    named = ("sex", "age", "ethnicity", "education", "occupation", "joined", "size")
    assert not [name for name in named if len(CLASSIFICATIONS[name].cases) < 2]


def test_every_movement_has_its_row_and_its_sign() -> None:
    groups = CLASSIFICATIONS["movement"].groups
    signs = {word: sign(group) for group in groups for word in group.words}
    assert {word for word, found in signs.items() if found == "gain"} == set(GAINS)
    assert {signs[code] for code in (OPENING, CLOSING, BECAME_FULL)} == {OPENING, CLOSING, BECAME_FULL}
    assert set(NATIONAL.departures) <= set(signs)
    assert {signs[code] for code in NATIONAL.departures} == {"loss"}


def test_every_fact_a_table_runs_by_is_one_of_what_it_counts() -> None:
    for each in STATISTICS.values():
        used = {each.rows, each.columns, *(name for name, _ in (*each.within, *each.only))}
        assert {CLASSIFICATIONS[name].fact for name in used} <= set(FACTS[each.of])


def figures(code: str, **given: dict[str, int]) -> Figures:
    """A table's figures: those given by row and column, else 0."""
    rows, columns = layout(STATISTICS[code], CLASSIFICATIONS)
    cells = tuple(tuple(given.get(row, {}).get(column, 0) for column in columns) for row in rows)
    return Figures(rows, columns, cells)


def failing(code: str, found: Figures) -> list[SumCheck]:
    return [check for check in check_sums(STATISTICS[code], CLASSIFICATIONS, found) if not check.holds]


RIGHT = {
    "male": {"total": 3, "full": 2, "probationary": 1, "ethnicity.minority": 1},
    "female": {"total": 2, "full": 2},
    "total": {"total": 5, "full": 4, "probationary": 1, "ethnicity.minority": 1},
}


@pytest.mark.parametrize(
    ("row", "column", "value", "kinds"),
    [
        ("total", "full", 5, ["rows", "columns"]),
        ("male", "probationary", 0, ["rows", "columns"]),
        ("male", "ethnicity.minority", 4, ["rows", "within"]),
    ],
)
def test_a_figure_that_is_off_by_one_breaks_the_sums_it_stands_in(
    row: str, column: str, value: int, kinds: list[str]
) -> None:
    assert not failing("sex", figures("sex", **RIGHT))
    broken = figures("sex", **RIGHT | {row: RIGHT[row] | {column: value}})
    assert [check.kind for check in failing("sex", broken)] == kinds


def test_opening_with_gains_less_losses_is_the_closing_of_each_standing() -> None:
    year = {
        "opening": {"total": 10, "full": 8, "probationary": 2},
        "admitted": {"total": 3, "probationary": 3},
        "moved_in": {"total": 1, "full": 1},
        "died": {"total": 2, "full": 2},
        "gained": {"total": 4, "full": 1, "probationary": 3},
        "lost": {"total": 2, "full": 2},
        "became_full": {"total": 2, "full": 2},
        "closing": {"total": 12, "full": 9, "probationary": 3},
    }
    assert not failing("changes", figures("changes", **year))
    one_more = figures("changes", **year | {"died": {"total": 1, "full": 1}})
    rows, check = failing("changes", one_more)
    assert (rows.kind, rows.faults[0].row, check.kind) == ("rows", "lost", "balance")
    found = [(fault.column, fault.stated, fault.expected) for fault in check.faults]
    assert found == [("total", 12, 13), ("full", 9, 10)]


def test_totals_of_tables_that_count_the_same_are_held_together() -> None:
    found = {code: figures(code) for code in STATISTICS}
    assert all(check.holds for check in check_totals(STATISTICS, CLASSIFICATIONS, found))
    found["age"] = figures("age", total={"total": 1})
    found["changes"] = figures("changes", closing={"total": 2})
    wrong = [each for each in check_totals(STATISTICS, CLASSIFICATIONS, found) if not each.holds]
    assert [(each.statistic, each.other, each.faults[0].row) for each in wrong] == [
        ("age", "sex", TOTAL),
        ("changes", "sex", CLOSING),
    ]
