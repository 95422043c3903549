"""The answer as JSON (docs/procedures.md): codes, figures, days and clauses; the sentences are the faces'."""

from datetime import date
from typing import TYPE_CHECKING, Any

from jiceng.engines.procedure.decisions.counting import Figure, Reach
from jiceng.engines.procedure.decisions.findings import Finding, Weight
from jiceng.engines.procedure.decisions.judgement import JudgedEvent, State
from jiceng.engines.procedure.decisions.standing import Next, StepState
from jiceng.engines.procedure.text import Text

if TYPE_CHECKING:
    from jiceng.engines.procedure.profile import Citation

FORMAT = "jiceng.verdict/1"


def as_json(state: State) -> dict[str, Any]:
    """A state in plain JSON values; its shape is stable within one `format`."""
    return {
        "format": FORMAT,
        "procedure": state.procedure.code,
        "title": _text(state.procedure.title),
        "matter": state.record.matter,
        "on": state.on.isoformat(),
        "version": state.version.number,
        "result": str(state.result),
        "current": state.current,
        "elected": {step: list(found) for step, found in state.elected.items()},
        "steps": [_step(each) for each in state.steps],
        "events": [_judged(each) for each in state.events],
        "next": [_next(each) for each in state.next],
        "violations": _named(state, Weight.VIOLATES),
        "below_usual": _named(state, Weight.BELOW),
        "corrected": state.corrected,
    }


def _named(state: State, weight: Weight) -> list[dict[str, str]]:
    return [
        {"event": judged.event.id, "step": judged.event.step, "code": str(finding.fault)}
        for judged, finding in state.of_weight(weight)
    ]


def _step(each: StepState) -> dict[str, Any]:
    return {
        "step": each.step.code,
        "place": each.step.place,
        "title": _text(each.step.title),
        "who": _text(each.step.who),
        "keeper": str(each.step.keeper),
        "standing": str(each.standing),
        "missing": list(each.missing),
        "from": _day(each.opens_on),
        "until": _day(each.due_by),
        "latest": _day(each.latest),
        "done_on": _day(each.done_on),
        "clause": clause(each.step.citation),
    }


def _judged(each: JudgedEvent) -> dict[str, Any]:
    return {
        "id": each.event.id,
        "step": each.event.step,
        "kind": str(each.event.kind),
        "day": each.event.day.isoformat(),
        "version": each.version,
        "verdict": each.verdict,
        "counts": each.counts,
        "findings": [_finding(finding) for finding in each.findings],
    }


def _finding(each: Finding) -> dict[str, Any]:
    return {
        "code": str(each.fault),
        "weight": str(each.weight),
        "figure": _figure(each.figure) if each.figure else None,
        "bounds": _reach(each.reach) if each.reach else None,
        "names": list(each.names),
        "day": _day(each.day),
        "clause": clause(each.citation),
    }


def _figure(each: Figure) -> dict[str, Any]:
    return {
        "part": each.rule.part,
        "whole": each.rule.whole,
        "count": each.count,
        "base": each.base,
        "compare": each.rule.comparator.value,
        "share": str(each.rule.share),
        "needed": each.needed,
        "holds": each.holds,
    }


def _reach(each: Reach) -> dict[str, Any]:
    return {
        "part": each.bound.part,
        "whole": each.bound.whole,
        "count": each.count,
        "least": each.least,
        "most": each.most,
        "holds": each.holds,
    }


def _next(each: Next) -> dict[str, Any]:
    return {
        "action": str(each.action),
        "step": each.step.code,
        "title": _text(each.step.title),
        "who": _text(each.who),
        "keeper": str(each.keeper),
        "from": _day(each.from_),
        "until": _day(each.until),
        "answers": each.answers,
    }


def clause(citation: "Citation") -> dict[str, Any]:
    """Where a rule stands, and whether it is certain."""
    return {
        "instrument": citation.instrument,
        **_text(citation.clause),
        "confidence": citation.confidence,
        "pending": citation.pending,
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
