"""The closed plan a dated rule compiles to: who owes, what counts, how much, until when, what excuses.

A plan names no Python and holds no free expression: every part is one of the few kinds below. The columnar
evaluator, `explain` and the compilers to SQL read the same plan.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jiceng.kernel.comparators import Comparator
from jiceng.kernel.periods import Cadence


class Clock(StrEnum):
    """What makes an occasion: a calendar period, the end of a body's term, a post without a holder."""

    CALENDAR = "calendar"
    TERM = "term"
    VACANCY = "vacancy"


class Count(StrEnum):
    """What is counted in an occasion: accepted gatherings, their distinct days, bodies or items, the hours
    they lasted, or whether there is any.
    """

    GATHERINGS = "gatherings"
    DAYS = "days"
    BODIES = "bodies"
    ITEMS = "items"
    MEASURED = "measured"
    ANY = "any"


class MeasureUnit(StrEnum):
    """What a kind of gathering is measured in: hours it lasted (学时), days a notice stayed posted (张贴天数)."""

    HOURS = "hours"
    DAYS = "days"


class ExcuseKind(StrEnum):
    """Lawful reasons (免办) a rule may name; the order is that of their codes in outcomes, after 0 for none."""

    FOUNDED = "founded_within_period"
    CLOSED = "closed_within_period"
    POSTPONED = "postponed"
    MEMBERS_AWAY = "members_away"


@dataclass(frozen=True, slots=True)
class ColumnCondition:
    """A column of the unit on the reference day compared with a number; `expected` False asks that it does
    not hold.
    """

    column: str
    comparator: Comparator
    value: int
    expected: bool = True


@dataclass(frozen=True, slots=True)
class Population:
    """Who owes: organisation forms and unit kinds (empty: all), and conditions that all hold."""

    forms: frozenset[str]
    kinds: frozenset[str]
    where: tuple[ColumnCondition, ...]


@dataclass(frozen=True, slots=True)
class Quorum:
    """Share of those entitled who must have been present."""

    comparator: Comparator
    share: Fraction


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How many of `among` a gathering must have dealt with."""

    among: tuple[str, ...]
    comparator: Comparator
    value: int


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """How many hours a gathering must have lasted, or how many days a notice must stay posted."""

    unit: MeasureUnit
    comparator: Comparator
    value: int

    @property
    def full_after(self) -> int:
        """Days after which a notice has been posted long enough, its first day not counted (Civil Code of the
        PRC, art 201); 0 for hours.
        """
        return self.comparator.fewest(self.value) if self.unit is MeasureUnit.DAYS else 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which gatherings count: of these kinds, with quorum, items and measure where asked."""

    gathering_kinds: tuple[str, ...]
    quorum: Quorum | None
    items: ItemRule | None
    measured: MeasureRule | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """How much must be counted: a number, or a column of the unit (`value` is then 0)."""

    count: Count
    comparator: Comparator
    value: int
    column: str | None


@dataclass(frozen=True, slots=True)
class ExcuseRule:
    """One lawful reason; `members_away` has a comparator and a share of the members."""

    kind: ExcuseKind
    comparator: Comparator | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One dated rule, resolved.

    `cadence` and `evidence` belong to the calendar clock: several kinds of evidence are alternatives, and no
    kind of gathering stands in two of them. `body_kinds` and `lead_days` to the term clock;
    `post_kind` and one of `allowed_days`, `allowed_months` to the vacancy clock. All figures are days unless
    their name says otherwise.
    """

    clock: Clock
    population: Population
    requirement: Requirement
    excuses: tuple[ExcuseRule, ...]
    grace_days: int
    at_risk_days: int
    cadence: Cadence | None = None
    evidence: tuple[Evidence, ...] = ()
    body_kinds: tuple[str, ...] = ()
    lead_days: int = 0
    post_kind: str | None = None
    allowed_days: int = 0
    allowed_months: int = 0

    @property
    def gathering_kinds(self) -> tuple[str, ...]:
        """Every kind of gathering that may count."""
        return tuple(kind for each in self.evidence for kind in each.gathering_kinds)

    def evidence_of(self, gathering_kind: str) -> Evidence | None:
        """What is asked of a kind of gathering; None when it does not count."""
        return next((each for each in self.evidence if gathering_kind in each.gathering_kinds), None)

    def excuse(self, kind: ExcuseKind) -> ExcuseRule | None:
        """The rule's excuse of that kind, or None when it grants none."""
        return next((each for each in self.excuses if each.kind is kind), None)
