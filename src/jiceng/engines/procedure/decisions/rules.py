"""A procedure (程序): the ordered steps by which a body decides, each as a dated rule of a profile has it.

Steps of one `place` are alternatives: one of them, done, fills the place. Figures, clauses and days in force
are profile data; nothing here names a trade.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from jiceng.engines.procedure.courses import Keeper
from jiceng.engines.procedure.text import Text
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure.decisions.cases import DecisionCase
    from jiceng.engines.procedure.profile import Citation


class Act(StrEnum):
    """What a step is."""

    MEETING = "meeting"
    ELECTION = "election"
    POSTING = "posting"
    APPROVAL = "approval"
    ACT = "act"


class Secrecy(StrEnum):
    """How votes are cast."""

    SECRET = "secret"  # noqa: S105
    OPEN = "open"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ShareRule:
    """`part` of `whole` (names of an event's numbers) must meet `share`; `matters`, for which (none: all)."""

    part: str
    whole: str
    comparator: Comparator
    share: Fraction
    matters: frozenset[str] = frozenset()

    def binds(self, matter: str) -> bool:
        """Whether it is the rule for a matter."""
        return not self.matters or matter in self.matters


@dataclass(frozen=True, slots=True)
class Bound:
    """`part` lies between `least` and `most`: numbers, or shares of `whole` where that is named."""

    part: str
    whole: str
    least: int | Fraction | None
    most: int | Fraction | None
    must: bool
    matters: frozenset[str] = frozenset()

    def binds(self, matter: str) -> bool:
        """Whether it is a rule for a matter."""
        return not self.matters or matter in self.matters


@dataclass(frozen=True, slots=True)
class Announcement:
    """A meeting is called so many days before, saying `tells`; `urgent`, whether a special case lifts it."""

    days: int
    tells: tuple[str, ...]
    must: bool
    urgent: bool


@dataclass(frozen=True, slots=True)
class Proxies:
    """Votes given to another to cast: at most `most` a holder (0: without end); whether candidates may hold
    any.
    """

    most: int
    candidates: bool


@dataclass(frozen=True, slots=True)
class Recusal:
    """Which relations to the matter bar a person; `shrinks`, whether who stands aside leaves the base."""

    relations: frozenset[str]
    shrinks: bool


@dataclass(frozen=True, slots=True)
class ElectionRule:
    """What a candidate needs, and in a further round (`runoff` None: the same again)."""

    elected: ShareRule
    runoff: ShareRule | None


@dataclass(frozen=True, slots=True)
class Posting:
    """What is posted (`tells`) for how many days, its first not counted; objections within `objection_days`
    (0: at any time) and the days to rule on one (0: no such limit); `holds`, whether what follows waits for
    the last day.
    """

    days: int
    tells: tuple[str, ...]
    objection_days: int
    ruling_days: int
    holds: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before so many months and days after a step was done."""

    step: str
    months: int
    days: int


@dataclass(frozen=True, slots=True)
class Limit:
    """Within so many months and days after a step was done, or a place was filled by one of its steps (`of`),
    the last day included; after `latest_months` (0: no such end) never.
    """

    of: str
    months: int
    days: int
    latest_months: int
    must: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """A step may be left out under a written condition; `into`, the step it is merged with ("": skipped)."""

    condition: Text
    into: str


@dataclass(frozen=True)
class Step:
    """One step.

    `who` deliberates or acts, `body` its kind ("": no register knows it); `roll_of`, the step whose list is
    the roll ("": formed on the day); `papers`, what must be at hand; `notice`, the kind of notice a posting
    is made by ("": none); `may_not` and `only`, matters it may not decide, or alone may; `decides`, whether
    the matter is decided once it is done.
    """

    code: str
    place: str
    title: Text
    who: Text
    body: str
    keeper: Keeper
    act: Act
    citation: "Citation"
    required: bool = True
    decides: bool = False
    roll_of: str = ""
    announcement: Announcement | None = None
    quorum: tuple[ShareRule, ...] = ()
    majority: tuple[ShareRule, ...] = ()
    bounds: tuple[Bound, ...] = ()
    secrecy: Secrecy = Secrecy.ANY
    election: ElectionRule | None = None
    proxies: Proxies | None = None
    recusal: Recusal | None = None
    posting: Posting | None = None
    waits: tuple[Wait, ...] = ()
    limits: tuple[Limit, ...] = ()
    papers: tuple[str, ...] = ()
    notice: str = ""
    may_not: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    skip: Leave | None = None
    merge: Leave | None = None


@dataclass(frozen=True)
class ProcedureVersion:
    """A procedure as one dated rule has it; both days of force inclusive, `in_force_to` None when open.

    `parameters`, codes of the figures the rule leaves to an office.
    """

    number: int
    in_force_from: date
    in_force_to: date | None
    steps: dict[str, Step]
    parameters: tuple[str, ...] = ()

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The places in their order."""
        return tuple(dict.fromkeys(step.place for step in self.steps.values()))

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The places that must be filled, in order."""
        found = (step.place for step in self.steps.values() if step.required)
        return tuple(dict.fromkeys(found))

    @cached_property
    def deciding(self) -> str:
        """The last place at which the matter is decided."""
        return next(step.place for step in reversed(self.steps.values()) if step.decides)

    @cached_property
    def before(self) -> Mapping[str, tuple[str, ...]]:
        """By place: what must be filled before it."""
        order = {place: number for number, place in enumerate(self.places)}
        return {
            place: tuple(each for each in self.required if order[each] < order[place])
            for place in self.places
        }


@dataclass(frozen=True)
class Procedure:
    """A procedure with its dated versions, never two on a day, and its worked cases.

    `matters`, the kinds of matter its rules tell apart; `unit_kinds`, kinds of unit that follow it (none:
    all); `offered`, whether a unit begins it by hand (else another room of the office runs it); `named`,
    words for the codes its rules use: papers, what is told, numbers of its own.
    """

    code: str
    kind: str
    title: Text
    unit_kinds: tuple[str, ...]
    matters: Mapping[str, Text]
    versions: tuple[ProcedureVersion, ...]
    cases: "tuple[DecisionCase, ...]"
    offered: bool = True
    named: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Place of every step of every version in the usual order, for what happened on one day."""
        codes = dict.fromkeys(code for version in reversed(self.versions) for code in version.steps)
        return {code: number for number, code in enumerate(codes)}

    def in_force_on(self, day: date) -> ProcedureVersion | None:
        """The version in force on `day`, None where none was."""
        return next((each for each in self.versions if each.in_force_on(day)), None)

    def version_on(self, day: date) -> ProcedureVersion:
        """The version in force on `day`. Raises `NotFound("procedure_not_in_force")`."""
        found = self.in_force_on(day)
        if found is None:
            raise NotFound("procedure_not_in_force", procedure=self.code, day=day)
        return found
