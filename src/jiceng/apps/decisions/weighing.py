"""Whether an entry may stand: what cannot be so is refused, what breaks a rule needs to be meant."""

from jiceng.apps.decisions.models import Event
from jiceng.engines.procedure.decisions import Fault, JudgedEvent, State, Weight
from jiceng.engines.procedure.decisions.findings import ORDERLY
from jiceng.kernel.errors import Invalid

IMPOSSIBLE = frozenset(
    {
        Fault.WRONG_KIND,
        Fault.DONE_BEFORE,
        Fault.FIGURES_DISAGREE,
        Fault.NUMBERS_MISSING,
        Fault.ROLL_MISSING,
        Fault.MAY_NOT_SKIP,
        Fault.REASON_MISSING,
        Fault.NO_OBJECTION,
        Fault.NOT_IN_FORCE,
    }
)
"""Mistakes of whoever enters, never something that happened."""


def check(before: State, after: State, event: Event, *, knowing: bool) -> None:
    """Raise `Invalid` where a new entry may not stand; see `services.enter` and `services.correct`."""
    found = after.event(event.code)
    faults = refusing(found) if found is not None else ()
    wrong = tuple(each for each in faults if Fault(each) in IMPOSSIBLE)
    if wrong:
        raise Invalid("decision_entry_wrong", faults=wrong)
    if faults and not knowing:
        raise Invalid("decision_out_of_order", faults=faults)
    lost = unsettled(before, after)
    if lost and not knowing:
        raise Invalid("decision_unsettles", events=lost)


def refusing(found: JudgedEvent) -> tuple[str, ...]:
    """What was found of an entry that undoes it or breaks a rule; that nothing was decided, or against the
    matter, is no fault of the entry.
    """
    return tuple(
        str(each.fault)
        for each in found.findings
        if each.weight in (Weight.UNDOES, Weight.VIOLATES)
        and each.fault not in ORDERLY - {Fault.NUMBERS_MISSING}
    )


def unsettled(before: State, after: State) -> tuple[str, ...]:
    """Entries that counted and no longer do, though they still stand."""
    counted = {each.event.id for each in before.events if each.counts}
    return tuple(each.event.id for each in after.events if each.event.id in counted and not each.counts)
