"""What is counted of a unit on a day (口径) and criteria on it: data of a profile that names no Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jiceng.engines.procedure.decisions.judgement import Result
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import known
from jiceng.kernel.comparators import Comparator
from jiceng.kernel.errors import ProfileError

Figure = int | Fraction
Given = int | Fraction | str
"""A figure as a profile gives it: itself, or the code of a parameter."""


class Source(StrEnum):
    """From what a quantity is read."""

    MEMBERS = "members"
    """Members of a standing (all: none said) on the day."""
    GATHERINGS = "gatherings"
    """Gatherings of some kinds held in the last `months`."""
    MONTHS_WITHOUT_GATHERING = "months_without_gathering"
    """Whole months since one of some kinds was last held, or since the unit was founded."""
    VERDICTS = "verdicts"
    """Occasions of some duties that closed in the last `months` and are in one of `states`."""
    VERDICT_SHARE = "verdict_share"
    """Of those done or missed, the share done."""
    VACANT_DAYS = "vacant_days"
    """Days the one of some posts that has been vacant longest has been so; 0 where all are held."""
    TERM_OVERDUE_DAYS = "term_overdue_days"
    """Days by which the term of one of some bodies is past its end; 0 before."""
    MONTHS_WITHOUT_STEP = "months_without_step"
    """Whole months since somebody was last brought to one of some steps of a course, or since the records
    begin."""
    STEPS = "steps"
    """How many were brought to one of some steps in the last `months`."""
    DECISIONS = "decisions"
    """Decisions by some procedures begun in the last `months` that have one of `results`."""
    VIOLATIONS = "violations"
    """Entries against a rule in decisions by some procedures begun in the last `months`."""
    LEADER_HOURS = "leader_hours"
    """Hours of training this year of the holder of one of some posts (the least trained)."""
    AGE = "age"
    """Age in whole years of the holder of one of some posts."""
    COVERED = "covered"
    """Establishments of a place in one of `groups`: operating, organised, worked_with, on_paper."""
    NEEDS = "needs"
    """Needs of one of `groups`: raised, closed_in_time (of a village's own), overdue (of who owes the
    answer).
    """
    PRACTICES = "practices"
    """Pages of practice of models named here, published on the day."""
    GRADE_POINTS = "grade_points"
    """Points of the last accepted check against a checklist."""
    CASES = "cases"
    """Weak-branch cases of one of `groups`: open, closed, relapsed, in the last `months`."""
    YOUNG_MEMBERS = "young_members"
    """Members younger than `age`; those whose birthday nobody entered are not among them."""
    MOBILE = "mobile"
    """Members in motion of one of `groups`: away, in_touch (away, and someone keeps in touch), here (from
    elsewhere)."""
    SUCCESSORS = "successors"
    """Persons named as able to follow in one of some posts."""
    FORMED = "formed"
    """1 of a unit that was founded, or given its form, in the last `months`; 0 of another."""


WORDS: Mapping[Source, tuple[str, ...]] = {
    Source.MEMBERS: ("standings",),
    Source.GATHERINGS: ("gathering_kinds",),
    Source.MONTHS_WITHOUT_GATHERING: ("gathering_kinds",),
    Source.VERDICTS: ("duties", "states"),
    Source.VERDICT_SHARE: ("duties",),
    Source.VACANT_DAYS: ("posts",),
    Source.TERM_OVERDUE_DAYS: ("bodies",),
    Source.MONTHS_WITHOUT_STEP: ("steps",),
    Source.STEPS: ("steps",),
    Source.DECISIONS: ("procedures", "results"),
    Source.VIOLATIONS: ("procedures",),
    Source.LEADER_HOURS: ("posts",),
    Source.AGE: ("posts",),
    Source.COVERED: ("groups",),
    Source.NEEDS: ("groups",),
    Source.PRACTICES: (),
    Source.GRADE_POINTS: (),
    Source.CASES: ("groups",),
    Source.YOUNG_MEMBERS: (),
    Source.MOBILE: ("groups",),
    Source.SUCCESSORS: ("posts",),
    Source.FORMED: (),
}
"""Which lists of words a source reads."""

PERIODS = frozenset(
    {
        *(Source.GATHERINGS, Source.VERDICTS, Source.VERDICT_SHARE, Source.STEPS),
        *(Source.DECISIONS, Source.VIOLATIONS, Source.NEEDS, Source.CASES),
        Source.FORMED,
    }
)
"""Sources that look back over `months`."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "states": ("done", "late", "missed", "excused"),
    "results": tuple(each.value for each in Result),
    "covered": ("operating", "organised", "worked_with", "on_paper"),
    "needs": ("raised", "closed_in_time", "overdue"),
    "cases": ("open", "closed", "relapsed"),
    "mobile": ("away", "in_touch", "here"),
}
"""Words that are the program's own."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named quantity of a unit (口径).

    `unit`, in what it is told ("days", "months", "count", "share", "people", "hours", "points", "years");
    `words`, codes its source reads, by list; `months`, how far it looks back; `unit_kinds` and `forms`, of
    which units it is asked (empty: all).
    """

    code: str
    title: Text
    unit: str
    source: Source
    words: Mapping[str, tuple[str, ...]]
    months: Given
    unit_kinds: tuple[str, ...]
    forms: tuple[str, ...]
    age: Given = 0
    """Of young members: younger than so many years."""


class Comparison(StrEnum):
    """How a criterion compares: 以上 ≥, 超过 >, 不足 <, 以下 ≤."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    LESS_THAN = "<"
    AT_MOST = "<="

    def holds(self, amount: Figure, figure: Figure) -> bool:
        """Whether the amount meets the figure."""
        above = (
            Comparator.AT_LEAST
            if self in (Comparison.AT_LEAST, Comparison.LESS_THAN)
            else Comparator.MORE_THAN
        )
        return above.holds(amount, figure) == (self in (Comparison.AT_LEAST, Comparison.MORE_THAN))


@dataclass(frozen=True, slots=True)
class Criterion:
    """A quantity compared with a figure: "the secretary's post vacant for more than 90 days"."""

    quantity: str
    compare: Comparison
    value: Given

    def met(self, amount: Figure | None, figure: Figure) -> bool | None:
        """Whether it holds; None where the amount is not known or not asked of the unit."""
        return None if amount is None else self.compare.holds(amount, figure)


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """Codes a quantity may name, by the list that names them, and the parameters."""

    lists: Mapping[str, Collection[str]]
    unit_kinds: Collection[str]
    forms: Collection[str]
    parameters: Collection[str]


UNITS = ("count", "people", "days", "months", "years", "hours", "points", "share")


def given(table: Table, key: str, parameters: Collection[str]) -> Given:
    """A figure, a share ("2/3"), or `{parameter = "code"}`. Raises `ProfileError`."""
    value = table.value(key, int, str, dict)
    if isinstance(value, dict):
        inner = table.table(key)
        code = known(inner, "parameter", (inner.string("parameter"),), parameters)[0]
        inner.close()
        return code
    try:
        return value if isinstance(value, int) else Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ProfileError("bad_share", where=table.path(key), value=value) from None


def kept(given: Given) -> int | str:
    """A given figure as plain data: itself, a share as "1/2", or the code of a parameter."""
    return str(given) if isinstance(given, Fraction) else given


def given_back(plain: int | str) -> Given:
    """What `kept` gave, as it was."""
    return Fraction(plain) if isinstance(plain, str) and plain[:1].isdecimal() else plain


def read_quantity(code: str, table: Table, words: QuantityWords) -> Quantity:
    """Read `[quantity.CODE]`. Raises `ProfileError` as `Table` does, "unknown_code" for a word nobody
    declared.
    """
    source = known(table, "source", (table.string("source"),), [each.value for each in Source])[0]
    found = Source(source)
    lists = {}
    for name in WORDS[found]:
        allowed = GROUPS.get(source if name == "groups" else name) or words.lists[name]
        lists[name] = known(table, name, table.strings(name), allowed)
    return Quantity(
        code=code,
        title=table.text("title"),
        unit=known(table, "unit", (table.string("unit"),), UNITS)[0],
        source=found,
        words=lists,
        months=given(table, "months", words.parameters) if found in PERIODS else 0,
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        forms=known(table, "forms", table.strings("forms"), words.forms),
        age=given(table, "age", words.parameters) if found is Source.YOUNG_MEMBERS else 0,
    )


def read_criterion(table: Table, quantities: Collection[str], parameters: Collection[str]) -> Criterion:
    """Read `quantity`, `compare`, `value`; the caller closes the table. Raises `ProfileError`."""
    quantity = known(table, "quantity", (table.string("quantity"),), quantities)[0]
    text = table.string("compare")
    try:
        compare = Comparison(text)
    except ValueError:
        raise ProfileError("unknown_comparator", where=table.path("compare"), value=text) from None
    return Criterion(quantity, compare, given(table, "value", parameters))
