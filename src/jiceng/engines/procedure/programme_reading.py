"""Reading `[programme.CODE]` of a profile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jiceng.engines.procedure.programmes import (
    Aggregate,
    Carrier,
    Indicator,
    Kind,
    Measure,
    Programme,
    ProgrammeCase,
    Project,
    Standing,
)
from jiceng.engines.procedure.quantities import Criterion, Figure, Quantity, given, read_criterion
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import known, read_words
from jiceng.kernel.errors import ProfileError

UNITS = ("units", "share", "people", "count", "days", "months", "years", "hours", "points", "yuan")
"""In what a number entered by hand may be told."""
BETTER = ("more", "less")
UNKNOWN = "?"
"""In a worked case: an amount nobody has entered."""


@dataclass(frozen=True, slots=True)
class ProgrammeWords:
    """What an indicator may name."""

    quantities: Mapping[str, Quantity]
    unit_kinds: Collection[str]
    parameters: Collection[str]


def read_programme(code: str, table: Table, words: ProgrammeWords) -> Programme:
    """Read `[programme.CODE]`. Raises `ProfileError` as `Table` does, "unknown_code" for a word nobody
    declared, "indicator_twice".
    """
    parts = read_words(table, "part", lambda _code, each: each.text("title"))
    projects = read_words(table, "project", lambda name, each: _project(name, each, parts, words))
    cases = table.tables("case")
    found = Programme(
        code=code,
        title=table.text("title"),
        goal=table.text("goal"),
        owner=table.text("owner"),
        source=table.string("source"),
        baseline_on=table.day("baseline_on"),
        by=table.day("by"),
        parts=parts,
        projects=tuple(projects.values()),
        cases=tuple(_case(each) for each in cases),
    )
    if len(found.indicators) < sum(len(each.indicators) for each in found.projects):
        raise ProfileError("indicator_twice", where=table.where)
    for case, each in zip(found.cases, cases, strict=True):
        known(each, "indicator", (case.indicator,), found.indicators)
    return found


def _project(code: str, table: Table, parts: Mapping[str, Text], words: ProgrammeWords) -> Project:
    owner = table.text("owner")
    measures = read_words(table, "measure", lambda name, each: _measure(name, each, owner, words))
    return Project(
        code=code,
        title=table.text("title"),
        part=known(table, "part", (table.string("part"),), parts)[0],
        owner=owner,
        source=table.string("source"),
        measures=tuple(measures.values()),
    )


def _measure(code: str, table: Table, owner: Text, words: ProgrammeWords) -> Measure:
    """Of the project's owner, where no other is named."""
    indicators = read_words(table, "indicator", lambda name, each: _indicator(name, each, words)).values()
    outcomes_first = sorted(indicators, key=lambda each: each.kind is Kind.ACTIVITY)
    own = table.text("owner") if table.has("owner") else owner
    return Measure(code, table.text("title"), own, tuple(outcomes_first))


def _indicator(code: str, table: Table, words: ProgrammeWords) -> Indicator:
    carrier = Carrier(_one(table, "carrier", [each.value for each in Carrier], Carrier.RECORDS))
    rest = _counted(table, words) if carrier is Carrier.RECORDS else _told(table)
    return Indicator(
        code=code,
        title=table.text("title"),
        kind=Kind(_one(table, "kind", [each.value for each in Kind])),
        carrier=carrier,
        better=_one(table, "better", BETTER, "more"),
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        target=given(table, "target", words.parameters) if table.has("target") else None,
        note=table.text("note") if table.has("note") or carrier is not Carrier.RECORDS else None,
        **rest,
    )


def _counted(table: Table, words: ProgrammeWords) -> dict[str, Any]:
    """How an amount comes about from a quantity of the units below."""
    aggregate = Aggregate(_one(table, "aggregate", [each.value for each in Aggregate]))
    criterion: Criterion | None = None
    if aggregate in (Aggregate.UNITS_WHERE, Aggregate.SHARE_WHERE):
        where = table.table("where")
        criterion = read_criterion(where, words.quantities, words.parameters)
        where.close()
        unit = "units" if aggregate is Aggregate.UNITS_WHERE else "share"
        return {"aggregate": aggregate, "criterion": criterion, "quantity": criterion.quantity, "unit": unit}
    quantity = _one(table, "quantity", words.quantities)
    unit = words.quantities[quantity].unit
    return {"aggregate": aggregate, "criterion": None, "quantity": quantity, "unit": unit}


def _told(table: Table) -> dict[str, Any]:
    return {"aggregate": None, "criterion": None, "quantity": "", "unit": _one(table, "unit", UNITS)}


def _one(table: Table, key: str, allowed: Collection[str], default: str | None = None) -> str:
    return known(table, key, (table.string(key, default),), allowed)[0]


def _case(table: Table) -> ProgrammeCase:
    found = ProgrammeCase(
        name=table.text("name"),
        indicator=table.string("indicator"),
        values=tuple(_figure(table, "values", each) for each in table.strings("values")),
        value=_figure(table, "value", table.string("value")),
        unknown=table.whole("unknown", 0),
        baseline=_figure(table, "baseline", table.string("baseline", UNKNOWN)),
        target=_figure(table, "target", table.string("target", UNKNOWN)),
        state=_one(table, "state", [each.value for each in Standing]),
    )
    table.close()
    return found


def _figure(table: Table, key: str, text: str) -> Figure | None:
    """A figure as a case writes it, "9/10" or "12". Raises `ProfileError("bad_share")`."""
    try:
        return None if text == UNKNOWN else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ProfileError("bad_share", where=table.path(key), value=text) from None
