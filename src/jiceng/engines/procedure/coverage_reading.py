"""Reading what a profile says of coverage, and judging its worked cases."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from jiceng.engines.procedure.coverage import (
    GROUPS,
    STATES,
    WAYS,
    Coverage,
    EstablishmentKind,
    Exclusion,
    ExclusionCase,
    ExclusionVersion,
    IdleCase,
    IdleVersion,
    JoiningVersion,
    Rate,
    Row,
)
from jiceng.engines.procedure.parameters import (
    Figures,
    Parameter,
    ParameterValue,
    parameter_codes,
    stretches,
)
from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import Dated, in_turn, known, read_words
from jiceng.kernel.errors import ProfileError

Version = TypeVar("Version", bound=Dated)
BASES = ("counted", "eligible")
STRENGTHS = ("must", "normally")


@dataclass(frozen=True)
class CoverageReader:
    """Reads coverage with what the profile has declared before: `citation` reads where a rule stands."""

    parameters: Mapping[str, Parameter]
    values: tuple[ParameterValue, ...]
    unit_kinds: Mapping[str, object]
    citation: Callable[[Table], Citation]

    def read(self, root: Table) -> Coverage:
        """Read `[establishment.X]`, `[exclusion.X]`, `[coverage.X]`, `[joint_organisation]` and
        `[idle_organisation]`. Raises `ProfileError` as `Table` does, "unknown_code" for an unknown word,
        "versions_overlap".
        """
        joining, idle = root.table_or_none("joint_organisation"), root.table_or_none("idle_organisation")
        found = Coverage(
            kinds=read_words(root, "establishment", self._kind),
            exclusions=read_words(root, "exclusion", self._exclusion),
            rates=read_words(root, "coverage", self._rate),
            joining=self._versions(joining, self._joining),
            idle=self._versions(idle, self._idle),
            idle_cases=tuple(_idle_case(each) for each in idle.tables("case")) if idle else (),
        )
        for table in filter(None, (joining, idle)):
            table.close()
        return found

    def _kind(self, code: str, table: Table) -> EstablishmentKind:
        units = known(table, "unit_kinds", table.strings("unit_kinds"), self.unit_kinds)
        return EstablishmentKind(code, table.text("title"), table.strings("registrars"), units)

    def _exclusion(self, code: str, table: Table) -> Exclusion:
        versions = self._versions(table, self._excluding)
        return Exclusion(
            code, table.text("title"), versions, tuple(_case(each) for each in table.tables("case"))
        )

    def _excluding(self, table: Table, start: date, end: date | None, figures: Figures) -> ExclusionVersion:
        def figure(key: str) -> int | None:
            return figures.whole(table, key) if table.has(key) else None

        states = known(table, "states", table.strings("states"), STATES)
        few, years = figure("employees_at_most"), figure("unreported_years")
        if not states and few is None and years is None:
            raise ProfileError("missing_key", where=table.path("states"))
        return ExclusionVersion(start, end, self.citation(table), states, few, years)

    def _joining(self, table: Table, start: date, end: date | None, figures: Figures) -> JoiningVersion:
        return JoiningVersion(
            start,
            end,
            self.citation(table),
            alone_from=figures.whole(table, "alone_from"),
            together_from=figures.whole(table, "together_from"),
            units_at_most=figures.whole(table, "units_at_most"),
            strength=known(table, "strength", (table.string("strength"),), STRENGTHS)[0],
        )

    def _idle(self, table: Table, start: date, end: date | None, figures: Figures) -> IdleVersion:
        return IdleVersion(start, end, self.citation(table), figures.whole(table, "months"))

    def _rate(self, code: str, table: Table) -> Rate:
        by = known(table, "by", table.strings("by"), WAYS)
        base = known(table, "base", (table.string("base"),), BASES)[0]
        if code in GROUPS:
            known(table, "code", (code,), ())
        return Rate(code, table.text("title"), base, by, self.citation(table))

    def _versions(
        self, table: Table | None, read: Callable[[Table, date, date | None, Figures], Version]
    ) -> tuple[Version, ...]:
        if table is None:
            return ()
        versions = tuple(found for each in table.tables("version") for found in self._dated(each, read))
        in_turn(table, versions)
        return versions

    def _dated(
        self, table: Table, read: Callable[[Table, date, date | None, Figures], Version]
    ) -> Iterator[Version]:
        """One table gives one version, or several where an office's figure changes while it is in force."""
        first, last = table.day("in_force_from"), table.day_or_none("in_force_to")
        for start, end in stretches(first, last, self.values, set(parameter_codes(table.data))):
            yield read(table, start, end, Figures(self.parameters, self.values, start))
        table.close()


def _case(table: Table) -> ExclusionCase:
    def figure(key: str) -> int | None:
        return table.whole(key) if table.has(key) else None

    state = known(table, "state", (table.string("state", "operating"),), STATES)[0]
    row = Row(state, figure("employees"), table.day_or_none("registered_on"), figure("last_report"))
    found = ExclusionCase(table.text("name"), table.day("on"), row, table.flag("excluded"))
    table.close()
    return found


def _idle_case(table: Table) -> IdleCase:
    found = IdleCase(table.text("name"), table.day("on"), table.day("since"), table.flag("idle"))
    table.close()
    return found


def check_coverage(coverage: Coverage) -> Iterator[tuple[str, Text, str, str]]:
    """Judge every worked case: what it is of, its name, what it expects and what is found, as words."""
    for code, exclusion in coverage.exclusions.items():
        for case in exclusion.cases:
            version = exclusion.version_on(case.on)
            found = version is not None and version.holds(case.row, case.on)
            yield code, case.name, _said(excluded=case.excluded), _said(excluded=found)
    for each in coverage.idle_cases:
        found = coverage.is_idle(each.since, each.on)
        yield "idle_organisation", each.name, _said(idle=each.idle), _said(idle=found)


def _said(**answer: Any) -> str:
    return " ".join(f"{key}={value}" for key, value in answer.items())
