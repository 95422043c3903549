"""The worked cases of the shipped procedures: they pass, are many, each step has some, and they can fail."""

from collections import Counter
from dataclasses import replace

import pytest

from jiceng.engines.procedure import ParameterValue
from jiceng.engines.procedure.decisions import Result, check_decision, judge
from jiceng.engines.procedure.decisions.cases import DecisionCase
from jiceng.engines.procedure.decisions.rules import Procedure, Step
from jiceng.kernel.errors import ProfileError
from tests.engines.procedure.decisions.told import PROCEDURES, TOLD
from tests.engines.procedure.profiles import CHARTER, packaged, written

FEWEST = 200
HEAD = (
    CHARTER
    + """
[procedure.vote]
kind = "vote"
title = { zh = "表决", en = "Vote" }
[[procedure.vote.version]]
in_force_from = 2020-01-01
instrument = "charter"
article = { zh = "第一条", en = "art. 1" }
confidence = "K"
[[procedure.vote.version.step]]
code = "meeting"
title = { zh = "会议", en = "Meeting" }
who = { zh = "大会", en = "Assembly" }
"""
)
QUORUM = 'quorum = [{ of = "entitled", compare = ">=", share = "2/3" }]\n'


@pytest.mark.parametrize(("procedure", "case"), TOLD, ids=lambda each: getattr(each, "code", ""))
def test_the_worked_cases_pass(procedure: Procedure, case: DecisionCase) -> None:
    expected, found = check_decision(procedure, case)
    assert found == expected, case.name.en


def test_they_are_many_and_none_is_told_twice() -> None:
    assert len(TOLD) >= FEWEST
    names = Counter((procedure.code, case.name.zh) for procedure, case in TOLD)
    assert not [name for name, times in names.items() if times > 1]


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda each: each.code)
def test_every_step_has_one_that_does_it_and_one_that_does_not(procedure: Procedure) -> None:
    asked = {code for version in procedure.versions for code in version.steps}
    good, bad = set(), set()
    for case in procedure.cases:
        for each in judge(procedure, case.record, case.on).events:
            (good if each.counts else bad).add(each.event.step)
    assert asked <= good
    assert asked - bad <= _harmless(procedure)


def _harmless(procedure: Procedure) -> set[str]:
    """Steps that nothing but their place in the order can undo, and that come first or last."""

    def bare(step: Step) -> bool:
        return not (step.quorum or step.majority or step.papers or step.bounds or step.election)

    steps = procedure.versions[-1].steps
    return {code for code, step in steps.items() if bare(step)}


def test_a_case_that_expects_something_else_fails() -> None:
    for procedure, case in TOLD[::10]:
        for key in case.expected:
            expected, found = check_decision(procedure, replace(case, expected={key: "nonsense"}))
            assert expected != found


def test_every_result_is_reached() -> None:
    found = {judge(procedure, case.record, case.on).result for procedure, case in TOLD}
    assert found == set(Result)


def test_an_offices_own_figure_is_followed_from_its_day() -> None:
    profile = packaged("zezhou")
    case = next(
        each
        for each in profile.procedures["four_deliberations"].cases
        if "41 present" not in each.name.en and "26 of 40" in each.name.en
    )
    value = ParameterValue("deliberation_members_present", "1/2", case.on)
    own = profile.with_parameters([value]).procedure("four_deliberations")
    before = judge(profile.procedure("four_deliberations"), case.record, case.on)
    after = judge(own, case.record, case.on)
    assert (before.events[-1].verdict, after.events[-1].verdict) == ("no_quorum", "ok")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (QUORUM, "missing_key"),
        ("decides = true\nskip = { condition = { zh = '免', en = 'none' } }\n", "missing_key"),
        ("decides = true\nroll_of = 'nowhere'\n", "unknown_code"),
        ("decides = true\nmay_not = ['weather']\n", "unknown_code"),
        ("decides = true\nbody = 'nobody'\n", "unknown_code"),
        ("decides = true\nact = 'dance'\n", "unknown_code"),
        ("decides = true\nlimits = [{ of = 'nowhere', days = 5 }]\n", "unknown_code"),
        ("decides = true\nnotice = 'gossip'\n", "unknown_code"),
        ("decides = true\nbounds = [{ part = 'members' }]\n", "missing_key"),
        (
            "decides = true\nquorum = [{ of = 'entitled', compare = '=>', share = '1/2' }]\n",
            "unknown_comparator",
        ),
        ("decides = true\nquorum = [{ of = 'entitled', compare = '>', share = '0.5' }]\n", "bad_share"),
        ("decides = true\nquorom = []\n", "unknown_key"),
    ],
)
def test_a_wrong_rule_is_refused(step: str, code: str) -> None:
    with pytest.raises(ProfileError) as raised:
        written(HEAD + step)
    assert raised.value.code == code


def test_two_versions_never_hold_on_one_day() -> None:
    again = '[[procedure.vote.version]]\nlike = 1\nin_force_from = 2021-01-01\ninstrument = "charter"\n'
    more = 'article = { zh = "第二条", en = "art. 2" }\nconfidence = "K"\n'
    with pytest.raises(ProfileError, match="versions_overlap"):
        written(HEAD + "decides = true\n" + again + more)
