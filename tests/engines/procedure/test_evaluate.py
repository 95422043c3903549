"""Evaluation where two rules, two periods or two units meet."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from jiceng.engines.procedure import (
    ActRecord,
    BodyRecord,
    Facts,
    MembershipRecord,
    Outcome,
    ParameterValue,
    PostponementRecord,
    SpanRecord,
    TermRecord,
    UnitRecord,
    Units,
    UnitSpans,
    VacancyRecord,
    evaluate,
)
from jiceng.kernel.errors import Invalid, NotFound
from jiceng.kernel.periods import Period
from tests.engines.procedure.profiles import every_clause

TRIAL = every_clause()
LONG_AGO = date(2020, 1, 1)


def facts(*spans: SpanRecord, founded: date = LONG_AGO, closed: date | None = None, **tables: Any) -> Facts:
    """One village, single unless told otherwise, with two members."""
    unit = UnitRecord("u", founded, spans or (SpanRecord("village", "single", founded, closed),), closed)
    return Facts.from_rows(
        TRIAL, [unit], memberships=[MembershipRecord("u", founded), MembershipRecord("u", founded)], **tables
    )


def found(given: Facts, duty: str, first: date, last: date) -> dict[str, Outcome]:
    """Outcomes of one duty by period key."""
    return {each.period.key: each for each in evaluate(TRIAL, given, first, last, [duty]).rows()}


def test_a_period_is_judged_by_the_rule_of_its_first_day() -> None:
    outcomes = found(facts(), "meetings", date(2024, 10, 1), date(2025, 10, 31))
    assert {key: each.version for key, each in outcomes.items()} == {
        "2025-Q1": 1,
        "2025-Q2": 1,
        "2025-Q3": 1,
        "2025-08": 2,
        "2025-09": 2,
        "2025-10": 2,
    }
    assert [*outcomes] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-08", "2025-09", "2025-10"]
    assert (outcomes["2025-Q3"].required, outcomes["2025-08"].required) == (1, 2)


def test_an_offices_figure_judges_from_its_first_whole_period() -> None:
    profile = TRIAL.with_parameters([ParameterValue("often", 1, date(2025, 9, 2))])
    outcomes = evaluate(profile, facts(), date(2025, 8, 1), date(2025, 10, 31), ["meetings"])
    assert [(each.period.key, each.version, each.required) for each in outcomes.rows()][1:] == [
        ("2025-08", 2, 2),
        ("2025-09", 2, 2),
        ("2025-10", 3, 1),
    ]


def test_every_period_that_overlaps_the_days_is_looked_at() -> None:
    outcomes = found(facts(), "meetings", date(2025, 9, 30), date(2025, 10, 1))
    assert [*outcomes] == ["2025-Q3", "2025-09", "2025-10"]
    assert not len(evaluate(TRIAL, facts(), date(2025, 10, 2), date(2025, 10, 1), ["meetings"]))


def test_met_on_is_the_day_that_was_enough() -> None:
    acts = [ActRecord(n, "u", "meeting", date(2025, 9, day), 3, 2) for n, day in ((1, 20), (2, 5), (3, 11))]
    outcome = found(facts(acts=acts), "meetings", date(2025, 9, 1), date(2025, 9, 30))["2025-09"]
    assert (outcome.met_on, outcome.counted, outcome.evidence) == (date(2025, 9, 11), 3, (2, 3, 1))


def test_days_count_once_and_more_than_one_means_two() -> None:
    day = {"kind": "day", "unit": "u", "items": ("one", "two")}
    acts = [ActRecord(id=1, day=date(2025, 2, 3), **day), ActRecord(id=2, day=date(2025, 2, 3), **day)]
    outcome = found(facts(acts=acts), "days", date(2025, 2, 1), date(2025, 2, 28))["2025-02"]
    assert (outcome.required, outcome.counted, outcome.met_on) == (2, 1, None)
    acts.append(ActRecord(id=3, day=date(2025, 2, 28), **day))
    outcome = found(facts(acts=acts), "days", date(2025, 2, 1), date(2025, 2, 28))["2025-02"]
    assert (outcome.counted, outcome.met_on, outcome.evidence) == (2, date(2025, 2, 28), (1, 2, 3))


def test_a_unit_that_changed_between_bound_forms_still_owes() -> None:
    spans = (
        SpanRecord("village", "single", LONG_AGO, date(2025, 2, 10)),
        SpanRecord("village", "single", date(2025, 2, 10)),
    )
    outcome = found(facts(*spans), "days", date(2025, 2, 1), date(2025, 2, 28))["2025-02"]
    assert outcome.excuse == ""
    moved = (
        SpanRecord("firm", "single", LONG_AGO, date(2025, 2, 10)),
        SpanRecord("village", "single", date(2025, 2, 10)),
    )
    outcome = found(facts(*moved), "days", date(2025, 2, 1), date(2025, 2, 28))["2025-02"]
    assert outcome.excuse == "founded_within_period"


@pytest.mark.parametrize(
    ("closed", "excuses"),
    [
        (date(2025, 2, 1), []),
        (date(2025, 2, 2), ["closed_within_period"]),
        (date(2025, 2, 28), ["closed_within_period"]),
        (date(2025, 3, 1), [""]),
        (date(2025, 3, 2), ["", "closed_within_period"]),
    ],
)
def test_a_closed_unit_owes_what_it_lasted_for(closed: date, excuses: list[str]) -> None:
    outcomes = found(facts(closed=closed), "days", date(2025, 2, 1), date(2025, 4, 30))
    assert [each.excuse for each in outcomes.values()] == excuses


def test_a_reason_for_good_goes_before_a_postponement() -> None:
    month = Period.parse("2025-09")
    postponed = [PostponementRecord("u", "meetings", month, date(2025, 10, 20))]
    given = facts(founded=date(2025, 9, 2), postponements=postponed)
    outcome = found(given, "meetings", month.start, month.end)["2025-09"]
    assert (outcome.excuse, outcome.excuse_until) == ("founded_within_period", None)
    assert outcome.grace_until == date(2025, 10, 25)


def test_a_postponement_is_of_one_period_and_no_other_that_begins_with_it() -> None:
    quarter, month = Period.parse("2025-Q4"), Period.parse("2025-10")
    for period, excuse in ((quarter, ""), (month, "postponed")):
        given = facts(postponements=[PostponementRecord("u", "meetings", period, date(2025, 11, 20))])
        assert found(given, "meetings", month.start, month.end)["2025-10"].excuse == excuse


def test_a_term_is_judged_by_the_rule_of_its_last_day() -> None:
    bodies = [BodyRecord("u", 1, "council", LONG_AGO), BodyRecord("u", 2, "council", LONG_AGO)]
    terms = [
        TermRecord("u", 1, "council", LONG_AGO, date(2026, 3, 31)),
        TermRecord("u", 2, "council", LONG_AGO, date(2026, 4, 1)),
    ]
    outcomes = found(facts(bodies=bodies, terms=terms), "election", date(2025, 1, 1), date(2026, 12, 31))
    assert {key: each.version for key, each in outcomes.items()} == {
        "2025-12-31/2026-03-31": 1,
        "2025-12-02/2026-04-01": 2,
    }


@pytest.mark.parametrize(("ends", "owed"), [(date(2026, 3, 31), False), (date(2026, 4, 1), True)])
def test_a_body_wound_up_within_its_term_owes_no_election(ends: date, owed: bool) -> None:
    """Ends are exclusive: a body that ended on the day after its term's last day lasted the term."""
    by_body = facts(
        bodies=[BodyRecord("u", 1, "council", LONG_AGO, ends)],
        terms=[TermRecord("u", 1, "council", LONG_AGO, date(2026, 3, 31))],
    )
    by_term = facts(terms=[TermRecord("u", 1, "council", LONG_AGO, date(2026, 3, 31), ended=ends)])
    for given in (by_body, by_term):
        assert bool(found(given, "election", date(2026, 1, 1), date(2026, 12, 31))) is owed


@pytest.mark.parametrize(("ends", "keys"), [(date(2025, 2, 28), []), (date(2025, 3, 1), ["2025-02"])])
def test_a_unit_between_two_versions_owes_nothing(ends: date, keys: list[str]) -> None:
    """The reference day is 28 February; a version that ended on it was no more that day."""
    spans = (
        SpanRecord("village", "single", LONG_AGO, ends),
        SpanRecord("village", "single", date(2025, 3, 5)),
    )
    assert [*found(facts(*spans), "days", date(2025, 2, 1), date(2025, 2, 28))] == keys


def test_what_is_overdue_stays_in_view_and_what_was_met_does_not() -> None:
    gaps = [
        VacancyRecord("u", "chair", date(2025, 1, 10)),
        VacancyRecord("u", "chair", date(2025, 1, 20), date(2025, 2, 1)),
        VacancyRecord("u", "chair", date(2025, 1, 30), date(2026, 7, 1)),
    ]
    outcomes = found(facts(vacancies=gaps), "vacancy", date(2026, 7, 1), date(2026, 7, 31))
    assert {each.opens_on: each.met_on for each in outcomes.values()} == {
        date(2025, 1, 10): None,
        date(2025, 1, 30): date(2026, 7, 1),
    }


def test_no_facts_and_no_duties_give_no_rows() -> None:
    nobody = Facts(Units((), ()), UnitSpans((), (), (), (), ()))  # type: ignore[arg-type]
    assert len(evaluate(TRIAL, nobody, date(2025, 1, 1), date(2026, 1, 1))) == 0
    nothing = evaluate(TRIAL, facts(), date(2025, 1, 1), date(2026, 1, 1), [])
    assert (len(nothing), nothing.evidence_offsets.tolist()) == (0, [0])


def test_duties_are_named_by_code() -> None:
    with pytest.raises(NotFound):
        evaluate(TRIAL, facts(), date(2025, 1, 1), date(2026, 1, 1), ["dancing"])


def test_evidence_stays_with_its_unit_where_versions_meet() -> None:
    """Rows of two versions are put in order of unit; what proves them must move with them."""
    span = (SpanRecord("village", "single", LONG_AGO),)
    days = (date(2025, 5, 5), date(2025, 10, 5))
    given = Facts.from_rows(
        TRIAL,
        [UnitRecord(key, LONG_AGO, span) for key in "ab"],
        memberships=[MembershipRecord(key, LONG_AGO) for key in "aabb"],
        acts=[
            ActRecord(10 * number + month, key, "meeting", day, 3, 3)
            for number, key in enumerate("ab")
            for month, day in enumerate(days, start=1)
        ],
    )
    rows = evaluate(TRIAL, given, date(2025, 4, 1), date(2025, 10, 31), ["meetings"]).rows()
    assert {(each.unit, each.period.key): each.evidence for each in rows if each.evidence} == {
        (0, "2025-Q2"): (1,),
        (0, "2025-10"): (2,),
        (1, "2025-Q2"): (11,),
        (1, "2025-10"): (12,),
    }


def test_rows_of_facts_may_come_in_any_order() -> None:
    acts = [
        ActRecord(n, "u", "meeting", date(2025, 1 + n % 12, 1 + n), 3, n % 4, ("one",), -1) for n in range(24)
    ]
    spans = [
        SpanRecord("village", "single", LONG_AGO, date(2025, 6, 15)),
        SpanRecord("village", "joint", date(2025, 6, 15)),
    ]
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    straight = evaluate(TRIAL, facts(*spans, acts=acts), first, last)
    turned = evaluate(TRIAL, facts(*spans[::-1], acts=acts[::-1]), first, last)
    assert list(straight.rows()) == list(turned.rows())
    assert np.any(straight.met_on < straight.closes)


def test_columns_are_checked() -> None:
    with pytest.raises(Invalid, match="columns_of_unequal_length"):
        Units([1, 2], [3])  # type: ignore[arg-type]
    one = Units([1], [3])  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="unknown_unit_number"):
        Facts(one, UnitSpans([1], [0], [0], [1], [2]))  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="unknown_unit"):
        Facts.from_rows(TRIAL, [], memberships=[MembershipRecord("u", LONG_AGO)])
    with pytest.raises(NotFound, match="unknown_code"):
        facts(SpanRecord("castle", "single", LONG_AGO))
