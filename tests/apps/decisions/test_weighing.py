"""What is refused however it is meant, and what may be entered because it did happen so."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from jiceng.apps.decisions.models import Event
from jiceng.apps.decisions.weighing import check
from jiceng.engines.procedure.decisions import Fault, Weight
from jiceng.kernel.errors import Invalid

MISTAKES = (
    *("wrong_kind", "done_before", "figures_disagree", "numbers_missing", "roll_missing"),
    *("may_not_skip", "reason_missing", "no_objection", "not_in_force"),
)


def judged(fault: Fault, weight: Weight) -> Any:
    """A record whose one entry has a finding."""
    finding = SimpleNamespace(fault=fault, weight=weight)
    found = SimpleNamespace(event=SimpleNamespace(id="e1"), findings=(finding,), counts=False)
    return SimpleNamespace(events=(found,), event=lambda _code: found)


def entered(fault: Fault, weight: Weight, *, knowing: bool) -> str:
    """As what an entry with a finding is refused; "" when it may stand."""
    event = cast(Event, SimpleNamespace(code="e1"))
    try:
        check(cast(Any, SimpleNamespace(events=())), judged(fault, weight), event, knowing=knowing)
    except Invalid as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("fault", MISTAKES)
def test_a_mistake_of_who_enters_is_refused_however_it_is_meant(fault: str) -> None:
    assert entered(Fault(fault), Weight.UNDOES, knowing=True) == "decision_entry_wrong"


@pytest.mark.parametrize("fault", sorted({each.value for each in Fault} - set(MISTAKES)))
def test_what_did_happen_so_may_be_entered_when_it_is_meant(fault: str) -> None:
    assert entered(Fault(fault), Weight.VIOLATES, knowing=True) == ""


def test_what_breaks_a_rule_must_be_meant() -> None:
    assert entered(Fault.TOO_EARLY, Weight.VIOLATES, knowing=False) == "decision_out_of_order"
