"""What the form of every step of every shipped procedure asks, and that whatever is asked has a name."""

from collections.abc import Iterator

import pytest

from jiceng.engines.procedure.decisions import Act, Procedure, Step
from jiceng.engines.procedure.decisions.record import NAMES
from jiceng.faces.workbench.decisions.asking import asked_of
from tests.engines.procedure.profiles import packaged

PROFILES = ("zezhou", "cooperative")


def steps() -> Iterator[tuple[Procedure, Step]]:
    """Every step of every version."""
    for code in PROFILES:
        for procedure in packaged(code).procedures.values():
            for version in procedure.versions:
                for step in version.steps.values():
                    yield procedure, step


STEPS = list(steps())


def test_papers_what_is_told_and_numbers_of_a_step_s_own_have_names() -> None:
    unnamed = set()
    for procedure, step in STEPS:
        told = [*(step.announcement.tells if step.announcement else ()), *step.papers]
        told += step.posting.tells if step.posting else ()
        for matter in procedure.matters or [""]:
            told += asked_of(step, matter, gives_roll=False).own
        unnamed |= {(procedure.code, each) for each in told if each not in procedure.named}
    assert len(STEPS) > 50
    assert not unnamed


def test_a_meeting_asks_every_number_its_rules_weigh() -> None:
    """What no field asks is worked out of others (`COUNTED`), is a roll made before, or is counted by
    votes.
    """
    lacking = []
    for procedure, step in STEPS:
        if step.act not in (Act.MEETING, Act.ELECTION):
            continue
        for matter in procedure.matters or [""]:
            asked = asked_of(step, matter, gives_roll=False)
            there = {
                *asked.roll,
                *asked.came,
                *asked.own,
                "ayes",
                "cast",
                "countable",
                "candidates",
                "surplus",
            }
            there |= {"seats", "issued", "returned", "recused", "added_votes"}
            there |= {"entitled", "households", "left_out", "votes"} if step.roll_of else set()
            rules = [each for each in (*step.quorum, *step.majority, *step.bounds) if each.binds(matter)]
            named = {name for each in rules for name in (each.part, each.whole) if name}
            if "ayes" in named and not asked.ayes:
                lacking.append((procedure.code, step.code, "ayes"))
            lacking += [(procedure.code, step.code, each) for each in named - there - {"votes"}]
    assert not lacking


@pytest.mark.parametrize(
    ("procedure", "step", "roll", "came"),
    [
        ("four_deliberations", "proposal", ("entitled",), ("present",)),
        (
            "four_deliberations",
            "villagers_assembly",
            ("entitled", "households"),
            ("present", "households_present"),
        ),
        ("villagers_election", "election", (), ()),
        ("branch_election", "election", ("entitled", "left_out"), ("present",)),
    ],
)
def test_a_form_asks_no_more_than_its_rule(
    procedure: str, step: str, roll: tuple[str, ...], came: tuple[str, ...]
) -> None:
    found = packaged("zezhou").procedures[procedure].versions[-1].steps[step]
    asked = asked_of(found, "", gives_roll=False)
    assert (asked.roll, asked.came) == (roll, came)
    assert not set(asked.own) & NAMES
