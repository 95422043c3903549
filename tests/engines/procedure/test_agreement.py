"""Bulk, single, explained and naive evaluation agree, whatever happens to the units."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jiceng.engines.procedure import (
    STATES,
    MembershipRecord,
    Outcome,
    PostponementRecord,
    Profile,
    SpanRecord,
    State,
    UnitRecord,
    at_risk_on,
    at_risk_rows,
    evaluate,
    explain,
    state_on,
    states_on,
)
from jiceng.kernel.periods import Period
from tests.engines.procedure.naive import World, naive_outcomes
from tests.engines.procedure.profiles import every_clause, packaged
from tests.engines.procedure.worlds import FIRST, LAST, a_day, worlds

TRIAL, ZEZHOU = every_clause(), packaged("zezhou")
PROFILES = {"trial": TRIAL, "zezhou": ZEZHOU}
thorough = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def ordered(profile: Profile, outcomes: list[Outcome]) -> list[Outcome]:
    """In order of duty, unit, opening day; equal ones by all they say."""
    numbers = profile.numbers.duties
    return sorted(outcomes, key=lambda each: (numbers[each.duty], each.unit, each.opens_on, repr(each)))


def assert_naive_agrees(profile: Profile, world: World) -> list[Outcome]:
    """Bulk equals naive and comes in order of duty, unit, opening day; returns what both found."""
    found = list(evaluate(profile, world.facts(profile), FIRST, LAST).rows())
    places = [(profile.numbers.duties[each.duty], each.unit, each.opens_on) for each in found]
    assert places == sorted(places)
    assert ordered(profile, found) == ordered(profile, naive_outcomes(profile, world, FIRST, LAST))
    return found


@thorough
@given(worlds(TRIAL))
def test_bulk_equals_naive_for_every_clause(world: World) -> None:
    assert_naive_agrees(TRIAL, world)


@thorough
@given(worlds(ZEZHOU))
def test_bulk_equals_naive_for_the_county(world: World) -> None:
    assert_naive_agrees(ZEZHOU, world)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["trial", "zezhou"]), st.data())
def test_bulk_equals_single(code: str, data: st.DataObject) -> None:
    profile = PROFILES[code]
    facts = data.draw(worlds(profile)).facts(profile)
    bulk = list(evaluate(profile, facts, FIRST, LAST).rows())
    single = []
    for unit in range(facts.size):
        for each in evaluate(profile, facts.of_unit(unit), FIRST, LAST).rows():
            single.append((unit, each))
    assert sorted(map(repr, bulk)) == sorted(
        repr(each).replace("unit=0", f"unit={unit}", 1) for unit, each in single
    )


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["trial", "zezhou"]), st.data())
def test_explanation_gives_the_outcome_it_explains(code: str, data: st.DataObject) -> None:
    profile = PROFILES[code]
    facts = data.draw(worlds(profile, most_units=2)).facts(profile)
    outcomes = list(evaluate(profile, facts, FIRST, LAST).rows())
    assume(outcomes)
    for each in data.draw(st.lists(st.sampled_from(outcomes), min_size=1, max_size=8)):
        told = explain(profile, facts, each.unit, each.duty, each.period)
        twins = [
            other
            for other in outcomes
            if (other.unit, other.duty, other.period) == (each.unit, each.duty, each.period)
        ]
        assert told.outcome in twins
        assert all(condition.holds for condition in told.conditions)
        assert {act.id for act in told.acts if act.accepted} == set(each.evidence)
        assert (told.required, told.counted) == (told.outcome.required, told.outcome.counted)
        reasons = {condition.code for condition in told.excuses if condition.holds}
        assert (each.excuse in reasons) if each.excuse else not reasons


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(worlds(TRIAL), a_day)
def test_what_does_not_apply_has_a_condition_that_fails(world: World, day: date) -> None:
    facts = world.facts(TRIAL)
    found = {(each.unit, each.duty, each.period) for each in evaluate(TRIAL, facts, FIRST, LAST).rows()}
    for duty in TRIAL.duties.values():
        for version in duty.versions:
            if version.plan.cadence is None:
                continue
            for unit in range(facts.size):
                period = Period.containing(version.plan.cadence, day)
                if period.start < FIRST or period.end > LAST:
                    continue
                told = explain(TRIAL, facts, unit, duty.code, period)
                assert (told.outcome is not None) == ((unit, duty.code, period) in found)
                assert (told.outcome is None) == (not all(each.holds for each in told.conditions))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(worlds(TRIAL))
def test_states_in_bulk_equal_states_one_by_one(world: World) -> None:
    """On every day on which some row's state may turn, and the days about it."""
    outcomes = evaluate(TRIAL, world.facts(TRIAL), FIRST, LAST)
    rows = list(outcomes.rows())
    turning = {
        day
        for each in rows
        for day in (
            each.opens_on,
            each.closes_on,
            each.grace_until,
            each.at_risk_from,
            each.met_on,
            each.excuse_until,
        )
        if day is not None
    }
    for day in sorted({day + timedelta(shift) for day in turning for shift in (-1, 0, 1)}):
        assert [STATES[number] for number in states_on(outcomes, day)] == [
            state_on(each, day) for each in rows
        ]
        assert at_risk_rows(outcomes, day).tolist() == [at_risk_on(each, day) for each in rows]


@pytest.mark.parametrize("code", [*PROFILES])
def test_states_in_bulk_at_the_end_of_a_postponement(code: str) -> None:
    profile, start = PROFILES[code], date(2020, 1, 1)
    duty, period, until = "party_lecture", Period.parse("2026-Q1"), date(2026, 4, 20)
    if code == "trial":
        duty, period, until = "meetings", Period.parse("2026-01"), date(2026, 2, 20)
    kind, form = ("village", "single") if code == "trial" else ("village", "branch")
    facts = World(
        [UnitRecord(0, start, (SpanRecord(kind, form, start),))],
        memberships=[MembershipRecord(0, start), MembershipRecord(0, start)],
        postponements=[PostponementRecord(0, duty, period, until)],
    ).facts(profile)
    outcomes = evaluate(profile, facts, period.start, period.end, [duty])
    (row,) = (each for each in outcomes.rows() if each.period == period)
    number = next(n for n, each in enumerate(outcomes.rows()) if each == row)
    for day, state in ((until, State.EXCUSED), (until + timedelta(1), State.LATE)):
        assert state_on(row, day) is state
        assert STATES[states_on(outcomes, day)[number]] is state


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(worlds(TRIAL), a_day, st.integers(0, 200))
def test_a_narrower_look_gives_the_same_rows(world: World, first: date, length: int) -> None:
    """What lies outside the days looked at changes nothing about what lies within."""
    facts, last = world.facts(TRIAL), first + timedelta(length)
    wide = list(evaluate(TRIAL, facts, date(2023, 1, 1), date(2028, 1, 1)).rows())
    narrow = list(evaluate(TRIAL, facts, first, last).rows())
    assert set(narrow) <= set(wide)
    calendar = {each.code for each in TRIAL.duties.values() if each.versions[0].plan.cadence}
    overlapping = {
        each for each in wide if each.duty in calendar and each.opens_on <= last and each.closes_on >= first
    }
    assert {each for each in narrow if each.duty in calendar} == overlapping
