"""Running the worked cases of a procedure."""

from jiceng.engines.procedure.decisions.cases import DecisionCase, found_of
from jiceng.engines.procedure.decisions.judgement import judge
from jiceng.engines.procedure.decisions.rules import Procedure


def check_decision(procedure: Procedure, case: DecisionCase) -> tuple[str, str]:
    """What a worked case expects and what is found, as words."""
    found = found_of(judge(procedure, case.record, case.on), case)
    expected = [f"{key}={value}" for key, value in case.expected.items()]
    return " · ".join(expected), " · ".join(f"{key}={found[key]}" for key in case.expected)
