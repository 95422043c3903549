"""Courses: another trade's by data alone, properties of judging, and profiles that are wrong."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.engines.procedure import (
    PASSED,
    Course,
    CourseEntry,
    CourseRecord,
    ParameterValue,
    Standing,
    Verdict,
    judge_course,
)
from jiceng.engines.procedure.course_cases import check_case
from jiceng.kernel.errors import NotFound, ProfileError
from jiceng.kernel.periods import months_after
from tests.engines.procedure.profiles import CHARTER, packaged, written

NATIONAL = packaged("national")
ADMISSION = NATIONAL.courses["admission"]
COOPERATIVE = (
    CHARTER
    + """
[parameter.answer_days]
title = { zh = "答复天数", en = "Days to answer" }
value = 30
unit = "days"
source = "pending"
[course.joining]
kind = "admission"
title = { zh = "入社", en = "Joining" }
[[course.joining.version]]
in_force_from = 2018-07-01
instrument = "charter"
article = { zh = "第五条", en = "art. 5" }
confidence = "K"
[[course.joining.version.stage]]
code = "application"
title = { zh = "申请", en = "Application" }
step = [{ code = "application", title = { zh = "申请", en = "Application" } }]
[[course.joining.version.stage]]
code = "decision"
title = { zh = "决定", en = "Decision" }
[[course.joining.version.stage.step]]
code = "assembly"
title = { zh = "成员大会决定", en = "Decision of the assembly" }
keeper = "above"
limits = [{ of = "application", days = { parameter = "answer_days" } }]
gives = "full"
[course.joining.version.stage.step.vote]
present = { compare = ">=", share = "2/3" }
ayes = { compare = ">", share = "1/2", of = "present" }
"""
)
AYES = 'ayes = { compare = ">", share = "1/2", of = "present" }\n'
EXPECTS_NOTHING = """
[[course.joining.case]]
name = { zh = "什么也不要求", en = "expects nothing" }
entries = [{ step = "application", day = 2026-03-01 }]
on = 2026-03-01
step = "application"
"""
DAYS = st.dates(date(2014, 5, 28), date(2030, 12, 31))


def joining(values: tuple[ParameterValue, ...] = ()) -> Course:
    return written(COOPERATIVE).with_parameters(values).courses["joining"]


def judged(course: Course, *entries: CourseEntry, on: date = date(2026, 12, 31)) -> list[Verdict]:
    return [each.verdict for each in judge_course(course, CourseRecord(entries), on).entries]


def test_another_trades_admission_is_data_alone() -> None:
    application = CourseEntry("application", date(2026, 3, 1))
    for present, ayes, verdict in ((19, 19, "no_quorum"), (20, 10, "not_carried"), (20, 11, "ok")):
        vote = CourseEntry("assembly", date(2026, 3, 31), entitled=30, present=present, ayes=ayes)
        assert judged(joining(), application, vote) == ["ok", verdict]
    late = CourseEntry("assembly", date(2026, 4, 1), entitled=30, present=20, ayes=11)
    assert judged(joining(), application, late) == ["ok", "late"]
    state = judge_course(joining(), CourseRecord((application, late)), date(2026, 4, 1))
    assert (state.complete, state.ready) == (True, ())


def test_an_offices_own_figure_judges_steps_from_its_day_on() -> None:
    course = joining((ParameterValue("answer_days", 10, date(2026, 4, 1)),))
    for first, verdict in ((date(2026, 3, 1), "ok"), (date(2026, 4, 1), "late")):
        vote = CourseEntry("assembly", first + timedelta(days=20), entitled=3, present=3, ayes=3)
        assert judged(course, CourseEntry("application", first), vote) == ["ok", verdict]


def test_a_day_without_a_rule_is_said() -> None:
    with pytest.raises(NotFound, match="course_not_in_force"):
        judged(joining(), CourseEntry("application", date(2018, 6, 30)))


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        ('of = "application"', 'of = "nothing"', "unknown_code"),
        ('keeper = "above"', 'keeper = "nobody"', "unknown_code"),
        ('code = "assembly"', 'code = "application"', "code_twice"),
        ('gives = "full"', 'gives = "honorary"', "unknown_code"),
        ('gives = "full"', 'needs = ["application"]', "unknown_code"),
        ("days = {", "weeks = {", "unknown_key"),
        (AYES, AYES + EXPECTS_NOTHING, "missing_key"),
    ],
)
def test_a_course_that_is_wrong_is_found_out(wrong: str, right: str, code: str) -> None:
    with pytest.raises(ProfileError, match=code):
        written(COOPERATIVE.replace(wrong, right))


def test_a_worked_case_that_is_wrong_is_found_out() -> None:
    for case in ADMISSION.cases:
        for key, value in case.expected.items():
            turned = replace(case, expected={**case.expected, key: f"not {value}"})
            result = check_case(ADMISSION, turned)
            assert result.expected != result.found, case.name.en


def test_the_admission_has_five_stages_and_twenty_five_required_steps() -> None:
    (version,) = ADMISSION.versions
    assert len(version.stages) == 5
    assert sum(step.required for step in version.steps.values()) == 26  # the 25, and the notice (pending)
    assert all(step.citation.article.zh for step in version.steps.values())


@given(st.lists(st.tuples(st.sampled_from(sorted(ADMISSION.versions[0].steps)), DAYS), max_size=12), DAYS)
def test_nothing_passes_before_what_it_rests_on(found: list[tuple[str, date]], on: date) -> None:
    people = {"talker": 1, "contact": 1, "introducer": 2, "reviewer": 1}
    entries = tuple(CourseEntry(step, day, 3, 3, 3, {"days": 3, "months": 6}, people) for step, day in found)
    state = judge_course(ADMISSION, CourseRecord(entries, date(1980, 1, 1)), on)
    done: dict[str, date] = {}
    for each in state.entries:
        assert each.entry.day <= on
        if each.verdict in PASSED:
            assert all(done[code] <= each.entry.day for code in state.version.before[each.entry.step])
            done[each.entry.step] = each.entry.day
    shown = {each.rule.code for each in state.steps if each.standing is Standing.DONE}
    assert shown <= set(done)


@given(DAYS, st.integers(0, 48))
def test_months_end_where_the_month_does(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_a_leap_days_year_ends_on_the_last_of_february() -> None:
    entries = [each for each in _history() if each.step not in ("activist", "candidate")]
    activist = CourseEntry("activist", date(2024, 2, 29))
    for day, verdict in ((date(2025, 2, 27), "too_early"), (date(2025, 2, 28), "ok")):
        moved = [replace(each, day=date(2024, 3, 1)) for each in entries if each.step != "application"]
        first = CourseEntry("application", date(2024, 2, 1))
        talk = replace(moved[0], day=date(2024, 2, 10))
        record = CourseRecord(
            (first, talk, activist, *moved[1:], CourseEntry("candidate", day)), date(1990, 1, 1)
        )
        state = judge_course(ADMISSION, record, date(2025, 12, 31))
        assert state.entries[-1].verdict == verdict


def _history() -> tuple[CourseEntry, ...]:
    case = next(each for each in ADMISSION.cases if each.name.en.startswith("cultivated for exactly"))
    return case.record.entries
