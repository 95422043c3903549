"""An outcome's state on a day, at every edge."""

from dataclasses import replace
from datetime import date

import pytest

from jiceng.engines.procedure import Outcome, State, at_risk_on, state_on
from jiceng.kernel.periods import Period

QUARTER = Period.parse("2026-Q3")
OWED = Outcome(
    unit=0,
    duty="members_meeting",
    version=1,
    period=QUARTER,
    opens_on=QUARTER.start,
    closes_on=QUARTER.end,
    grace_until=date(2026, 10, 15),
    at_risk_from=date(2026, 9, 16),
    required=1,
    counted=0,
    met_on=None,
    excuse="",
    excuse_until=None,
    evidence=(),
)


@pytest.mark.parametrize(
    ("day", "state", "at_risk"),
    [
        (date(2026, 6, 30), State.NOT_YET, False),
        (date(2026, 7, 1), State.DUE, False),
        (date(2026, 9, 15), State.DUE, False),
        (date(2026, 9, 16), State.DUE, True),
        (date(2026, 9, 30), State.DUE, True),
        (date(2026, 10, 1), State.LATE, False),
        (date(2026, 10, 15), State.LATE, False),
        (date(2026, 10, 16), State.MISSED, False),
    ],
)
def test_nothing_done(day: date, state: State, at_risk: bool) -> None:
    assert state_on(OWED, day) is state
    assert at_risk_on(OWED, day) is at_risk


def test_done_from_the_day_it_was_met() -> None:
    met = replace(OWED, met_on=date(2026, 10, 10), counted=1)
    days = (date(2026, 9, 30), date(2026, 10, 9), date(2026, 10, 10), date(2027, 1, 1))
    assert [state_on(met, day) for day in days] == [State.DUE, State.LATE, State.DONE, State.DONE]


def test_an_excuse_for_good_holds_before_and_after() -> None:
    excused = replace(OWED, excuse="founded_within_period")
    assert {state_on(excused, day) for day in (date(2026, 6, 1), date(2030, 1, 1))} == {State.EXCUSED}
    met = replace(excused, met_on=date(2026, 8, 1))
    assert state_on(met, date(2026, 8, 1)) is State.DONE


def test_a_postponement_ends_on_its_day_and_its_grace_follows() -> None:
    postponed = replace(
        OWED, excuse="postponed", excuse_until=date(2026, 10, 31), grace_until=date(2026, 11, 15)
    )
    days = (date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 16))
    states = [state_on(postponed, day) for day in days]
    assert states == [State.EXCUSED, State.LATE, State.LATE, State.MISSED]
