"""How far organisations reach into establishments (两个覆盖): which of a register's list count, in what ways
each is covered, what share of them is, and which small ones may join in one organisation.

Everything here is computed from plain values; the rules' figures come from a profile, with their sources.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import Dated
from jiceng.kernel.periods import months_after

STATES = ("operating", "suspended", "liquidating", "revoked", "removed", "closed", "moved_out")
"""What a register says of an establishment: 存续, 停业, 清算, 吊销, 撤销, 注销, 迁出."""

ORGANISED = ("sole", "joint")
WAYS = (*ORGANISED, "instructor", "liaison", "union", "league")
"""How one is covered: by an organisation, its own or a joint one; by somebody sent; by another body."""

NEVER = 0
"""The last year reported for of an establishment that is known never to have reported."""

_REPORTED_BY = (6, 30)
"""The last day on which the report of the year before is due (企业信息公示暂行条例, art 8)."""


@dataclass(frozen=True, slots=True)
class EstablishmentKind:
    """A kind of establishment that is counted: `registrars`, how its codes may begin (empty: anyhow);
    `unit_kinds`, the kinds of unit that are such ones.
    """

    code: str
    title: Text
    registrars: tuple[str, ...]
    unit_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a register's list as rules read it.

    `employees` and `members` None where the list does not say; `last_report`, the last year an annual report
    was made for, `NEVER`, or None where it does not say.
    """

    state: str
    employees: int | None = None
    registered_on: date | None = None
    last_report: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class ExclusionVersion:
    """When a row is left out: all conditions that are given hold. What a list does not say never excludes.

    `states`, it is in one of them; `employees_at_most`; `unreported_years`, so many reports that were due are
    missing.
    """

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    states: tuple[str, ...]
    employees_at_most: int | None
    unreported_years: int | None

    def holds(self, row: Row, day: date) -> bool:
        """Whether the row is left out on a day."""
        if self.states and row.state not in self.states:
            return False
        few = self.employees_at_most
        if few is not None and (row.employees is None or row.employees > few):
            return False
        years = self.unreported_years
        return years is None or unreported(row, day) >= max(years, 1)


def unreported(row: Row, day: date) -> int:
    """How many yearly reports in a row up to the last one due are missing; 0 where the list does not say."""
    if row.last_report is None:
        return 0
    due = day.year - 1 if (day.month, day.day) > _REPORTED_BY else day.year - 2
    if row.last_report != NEVER:
        return max(due - row.last_report, 0)
    return due if row.registered_on is None else max(due - row.registered_on.year + 1, 0)


@dataclass(frozen=True, slots=True)
class ExclusionCase:
    """A worked case: whether a row is left out on a day."""

    name: Text
    on: date
    row: Row
    excluded: bool


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A rule by which shells and dormant ones are left out of the base."""

    code: str
    title: Text
    versions: tuple[ExclusionVersion, ...]
    cases: tuple[ExclusionCase, ...]

    def version_on(self, day: date) -> ExclusionVersion | None:
        """The version in force on a day."""
        return next((each for each in self.versions if in_force(each, day)), None)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share: of the `base` ("counted" or "eligible"), those covered in one of the ways `by`."""

    code: str
    title: Text
    base: str
    by: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class JoiningVersion:
    """From how many members on one forms an organisation alone; how many a joint one needs together, of how
    many establishments at most (`strength`, "must" or "normally").
    """

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    alone_from: int
    together_from: int
    units_at_most: int
    strength: str


@dataclass(frozen=True, slots=True)
class IdleVersion:
    """After how many months without a gathering an organisation stands on paper only."""

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    months: int


@dataclass(frozen=True, slots=True)
class IdleCase:
    """A worked case: an organisation's last sign of life (a gathering, else its founding), and what follows
    on a day.
    """

    name: Text
    on: date
    since: date
    idle: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """All a profile says of coverage; without kinds there is nothing to count."""

    kinds: Mapping[str, EstablishmentKind]
    exclusions: Mapping[str, Exclusion]
    rates: Mapping[str, Rate]
    joining: tuple[JoiningVersion, ...]
    idle: tuple[IdleVersion, ...]
    idle_cases: tuple[IdleCase, ...]

    def excluded_by(self, row: Row, day: date) -> tuple[str, ...]:
        """Codes of the rules that leave a row out on a day, in the profile's order."""
        found = ((code, each.version_on(day)) for code, each in self.exclusions.items())
        return tuple(code for code, version in found if version is not None and version.holds(row, day))

    def joining_on(self, day: date) -> JoiningVersion | None:
        """The rule of joint organisations in force on a day."""
        return next((each for each in self.joining if in_force(each, day)), None)

    def idle_on(self, day: date) -> IdleVersion | None:
        """The rule of organisations on paper only in force on a day."""
        return next((each for each in self.idle if in_force(each, day)), None)

    def is_idle(self, since: date, day: date) -> bool:
        """Whether an organisation whose last sign of life was on `since` stands on paper only on a day; on
        the very day the months are over it does not yet.
        """
        rule = self.idle_on(day)
        return rule is not None and months_after(since, rule.months) < day

    def is_eligible(self, row: Row, day: date) -> bool:
        """Whether one is known to have members enough for an organisation of its own."""
        rule = self.joining_on(day)
        return rule is not None and row.members is not None and row.members >= rule.alone_from


def in_force(version: Dated, day: date) -> bool:
    """Whether a rule is in force on a day."""
    return version.in_force_from <= day and (version.in_force_to is None or day <= version.in_force_to)


@dataclass(frozen=True, slots=True)
class Stand:
    """How one establishment stands on a day: whether it counts, is known to be `eligible` for an organisation
    of its own, the ways it is covered in, whether the organisation it has is `idle`.
    """

    counted: bool
    eligible: bool = False
    ways: frozenset[str] = frozenset()
    idle: bool = False

    @property
    def organised(self) -> bool:
        """Whether it counts and has an organisation, its own or a joint one."""
        return self.counted and not self.ways.isdisjoint(ORGANISED)


GROUPS: Mapping[str, Callable[[Stand], bool]] = {
    "listed": lambda stand: True,
    "excluded": lambda stand: not stand.counted,
    "counted": lambda stand: stand.counted,
    "sole": lambda stand: stand.counted and "sole" in stand.ways,
    "joint": lambda stand: stand.organised and "sole" not in stand.ways,
    "organised": lambda stand: stand.organised,
    "only_work": lambda stand: stand.counted and bool(stand.ways) and not stand.organised,
    "uncovered": lambda stand: stand.counted and not stand.ways,
    "idle": lambda stand: stand.organised and stand.idle,
    "eligible": lambda stand: stand.counted and stand.eligible,
}
"""Who belongs to a figure: every figure and the list it opens are read by the same law."""


def among(rates: Mapping[str, Rate], group: str, stand: Stand) -> bool:
    """Whether one belongs to a figure: a group, or those a rate counts as covered."""
    if group in GROUPS:
        return GROUPS[group](stand)
    rate = rates[group]
    return GROUPS[rate.base](stand) and not stand.ways.isdisjoint(rate.by)


def tally(rates: Mapping[str, Rate], stands: Iterable[Stand]) -> Counter[str]:
    """How many belong to each group and to each rate; sums over parts are the whole."""
    found = Counter[str]()
    figures = (*GROUPS, *rates)
    for stand in stands:
        found.update(figure for figure in figures if among(rates, figure, stand))
    return found
