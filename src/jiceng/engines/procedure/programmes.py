"""Programmes (工作项目): goal, project, measure and indicator as a profile has them, how an indicator's amount
comes about from the units below, and how far it is on its way to its target. Pure: no names, no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from jiceng.engines.procedure.quantities import Criterion, Figure, Given
from jiceng.engines.procedure.text import Text
from jiceng.kernel.errors import NotFound


class Aggregate(StrEnum):
    """How one amount comes about from those of the units below."""

    SUM = "sum"
    MEAN = "mean"
    UNITS_WHERE = "units_where"
    """How many units meet the criterion."""
    SHARE_WHERE = "share_where"
    """Of the units whose amount is known, the share that meets it."""


class Kind(StrEnum):
    """What an indicator tells: what changed, or how much was done."""

    OUTCOME = "outcome"
    ACTIVITY = "activity"


class Carrier(StrEnum):
    """Where an indicator's amount comes from."""

    RECORDS = "records"
    """Derived from what the units' registers hold anyway."""
    NAMED = "named"
    """A number entered by hand with its source and day."""
    NOT_YET = "not_yet"
    """No register holds it yet."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator (指标).

    `unit`, in what it is told; `better`, "more" or "less"; `quantity`, `aggregate` and `criterion` (None of a
    sum or mean), of one on records; `unit_kinds`, of which units alone (empty: of all it is asked);
    `target` None: the office's own alone; `note`: of one on records how it is meant, of a named one who
    publishes the number, of one not yet carried why not and what will carry it.
    """

    code: str
    title: Text
    kind: Kind
    carrier: Carrier
    unit: str
    better: str
    quantity: str
    aggregate: Aggregate | None
    criterion: Criterion | None
    unit_kinds: tuple[str, ...]
    target: Given | None
    note: Text | None

    @property
    def additive(self) -> bool:
        """Whether the amounts of parts add up to the whole's; of a share or mean they do not."""
        return self.aggregate not in (Aggregate.MEAN, Aggregate.SHARE_WHERE)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure (工作措施) of a project, who answers for it, and its indicators."""

    code: str
    title: Text
    owner: Text
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """One project of a programme; `part`, under which heading of the programme it stands."""

    code: str
    title: Text
    part: str
    owner: Text
    source: str
    measures: tuple[Measure, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The project's indicators, outcomes before activities within a measure."""
        return tuple(each for measure in self.measures for each in measure.indicators)


@dataclass(frozen=True, slots=True)
class ProgrammeCase:
    """A worked case: amounts of units (None: not known), what comes about, and how it stands to a target."""

    name: Text
    indicator: str
    values: tuple[Figure | None, ...]
    value: Figure | None
    unknown: int
    baseline: Figure | None
    target: Figure | None
    state: str


@dataclass(frozen=True)
class Programme:
    """A programme: its goal, who answers for it, from which day it is measured (`baseline_on`) and by when
    its targets are meant (`by`); its projects under the headings `parts`.
    """

    code: str
    title: Text
    goal: Text
    owner: Text
    source: str
    baseline_on: date
    by: date
    parts: Mapping[str, Text]
    projects: tuple[Project, ...]
    cases: tuple[ProgrammeCase, ...]

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """All indicators by code, in the programme's order."""
        return {each.code: each for project in self.projects for each in project.indicators}

    def indicator(self, code: str) -> Indicator:
        """An indicator by code. Raises `NotFound("unknown_indicator")`."""
        if code not in self.indicators:
            raise NotFound("unknown_indicator", indicator=code)
        return self.indicators[code]

    def project(self, code: str) -> Project:
        """A project by code. Raises `NotFound("unknown_project")`."""
        found = next((each for each in self.projects if each.code == code), None)
        if found is None:
            raise NotFound("unknown_project", project=code)
        return found

    def project_of(self, indicator: str) -> Project:
        """The project an indicator belongs to."""
        return next(each for each in self.projects if any(one.code == indicator for one in each.indicators))


@dataclass(frozen=True, slots=True)
class Amount:
    """What some units come to: `part` (their sum, or how many meet the criterion) over `known` units;
    `unknown`, units it is asked of whose amount nobody has entered.
    """

    part: Figure = 0
    known: int = 0
    unknown: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.part + other.part, self.known + other.known, self.unknown + other.unknown)

    def value(self, aggregate: Aggregate | None) -> Figure | None:
        """The amount told; None where no unit's is known, or nothing is put together."""
        if aggregate is None or not self.known:
            return None
        if aggregate in (Aggregate.SUM, Aggregate.UNITS_WHERE):
            return self.part
        return Fraction(self.part) / self.known


def amount_of(indicator: Indicator, value: Figure | None, figure: Figure) -> Amount:
    """What one unit adds: `value`, its amount (None: not known); `figure`, the criterion's on the day."""
    if value is None:
        return Amount(unknown=1)
    if indicator.criterion is None:
        return Amount(value, 1)
    return Amount(int(bool(indicator.criterion.met(value, figure))), 1)


def total(amounts: Iterable[Amount]) -> Amount:
    """What several come to together; what is not known of some stays not known and is counted."""
    return sum(amounts, Amount())


class Standing(StrEnum):
    """How an indicator stands to its target."""

    UNKNOWN = "unknown"
    NO_TARGET = "no_target"
    MET = "met"
    UNDER_WAY = "under_way"
    """Nearer than at the baseline."""
    NO_NEARER = "no_nearer"
    """Where it was at the baseline, or farther."""
    SHORT = "short"
    """Short of it; how far it has come nobody knows, for want of a baseline."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How it stands, and the share of the way from baseline to target; None where there is no way to tell."""

    standing: Standing
    share: Fraction | None = None


def progress(baseline: Figure | None, now: Figure | None, target: Figure | None, better: str) -> Progress:
    """Where an amount is between baseline and target: never below 0, and 1 only when the target is met."""
    if now is None:
        return Progress(Standing.UNKNOWN)
    if target is None:
        return Progress(Standing.NO_TARGET)
    sign = 1 if better == "more" else -1
    if sign * (now - target) >= 0:
        return Progress(Standing.MET, Fraction(1))
    if baseline is None:
        return Progress(Standing.SHORT)
    gone = Fraction(sign * (now - baseline))
    if gone <= 0:
        return Progress(Standing.NO_NEARER, Fraction(0))
    return Progress(Standing.UNDER_WAY, gone / (sign * (target - baseline)))


def check_case(programme: Programme, case: ProgrammeCase, figure: Figure) -> tuple[str, str]:
    """What a worked case expects and what is found, as words; `figure`, the criterion's."""
    indicator = programme.indicator(case.indicator)
    amount = total(amount_of(indicator, each, figure) for each in case.values)
    value = amount.value(indicator.aggregate)
    state = progress(case.baseline, value, case.target, indicator.better).standing
    return (
        f"value={case.value} unknown={case.unknown} {case.state}",
        f"value={value} unknown={amount.unknown} {state}",
    )
