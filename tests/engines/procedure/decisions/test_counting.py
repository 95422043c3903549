"""Numbers that cannot all be right, and what leaves the roll."""

from datetime import date
from typing import Any

import pytest

from jiceng.engines.procedure.decisions import Fault, JudgedEvent, judge, read_record
from tests.engines.procedure.decisions.told import procedure, raw

STUDY = {
    "id": "study",
    "step": "study",
    "kind": "held",
    "day": "2026-03-01",
    "roll": {"entitled": 9},
    "present": 5,
    "ayes": 5,
}


def found(code: str, event: dict[str, Any]) -> JudgedEvent:
    followed = procedure(code)
    return judge(followed, read_record(raw(code, event), followed), date(2026, 4, 1)).events[0]


def study(**change: Any) -> JudgedEvent:
    """A committee of nine, five of whom came: those with an interest leave its base."""
    return found("state_firm_prior", {**STUDY, **change})


def base(judged: JudgedEvent) -> int:
    return next(each.figure.base for each in judged.findings if each.figure)


def test_only_whom_the_rule_bars_leaves_the_base() -> None:
    assert base(study()) == 9
    stood = {"interest": 2}
    assert base(study(conflicts=stood, recused=stood)) == 7
    other = {"spouse": 2}
    assert base(study(conflicts=other, recused=other)) == 9


def test_no_more_stand_aside_than_have_to() -> None:
    findings = study(present=4, ayes=4, conflicts={"interest": 1}, recused={"interest": 3}).findings
    wrong = next(each for each in findings if each.fault is Fault.FIGURES_DISAGREE)
    assert wrong.names == ("recused", "conflicts")


@pytest.mark.parametrize(
    ("present", "proxies", "wrong"),
    [
        (170, {"given": 30, "most_held": 1}, False),
        (10, {"given": 190, "most_held": 19}, False),
        (10, {"given": 191, "most_held": 19}, True),
        (170, {"given": 30, "most_held": 0}, True),
        (170, {"given": 30, "most_held": 31}, True),
    ],
)
def test_every_proxy_is_in_the_hand_of_somebody_present(
    present: int, proxies: dict[str, int], wrong: bool
) -> None:
    assembly = {
        "id": "vote",
        "step": "members_assembly",
        "kind": "held",
        "day": "2026-03-30",
        "roll": {"entitled": 300},
        "present": present,
        "proxies": proxies,
        "ayes": present + proxies["given"],
        "nays": 0,
    }
    faults = {each.fault for each in found("collective_assembly", assembly).findings}
    assert (Fault.FIGURES_DISAGREE in faults) is wrong
