"""What is known of one decision: dated events, read from JSON (docs/procedures.md) and refused with words.

A correction is an event that `replaces` an earlier one and says what was so; the earlier one stays in the
record and counts no more. Heads and votes only: a record names nobody but candidates, by codes of its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from jiceng.engines.procedure.decisions.rules import Procedure
from jiceng.engines.procedure.parameters import ParameterValue
from jiceng.kernel.canonical import canonical_json
from jiceng.kernel.errors import Invalid
from jiceng.kernel.periods import FIRST_YEAR, LAST_YEAR

FORMAT = "jiceng.decision/1"
MOST = 10**9
MOST_EVENTS = 10_000
DAY = f"YYYY-MM-DD, {FIRST_YEAR} … {LAST_YEAR}"
PLAIN = ("present", "households_present", "ayes", "nays", "abstained", "invalid", "seats")
GROUPS = {
    "roll": {"entitled": "entitled", "left_out": "left_out", "households": "households", "votes": "votes"},
    "proxies": {
        "given": "proxies",
        "most_held": "most_proxies",
        "held_by_candidates": "candidate_proxies",
    },
    "ballots": {"issued": "issued", "returned": "returned"},
}
"""Numbers that an event gives in groups, and their names in rules."""
COUNTED = ("countable", "cast", "recused", "candidates", "surplus", "added_votes")
"""Numbers that are worked out of others."""
NAMES = frozenset({*PLAIN, *COUNTED, *(name for group in GROUPS.values() for name in group.values())})


class Kind(StrEnum):
    """What happened."""

    ANNOUNCED = "announced"
    POSTED = "posted"
    OBJECTED = "objected"
    RULED = "ruled"
    HELD = "held"
    REPORTED = "reported"
    SKIPPED = "skipped"
    MERGED = "merged"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"


RANK = {kind: number for number, kind in enumerate(Kind)}
STEPLESS = frozenset({Kind.ANNULLED, Kind.WITHDRAWN})


@dataclass(frozen=True)
class Event:
    """One dated event. `numbers` by their names in rules; `votes` by candidate; `conflicts` and `recused`,
    how many persons had a relation to the matter and how many of them stood aside; `until`, the last day a
    notice was up; `answers`, the objection a ruling is about; `replaces`, the event it corrects.
    """

    id: str
    kind: Kind
    day: date
    step: str = ""
    roll_on: date | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)
    conflicts: Mapping[str, int] = field(default_factory=dict)
    recused: Mapping[str, int] = field(default_factory=dict)
    tells: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    secret: bool | None = None
    passed: bool | None = None
    urgent: bool = False
    until: date | None = None
    answers: str = ""
    into: str = ""
    reason: str = ""
    replaces: str = ""

    @property
    def content(self) -> str:
        """One written form of what it says, to put events of one day and step in an order; a correction says
        what the right entry would have said.
        """
        said = {
            key: sorted(value)
            if isinstance(value, frozenset)
            else sorted([name, number] for name, number in value.items())
            if isinstance(value, Mapping)
            else str(value)
            for key, value in vars(self).items()
            if key not in ("id", "replaces")
        }
        return canonical_json(said)


@dataclass(frozen=True)
class Record:
    """A record: `matter`, what kind of matter of the procedure ("": no special one); events as entered."""

    procedure: str
    matter: str
    unit_kind: str
    opened_on: date
    events: tuple[Event, ...]

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """By the id of an event: the id of the one that replaces it."""
        return {each.replaces: each.id for each in self.events if each.replaces}

    @cached_property
    def standing(self) -> tuple[Event, ...]:
        """The events that count: neither replaced nor withdrawn."""
        if not self.successors:
            return tuple(each for each in self.events if each.kind is not Kind.WITHDRAWN)
        return tuple(
            each for each in self.events if each.id not in self.successors and each.kind is not Kind.WITHDRAWN
        )

    def current(self, event: str) -> str:
        """The id of what stands now for an event."""
        while event in self.successors:
            event = self.successors[event]
        return event


def read_record(data: Any, procedure: Procedure) -> Record:
    """Read a record of a procedure.

    Raises `Invalid` with `field`, the path of what is wrong: "record_field_unknown", "record_field_missing",
    "record_field_wrong" (with `expected`), "record_event_twice", "record_correction" (a replaced event is
    unknown, replaced twice or replaced by itself).
    """
    root = _Reader(data, "")
    root.one_of("format", (FORMAT,))
    code = root.one_of("procedure", (procedure.code,))
    found = Record(
        procedure=code,
        matter=root.one_of("matter", procedure.matters, ""),
        unit_kind=root.one_of("unit_kind", procedure.unit_kinds or None, ""),
        opened_on=root.day("opened_on"),
        events=tuple(read_event(each, procedure) for each in root.several("events")),
    )
    figures_told(data, root)
    root.close()
    _check_corrections(found)
    return found


def figures_told(data: Any, root: "_Reader | None" = None) -> tuple[ParameterValue, ...]:
    """The office's own figures a record tells of, by which its procedure is to be read. Raises `Invalid` as
    `read_record` does.
    """
    reader = root or _Reader(data, "")
    found = []
    for each in reader.several("parameters") if "parameters" in reader.data else ():
        to = each.day("to") if "to" in each.data else None
        found.append(ParameterValue(each.text("code"), each.text("value"), each.day("from"), to))
        each.close()
    return tuple(found)


def _check_corrections(record: Record) -> None:
    known = {each.id: each for each in record.events}
    if len(known) != len(record.events):
        ids = [each.id for each in record.events]
        twice = next(each for number, each in enumerate(ids) if each in ids[:number])
        raise Invalid("record_event_twice", field="events", event=twice)
    for each in record.events:
        for other in filter(None, (each.replaces, each.answers)):
            if other not in known:
                raise Invalid("record_correction", field="events", event=each.id)
        if each.replaces and record.successors[each.replaces] != each.id:
            raise Invalid("record_correction", field="events", event=each.id)
    for start in record.successors:
        _refuse_circle(record, start)


def _refuse_circle(record: Record, start: str) -> None:
    at, left = start, len(record.successors)
    while at in record.successors:
        at, left = record.successors[at], left - 1
        if left < 0:
            raise Invalid("record_correction", field="events", event=start)


def read_event(reader: "_Reader", procedure: Procedure) -> Event:
    """Read one event. Raises `Invalid` as `read_record` does."""
    kind = Kind(reader.one_of("kind", tuple(Kind)))
    step = reader.one_of("step", procedure.order, "" if kind in STEPLESS else None)
    found = Event(
        id=reader.text("id"),
        kind=kind,
        day=reader.day("day"),
        step=step,
        **_numbers(reader),
        votes=reader.counts("votes"),
        conflicts=reader.counts("conflicts"),
        recused=reader.counts("recused"),
        tells=reader.words("tells"),
        papers=reader.words("papers"),
        secret=reader.truth("secret"),
        passed=reader.truth("passed"),
        urgent=bool(reader.truth("urgent")),
        until=reader.day("until") if "until" in reader.data else None,
        answers=reader.text("answers", ""),
        into=reader.one_of("into", procedure.order, ""),
        reason=reader.text("reason", ""),
        replaces=reader.text("replaces", None if kind is Kind.WITHDRAWN else ""),
    )
    reader.close()
    return found


def _numbers(reader: "_Reader") -> dict[str, Any]:
    """The numbers of an event by their names in rules, and the day its roll was formed."""
    found = {name: reader.whole(name) for name in PLAIN if name in reader.data}
    roll_on = None
    for key, names in GROUPS.items():
        if key in reader.data:
            group = reader.inner(key)
            found |= {name: group.whole(own) for own, name in names.items() if own in group.data}
            if key == "roll" and "on" in group.data:
                roll_on = group.day("on")
            group.close()
    own = reader.counts("figures")
    for name in own:
        if name in NAMES:
            raise reader.wrong("figures", f"another name than {name}")
    return {"numbers": found | own, "roll_on": roll_on}


class _Reader:
    """One object of the JSON and its path; every key is asked for, and what nobody asked for is refused."""

    __slots__ = ("_read", "data", "where")

    def __init__(self, data: Any, where: str) -> None:
        self.where = where
        self._read: set[str] = set()
        if not isinstance(data, dict):
            raise Invalid("record_field_wrong", field=where or ".", expected="object")
        self.data: dict[str, Any] = data

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def wrong(self, key: str, expected: str) -> Invalid:
        return Invalid("record_field_wrong", field=self.path(key), expected=expected)

    def _value(self, key: str) -> Any:
        if key not in self.data:
            raise Invalid("record_field_missing", field=self.path(key))
        self._read.add(key)
        return self.data[key]

    def text(self, key: str, default: str | None = None) -> str:
        if default is not None and key not in self.data:
            return default
        value = self._value(key)
        if not isinstance(value, str) or not value or len(value) > 2000:
            raise self.wrong(key, "text")
        return value

    def one_of(self, key: str, codes: Collection[str] | None, default: str | None = None) -> str:
        value = self.text(key, default)
        if codes is not None and value not in codes and value != default:
            raise self.wrong(key, ", ".join(codes) or "nothing")
        return value

    def day(self, key: str) -> date:
        value = self._value(key)
        try:
            found = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.wrong(key, DAY) from None
        if value[4] != "-" or found.isoformat() != value or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.wrong(key, DAY)
        return found

    def whole(self, key: str) -> int:
        value = self._value(key)
        if type(value) is not int or not 0 <= value <= MOST:
            raise self.wrong(key, f"0 … {MOST}")
        return value

    def truth(self, key: str) -> bool | None:
        if key not in self.data:
            return None
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "true, false")
        return value

    def inner(self, key: str) -> "_Reader":
        return _Reader(self._value(key), self.path(key))

    def counts(self, key: str) -> dict[str, int]:
        if key not in self.data:
            return {}
        inner = self.inner(key)
        if not all(each.isascii() and each for each in inner.data):
            raise self.wrong(key, "codes")
        return {each: inner.whole(each) for each in inner.data}

    def words(self, key: str) -> frozenset[str]:
        if key not in self.data:
            return frozenset()
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise self.wrong(key, "list of codes")
        return frozenset(value)

    def several(self, key: str) -> "list[_Reader]":
        value = self._value(key)
        if not isinstance(value, list) or len(value) > MOST_EVENTS:
            raise self.wrong(key, f"list of at most {MOST_EVENTS}")
        return [_Reader(each, f"{self.path(key)}[{number}]") for number, each in enumerate(value)]

    def close(self) -> None:
        if len(self._read) < len(self.data):
            left = next(key for key in self.data if key not in self._read)
            raise Invalid("record_field_unknown", field=self.path(left))
