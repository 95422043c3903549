"""Hours that add up, notices that must stay posted, and alternatives that differ in what they ask."""

from datetime import date
from typing import Any

import pytest

from jiceng.engines.procedure import (
    ActRecord,
    Facts,
    Outcome,
    SpanRecord,
    State,
    UnitRecord,
    evaluate,
    explain,
    load_profile,
    state_on,
)
from jiceng.kernel.errors import ProfileError
from jiceng.kernel.periods import Period
from tests.engines.procedure.profiles import EVERY_CLAUSE, every_clause, packaged, written

TRIAL, NATIONAL = every_clause(), packaged("national")
LONG_AGO, HALF, QUARTER = date(2020, 1, 1), Period.parse("2026-H1"), Period.parse("2026-Q1")


def facts(*acts: ActRecord, profile: Any = TRIAL, form: str = "single") -> Facts:
    unit = UnitRecord("u", LONG_AGO, (SpanRecord("village", form, LONG_AGO),))
    return Facts.from_rows(profile, [unit], acts=acts)


def judged(duty: str, period: Period, *acts: ActRecord) -> Outcome:
    rows = evaluate(TRIAL, facts(*acts), period.start, period.end, [duty]).rows()
    return next(each for each in rows if each.period == period)


def course(number: int, day: date, hours: int | None) -> ActRecord:
    return ActRecord(number, "u", "course", day, measured=hours)


def notice(number: int, day: date, days: int | None, *items: str) -> ActRecord:
    return ActRecord(number, "u", "notice", day, measured=days, items=items or ("one",))


def test_hours_add_up_until_they_are_enough() -> None:
    acts = [course(n, date(2026, month, 5), hours) for n, month, hours in ((1, 5, 9), (2, 2, 3), (3, 4, 8))]
    outcome = judged("hours", HALF, *acts)
    assert (outcome.required, outcome.counted, outcome.met_on) == (12, 20, date(2026, 5, 5))
    assert outcome.evidence == (2, 3, 1)


def test_one_hour_short_is_not_enough() -> None:
    outcome = judged("hours", HALF, course(1, date(2026, 2, 5), 8), course(2, date(2026, 3, 5), 3))
    assert (outcome.counted, outcome.met_on) == (11, None)


def test_what_lasted_too_short_adds_nothing_and_says_so() -> None:
    """More than one hour is asked of a course; of a day, an item."""
    acts = [
        course(1, date(2026, 2, 5), 1),
        course(2, date(2026, 2, 6), None),
        course(3, date(2026, 2, 7), 2),
        ActRecord(4, "u", "day", date(2026, 2, 8), measured=1, items=("one",)),
        ActRecord(5, "u", "day", date(2026, 2, 9), measured=9, items=("three",)),
    ]
    told = explain(TRIAL, facts(*acts), 0, "hours", HALF)
    assert {act.id: act.reason for act in told.acts} == {
        1: "measure_short",
        2: "measure_short",
        3: "counts",
        4: "counts",
        5: "items_missing",
    }
    assert told.acts[0].data == {"unit": "hours", "compare": ">", "value": 1, "measured": 1}
    assert told.counted == 3


@pytest.mark.parametrize(("days", "counts"), [(8, True), (7, False), (0, False), (None, True)])
def test_a_notice_counts_when_it_stays_posted_long_enough(days: int | None, counts: bool) -> None:
    told = explain(TRIAL, facts(notice(1, date(2026, 2, 2), days)), 0, "notices", QUARTER)
    assert told.acts[0].accepted is counts


def test_a_notice_counts_from_the_day_it_was_up_long_enough() -> None:
    """The first day is not counted: eight days from 27 March are over on 4 April."""
    outcome = judged("notices", QUARTER, notice(1, date(2026, 2, 2), 8), notice(2, date(2026, 3, 27), None))
    assert outcome.met_on == date(2026, 4, 4)
    assert state_on(outcome, date(2026, 3, 31)) is State.DUE
    assert state_on(outcome, date(2026, 4, 3)) is State.LATE
    assert state_on(outcome, date(2026, 4, 4)) is State.DONE


def test_alternatives_ask_each_its_own() -> None:
    def meeting(number: int, kind: str, present: int) -> ActRecord:
        return ActRecord(number, "u", kind, date(2026, 1, number), 6, present)

    acts = [
        meeting(1, "meeting", 3),
        meeting(2, "meeting", 4),
        meeting(3, "group_meeting", 3),
        meeting(4, "group_meeting", 4),
    ]
    told = explain(TRIAL, facts(*acts), 0, "notices", QUARTER)
    assert {act.id: (act.reason, act.data.get("share")) for act in told.acts} == {
        1: ("no_quorum", "1/2"),
        2: ("counts", None),
        3: ("no_quorum", "2/3"),
        4: ("counts", None),
    }


@pytest.mark.parametrize(
    ("find", "put", "code"),
    [
        ('["course"], measured', '["meeting"], measured', "not_measured_so"),
        ('["notice"], items', '["notice", "course"], items', "not_measured_so"),
        ('= ["course"]', '= ["course", "notice"]', "not_measured_so"),
        ('["group_meeting"], quorum', '["meeting"], quorum', "kind_named_twice"),
        ('measure = { unit = "days"', 'measure = { unit = "weeks"', "unknown_code"),
        ('count = "measured"', 'count = "items"', "missing_key"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_measured_is_refused(find: str, put: str, code: str) -> None:
    assert find in EVERY_CLAUSE
    with pytest.raises(ProfileError, match=code):
        written(EVERY_CLAUSE.replace(find, put, 1))


def test_hours_are_not_added_up_of_notices() -> None:
    with pytest.raises(ProfileError, match="not_measured_so"):
        written(
            EVERY_CLAUSE.replace(
                'evidence = { gathering_kinds = ["notice"] }\nrequire = { count = "gatherings"',
                'evidence = { gathering_kinds = ["notice"] }\nrequire = { count = "measured"',
            )
        )


def test_a_profile_may_lie_in_several_files() -> None:
    head, tail = EVERY_CLAUSE.split("[duty.notices]")
    files = {
        "trial/profile.toml": head.replace('version = "1"', 'version = "1"\nparts = ["rest.toml"]', 1),
        "trial/rest.toml": f"[duty.notices]{tail}",
    }
    found = load_profile("trial", files.__getitem__)
    assert [*found.duties] == [*TRIAL.duties]
    assert found.duty("notices").versions == TRIAL.duty("notices").versions


def test_a_part_that_is_no_toml_is_named() -> None:
    files = {
        "trial/profile.toml": EVERY_CLAUSE.replace(
            'version = "1"', 'version = "1"\nparts = ["rest.toml"]', 1
        ),
        "trial/rest.toml": "[",
    }
    with pytest.raises(ProfileError) as caught:
        load_profile("trial", files.__getitem__)
    assert (caught.value.code, caught.value.data["where"]) == ("bad_toml", "trial/rest.toml")


def test_a_collectives_year_before_the_law_owes_nothing() -> None:
    """In force on 1 May 2025: a year is judged by its first day, a quarter from the third."""
    assert NATIONAL.duty("collective_assembly").version_on(date(2025, 1, 1)) is None
    assert NATIONAL.duty("collective_posting").version_on(date(2025, 4, 1)) is None
    assert NATIONAL.duty("collective_posting").version_on(date(2025, 7, 1)) is not None
