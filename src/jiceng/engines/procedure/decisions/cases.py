"""Worked cases of a procedure: told from a common history, read as records, judged, compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jiceng.engines.procedure.decisions.findings import Weight
from jiceng.engines.procedure.decisions.record import FORMAT, Record, read_record
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import known
from jiceng.kernel.errors import Invalid, ProfileError

if TYPE_CHECKING:
    from jiceng.engines.procedure.decisions.judgement import State
    from jiceng.engines.procedure.decisions.rules import Procedure

EXPECTED = (
    "verdict",
    "result",
    "current",
    "standing",
    "opens_on",
    "due_by",
    "latest",
    "needed",
    "elected",
    "violates",
    "below_usual",
    "notes",
    "next",
)
"""What a case may say must come out: of the step's last event, of the step, of the whole."""


@dataclass(frozen=True, slots=True)
class DecisionCase:
    """A record, the day asked, and what must come out; `step`, of which step."""

    name: Text
    record: Record
    on: date
    step: str
    expected: Mapping[str, str]


def read_cases(table: Table, procedure: "Procedure") -> "tuple[DecisionCase, ...]":
    """The cases of a `[procedure.CODE]`. A case goes on from a named `[[procedure.CODE.history]]`: `until`
    keeps its events up to that one, `without` leaves some out, `change` lays other values over one by its id,
    `add` adds. An event's id is its step's code, or "step_kind" where the kind is not the usual one.
    """
    histories: dict[str, list[dict[str, Any]]] = {}
    for each in table.tables("history"):
        histories[each.string("code")] = [_event(entry.data) for entry in each.tables("events")]
        each.close()
    return tuple(_case(each, histories, procedure) for each in table.tables("case"))


def _event(data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's JSON: days as text, and an id of its own where none is given."""
    found = _plain(data)
    step, kind = found.get("step", ""), found.get("kind", "held")
    usual = kind in ("held", "posted", "ruled", "reported")
    return {"id": step if usual else f"{step}_{kind}", "kind": kind, **found}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _events(table: Table, histories: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    (after,) = known(table, "after", (table.string("after", ""),), ("", *histories))
    found = [dict(each) for each in histories.get(after, ())]
    ids = [each["id"] for each in found]
    if table.has("until"):
        (last,) = known(table, "until", (table.string("until"),), ids)
        found = found[: ids.index(last) + 1]
    without = known(table, "without", table.strings("without"), ids)
    changes = {each.string("id"): _plain(each.data) for each in table.tables("change")}
    known(table, "change", tuple(changes), [each["id"] for each in found])
    kept = [{**each, **changes.get(each["id"], {})} for each in found if each["id"] not in without]
    return kept + [_event(each.data) for each in table.tables("add")]


def _case(
    table: Table, histories: Mapping[str, list[dict[str, Any]]], procedure: "Procedure"
) -> DecisionCase:
    events = _events(table, histories)
    on = table.day("on")
    data = {
        "format": FORMAT,
        "procedure": procedure.code,
        "opened_on": min((each.get("day", "") for each in events), default=on.isoformat()),
        "events": events,
    }
    for key in ("matter", "unit_kind"):
        data |= {key: table.string(key)} if table.has(key) else {}
    try:
        record = read_record(data, procedure)
    except Invalid as error:
        raise ProfileError("wrong_type", where=table.path("change"), expected=str(error)) from None
    step = table.string("step", events[-1].get("step", "") if events else "")
    expected = {key: str(table.value(key, object)) for key in EXPECTED if table.has(key)}
    if not expected:
        raise ProfileError("missing_key", where=table.path(EXPECTED[0]))
    found = DecisionCase(table.text("name"), record, on, step, expected)
    table.close()
    return found


def found_of(state: "State", case: DecisionCase) -> dict[str, str]:
    """What came out of judging a case, under every key a case may expect."""
    step = state.step(case.step)
    events = [each for each in state.events if each.event.step == case.step]
    last = events[-1] if events else None
    figures = [each.figure for each in (last.findings if last else ()) if each.figure is not None]
    days = {key: getattr(step, key, None) for key in ("opens_on", "due_by", "latest")}
    weights = {"violates": Weight.VIOLATES, "below_usual": Weight.BELOW, "notes": Weight.NOTE}
    return {
        "verdict": last.verdict if last else "",
        "result": str(state.result),
        "current": state.current,
        "standing": str(step.standing) if step else "",
        "needed": " ".join(str(each.needed) for each in figures),
        "elected": " ".join(state.elected.get(case.step, ())),
        "next": " ".join(f"{each.action}:{each.step.code}" for each in state.next),
        **{key: str(day or "") for key, day in days.items()},
        **{
            key: " ".join(str(each.fault) for _event, each in state.of_weight(weight) if not each.figure)
            for key, weight in weights.items()
        },
    }
