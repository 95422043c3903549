"""A course (历程): the ordered stages and steps by which something comes about, such as a member's admission.

A step says what is recorded of it, who records it, what must be done before, how long one must wait and how
long one may take. Figures, clauses and days in force are profile data; nothing here names a trade.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from jiceng.engines.procedure.text import Text
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure.profile import Citation


class Keeper(StrEnum):
    """Who records a step: the unit whose case it is, or the organisation above it."""

    UNIT = "unit"
    ABOVE = "above"


class Amount(StrEnum):
    """What may be measured of a step."""

    DAYS = "days"
    HOURS = "hours"
    MONTHS = "months"


class Verdict(StrEnum):
    """What a recorded step is worth; all but OK and LATE leave the step undone."""

    OK = "ok"
    LATE = "late"
    NOT_PASSED = "not_passed"
    NO_QUORUM = "no_quorum"
    NOT_CARRIED = "not_carried"
    MISSING_BEFORE = "missing_before"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    TOO_YOUNG = "too_young"
    DONE_BEFORE = "done_before"


PASSED = frozenset({Verdict.OK, Verdict.LATE})
"""The step is done."""

HELD = PASSED | {Verdict.NOT_PASSED, Verdict.NO_QUORUM, Verdict.NOT_CARRIED}
"""It took place, in order: a fact to be kept, even where it decided nothing."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before so many months and days after a step; a step never done is not waited for.

    `plus` names a step whose measured months are added.
    """

    step: str
    months: int
    days: int
    plus: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """Within so many months and days of a step, the last day included; never after `most_months`, 0: no such
    end.
    """

    step: str
    months: int
    days: int
    most_months: int = 0
    plus: str = ""


@dataclass(frozen=True, slots=True)
class PeopleRule:
    """Persons to be named in a role; `standing`, which members may be (None: any person of the register)."""

    role: str
    title: Text
    least: int
    most: int
    standing: str


@dataclass(frozen=True, slots=True)
class VoteRule:
    """A vote: heads present of those entitled, and ayes of those entitled or present (`of`)."""

    present: Comparator
    present_share: Fraction
    ayes: Comparator
    ayes_share: Fraction
    of: str
    secret: bool


@dataclass(frozen=True, slots=True)
class AmountRule:
    """How much of one measure is needed (`least`), and allowed (`most`, 0: without end)."""

    measure: Amount
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step as a dated rule has it.

    `needs`, steps of the same stage that must be done before (those required by earlier stages always must);
    `waits` and `limits`, its periods; `every_months`, how often it is done again while its stage lasts;
    `measures`, of which one must suffice; `decides`, whether it says yes or no; `least_age` in years;
    `standing`, what membership it gives, from the day of the step `since`; `ends`, whether it closes the
    course before its end.
    """

    code: str
    stage: str
    title: Text
    keeper: Keeper
    citation: "Citation"
    required: bool = True
    needs: tuple[str, ...] = ()
    waits: tuple[Wait, ...] = ()
    limits: tuple[Limit, ...] = ()
    every_months: int = 0
    people: tuple[PeopleRule, ...] = ()
    vote: VoteRule | None = None
    measures: tuple[AmountRule, ...] = ()
    decides: bool = False
    note: bool = False
    least_age: int = 0
    standing: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its steps in their usual order."""

    code: str
    title: Text
    steps: tuple[StepRule, ...]


@dataclass(frozen=True)
class CourseVersion:
    """A course as one dated rule has it; both days of force inclusive."""

    number: int
    in_force_from: date
    in_force_to: date | None
    stages: tuple[Stage, ...]
    parameters: tuple[str, ...] = ()

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    @cached_property
    def steps(self) -> Mapping[str, StepRule]:
        """Every step by its code, in order."""
        return {step.code: step for stage in self.stages for step in stage.steps}

    @cached_property
    def before(self) -> Mapping[str, tuple[str, ...]]:
        """By step: what must be done before it, the required steps of earlier stages among it."""
        found: dict[str, tuple[str, ...]] = {}
        earlier: list[str] = []
        for stage in self.stages:
            for step in stage.steps:
                found[step.code] = (*earlier, *step.needs)
            earlier += [step.code for step in stage.steps if step.required]
        return found


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """One recorded step: `people`, how many were named by role; `passed`, what was decided."""

    step: str
    day: date
    entitled: int = 0
    present: int = 0
    ayes: int = 0
    measured: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    passed: bool = True


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """What is known of one case: entries in the order they were recorded; `born`, the person's birth date."""

    entries: tuple[CourseEntry, ...]
    born: date | None = None


@dataclass(frozen=True, slots=True)
class CourseCase:
    """A worked case: a record, the day asked, and what must come out of one step."""

    name: Text
    record: CourseRecord
    on: date
    step: str
    expected: Mapping[str, str]


@dataclass(frozen=True)
class Course:
    """A course with its dated versions, never two on a day, and its worked cases.

    `kind` says what it brings about ("admission"); other parts of the program look for theirs by it.
    """

    code: str
    kind: str
    title: Text
    versions: tuple[CourseVersion, ...]
    cases: tuple[CourseCase, ...]

    def version_on(self, day: date) -> CourseVersion:
        """The version in force on `day`. Raises `NotFound("course_not_in_force")`."""
        for each in self.versions:
            if each.in_force_on(day):
                return each
        raise NotFound("course_not_in_force", course=self.code, day=day)
