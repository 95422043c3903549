"""What an explanation says, condition by condition, gathering by gathering."""

import json
from datetime import date
from typing import Any

import pytest

from jiceng.engines.procedure import (
    AbsenceRecord,
    ActRecord,
    Facts,
    MembershipRecord,
    SpanRecord,
    UnitRecord,
    VacancyRecord,
    evaluate,
    explain,
)
from jiceng.kernel.errors import NotFound
from jiceng.kernel.periods import Period
from tests.engines.procedure.profiles import EVERY_CLAUSE, VECTORS, packaged, written

ZEZHOU = packaged("zezhou")
QUARTER = Period.parse("2026-Q3")
QUORUMS = json.loads((VECTORS / "quorum.json").read_text(encoding="utf-8"))["cases"]


def branch(form: str = "branch", founded: date = date(2000, 1, 1), **tables: Any) -> Facts:
    """A village branch of ten members."""
    unit = UnitRecord("u", founded, (SpanRecord("village", form, founded),))
    return Facts.from_rows(
        ZEZHOU, [unit], memberships=[MembershipRecord("u", founded) for _ in range(10)], **tables
    )


def meeting(number: int, day: date, present: int = 10, **more: Any) -> ActRecord:
    """A members' meeting with ten entitled."""
    return ActRecord(number, "u", "members_meeting", day, 10, present, **more)


def test_each_gathering_has_its_reason() -> None:
    acts = [
        meeting(1, date(2026, 7, 5), present=4),
        meeting(2, date(2026, 8, 5), present=5),
        meeting(3, date(2026, 10, 5)),
        meeting(4, date(2026, 10, 15), makes_up=QUARTER),
        meeting(5, date(2026, 10, 16), makes_up=QUARTER),
        meeting(6, date(2026, 6, 5), makes_up=QUARTER),
        meeting(7, date(2026, 9, 5), makes_up=Period.parse("2026-Q2")),
        meeting(8, date(2026, 9, 6), makes_up=Period.parse("2026-08")),
        meeting(9, date(2027, 1, 1)),
        ActRecord(10, "u", "activity_day", date(2026, 9, 7), 10, 10),
    ]
    told = explain(ZEZHOU, branch(acts=acts), 0, "members_meeting", QUARTER)
    assert {act.id: (act.accepted, act.reason) for act in told.acts} == {
        1: (False, "no_quorum"),
        2: (True, "counts"),
        3: (False, "outside_period"),
        4: (True, "counts"),
        5: (False, "outside_grace"),
        6: (False, "outside_grace"),
        7: (False, "outside_period"),
        8: (True, "counts"),
    }
    data = next(act.data for act in told.acts if act.id == 1)
    assert data == {"entitled": 10, "present": 4, "share": "1/2", "compare": ">="}
    assert [act.day for act in told.acts] == sorted(act.day for act in told.acts)


def test_missing_items_are_counted() -> None:
    acts = [ActRecord(1, "u", "activity_day", date(2026, 7, 1), items=("oath", "dues", "visiting"))]
    told = explain(ZEZHOU, branch(acts=acts), 0, "activity_day", Period.parse("2026-07"))
    (act,) = told.acts
    assert (act.reason, act.data["found"], act.data["value"], act.data["compare"]) == (
        "items_missing",
        2,
        5,
        ">=",
    )
    assert "study" in act.data["among"]


def test_an_excuse_names_its_days_and_heads() -> None:
    away = [AbsenceRecord("u", date(2026, 6, 1)) for _ in range(6)]
    told = explain(ZEZHOU, branch(founded=date(2026, 7, 2), absences=away), 0, "members_meeting", QUARTER)
    excuses = {each.code: each for each in told.excuses}
    assert [*excuses] == ["founded_within_period", "closed_within_period", "postponed", "members_away"]
    assert excuses["founded_within_period"].holds
    assert excuses["founded_within_period"].data == {"since": date(2026, 7, 2)}
    assert excuses["closed_within_period"].data == {"closed": None}
    assert excuses["postponed"].data == {"until": None}
    assert excuses["members_away"].data == {"away": 6, "members": 10, "compare": ">", "share": "1/2"}
    assert told.outcome is not None
    assert told.outcome.excuse == "founded_within_period"


def test_who_is_not_bound_is_told_by_what() -> None:
    told = explain(ZEZHOU, branch("general_branch"), 0, "members_meeting", QUARTER)
    assert told.outcome is None
    failed = [each for each in told.conditions if not each.holds]
    assert [(each.code, each.data["form"]) for each in failed] == [("form", "general_branch")]
    assert failed[0].data["forms"] == ["branch", "joint_branch"]
    column = explain(ZEZHOU, branch(), 0, "branch_committee", Period.parse("2026-07")).conditions[-1]
    assert (column.code, column.holds) == ("column", False)
    assert column.data["column"] == "bodies.branch_committee"
    assert (column.data["count"], column.data["value"]) == (0, 1)


def test_a_gathering_of_a_unit_that_is_not_bound_does_not_count() -> None:
    facts = branch("general_branch", acts=[meeting(1, date(2026, 8, 1))])
    (act,) = explain(ZEZHOU, facts, 0, "members_meeting", QUARTER).acts
    assert (act.accepted, act.reason) == (False, "not_owed")


def test_no_rule_in_force() -> None:
    told = explain(ZEZHOU, branch(), 0, "members_meeting", Period.parse("2018-Q4"))
    assert (told.version, told.citation, told.outcome) == (None, None, None)
    assert [(each.code, each.holds) for each in told.conditions] == [("in_force", False)]


def test_a_period_of_another_cadence_is_no_occasion() -> None:
    told = explain(ZEZHOU, branch(), 0, "members_meeting", Period.parse("2026-07"))
    assert [(each.code, each.holds) for each in told.conditions] == [("occasion_exists", False)]


def test_a_vacancy_is_explained_by_its_interval() -> None:
    gap = VacancyRecord("u", "secretary", date(2026, 5, 31), date(2026, 8, 1))
    period = Period.parse("2026-05-31/2026-08-31")
    told = explain(ZEZHOU, branch(vacancies=[gap]), 0, "secretary_vacancy", period)
    assert told.outcome is not None
    assert told.outcome.met_on == date(2026, 8, 1)
    assert told.acts == ()
    assert told.citation is not None
    assert told.citation.pending


def test_one_unit_of_many_keeps_its_number() -> None:
    units = [
        UnitRecord(key, date(2000, 1, 1), (SpanRecord("village", "branch", date(2000, 1, 1)),))
        for key in "ab"
    ]
    facts = Facts.from_rows(
        ZEZHOU,
        units,
        memberships=[MembershipRecord(key, date(2000, 1, 1)) for key in "ab"],
        acts=[ActRecord(7, "b", "members_meeting", date(2026, 8, 1), 1, 1)],
    )
    told = explain(ZEZHOU, facts, 1, "members_meeting", QUARTER)
    assert told.outcome is not None
    assert (told.outcome.unit, told.outcome.evidence) == (1, (7,))
    assert told.outcome in list(evaluate(ZEZHOU, facts, QUARTER.start, QUARTER.end).rows())


def test_an_unknown_duty_is_not_found() -> None:
    with pytest.raises(NotFound):
        explain(ZEZHOU, branch(), 0, "dancing", QUARTER)


def named(case: dict[str, Any]) -> str:
    """A comparison in a few words."""
    return f"{case['present']} of {case['entitled']} {case['compare']} {case['share']}"


@pytest.mark.parametrize("case", QUORUMS, ids=named)
def test_quorum_at_its_edges(case: dict[str, Any]) -> None:
    rule = 'quorum = { of = "entitled", compare = ">=", share = "1/2" }'
    assert rule in EVERY_CLAUSE
    put = rule.replace('">="', f'"{case["compare"]}"').replace('"1/2"', f'"{case["share"]}"')
    profile = written(EVERY_CLAUSE.replace(rule, put, 1))
    start = date(2020, 1, 1)
    act = ActRecord(1, "u", "meeting", date(2025, 2, 1), case["entitled"], case["present"])
    facts = Facts.from_rows(
        profile,
        [UnitRecord("u", start, (SpanRecord("village", "single", start),))],
        memberships=[MembershipRecord("u", start)],
        acts=[act],
    )
    told = explain(profile, facts, 0, "meetings", Period.parse("2025-Q1"))
    assert [each.accepted for each in told.acts] == [case["holds"]]
    assert told.outcome is not None
    assert (told.outcome.met_on is not None) == case["holds"]
