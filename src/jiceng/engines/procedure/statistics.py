"""The yearly tables an organisation counts from its register: classifications, tables over them, and the
sums that must agree.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import known, read_words
from jiceng.kernel.errors import ProfileError

OTHER, UNKNOWN = "other", "unknown"
TOTAL = "total"
"""The code of a table's total, as a row and as a column."""


class Shape(StrEnum):
    """What a fact's values are: words, whole numbers or days."""

    WORD = "word"
    NUMBER = "number"
    DAY = "day"


_WORD, _NUMBER, _DAY = Shape.WORD, Shape.NUMBER, Shape.DAY
FACTS: Mapping[str, Mapping[str, Shape]] = {
    "members": {
        **dict.fromkeys(("sex", "ethnicity", "education", "occupation", "standing"), _WORD),
        "unit_kind": _WORD,
        "form": _WORD,
        "age": _NUMBER,
        "joined_on": _DAY,
    },
    "units": {"unit_kind": _WORD, "form": _WORD, "members": _NUMBER},
    "posts": {"unit_kind": _WORD, "post_kind": _WORD, "holding": _WORD},
    "terms": {"unit_kind": _WORD, "body_kind": _WORD, "term": _WORD, "renewed": _WORD},
    "changes": {"movement": _WORD, "standing": _WORD},
}
"""What tables may count, and the facts known of each: one who counts `of` them gives these."""
NEVER_EMPTY = ("members", "joined_on")
OPENING, CLOSING, BECAME_FULL = "opening", "closing", "became_full"
GAINS = ("admitted", "restored", "transferred_in", "moved_in", "entered", "unit_in")
"""How members come within a year; every movement that is none of the named is a loss."""
SUMS = ("rows", "columns", "within", "balance")


@dataclass(frozen=True, slots=True)
class Group:
    """One class of a classification.

    `words`, taken in as they stand; `parts`, by what they contain (the longest part found decides);
    `first` to `last`, both inclusive, None: no bound; `rest`, "other" takes what no group takes, "unknown"
    what is empty; `if_any`, whether it is shown only when anything falls in it.
    """

    code: str
    title: Text
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    first: Any = None
    last: Any = None
    rest: str = ""
    if_any: bool = False


@dataclass(frozen=True, slots=True)
class PlacingCase:
    """A worked case: a value (of ages also a birth date as on a day) and the group it falls in."""

    name: Text
    value: object
    group: str


@dataclass(frozen=True, slots=True)
class Classification:
    """Ordered groups of one fact's values, such that every value falls in exactly one."""

    code: str
    title: Text
    fact: str
    shape: Shape
    groups: tuple[Group, ...]
    cases: tuple[PlacingCase, ...]

    def place(self, value: Any) -> int:
        """The place of the group a value falls in."""
        if self.shape is Shape.WORD:
            return self._of_word("".join(str(value or "").split()))
        if value is None:
            return self._rest(UNKNOWN)
        ranges = (number for number, group in enumerate(self.groups) if not group.rest)
        return next(number for number in ranges if _covers(self.groups[number], value))

    def _of_word(self, word: str) -> int:
        exact = (place for place, group in enumerate(self.groups) if word in group.words)
        found = next(exact, None)
        if found is not None:
            return found
        held = [
            (-len(part), place)
            for place, group in enumerate(self.groups)
            for part in group.parts
            if part in word
        ]
        return min(held)[1] if held else self._rest(OTHER if word else UNKNOWN)

    def _rest(self, kind: str) -> int:
        """The group for what no other takes; one that is alone takes both kinds."""
        rests = {group.rest: place for place, group in enumerate(self.groups) if group.rest}
        return rests[kind] if kind in rests else next(iter(rests.values()))

    def number(self, code: str) -> int | None:
        """The place of a group by its code; None for an unknown one."""
        return next((place for place, group in enumerate(self.groups) if group.code == code), None)


def _covers(group: Group, value: Any) -> bool:
    return (group.first is None or group.first <= value) and (group.last is None or value <= group.last)


def age_on(born: date, day: date) -> int:
    """Whole years of age on a day; who is born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


Pick = tuple[str, str]
"""A group of a classification, by both codes."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A table: what it counts (`of`), by which classification its rows and columns run.

    `within`, groups of other classifications shown as columns "of which"; `only`, groups to which it is
    limited; `sums`, which sums must agree; `same_total`, tables with which its total must agree.
    """

    code: str
    title: Text
    citation: Citation
    of: str
    rows: str
    columns: str
    within: tuple[Pick, ...]
    only: tuple[Pick, ...]
    sums: tuple[str, ...]
    same_total: tuple[str, ...]

    @property
    def flows(self) -> bool:
        """Whether its rows are stocks and movements, which no total sums up."""
        return self.of == "changes"


def read_statistics(
    root: Table, own: Mapping[str, Mapping[str, Text]], citation: Callable[[Table], Citation]
) -> dict[str, Any]:
    """Read `[classification.X]` and `[statistic.X]` of a profile: fields of `Profile` by name.

    Parameters: `own`, as `read_classification` takes it; `citation`, where a table's rule stands.
    """
    found = read_words(root, "classification", lambda code, table: read_classification(code, table, own))
    statistics = read_words(
        root, "statistic", lambda code, table: read_statistic(code, table, found, citation)
    )
    for code, statistic in statistics.items():
        known(root.table("statistic").table(code), "same_total", statistic.same_total, statistics)
    return {"classifications": found, "statistics": statistics}


def read_classification(code: str, table: Table, own: Mapping[str, Mapping[str, Text]]) -> Classification:
    """Read `[classification.CODE]`.

    Parameters: `own`, the profile's own words of a fact by code: `profile = true` makes a group of each,
    before those named. Raises `ProfileError` as `Table` does, "unknown_code", "classes_leave_gaps" for groups
    that leave a value in none, or in two.
    """
    shapes = {fact: shape for facts in FACTS.values() for fact, shape in facts.items()}
    fact = known(table, "fact", (table.string("fact", code),), shapes)[0]
    groups: list[Group] = []
    if table.flag("profile"):
        known(table, "profile", (fact,), own)
        groups = [Group(word, title, words=(word,)) for word, title in own[fact].items()]
    groups += [_group(each, shapes[fact]) for each in table.tables("group")]
    _check_whole(table, fact, shapes[fact], groups)
    codes = [group.code for group in groups]
    cases = tuple(_case(each, shapes[fact], codes) for each in table.tables("case"))
    return Classification(code, table.text("title"), fact, shapes[fact], tuple(groups), cases)


def _group(table: Table, shape: Shape) -> Group:
    code = table.string("code")
    known(table, "code", (code,) if code == TOTAL else (), ())
    rest = table.string("rest", "")
    known(table, "rest", (rest,), ("", OTHER, UNKNOWN))
    worded = shape is Shape.WORD
    found = Group(
        code=code,
        title=table.text("title"),
        words=table.strings("words") if worded else (),
        parts=table.strings("parts") if worded else (),
        first=None if worded or not table.has("from") else _value(table, "from", shape),
        last=None if worded or not table.has("to") else _value(table, "to", shape),
        rest=rest,
        if_any=table.flag("if_any"),
    )
    table.close()
    return found


def _value(table: Table, key: str, shape: Shape) -> Any:
    """A value of a fact of that shape."""
    if shape is Shape.WORD:
        return table.string(key)
    return table.whole(key) if shape is Shape.NUMBER else table.day(key)


def _check_whole(table: Table, fact: str, shape: Shape, groups: Sequence[Group]) -> None:
    """Every value must have exactly one group."""
    rests = [group.rest for group in groups if group.rest]
    twice = len(set(rests)) < len(rests) or len({group.code for group in groups}) < len(groups)
    words = [word for group in groups for word in (*group.words, *group.parts)]
    if twice or len(set(words)) < len(words) or not (rests or fact in NEVER_EMPTY):
        raise ProfileError("classes_leave_gaps", where=table.path("group"))
    if shape is Shape.WORD:
        return
    step: Any = 1 if shape is Shape.NUMBER else timedelta(days=1)
    ranges = [group for group in groups if not group.rest]
    ends = [None, *(None if group.last is None else group.last + step for group in ranges)]
    if [*(group.first for group in ranges), None] != ends or None in ends[1:-1]:
        raise ProfileError("classes_leave_gaps", where=table.path("group"))


def _case(table: Table, shape: Shape, codes: Sequence[str]) -> PlacingCase:
    """A worked case; one of an age gives `born` and `on`."""
    value: object = None
    if table.has("born"):
        value = age_on(table.day("born"), table.day("on"))
    elif table.has("value"):
        value = _value(table, "value", shape)
    group = known(table, "group", (table.string("group"),), codes)[0]
    found = PlacingCase(table.text("name"), value, group)
    table.close()
    return found


def read_statistic(
    code: str,
    table: Table,
    classifications: Mapping[str, Classification],
    citation: Callable[[Table], Citation],
) -> Statistic:
    """Read `[statistic.CODE]`. Raises `ProfileError` as `Table` does, "unknown_code" for a word nobody
    declared, or a fact that what it counts does not have.
    """
    of = known(table, "of", (table.string("of"),), FACTS)[0]
    fitting = {name for name, each in classifications.items() if each.fact in FACTS[of]}
    rows, columns = (known(table, key, (table.string(key),), fitting)[0] for key in ("rows", "columns"))
    return Statistic(
        code=code,
        title=table.text("title"),
        citation=citation(table),
        of=of,
        rows=rows,
        columns=columns,
        within=_picks(table, "within", fitting, classifications),
        only=_picks(table, "only", fitting, classifications),
        sums=known(table, "sums", table.strings("sums"), SUMS),
        same_total=table.strings("same_total"),
    )


def _picks(
    table: Table, key: str, fitting: set[str], classifications: Mapping[str, Classification]
) -> tuple[Pick, ...]:
    """Groups named as "classification.group"."""
    found = []
    for each in table.strings(key):
        name, _, group = each.partition(".")
        known(table, key, (name,), fitting)
        known(table, key, (group,), [one.code for one in classifications[name].groups])
        found.append((name, group))
    return tuple(found)


def check_placing(classification: Classification, case: PlacingCase) -> tuple[str, str]:
    """What a worked case expects and what is found: codes of groups."""
    return case.group, classification.groups[classification.place(case.value)].code
