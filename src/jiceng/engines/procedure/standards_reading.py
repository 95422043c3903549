"""Reading `[checklist.CODE]` of a profile."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from jiceng.engines.procedure.profile import Citation
from jiceng.engines.procedure.quantities import Comparison, Figure, given, read_criterion
from jiceng.engines.procedure.standards import (
    LEVELS,
    Basics,
    Cap,
    Checklist,
    ChecklistVersion,
    Grade,
    Item,
    ItemKind,
    Level,
    StandardCase,
    Step,
)
from jiceng.engines.procedure.tables import Table
from jiceng.engines.procedure.text import Text
from jiceng.engines.procedure.words import in_turn, known
from jiceng.kernel.errors import ProfileError


@dataclass(frozen=True, slots=True)
class ChecklistWords:
    """Codes a checklist may name, and how a citation is read."""

    quantities: Collection[str]
    parameters: Collection[str]
    unit_kinds: Collection[str]
    forms: Collection[str]
    citation: Callable[[Table], Citation]


def read_checklist(code: str, table: Table, words: ChecklistWords) -> Checklist:
    """Read `[checklist.CODE]`. Raises `ProfileError` as `Table` does, "unknown_code" for a word nobody
    declared, "bad_points" for steps that give more than their item, "versions_overlap".
    """
    versions = tuple(_version(each, words) for each in table.tables("version"))
    if not versions:
        raise ProfileError("missing_key", where=table.path("version"))
    in_turn(table, versions)
    return Checklist(
        code=code,
        title=table.text("title"),
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        forms=known(table, "forms", table.strings("forms"), words.forms),
        versions=versions,
        cases=tuple(_case(each, words) for each in table.tables("case")),
    )


def _version(table: Table, words: ChecklistWords) -> ChecklistVersion:
    headings: dict[str, Text] = {}
    items: dict[str, Item] = {}
    for each in table.tables("heading"):
        heading = each.string("code")
        headings[heading] = each.text("title")
        for item in (_item(one, heading, words) for one in each.tables("items")):
            if items.setdefault(item.code, item) is not item:
                raise ProfileError("code_twice", where=each.path("items"), value=item.code)
        each.close()
    grades = {each.code: each for each in (_grade(one, words) for one in table.tables("grades"))}
    if not grades or list(grades.values())[-1].at_least != 0:
        raise ProfileError("missing_key", where=table.path("grades"))
    found = ChecklistVersion(
        in_force_from=table.day("in_force_from"),
        in_force_to=table.day_or_none("in_force_to"),
        citation=words.citation(table),
        headings=headings,
        items=items,
        grades=grades,
        caps={each.code: each for each in (_cap(one, grades, words) for one in table.tables("caps"))},
        due=_due(table.table_or_none("due")),
    )
    table.close()
    return found


def _item(table: Table, heading: str, words: ChecklistWords) -> Item:
    kind = ItemKind(known(table, "kind", (table.string("kind"),), list(ItemKind))[0])
    derived = kind is ItemKind.DERIVED
    points = table.whole("points")
    found = Item(
        code=table.string("code"),
        title=table.text("title"),
        heading=heading,
        kind=kind,
        basics=Basics(known(table, "basics", (table.string("basics"),), list(Basics))[0]),
        points=points,
        hint=None if derived else table.text("hint"),
        quantity=known(table, "quantity", (table.string("quantity"),), words.quantities)[0]
        if derived
        else "",
        steps=_steps(table, points, words) if derived else (),
        unit_kinds=known(table, "unit_kinds", table.strings("unit_kinds"), words.unit_kinds),
        forms=known(table, "forms", table.strings("forms"), words.forms),
    )
    table.close()
    return found


def _steps(table: Table, points: int, words: ChecklistWords) -> tuple[Step, ...]:
    """The steps of an item: the first gives all its points, each further one fewer."""
    steps = []
    for each in table.tables("steps"):
        compare = Comparison(known(each, "compare", (each.string("compare"),), list(Comparison))[0])
        steps.append(Step(compare, given(each, "value", words.parameters), each.whole("points")))
        each.close()
    falling = [each.points for each in steps]
    if (
        not falling
        or falling[0] != points
        or falling != sorted(set(falling), reverse=True)
        or falling[-1] < 1
    ):
        raise ProfileError("bad_points", where=table.path("steps"))
    return tuple(steps)


def _grade(table: Table, words: ChecklistWords) -> Grade:
    found = Grade(table.string("code"), table.text("title"), given(table, "at_least", words.parameters))
    table.close()
    return found


def _cap(table: Table, grades: Collection[str], words: ChecklistWords) -> Cap:
    found = Cap(
        table.string("code"),
        table.text("title"),
        known(table, "grade", (table.string("grade"),), grades)[0],
        read_criterion(table, words.quantities, words.parameters),
    )
    table.close()
    return found


def _due(table: Table | None) -> dict[Level, tuple[int, int]]:
    """The last days of a year's checks, as "11-30"."""
    found = {}
    for level in LEVELS if table is not None else ():
        if table is not None and table.has(level):
            found[level] = _day_of_year(table, level)
    if table is not None:
        table.close()
    return found


def _day_of_year(table: Table, key: str) -> tuple[int, int]:
    """A day that every year has. Raises `ProfileError("wrong_type")`."""
    try:
        found = date.fromisoformat(f"2001-{table.string(key)}")
    except ValueError:
        raise ProfileError("wrong_type", where=table.path(key), expected="MM-DD") from None
    return found.month, found.day


def _case(table: Table, words: ChecklistWords) -> StandardCase:
    amounts, said = table.table("amounts"), table.table("said")
    found = StandardCase(
        name=table.text("name"),
        on=table.day("on"),
        unit_kind=known(table, "unit_kind", (table.string("unit_kind"),), words.unit_kinds)[0],
        form=known(table, "form", (table.string("form"),), words.forms)[0],
        amounts={code: _amount(amounts, code, words) for code in amounts.data},
        unknown=known(table, "unknown", table.strings("unknown"), words.quantities),
        said={code: said.whole(code) for code in said.data},
        points=table.whole("points"),
        base=table.whole("base"),
        grade=table.string("grade"),
        barred=table.strings("barred"),
    )
    table.close()
    return found


def _amount(table: Table, code: str, words: ChecklistWords) -> Figure:
    known(table, code, (code,), words.quantities)
    found = given(table, code, ())
    return found if not isinstance(found, str) else 0
