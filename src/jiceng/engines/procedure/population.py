"""Who owes: the unit as it was on the reference day, and the conditions a plan's population sets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from jiceng.engines.procedure.columns import Codes, Days, Flags, Identities
from jiceng.engines.procedure.facts import Facts
from jiceng.engines.procedure.finding import Finding
from jiceng.engines.procedure.occasions import Occasions
from jiceng.engines.procedure.plan import Plan, Population
from jiceng.engines.procedure.profile import DutyVersion, Profile
from jiceng.engines.procedure.rules import BODIES
from jiceng.engines.procedure.spells import Spells, covering, keyed
from jiceng.kernel.comparators import Comparator


def compares(comparator: Comparator, left: Identities, right: Identities | int) -> Flags:
    """`comparator.holds`, row by row."""
    found: Flags = left >= right if comparator is Comparator.AT_LEAST else left > right
    return found


class Census:
    """The facts with what is worked out of them once for all duties of an evaluation."""

    def __init__(self, profile: Profile, facts: Facts) -> None:
        self.profile = profile
        self.facts = facts
        spans = facts.unit_spans
        self._order = np.lexsort((spans.start, spans.unit))
        self._keys = keyed(spans.unit, spans.start)[self._order]
        self._spells: dict[str, Spells] = {}

    def span_on(self, occasions: Occasions) -> Identities:
        """Row of the unit's version on the reference day; −1 when it had none."""
        key = keyed(occasions.unit, occasions.reference)
        place = np.searchsorted(self._keys, key, side="right") - 1
        spans = self.facts.unit_spans
        row = np.append(self._order, -1)[place]
        if not len(spans):
            return np.full(len(occasions), -1, np.int64)
        own = (place >= 0) & (spans.unit[row] == occasions.unit) & (spans.end[row] > occasions.reference)
        found: Identities = np.where(own & occasions.alive, row, -1)
        return found

    def column(self, name: str, occasions: Occasions) -> Identities:
        """A column of the unit in each occasion.

        "members" and "voting_members" on the reference day; "bodies.KIND": bodies that stood from the first
        day of the occasion (or of the unit) to the reference day, so that one set up on the way counts from
        the next.
        """
        if name.startswith(BODIES):
            return self._bodies(self.profile.numbers.body_kinds[name.removeprefix(BODIES)], occasions)
        if name not in self._spells:
            table = self.facts.memberships
            rows = table.voting if name == "voting_members" else np.ones(len(table), np.bool_)
            self._spells[name] = Spells(table.unit[rows], table.start[rows], table.end[rows])
        return self._spells[name].holding(occasions.unit, occasions.reference)

    def _bodies(self, kind: int, occasions: Occasions) -> Identities:
        table = self.facts.bodies
        rows = np.flatnonzero(table.kind == kind)
        return covering(
            (table.unit[rows], table.start[rows], table.end[rows]),
            occasions.unit,
            standing_from(self.facts, occasions),
            occasions.reference,
        )

    def away(self, occasions: Occasions) -> Identities:
        """Members away from the first day of the occasion to the reference day."""
        table = self.facts.absences
        return covering(
            (table.unit, table.start, table.end), occasions.unit, occasions.opens, occasions.reference
        )

    def bound_since(self, population: Population) -> Days:
        """For each version row of a unit: from which day on, without a break, the unit's form and kind have
        been those bound.
        """
        spans, order = self.facts.unit_spans, self._order
        bound = (self.form_bound(population, spans.form) & self.kind_bound(population, spans.kind))[order]
        unit, start, end = spans.unit[order], spans.start[order], spans.end[order]
        fresh = np.ones(len(order), np.bool_)
        fresh[1:] = (unit[1:] != unit[:-1]) | (start[1:] != end[:-1]) | ~bound[:-1] | ~bound[1:]
        first = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
        since = np.zeros(len(order), np.int32)
        since[order] = start[first]
        return since

    def form_bound(self, population: Population, form: Codes) -> Flags:
        """Whether each form is bound."""
        return _among(population.forms, self.profile.numbers.organisation_forms, form)

    def kind_bound(self, population: Population, kind: Codes) -> Flags:
        """Whether each unit kind is bound."""
        return _among(population.kinds, self.profile.numbers.unit_kinds, kind)


def standing_from(facts: Facts, occasions: Occasions) -> Days:
    """Day by which a body must have been set up to count in an occasion."""
    return np.maximum(occasions.opens, facts.units.founded[occasions.unit])


def _among(wanted: Collection[str], numbers: Mapping[str, int], codes: Codes) -> Flags:
    """Whether each code is wanted; all are when nothing is. The last place answers for −1, no code."""
    table = np.zeros(len(numbers) + 1, np.bool_)
    table[[numbers[code] for code in wanted]] = True
    return table[codes] if wanted else np.ones(len(codes), np.bool_)


@dataclass(eq=False)
class Candidates:
    """Occasions with the unit's version on the reference day and columns read so far, shared by rules of one
    clock.
    """

    census: Census
    occasions: Occasions
    span: Identities
    _columns: dict[str, Identities] = field(default_factory=dict)

    @classmethod
    def of(cls, census: Census, occasions: Occasions) -> "Candidates":
        """Candidates of occasions."""
        return cls(census, occasions, census.span_on(occasions))

    def column(self, name: str) -> Identities:
        """A column in each occasion (`Census.column`; "members_away" too), read once."""
        if name not in self._columns:
            read = self.census.away if name == "members_away" else None
            self._columns[name] = read(self.occasions) if read else self.census.column(name, self.occasions)
        return self._columns[name]

    def in_force(self, version: DutyVersion) -> Flags:
        """Occasions that a version judges."""
        day = self.occasions.judged_on
        last = (version.in_force_to or date.max).toordinal()
        found: Flags = (day >= version.in_force_from.toordinal()) & (day <= last)
        return found

    def applicability(self, plan: Plan) -> list[Finding]:
        """The conditions of a plan's population, each over all occasions."""
        spans, population = self.census.facts.unit_spans, plan.population
        there = self.span >= 0
        form = np.append(spans.form, np.int16(-1))[self.span]
        kind = np.append(spans.kind, np.int16(-1))[self.span]
        found = [
            Finding("unit_exists", there),
            Finding(
                "form",
                there & self.census.form_bound(population, form),
                {"forms": sorted(population.forms)},
                {"form": form},
            ),
            Finding(
                "kind",
                there & self.census.kind_bound(population, kind),
                {"kinds": sorted(population.kinds)},
                {"kind": kind},
            ),
        ]
        for each in population.where:
            count = self.column(each.column)
            holds = compares(each.comparator, count, each.value) == each.expected
            data = {"column": each.column, "compare": each.comparator.value, "value": each.value}
            found.append(Finding("column", holds, {**data, "expected": each.expected}, {"count": count}))
        return found
