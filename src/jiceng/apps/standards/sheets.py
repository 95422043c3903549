"""One unit's sheet of a year: every item with what each level has of it, and what follows.

At each level an item's points are what was said there last; else, of a derived item, what the registers say
(as on the day of closing, once closed); else what the level below has. Judged items are asked from the town
up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from jiceng.apps.standards.derived import Known
from jiceng.apps.standards.models import Answer, Assessment
from jiceng.engines.procedure.standards import LEVELS, Item, ItemKind, Level, Score, score

if TYPE_CHECKING:
    from jiceng.apps.organisations.models import UnitVersion
    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.standards import Checklist, ChecklistVersion


@dataclass(frozen=True, slots=True)
class Cell:
    """What one level has of an item: its points (None: to be said, or not in the register), those it would
    have without its own word (`below`), and what it said.
    """

    points: int | None
    below: int | None
    said: tuple[Answer, ...] = ()

    @property
    def own(self) -> Answer | None:
        """The level's last word that counts."""
        counted = [each for each in self.said if each.kind != Answer.Kind.REPLIED]
        return counted[-1] if counted else None

    @property
    def differs(self) -> bool:
        """Whether the level found otherwise than what it was given, settled or not."""
        return self.own is not None and self.below is not None and self.own.points != self.below

    @property
    def unsettled(self) -> bool:
        """Whether the difference is still to be settled."""
        return self.differs and self.own is not None and self.own.kind != Answer.Kind.SETTLED


@dataclass(frozen=True, slots=True)
class Line:
    """An item of the sheet; `known`, what the registers say of it ([points, amount, evidence]), None of
    others.
    """

    item: Item
    known: list[Any] | None
    cells: Mapping[Level, Cell]

    def at(self, level: Level) -> Cell | None:
        """What a level has; None where it is not asked there."""
        return self.cells.get(level)

    def waits(self, level: Level) -> bool:
        """Whether the level has still to say it."""
        cell = self.cells.get(level)
        return cell is not None and cell.points is None and self.item.kind is not ItemKind.DERIVED


@dataclass
class Sheet:
    """A unit's sheet of a year; `assessments` by level (none: nothing begun), `live` what the registers say
    now.
    """

    rules: "Profile"
    checklist: "Checklist"
    rule: "ChecklistVersion"
    unit: "UnitVersion"
    year: int
    day: date
    assessments: Mapping[Level, Assessment]
    lines: list[Line]
    barred: Mapping[Level, tuple[str, ...]] = field(default_factory=dict)

    @property
    def current(self) -> Assessment | None:
        """The check under way."""
        return next((each for each in self.assessments.values() if each.closed_at is None), None)

    @property
    def level(self) -> Level:
        """The highest level reached."""
        return next((level for level in reversed(LEVELS) if level in self.assessments), Level.SELF)

    @property
    def last(self) -> Assessment | None:
        """The check at the highest level."""
        return self.assessments.get(self.level)

    @property
    def levels(self) -> list[Level]:
        """The levels reached, from below; a check not begun counts as the unit's own."""
        return [level for level in LEVELS if level in self.assessments] or [Level.SELF]

    def points(self, level: Level) -> dict[str, int | None]:
        """Points by item at a level."""
        return {line.item.code: cell.points for line in self.lines if (cell := line.at(level)) is not None}

    def score_at(self, level: Level) -> Score:
        """What the unit has at a level, by the figures in force on the day it was closed, else today."""
        found = self.assessments.get(level)
        day = timezone.localdate(found.closed_at) if found and found.closed_at else self.day
        return score(
            self.rule,
            self.points(level),
            lambda given: self.rules.amount(given, day),
            self.barred.get(level, ()),
        )

    @cached_property
    def score(self) -> Score:
        """What the unit has at the highest level reached."""
        return self.score_at(self.level)

    def line(self, code: str) -> Line | None:
        """The line of an item."""
        return next((each for each in self.lines if each.item.code == code), None)

    def waiting(self) -> list[Line]:
        """What is still to be said at the level reached."""
        return [each for each in self.lines if each.waits(self.level)]

    def unsettled(self) -> list[Line]:
        """Differences to be settled at the level reached."""
        return [each for each in self.lines if (cell := each.at(self.level)) is not None and cell.unsettled]


def build(
    rules: "Profile",
    checklist: "Checklist",
    rule: "ChecklistVersion",
    unit: "UnitVersion",
    year: int,
    day: date,
    assessments: Iterable[Assessment],
    answers: Iterable[Answer],
    live: Known,
) -> Sheet:
    """The sheet of rows already read."""
    found = {Level(each.level): each for each in assessments}
    levels = [level for level in LEVELS if level in found] or [Level.SELF]
    said: dict[tuple[int, str], list[Answer]] = {}
    for each in answers:
        said.setdefault((each.assessment_id, each.item), []).append(each)
    known = {level: _known(found.get(level), live) for level in levels}
    lines = []
    for code, item in rule.asked_of(unit.kind, unit.form).items():
        cells: dict[Level, Cell] = {}
        for level in levels:
            before = cells.get(levels[levels.index(level) - 1]) if level is not levels[0] else None
            own = said.get((found[level].pk, code), []) if level in found else []
            cell = _cell(item, level, known[level], before, tuple(own))
            if cell is not None:
                cells[level] = cell
        if cells:
            lines.append(Line(item, known[levels[-1]].items.get(code), cells))
    barred = {level: known[level].barred for level in levels}
    return Sheet(rules, checklist, rule, unit, year, day, found, lines, barred)


def _known(assessment: Assessment | None, live: Known) -> Known:
    if assessment is None or assessment.closed_at is None:
        return live
    return Known(assessment.known, tuple(assessment.barred.split()))


def _cell(
    item: Item, level: Level, known: Known, before: Cell | None, said: tuple[Answer, ...]
) -> Cell | None:
    if item.kind is ItemKind.DERIVED:
        if item.code not in known.items:
            return None
        below = known.items[item.code][0]
    elif item.kind is ItemKind.JUDGED and level is Level.SELF:
        return None
    else:
        below = before.points if before is not None else None
    found = Cell(below, below, said)
    return Cell(found.own.points, below, said) if found.own is not None else found
