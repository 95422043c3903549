"""Quantities read off the verdicts on duties."""

from dataclasses import replace
from fractions import Fraction
from operator import itemgetter
from typing import Any

from jiceng.apps.duties.models import Verdict
from jiceng.apps.duties.states import state_expression
from jiceng.apps.quantities.counting import Ask, Counted, Evidence
from jiceng.engines.procedure.quantities import Source

_COUNTED = ("done", "missed")
_CLOSED_ON = itemgetter(4)
_SOURCES = (Source.VERDICTS, Source.VERDICT_SHARE)


def verdicts(ask: Ask) -> dict[int, Counted]:
    """Occasions that closed in the last months and are in one of some states, newest first. A unit that owed
    none of the duties is not asked.
    """
    states = frozenset(ask.words("states"))
    found: dict[int, list[Evidence]] = {}
    for unit, pk, duty, period, closed, state in _closed(ask):
        each = found.setdefault(unit, [])
        if state in states:
            each.append(Evidence("verdict", pk, closed, duty, period))
    return {unit: Counted(len(each), tuple(each)) for unit, each in found.items()}


def share_done(ask: Ask) -> dict[int, Counted]:
    """Of the occasions done or missed, the share done; evidence: those missed. What was excused counts for
    nothing.
    """
    owed: dict[int, int] = {}
    missed: dict[int, list[Evidence]] = {}
    for unit, pk, duty, period, closed, state in _closed(ask):
        if state in _COUNTED:
            owed[unit] = owed.get(unit, 0) + 1
        if state == "missed":
            missed.setdefault(unit, []).append(Evidence("verdict", pk, closed, duty, period))
    found = {}
    for unit, number in owed.items():
        each = tuple(missed.get(unit, ()))
        found[unit] = Counted(Fraction(number - len(each), number), each)
    return found


def _closed(ask: Ask) -> list[Any]:
    """Occasions of the duties that closed in the last months, with their state on the day."""
    since, duties = ask.since, frozenset(ask.words("duties"))

    def read() -> dict[str, list[Any]]:
        named = Verdict.objects.filter(duty__in=_duties(ask))
        asked = ask.of(named.filter(closes_on__gt=since, closes_on__lte=ask.day))
        rows = asked.annotate(state=state_expression(ask.day)).order_by("-closes_on", "duty")
        found: dict[str, list[Any]] = {}
        for row in rows.values_list("unit_id", "pk", "duty", "period", "closes_on", "state"):
            found.setdefault(row[2], []).append(row)
        return found

    of_duty = ask.once(("verdicts", since), read)
    rows = [row for duty in sorted(duties) for row in of_duty.get(duty, ())]
    return rows if len(duties) == 1 else sorted(rows, key=_CLOSED_ON, reverse=True)


def _duties(ask: Ask) -> set[str]:
    """The duties of all quantities that look back as far as this one: they are read together."""
    alike = [
        each
        for each in ask.rules.quantities.values()
        if each.source in _SOURCES and replace(ask, quantity=each).since == ask.since
    ]
    return {duty for each in alike for duty in each.words.get("duties", ())}
