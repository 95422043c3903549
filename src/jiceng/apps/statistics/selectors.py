"""The yearly tables of a unit and all below it: figures, and the sums that must agree.

A past year's tables follow the tree of its last day, and today's permission; those of the running year are as
of today.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from jiceng.apps.organisations.history import UnitFile
from jiceng.apps.organisations.models import UnitVersion, profile
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.statistics import facts
from jiceng.apps.statistics.tabulation import Coded, Counted, tabulate
from jiceng.engines.procedure import (
    ONCE,
    TOTAL,
    Fault,
    Figures,
    Statistic,
    SumCheck,
    check_sums,
    check_totals,
)
from jiceng.kernel.actors import Actor
from jiceng.kernel.errors import NotFound


@dataclass(frozen=True)
class YearTables:
    """All tables of a unit and a year. Built by `year_tables`; nothing is read but through it.

    `version`, the unit as it is now; `unit_name`, its name as on `day`, the one as on which the tables are:
    the year's last, or today.
    """

    actor: Actor
    version: UnitVersion
    unit_name: str
    year: int
    day: date
    tree: facts.Tree
    people: facts.Members
    _coded: dict[str, Coded] = field(default_factory=dict)

    def statistic(self, code: str) -> Statistic:
        """A table's declaration. Raises `NotFound("page_not_found")`."""
        if code not in profile().statistics:
            raise NotFound("page_not_found")
        return profile().statistics[code]

    @cached_property
    def heads(self) -> Counter[int]:
        """How many members each unit itself has, by unit id."""
        return Counter(span.unit for span in self.people.now.values())

    @cached_property
    def figures(self) -> dict[str, Figures]:
        """The figures of every table."""
        statistics = profile().statistics.items()
        return {code: tabulate(each, self.coded(each.of)) for code, each in statistics}

    @cached_property
    def checks(self) -> list[SumCheck]:
        """Every sum that must agree, table by table; last, that nobody counts twice."""
        statistics, classifications = profile().statistics, profile().classifications
        found = [
            check
            for code, each in statistics.items()
            for check in check_sums(each, classifications, self.figures[code])
        ]
        twice = len(self.people.twice)
        faults = (Fault(TOTAL, TOTAL, twice, 0),) if twice else ()
        once = SumCheck(next(iter(statistics)), ONCE, faults)
        return [*found, *check_totals(statistics, classifications, self.figures), once]

    def coded(self, of: str) -> Coded:
        """What tables of a kind count, in their classes."""
        if of not in self._coded:
            self._coded[of] = Coded(self._counted(of), profile().classifications)
        return self._coded[of]

    def _counted(self, of: str) -> Counted:
        if of == "members":
            return facts.count_members(self.tree, self.people)
        if of == "changes":
            return facts.count_changes(self.people)
        if of == "units":
            return facts.count_units(self.tree, self.people)
        return facts.count_posts(self.tree) if of == "posts" else facts.count_terms(self.tree)


def year_tables(actor: Actor, file: UnitFile, year: int, today: date) -> YearTables:
    """The tables of a unit and a year. Raises `NotFound("page_not_found")` where the profile has no
    tables, and for a year that has not begun or in which nothing is known of the unit.
    """
    version = file.current
    require(actor, READ, version.path)
    if not profile().statistics or not file.founded_on.year <= year <= today.year:
        raise NotFound("page_not_found")
    day, before = min(date(year, 12, 31), today), date(year - 1, 12, 31)
    tree = facts.tree(actor, version.unit_id, before, day)
    own = next((each for each in tree.units if each.unit_id == version.unit_id), version)
    return YearTables(actor, version, own.name, year, day, tree, facts.members(tree))
