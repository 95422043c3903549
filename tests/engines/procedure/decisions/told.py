"""Records for the tests: those of every worked case, changed as people enter them, and any at all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from jiceng.engines.procedure.decisions import FORMAT, Event, Kind, Procedure, Record
from tests.engines.procedure.profiles import packaged

PROCEDURES = {
    (code, each.code): each
    for code in ("zezhou", "cooperative")
    for each in packaged(code).procedures.values()
}
TOLD = [(procedure, case) for procedure in PROCEDURES.values() for case in procedure.cases]


@dataclass(frozen=True)
class Told:
    """A procedure, a record of it and the day asked."""

    procedure: Procedure
    record: Record
    on: date


def procedure(code: str, profile: str = "zezhou") -> Procedure:
    """A shipped procedure."""
    return PROCEDURES[profile, code]


def raw(code: str, *events: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A record's JSON."""
    head = {"format": FORMAT, "procedure": code, "opened_on": "2026-03-01"}
    return {**head, **more, "events": list(events)}


@st.composite
def records(draw: st.DrawFn) -> Told:
    """A worked case's record with a few of its entries changed, dropped, moved or doubled."""
    found, case = draw(st.sampled_from(TOLD))
    events = list(case.record.events)
    for _ in range(draw(st.integers(0, 3))):
        if events:
            _change(draw, events)
    on = case.on + timedelta(days=draw(st.integers(-30, 400)))
    return Told(found, replace(case.record, events=sound(events)), on)


@st.composite
def any_records(draw: st.DrawFn) -> tuple[Procedure, dict[str, Any], date]:
    """JSON that is a record of a procedure, whatever it says."""
    found = draw(st.sampled_from(list(PROCEDURES.values())))
    events = draw(st.lists(_any_event(list(found.order)), max_size=6))
    for number, event in enumerate(events):
        event["id"] = f"e{number}"
        earlier = [each["id"] for each in events[:number]]
        if earlier and event["kind"] == "ruled" and draw(st.booleans()):
            event["answers"] = draw(st.sampled_from(earlier))
        if number and (event["kind"] == "withdrawn" or draw(st.integers(0, 9)) == 0):
            event["replaces"] = f"e{number - 1}"
    kept = [each for each in events if each["kind"] != "withdrawn" or "replaces" in each]
    matter = draw(st.sampled_from(["", *found.matters]))
    record = raw(found.code, *kept, **({"matter": matter} if matter else {}))
    return found, record, draw(DAYS)


DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
HEADS = st.integers(0, 12)
NAMES = ("present", "households_present", "ayes", "nays", "abstained", "invalid", "seats")
GIVEN = {
    "roll": st.fixed_dictionaries(
        {},
        optional={
            "entitled": HEADS,
            "left_out": HEADS,
            "households": HEADS,
            "votes": HEADS,
            "on": DAYS.map(str),
        },
    ),
    "proxies": st.fixed_dictionaries(
        {}, optional={"given": HEADS, "most_held": HEADS, "held_by_candidates": HEADS}
    ),
    "ballots": st.fixed_dictionaries({}, optional={"issued": HEADS, "returned": HEADS}),
    "votes": st.dictionaries(st.sampled_from("abcd"), HEADS),
    "conflicts": st.dictionaries(st.sampled_from(["self", "interest"]), HEADS),
    "recused": st.dictionaries(st.sampled_from(["self", "interest"]), HEADS),
    "figures": st.dictionaries(st.sampled_from(["members", "signers", "women"]), HEADS),
    "papers": st.lists(st.sampled_from(["delegation", "reasons"])),
    "tells": st.lists(st.sampled_from(["plan", "names"])),
    "secret": st.booleans(),
    "passed": st.booleans(),
    "urgent": st.booleans(),
    "until": DAYS.map(str),
    "reason": st.just("written"),
    **dict.fromkeys(NAMES, HEADS),
}


@st.composite
def _any_event(draw: st.DrawFn, steps: list[str]) -> dict[str, Any]:
    event = draw(st.fixed_dictionaries({}, optional=GIVEN))
    event["kind"] = str(draw(st.sampled_from(list(Kind))))
    event["day"] = str(draw(DAYS))
    event["step"] = draw(st.sampled_from(steps))
    return event


def _change(draw: st.DrawFn, events: list[Event]) -> None:
    place = draw(st.integers(0, len(events) - 1))
    event = events[place]
    match draw(st.sampled_from(["number", "day", "drop", "double", "mark"])):
        case "number" if event.numbers:
            name = draw(st.sampled_from(sorted(event.numbers)))
            number = max(event.numbers[name] + draw(st.integers(-3, 3)), 0)
            events[place] = replace(event, numbers={**event.numbers, name: number})
        case "day":
            events[place] = replace(event, day=event.day + timedelta(days=draw(st.integers(-20, 20))))
        case "drop":
            del events[place]
        case "double":
            day = event.day + timedelta(days=draw(st.integers(0, 9)))
            events.append(replace(event, id=f"{event.id}_{len(events)}", day=day, replaces=""))
        case _:
            marks = {"secret": None, "passed": False, "papers": frozenset(), "tells": frozenset()}
            name = draw(st.sampled_from(sorted(marks)))
            events[place] = replace(event, **{name: marks[name]})


def sound(events: list[Event]) -> tuple[Event, ...]:
    """What still refers to an event that is there."""
    known = {each.id for each in events}
    kept = [each for each in events if {each.replaces, each.answers} <= known | {""}]
    once = {each.replaces: each.id for each in reversed(kept) if each.replaces}
    return tuple(
        each
        for each in kept
        if (not each.replaces or once[each.replaces] == each.id)
        and {each.replaces, each.answers} <= {other.id for other in kept} | {""}
    )


def votes(record: Record) -> list[int]:
    """Places of the events where somebody voted, at steps with one meeting: where a first one fails a second
    may take its place, and periods then run from that.
    """
    held = Counter(each.step for each in record.events if each.kind is Kind.HELD)
    return [
        place
        for place, each in enumerate(record.events)
        if each.kind is Kind.HELD and held[each.step] == 1 and (each.votes or each.numbers.get("ayes", 0))
    ]
