"""Standards (标准化建设): a dated checklist of items that earn points, and what a unit has earned.

An item is read off a quantity (derived), said by a person with its source (attested), or given by a named
assessor with a reason (judged). What is not asked of a unit leaves the base its grade is a share of.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256

from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.quantities import Comparison, Criterion, Figure, Given
from jiceng.engines.procedure.text import Text

Figures = Callable[[Given], Figure]
"""A figure as on the day of the check, of itself or of a parameter."""


class ItemKind(StrEnum):
    """How an item is known."""

    DERIVED = "derived"
    ATTESTED = "attested"
    JUDGED = "judged"


class Basics(StrEnum):
    """To which of the three basics (三基建设) an item belongs."""

    ORGANISATION = "organisation"
    WORK = "work"
    ABILITY = "ability"


class Level(StrEnum):
    """Who checks, from below: the unit itself, the town, the county, and the county again a year later."""

    SELF = "self"
    TOWN = "town"
    COUNTY = "county"
    RECHECK = "recheck"


LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Step:
    """Points a derived item earns where its amount compares so."""

    compare: Comparison
    value: Given
    points: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a checklist.

    `quantity` and `steps`, of a derived one: the first step that holds gives its points. `hint`, of the
    others: what is told as its source. `unit_kinds`, `forms`: of which units it is asked (empty: all).
    """

    code: str
    title: Text
    heading: str
    kind: ItemKind
    basics: Basics
    points: int
    hint: Text | None
    quantity: str
    steps: tuple[Step, ...]
    unit_kinds: tuple[str, ...]
    forms: tuple[str, ...]

    def asked_of(self, unit_kind: str, form: str) -> bool:
        """Whether it is asked of units of a kind and form."""
        return (not self.unit_kinds or unit_kind in self.unit_kinds) and (
            not self.forms or form in self.forms
        )

    def earned(self, amount: Figure | None, figures: Figures) -> int | None:
        """Points an amount earns; None where it is not known."""
        if amount is None:
            return None
        held = (each.points for each in self.steps if each.compare.holds(amount, figures(each.value)))
        return next(held, 0)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (等次), and the share of the points from which it is given."""

    code: str
    title: Text
    at_least: Given


@dataclass(frozen=True, slots=True)
class Cap:
    """A veto (一票否决): while its criterion is met, no better grade than `grade` is given."""

    code: str
    title: Text
    grade: str
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class ChecklistVersion:
    """A checklist as one dated rule has it; both days of force inclusive. Grades best first, the last from 0.

    `due`, by level, the month and day by which a check of a year should be done.
    """

    in_force_from: date
    in_force_to: date | None
    citation: Citation
    headings: Mapping[str, Text]
    items: Mapping[str, Item]
    grades: Mapping[str, Grade]
    caps: Mapping[str, Cap]
    due: Mapping[Level, tuple[int, int]]

    def in_force_on(self, day: date) -> bool:
        """Whether the rule is in force on `day`."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    def due_on(self, level: Level, year: int) -> date | None:
        """The day by which a year's check should be done; None where no rule says."""
        return date(year, *self.due[level]) if level in self.due else None

    def asked_of(self, unit_kind: str, form: str) -> dict[str, Item]:
        """The items asked of units of a kind and form, in their order."""
        return {code: each for code, each in self.items.items() if each.asked_of(unit_kind, form)}

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities it is read off, each once."""
        named = [each.quantity for each in self.items.values() if each.quantity]
        return tuple(dict.fromkeys([*named, *(each.criterion.quantity for each in self.caps.values())]))

    def barring(self, amounts: Mapping[str, Figure | None], figures: Figures) -> tuple[str, ...]:
        """Caps whose criterion is met."""
        return tuple(
            code
            for code, cap in self.caps.items()
            if cap.criterion.met(amounts.get(cap.criterion.quantity), figures(cap.criterion.value))
        )


@dataclass(frozen=True, slots=True)
class StandardCase:
    """A worked case: a unit's amounts (those in `unknown` asked but not entered) and what was said of
    items; the points, the base, the grade and the caps that follow.
    """

    name: Text
    on: date
    unit_kind: str
    form: str
    amounts: Mapping[str, Figure]
    unknown: tuple[str, ...]
    said: Mapping[str, int]
    points: int
    base: int
    grade: str
    barred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist by its versions, and of which units it is asked."""

    code: str
    title: Text
    unit_kinds: tuple[str, ...]
    forms: tuple[str, ...]
    versions: tuple[ChecklistVersion, ...]
    cases: tuple[StandardCase, ...]

    def asked_of(self, unit_kind: str, form: str) -> bool:
        """Whether units of a kind and form are checked against it."""
        return unit_kind in self.unit_kinds and form in self.forms

    def version_on(self, day: date) -> ChecklistVersion | None:
        """The version in force on `day`."""
        return next((each for each in self.versions if each.in_force_on(day)), None)


Points = Mapping[str, int | None]
"""Points by item. None: asked, but not known yet. What is not in it is not asked of the unit."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Points earned of those that could be."""

    points: int
    base: int

    @property
    def share(self) -> Fraction:
        """The share earned; 0 where nothing is asked."""
        return Fraction(self.points, self.base) if self.base else Fraction(0)


@dataclass(frozen=True, slots=True)
class Score:
    """What a unit has earned: in all, by heading and by basics, the grade ("" where nothing is asked), and
    the caps that hold it down.
    """

    whole: Sum
    headings: Mapping[str, Sum]
    basics: Mapping[Basics, Sum]
    grade: str
    barred: tuple[str, ...]


def score(version: ChecklistVersion, points: Points, figures: Figures, barred: Collection[str] = ()) -> Score:
    """What points earn under a version, with the caps in `barred`."""
    asked = [each for each in version.items.values() if each.code in points]
    whole = _sum(asked, points)
    held = tuple(code for code in version.caps if code in barred)
    grades = [each.code for each in version.grades.values() if whole.share >= figures(each.at_least)]
    order = list(version.grades)
    worst = max([grades[0], *(version.caps[code].grade for code in held)], key=order.index)
    return Score(
        whole,
        {code: _sum([each for each in asked if each.heading == code], points) for code in version.headings},
        {basics: _sum([each for each in asked if each.basics is basics], points) for basics in Basics},
        worst if whole.base else "",
        held,
    )


def _sum(items: Iterable[Item], points: Points) -> Sum:
    found = list(items)
    return Sum(
        sum(min(max(points[each.code] or 0, 0), each.points) for each in found),
        sum(each.points for each in found),
    )


def drawn(codes: Iterable[str], seed: str, size: int) -> tuple[str, ...]:
    """A sample of units by their codes, in the order of `codes`: those with the lowest SHA-256 of "seed
    code".

    Anybody draws the same with the same seed, and a unit more or less changes one place at most.
    """
    all_ = list(codes)
    order = sorted(all_, key=lambda code: sha256(f"{seed} {code}".encode()).digest())
    chosen = set(order[: max(size, 0)])
    return tuple(code for code in all_ if code in chosen)


def items_by_kind(version: ChecklistVersion) -> dict[ItemKind, int]:
    """How many items a paper sheet has, by how they are known here."""
    kinds = [each.kind for each in version.items.values()]
    return {kind: kinds.count(kind) for kind in ItemKind}


def check_case(checklist: Checklist, case: StandardCase, figures: Figures) -> tuple[str, str]:
    """What a worked case expects and what is found, as words."""
    version = checklist.version_on(case.on)
    if version is None:
        return f"{case.points}/{case.base}", "no version"
    points: dict[str, int | None] = {}
    for code, item in version.asked_of(case.unit_kind, case.form).items():
        if item.quantity in case.amounts:
            points[code] = item.earned(case.amounts[item.quantity], figures)
        elif code in case.said or item.quantity in case.unknown:
            points[code] = case.said.get(code)
    found = score(version, points, figures, version.barring(case.amounts, figures))
    expected = f"{case.points}/{case.base} {case.grade} {' '.join(case.barred)}"
    return expected, f"{found.whole.points}/{found.whole.base} {found.grade} {' '.join(found.barred)}"
