"""Needs: what may follow what, who owes what by when, and rules read strictly.

The boundaries (day N, day N + 1) are worked cases of the profile, run with all others.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.config.profile import PACKAGED
from jiceng.engines.procedure import (
    Move,
    NeedEntry,
    NeedStage,
    ParameterValue,
    Profile,
    What,
    check_profile,
    load_profile,
    stand,
)
from jiceng.kernel.errors import Conflict, ProfileError
from tests.engines.procedure.profiles import packaged

NATIONAL = packaged("national")
VILLAGE, TOWN, OFFICE, COUNTY = 1, 2, 3, 4
DAY = date(2026, 3, 1)
RAISED = NeedEntry(Move.RAISED, DAY, TOWN)
ENDED = {Move.CONFIRMED, Move.CLOSED, Move.WITHDRAWN}


def after(move: Move, days: int = 1) -> NeedEntry:
    to = {Move.ASSIGNED: OFFICE, Move.PASSED_UP: COUNTY}.get(move)
    by = DAY + timedelta(days=90) if move is Move.ANSWERED else None
    return NeedEntry(move, DAY + timedelta(days=days), to, by)


@given(st.lists(st.sampled_from(Move), max_size=12))
def test_whatever_is_tried_there_is_one_open_thing_until_the_end_and_none_after(moves: list[Move]) -> None:
    entries = [RAISED]
    for number, move in enumerate(moves, start=1):
        found = stand(NATIONAL.needs, VILLAGE, entries)
        tried = [*entries, after(move, number)]
        if move not in found.moves:
            with pytest.raises(Conflict, match="need_out_of_order"):
                stand(NATIONAL.needs, VILLAGE, tried)
            continue
        entries = tried
        found = stand(NATIONAL.needs, VILLAGE, entries)
        assert (found.stage is NeedStage.ENDED) == (move in ENDED)
        still = [each for each in found.owed if each.until is None]
        assert still == ([] if found.open is None else [found.open])
        assert all(
            before.until == later.since for before, later in zip(found.owed, found.owed[1:], strict=False)
        )
        assert {each.unit for each in found.owed if each.what is What.CONFIRMATION} <= {VILLAGE}
        assert VILLAGE not in {each.unit for each in found.owed if each.what is not What.CONFIRMATION}


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [NeedEntry(Move.ASSIGNED, DAY, OFFICE)],
        [RAISED, RAISED],
        [RAISED, NeedEntry(Move.ASSIGNED, DAY - timedelta(days=1), OFFICE)],
        [RAISED, after(Move.CONFIRMED)],
        [RAISED, after(Move.WITHDRAWN), after(Move.ASSIGNED)],
    ],
)
def test_what_is_out_of_order_is_refused(entries: list[NeedEntry]) -> None:
    with pytest.raises(Conflict, match="need_out_of_order"):
        stand(NATIONAL.needs, VILLAGE, entries)


def test_passing_up_ends_what_the_town_owed_as_met_and_leaves_its_owner_behind() -> None:
    found = stand(NATIONAL.needs, VILLAGE, [RAISED, after(Move.PASSED_UP)])
    assert (found.holder, found.owner) == (COUNTY, None)
    assert [(each.unit, each.met) for each in found.owed] == [(TOWN, True), (COUNTY, False)]


def test_another_owner_does_not_make_the_first_ones_answer_met() -> None:
    first = NeedEntry(Move.ASSIGNED, DAY, OFFICE)
    found = stand(NATIONAL.needs, VILLAGE, [RAISED, first, NeedEntry(Move.ASSIGNED, DAY, 5)])
    assert [(each.what, each.unit, each.met) for each in found.owed] == [
        (What.OWNER, TOWN, True),
        (What.ANSWER, OFFICE, False),
        (What.ANSWER, 5, False),
    ]


def test_an_offices_own_figure_counts_for_what_is_entered_from_its_day_on() -> None:
    own = ParameterValue("need_owner_days", 9, DAY)
    needs = NATIONAL.with_parameters([own]).needs
    assert stand(needs, VILLAGE, [RAISED]).owed[0].due_by == date(2026, 3, 10)
    before = replace(RAISED, day=date(2026, 2, 28))
    assert stand(needs, VILLAGE, [before]).owed[0].due_by == date(2026, 3, 5)


def test_where_no_rule_is_in_force_nothing_is_overdue() -> None:
    old = replace(RAISED, day=date(2017, 12, 31))
    (owed,) = stand(NATIONAL.needs, VILLAGE, [old]).owed
    assert owed.due_by is None
    assert not owed.overdue_on(date(2026, 1, 1))


def test_a_worked_case_that_is_wrong_is_found_out() -> None:
    for case in NATIONAL.needs.cases:
        wrong = replace(case, expected=case.expected.replace("in time", "overdue") + "!")
        results = check_profile(replace(NATIONAL, needs=replace(NATIONAL.needs, cases=(wrong,))))
        assert [each.ok for each in results if each.duty == "needs"] == [False]


def loaded(text: str) -> Profile:
    head = '[profile]\ncode = "own"\ntitle = { zh = "试", en = "Own" }\nversion = "1"\n'
    head += 'timezone = "Asia/Shanghai"\nextends = ["national"]\n'

    def read(name: str) -> str:
        return head + text if name == "own/profile.toml" else (PACKAGED / name).read_text(encoding="utf-8")

    return load_profile("own", read)


VERSION = """
[[needs.version]]
in_force_from = {first}
instrument = "needs_practice"
article = {{ zh = "一", en = "1" }}
confidence = "?"
owner_days = {days}
answer_days = 15
confirm_days = 15
recurring_units = 5
recurring_units_top = 15
recurring_months = 12
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (VERSION.format(first="2018-01-01", days=5) + VERSION.format(first="2020-01-01", days=3),
         "versions_overlap"),
        (VERSION.format(first="2018-01-01", days='{ parameter = "none" }'), "unknown_parameter"),
        (VERSION.format(first="2018-01-01", days=5) + "colour = 1", "unknown_key"),
        ('[[needs.case]]\nname = { zh = "一", en = "1" }\non = 2026-01-01\nexpect = ""\n'
         'entries = [{ move = "danced", day = 2026-01-01 }]', "unknown_code"),
    ],
)  # fmt: skip
def test_rules_are_read_strictly(text: str, code: str) -> None:
    with pytest.raises(ProfileError) as refused:
        loaded(text)
    assert refused.value.code == code


def test_a_profile_without_needs_has_none() -> None:
    needs = packaged("cooperative").needs
    assert not needs.kinds
    assert needs.rule_on(DAY) is None
