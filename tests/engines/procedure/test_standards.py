"""Checklists: worked cases, what a score may never do, boundaries of grades, the sample anybody draws
again.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.procedure import Profile
from jiceng.engines.procedure.standards import (
    ChecklistVersion,
    ItemKind,
    Level,
    check_case,
    drawn,
    items_by_kind,
    score,
)
from jiceng.kernel.errors import ProfileError
from tests.engines.procedure.profiles import packaged
from tests.engines.procedure.test_notices import loaded

ZEZHOU = packaged("zezhou")
CHECKLIST = ZEZHOU.checklists["branch_standard"]
DAY = date(2026, 11, 22)


def version() -> ChecklistVersion:
    found = CHECKLIST.version_on(DAY)
    assert found is not None
    return found


def figures(given: object) -> Fraction | int:
    found: Fraction | int = ZEZHOU.amount(given, DAY)  # type: ignore[arg-type]
    return found


def grade(points: Mapping[str, int | None], barred: tuple[str, ...] = ()) -> str:
    return score(version(), points, figures, barred).grade


@pytest.mark.parametrize("case", CHECKLIST.cases, ids=lambda case: case.name.en)
def test_every_worked_case_comes_out(case: object) -> None:
    assert isinstance(case, type(CHECKLIST.cases[0]))
    expected, found = check_case(CHECKLIST, case, lambda given: ZEZHOU.amount(given, case.on))
    assert found == expected


def test_the_items_of_a_sheet_make_a_hundred_points() -> None:
    assert sum(each.points for each in version().items.values()) == 100


def test_a_branch_is_asked_less_than_a_third_of_what_the_paper_sheet_asks() -> None:
    kinds = items_by_kind(version())
    asked, paper = kinds[ItemKind.ATTESTED], sum(kinds.values())
    assert (asked, kinds[ItemKind.JUDGED], paper) == (6, 4, 36)
    assert Fraction(asked + kinds[ItemKind.JUDGED], paper) <= Fraction(3, 10)


def test_every_heading_has_items_and_every_item_a_heading() -> None:
    assert {each.heading for each in version().items.values()} == set(version().headings)


def points_of() -> st.SearchStrategy[dict[str, int | None]]:
    items = list(version().items.values())
    return st.lists(st.sampled_from(items), unique=True, max_size=len(items)).flatmap(
        lambda chosen: st.fixed_dictionaries(
            {each.code: st.none() | st.integers(0, each.points) for each in chosen}
        )
    )


@given(points_of())
def test_nothing_earns_more_than_all_its_points(points: dict[str, int | None]) -> None:
    found = score(version(), points, figures)
    for each in (found.whole, *found.headings.values(), *found.basics.values()):
        assert 0 <= each.points <= each.base
        assert each.share <= 1
    assert sum(each.points for each in found.headings.values()) == found.whole.points
    assert sum(each.base for each in found.basics.values()) == found.whole.base


@given(points_of(), st.data())
def test_one_point_more_never_lowers_share_or_grade(
    points: dict[str, int | None], data: st.DataObject
) -> None:
    lacking = [code for code, had in points.items() if (had or 0) < version().items[code].points]
    if not lacking:
        return
    code = data.draw(st.sampled_from(sorted(lacking)))
    barred = data.draw(st.sets(st.sampled_from(list(version().caps))))
    before = score(version(), points, figures, barred)
    after = score(version(), points | {code: (points[code] or 0) + 1}, figures, barred)
    order = list(version().grades)
    assert after.whole.share > before.whole.share
    assert order.index(after.grade) <= order.index(before.grade)


@given(points_of(), st.sets(st.sampled_from(list(version().caps))))
def test_a_cap_is_never_better_than_its_grade(points: dict[str, int | None], barred: set[str]) -> None:
    found = score(version(), points, figures, barred)
    order = list(version().grades)
    if found.grade:
        worst = max((order.index(version().caps[each].grade) for each in barred), default=0)
        assert order.index(found.grade) >= worst


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({"funds": 3, "place": 3, "secretary": 3}, "excellent"),  # 9 of 10: at nine tenths exactly
        ({"funds": 3, "place": 2, "secretary": 3}, "met"),  # 8 of 10: at four fifths exactly
        ({"funds": 3, "place": 3, "secretary": 0}, "basic"),  # 6 of 10: at three fifths exactly
        ({"funds": 3, "place": 2, "secretary": 0}, "unmet"),
        ({"funds": 3, "place": None, "secretary": 4}, "basic"),  # not known yet counts as not earned
    ],
)
def test_a_grade_is_given_from_its_share_on(points: dict[str, int | None], expected: str) -> None:
    assert grade(points) == expected


def test_a_unit_of_which_nothing_is_asked_has_no_grade() -> None:
    assert grade({}) == ""


def test_what_is_not_asked_leaves_the_base() -> None:
    found = score(version(), {"funds": 3, "place": 3}, figures)
    assert (found.whole.points, found.whole.base) == (6, 6)


def test_an_open_case_holds_the_best_score_down() -> None:
    every = {code: each.points for code, each in version().items.items()}
    assert (grade(every), grade(every, ("weak_case",))) == ("excellent", "unmet")
    assert score(version(), every, figures, ("weak_case", "no_life")).barred == ("weak_case", "no_life")


@pytest.mark.parametrize(("days", "points"), [(0, 4), (1, 2), (90, 2), (91, 0), (None, None)])
def test_steps_of_a_vacancy(days: int | None, points: int | None) -> None:
    assert version().items["secretary"].earned(days, figures) == points


def test_dues_of_levels_are_days_of_the_year() -> None:
    assert version().due_on(Level.SELF, 2026) == date(2026, 11, 30)
    assert version().due_on(Level.RECHECK, 2026) is None


@given(st.lists(st.text(min_size=1), unique=True), st.text(), st.integers(-1, 30))
def test_a_sample_is_the_same_for_whoever_draws_it(codes: list[str], seed: str, size: int) -> None:
    found = drawn(codes, seed, size)
    assert found == drawn(codes, seed, size)
    assert len(found) == min(max(size, 0), len(codes))
    assert set(found) == set(drawn(reversed(codes), seed, size))
    assert list(found) == [each for each in codes if each in set(found)]


def test_another_seed_draws_others() -> None:
    codes = [f"{n}" for n in range(100)]
    assert drawn(codes, "a", 10) != drawn(codes, "b", 10)


def test_one_unit_more_changes_one_place_at_most() -> None:
    codes = [f"{n}" for n in range(100)]
    assert len(set(drawn(codes, "a", 10)) - set(drawn([*codes, "new"], "a", 10))) <= 1


SHEET = """
[parameter.p]
title = { zh = "数", en = "P" }
value = 1
unit = "days"
source = "pending"
[checklist.c]
title = { zh = "表", en = "C" }
unit_kinds = ["village"]
forms = ["branch"]
[[checklist.c.version]]
in_force_from = 2026-01-01
instrument = "branch_rules"
article = { zh = "一", en = "1" }
confidence = "?"
grades = [{ code = "all", title = { zh = "全", en = "All" }, at_least = 0 }]
[[checklist.c.version.heading]]
code = "h"
title = { zh = "甲", en = "H" }
items = [{ code = "i", kind = "derived", basics = "work", points = 2, title = { zh = "子", en = "I" }, \
quantity = "members", steps = [{ compare = ">=", value = 1, points = 2 }] }]
"""


def own(text: str = SHEET) -> Profile:
    return loaded(text)


def test_a_checklist_is_read() -> None:
    found = own().checklists["c"]
    assert found.asked_of("village", "branch")
    assert not found.asked_of("village", "committee")
    assert found.version_on(date(2025, 12, 31)) is None
    assert found.version_on(date(2026, 1, 1)) is found.versions[0]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('quantity = "members"', 'quantity = "nothing"', "unknown_code"),
        ('kind = "derived"', 'kind = "guessed"', "unknown_code"),
        ('basics = "work"', 'basics = "luck"', "unknown_code"),
        ("value = 1, points = 2", "value = 1, points = 1", "bad_points"),
        ("at_least = 0", 'at_least = "1/2"', "missing_key"),
        ('code = "i"', 'code = "i", prize = 1', "unknown_key"),
        ("value = 1, points = 2", 'value = "1/0", points = 2', "bad_share"),
        ('confidence = "?"', 'confidence = "?"\ndue = { self = "02-29" }', "wrong_type"),
        ('confidence = "?"', 'confidence = "?"\ndue = { self = "November" }', "wrong_type"),
        ("in_force_from = 2026-01-01", "", "missing_key"),
    ],
)
def test_a_checklist_is_read_strictly(old: str, new: str, code: str) -> None:
    with pytest.raises(ProfileError) as caught:
        own(SHEET.replace(old, new, 1))
    assert caught.value.code == code


def test_an_item_stands_in_a_sheet_once() -> None:
    items = SHEET[SHEET.index("[[checklist.c.version.heading]]") :]
    with pytest.raises(ProfileError) as caught:
        own(SHEET + items.replace('code = "h"', 'code = "k"'))
    assert caught.value.code == "code_twice"


def test_two_versions_may_not_be_in_force_at_once() -> None:
    with pytest.raises(ProfileError) as caught:
        own(SHEET + SHEET[SHEET.index("[[checklist.c.version]]") :])
    assert caught.value.code == "versions_overlap"


def test_a_profile_may_have_no_checklist() -> None:
    assert packaged("cooperative").checklists == {}
