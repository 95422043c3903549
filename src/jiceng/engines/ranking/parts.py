"""Parts into one (合成): a declared formula over parts on a common scale, with grades, caps and bars.

Exact: numbers are fractions, rounded only where the formula says and as it says, so that a clerk with a
calculator gets the same. Every number on the way is in the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import inf

from jiceng.kernel.errors import Invalid


class Missing(StrEnum):
    """What happens to a person a part of whom is missing; it is never zero."""

    REFUSE = "refuse"
    """No total."""
    SHARE_OUT = "share_out"
    """Its weight goes to the parts that are there, in proportion."""


class Rounding(StrEnum):
    """How a number is rounded."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class Note(StrEnum):
    """Why a person has no total, or no better grade."""

    PART_MISSING = "part_missing"
    BELOW = "below"
    BARRED = "barred"
    NO_PLACE = "no_place"


@dataclass(frozen=True)
class Part:
    """One part: `code`; `weight`, a share of the whole; its own scale, from `low` to `high`."""

    code: str
    weight: Fraction
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(100)


@dataclass(frozen=True)
class Grade:
    """A grade: `code`; the least total; the greatest share of all persons that may have it (of those with a
    total), rounded to whole persons by `rounding`; `bars`, findings that exclude it.
    """

    code: str
    at_least: Fraction | None = None
    share: Fraction | None = None
    rounding: Rounding = Rounding.DOWN
    bars: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Formula:
    """How parts become one. `parts`; the common `scale` they are brought to, 0 to it; `decimals` to which
    each scaled part, product and total is rounded, half up; the rule for what is missing; `grades`, the best
    first.
    """

    parts: tuple[Part, ...]
    scale: Fraction = Fraction(100)
    decimals: int = 2
    missing: Missing = Missing.REFUSE
    grades: tuple[Grade, ...] = ()


@dataclass(frozen=True)
class Person:
    """What is known of one: `name`; `marks`, part → value on its own scale, absent when missing; `errors`,
    part → standard error on its own scale (0 when not said); `findings` that may bar.
    """

    name: str
    marks: Mapping[str, Fraction]
    errors: Mapping[str, float] = field(default_factory=dict)
    findings: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One part on its way: value `given`, `scaled`, the `weight` it had, their `product`, and its share of
    the total's standard error (weight · scaled error).
    """

    part: str
    given: Fraction
    scaled: Fraction
    weight: Fraction
    product: Fraction
    error: float


@dataclass(frozen=True)
class Combined:
    """One person's way: `steps`, `total` (None when it cannot be had) and its standard error `se`; `rank` by
    total, ties sharing one; `grade`; `notes`, better grade → why it was not given (or part → that it is
    missing).
    """

    name: str
    steps: tuple[Step, ...]
    total: Fraction | None
    se: float
    rank: int | None = None
    grade: str | None = None
    notes: Mapping[str, Note] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """How many persons may have a grade: `share` of `persons`, `exact`, rounded to `places`; and how many
    have.
    """

    grade: str
    share: Fraction
    persons: int
    exact: Fraction
    places: int
    given: int


@dataclass(frozen=True)
class Combination:
    """All persons, in the order given, and the places of capped grades."""

    formula: Formula
    persons: tuple[Combined, ...]
    places: tuple[Places, ...]


def combine(formula: Formula, persons: Sequence[Person]) -> Combination:
    """Totals, ranks and grades.

    Grades are given from the best down: a person has the best whose least total is reached, that no finding
    bars and that has a place. Places go by rank; where those tied for the last places are more than the
    places, none of them has one. Raises Invalid: weights that do not sum to one, a mark outside its scale or
    an error that is none, unknown parts, a name twice.
    """
    _check(formula, persons)
    ranked = _ranked([_total(formula, person) for person in persons])
    graded, places = ranked, []
    findings = {person.name: person.findings for person in persons}
    for grade in formula.grades:
        graded, taken = _given(grade, graded, findings)
        if taken is not None:
            places.append(taken)
    return Combination(formula, tuple(graded), tuple(places))


def rounded(value: Fraction, decimals: int, rule: Rounding = Rounding.HALF_UP) -> Fraction:
    """A number rounded to so many decimals; half up is away from zero."""
    unit = Fraction(1, 10**decimals)
    whole, rest = divmod(abs(value) / unit, 1)
    up = (rule is Rounding.UP and rest > 0) or (rule is Rounding.HALF_UP and rest >= Fraction(1, 2))
    return (int(whole) + up) * unit * (1 if value >= 0 else -1)


def _check(formula: Formula, persons: Sequence[Person]) -> None:
    parts = {part.code: part for part in formula.parts}
    if len(parts) < len(formula.parts) or sum(part.weight for part in formula.parts) != 1:
        raise Invalid("parts_weights", field="weights")
    if any(part.weight < 0 or part.high <= part.low for part in formula.parts):
        raise Invalid("parts_weights", field="weights")
    names = [person.name for person in persons]
    if len(set(names)) < len(names):
        raise Invalid("parts_name_twice", field="persons")
    for line, person in enumerate(persons, start=1):
        for code in (*person.marks, *person.errors):
            if code not in parts:
                raise Invalid("parts_unknown", person=line, part=code)
        for code, value in person.marks.items():
            if not (parts[code].low <= value <= parts[code].high and 0 <= person.errors.get(code, 0) < inf):
                raise Invalid("parts_outside", person=line, part=code)


def _total(formula: Formula, person: Person) -> Combined:
    missing = [part.code for part in formula.parts if part.code not in person.marks]
    there = sum((part.weight for part in formula.parts if part.code in person.marks), Fraction(0))
    notes = dict.fromkeys(missing, Note.PART_MISSING)
    if (missing and formula.missing is Missing.REFUSE) or not there:
        return Combined(person.name, (), None, float("nan"), notes=notes)
    steps = tuple(
        _step(formula, part, person, part.weight / there)
        for part in formula.parts
        if part.code in person.marks
    )
    total = rounded(sum((step.product for step in steps), Fraction(0)), formula.decimals)
    se = sum(step.error**2 for step in steps) ** 0.5
    return Combined(person.name, steps, total, se, notes=notes)


def _step(formula: Formula, part: Part, person: Person, weight: Fraction) -> Step:
    given, width = person.marks[part.code], part.high - part.low
    scaled = rounded((given - part.low) / width * formula.scale, formula.decimals)
    product = rounded(scaled * weight, formula.decimals)
    error = person.errors.get(part.code, 0.0) * float(formula.scale / width * weight)
    return Step(part.code, given, scaled, weight, product, error)


def _ranked(found: list[Combined]) -> list[Combined]:
    totals = [each.total for each in found if each.total is not None]
    return [
        each if each.total is None else replace(each, rank=1 + sum(other > each.total for other in totals))
        for each in found
    ]


def _given(
    grade: Grade, found: list[Combined], findings: Mapping[str, frozenset[str]]
) -> tuple[list[Combined], Places | None]:
    """The grade given to those still without one whom it befits."""
    reasons = {each.name: _hindered(grade, each, findings[each.name]) for each in found}
    fitting = [
        each for each in found if each.grade is None and each.total is not None and reasons[each.name] is None
    ]
    assessed = sum(each.total is not None for each in found)
    exact = Fraction(assessed) if grade.share is None else grade.share * assessed
    limit = int(rounded(exact, 0, grade.rounding))
    holders = {each.name for each in fitting if _seats(each, fitting) <= limit}
    result = [_after(grade, each, reasons[each.name], each.name in holders) for each in found]
    taken = None
    if grade.share is not None:
        taken = Places(grade.code, grade.share, assessed, exact, limit, len(holders))
    return result, taken


def _seats(person: Combined, fitting: list[Combined]) -> int:
    """How many places are needed until everyone of this person's total has one."""
    return sum(other.rank is not None and other.rank <= (person.rank or 0) for other in fitting)


def _hindered(grade: Grade, person: Combined, findings: frozenset[str]) -> Note | None:
    if person.total is not None and grade.at_least is not None and person.total < grade.at_least:
        return Note.BELOW
    return Note.BARRED if findings & grade.bars else None


def _after(grade: Grade, person: Combined, reason: Note | None, has: bool) -> Combined:
    if person.total is None or person.grade is not None:
        return person
    if has:
        return replace(person, grade=grade.code)
    return replace(person, notes={**person.notes, grade.code: reason or Note.NO_PLACE})
