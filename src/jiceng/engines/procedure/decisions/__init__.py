"""Decisions by procedure: what a body must do to decide, step by step, and what a record of it is worth.

Public: `read_record`, `figures_told` and `judge` (a pure function of rules, record and day), `as_json` of
the answer, `check_case`. Imports point one way:

    rules ← record ← counting ← findings ← progress ← electing ← checks
    progress ← standing; checks, standing ← judgement ← answer
    record, findings ← cases ← reading; cases, judgement ← case_check
"""

from jiceng.engines.procedure.decisions.answer import as_json
from jiceng.engines.procedure.decisions.case_check import check_decision
from jiceng.engines.procedure.decisions.counting import Figure, Reach
from jiceng.engines.procedure.decisions.findings import Fault, Finding, Weight
from jiceng.engines.procedure.decisions.judgement import JudgedEvent, Result, State, judge
from jiceng.engines.procedure.decisions.record import FORMAT, Event, Kind, Record, figures_told, read_record
from jiceng.engines.procedure.decisions.rules import (
    Act,
    Announcement,
    Bound,
    ElectionRule,
    Leave,
    Limit,
    Posting,
    Procedure,
    ProcedureVersion,
    Proxies,
    Recusal,
    Secrecy,
    ShareRule,
    Step,
    Wait,
)
from jiceng.engines.procedure.decisions.standing import Action, Next, Standing, StepState

__all__ = [
    "FORMAT",
    "Act",
    "Action",
    "Announcement",
    "Bound",
    "ElectionRule",
    "Event",
    "Fault",
    "Figure",
    "Finding",
    "JudgedEvent",
    "Kind",
    "Leave",
    "Limit",
    "Next",
    "Posting",
    "Procedure",
    "ProcedureVersion",
    "Proxies",
    "Reach",
    "Record",
    "Recusal",
    "Result",
    "Secrecy",
    "ShareRule",
    "Standing",
    "State",
    "Step",
    "StepState",
    "Wait",
    "Weight",
    "as_json",
    "check_decision",
    "figures_told",
    "judge",
    "read_record",
]
