"""Reads of checks: one unit's sheet, the board of units, what is lacking over all; and GRADE_POINTS' public
face.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import UnitVersion, on, profile
from jiceng.apps.organisations.policies import READ, require
from jiceng.apps.organisations.selectors import tree_order, within
from jiceng.apps.standards.derived import Known, known_now, rule_of
from jiceng.apps.standards.models import Answer, Assessment, Derived
from jiceng.apps.standards.sheets import Sheet, build
from jiceng.engines.procedure.standards import LEVELS, ItemKind, Level, drawn
from jiceng.kernel.actors import Actor, PathRange
from jiceng.kernel.errors import NotFound

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.standards import Checklist, ChecklistVersion, Item


def checklist_of(rules: "Profile", version: UnitVersion) -> "Checklist | None":
    """The checklist a unit is checked against."""
    return next(
        (each for each in rules.checklists.values() if each.asked_of(version.kind, version.form)), None
    )


def sheet(actor: Actor, version: UnitVersion, year: int, day: date) -> Sheet:
    """A unit's sheet of a year, with what each level has. What the registers say of a year gone by is what
    its checks kept. Raises `NotFound("no_checklist")` of a unit that is checked against none.
    """
    require(actor, READ, version.path)
    return sheet_of(current_rules(), version, year, day)


def sheet_of(rules: "Profile", version: UnitVersion, year: int, day: date) -> Sheet:
    """As `sheet`, for a caller who has checked."""
    checklist = checklist_of(rules, version)
    if checklist is None:
        raise NotFound("no_checklist")
    rows = list(Assessment.objects.filter(unit_id=version.unit_id, checklist=checklist.code, year=year))
    rule = next((each for each in checklist.versions if rows and each.in_force_on(rows[0].rule_from)), None)
    rule = rule or rule_of(checklist, year)
    if rule is None:
        raise NotFound("no_checklist")
    answers = Answer.objects.filter(assessment__in=rows).order_by("pk") if rows else []
    closed = [each for each in rows if each.closed_at is not None]
    now = known_now(rules, checklist, version, day) if len(closed) < max(len(rows), 1) else Known({}, ())
    return build(rules, checklist, rule, version, year, day, rows, answers, now)


def years(actor: Actor, version: UnitVersion, day: date) -> list[int]:
    """Years of which there are checks of a unit, and this year, the last first."""
    require(actor, READ, version.path)
    found = Assessment.objects.filter(unit_id=version.unit_id).values_list("year", flat=True).distinct()
    return sorted({*found, day.year}, reverse=True)


def said_before(version: UnitVersion, checklist: str, year: int) -> dict[str, Answer]:
    """What the unit itself last said of each item in the year before. Of a unit the caller has checked."""
    rows = Answer.objects.filter(
        assessment__unit_id=version.unit_id,
        assessment__checklist=checklist,
        assessment__year=year - 1,
        assessment__level=Level.SELF,
        kind=Answer.Kind.SAID,
    )
    return {each.item: each for each in rows.order_by("pk")}


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit on the board: its checks of the year by level."""

    unit: UnitVersion
    checks: Mapping[Level, Assessment]

    @property
    def level(self) -> Level | None:
        """The highest level reached; None: nothing begun."""
        return next((level for level in reversed(LEVELS) if level in self.checks), None)

    @property
    def last(self) -> Assessment | None:
        """The check at that level."""
        return self.checks[self.level] if self.level is not None else None

    @property
    def grade(self) -> str:
        """The grade of the highest check that is closed."""
        closed = [self.checks[level] for level in LEVELS if self.closed(level)]
        return closed[-1].grade if closed else ""

    @property
    def differences(self) -> int:
        """Differences to be settled."""
        return sum(each.differences for each in self.checks.values() if each.closed_at is None)

    def closed(self, level: Level) -> bool:
        """Whether the check at a level is closed."""
        return level in self.checks and self.checks[level].closed_at is not None

    @property
    def marks(self) -> frozenset[str]:
        """What the unit is found under on the board."""
        last = self.last
        found = {
            "idle": last is None,
            "self_open": last is not None and self.level is Level.SELF and last.closed_at is None,
            "self_done": self.closed(Level.SELF),
            "checking": last is not None and self.level is not Level.SELF and last.closed_at is None,
            "town_done": self.closed(Level.TOWN),
            "accepted": any(each.accepted for each in self.checks.values()),
            "refused": last is not None and last.accepted is False,
            "different": bool(self.differences),
        }
        return frozenset(name for name, holds in found.items() if holds)


MARKS = ("idle", "self_open", "self_done", "checking", "town_done", "accepted", "refused", "different")


def board(actor: Actor, version: UnitVersion, year: int, day: date) -> list[Standing]:
    """Where the checks of a year stand, of a unit and all below it that are asked; as the tree is read."""
    require(actor, READ, version.path)
    rules = current_rules()
    there = UnitVersion.objects.filter(on(day), within([PathRange.below(version.path)])).select_related(
        "unit"
    )
    units = [each for each in tree_order(there) if checklist_of(rules, each) is not None]
    rows = Assessment.objects.filter(year=year).defer("known", "remark")
    if len(units) < 500:
        rows = rows.filter(unit_id__in=[each.unit_id for each in units])
    checks: dict[int, dict[Level, Assessment]] = {}
    for each in rows:
        checks.setdefault(each.unit_id, {})[Level(each.level)] = each
    return [Standing(each, checks.get(each.unit_id, {})) for each in units]


def heads(actor: Actor, version: UnitVersion, day: date) -> dict[str, UnitVersion]:
    """The units directly below one, and it itself, by path."""
    require(actor, READ, version.path)
    rows = UnitVersion.objects.filter(on(day), parent_id=version.unit_id).select_related("unit")
    return {version.path: version} | {each.path: each for each in rows}


def counted(standings: Iterable[Standing]) -> Counter[str]:
    """How many bear each mark, and "all"."""
    found: Counter[str] = Counter()
    for each in standings:
        found["all"] += 1
        found.update(each.marks)
    return found


def ready_for(
    standings: Iterable[Standing], level: Level, accepted_before: Iterable[int] = ()
) -> list[Standing]:
    """Units whose check at a level may be opened: the one below it is closed, none is open; a recheck, of
    units accepted in an earlier year.
    """
    before = set(accepted_before)
    found = []
    for each in standings:
        free = level not in each.checks and all(one.closed_at is not None for one in each.checks.values())
        begun = each.unit.unit_id in before if level is Level.RECHECK else each.closed(Level.SELF)
        above = any(LEVELS.index(one) > LEVELS.index(level) for one in each.checks)
        if free and begun and not above:
            found.append(each)
    return found


def accepted_before(unit_ids: Iterable[int], year: int) -> set[int]:
    """Units of these accepted by the county in an earlier year."""
    rows = Assessment.objects.filter(accepted=True, year__lt=year)
    return set(rows.values_list("unit_id", flat=True)) & set(unit_ids)


def proposed(standings: Iterable[Standing], seed: str, size: int) -> list[Standing]:
    """A sample anybody draws again with the same seed."""
    found = {each.unit.unit.code: each for each in standings}
    return [found[code] for code in drawn(found, seed, size)]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A derived item over many units: how many are asked, have all its points, some, none, or no entry."""

    item: "Item"
    asked: int
    full: int
    some: int
    none: int
    unknown: int


def lacking(actor: Actor, version: UnitVersion, day: date) -> tuple[list[Lacking], date | None, int]:
    """Where points are lacking over a unit and all below it, by item: the items, the day of the oldest
    reckoning, and how many units there is none of. Counts only: whose they are is not told here.
    """
    require(actor, READ, version.path)
    rules = current_rules()
    units = UnitVersion.objects.filter(on(day), within([PathRange.below(version.path)]))
    asked = {each.unit_id for each in units if checklist_of(rules, each) is not None}
    rows = [each for each in Derived.objects.filter(rules=rules.fingerprint) if each.unit_id in asked]
    found = []
    for checklist in rules.checklists.values():
        rule = rule_of(checklist, day.year)
        known = [each.known for each in rows if each.checklist == checklist.code]
        items = rule.items.values() if rule is not None else ()
        found += [_lacking(item, known) for item in items if item.kind is ItemKind.DERIVED]
    return found, min((each.day for each in rows), default=None), len(asked) - len(rows)


def _lacking(item: "Item", known: list[dict[str, list[object]]]) -> Lacking:
    points = [each[item.code][0] for each in known if item.code in each]
    full, none, unknown = points.count(item.points), points.count(0), points.count(None)
    return Lacking(item, len(points), full, len(points) - full - none - unknown, none, unknown)


def rule_today(day: date) -> "ChecklistVersion | None":
    """The version this year's checks are by, of the first checklist there is."""
    checklists = current_rules().checklists
    return next((rule_of(each, day.year) for each in checklists.values()), None)


@dataclass(frozen=True, slots=True)
class ToDo:
    """A unit's own check still to be done: by when, how many items are left to say, whether the day is near
    or past.
    """

    due: date | None
    left: int
    soon: bool


def near(version: UnitVersion, day: date) -> bool:
    """Whether a unit's own check of the year is due within `NEAR` days, or past, done or not. No query."""
    checklist = checklist_of(profile(), version)  # what an office sets for itself are figures alone
    rule = rule_of(checklist, day.year) if checklist is not None else None
    due = rule.due_on(Level.SELF, day.year) if rule is not None else None
    return due is not None and (due - day).days <= NEAR


def to_do(actor: Actor, version: UnitVersion, day: date) -> ToDo | None:
    """For the unit's home; None where nothing is to be done: closed, none asked, or not yet near."""
    require(actor, READ, version.path)
    checklist = checklist_of(profile(), version)
    rule = rule_of(checklist, day.year) if checklist is not None else None
    if checklist is None or rule is None or not near(version, day):
        return None
    own = Assessment.objects.filter(
        unit_id=version.unit_id, checklist=checklist.code, year=day.year, level=Level.SELF
    ).first()
    if own is not None and own.closed_at is not None:
        return None
    items = rule.asked_of(version.kind, version.form).values()
    left = own.left if own is not None else sum(each.kind is ItemKind.ATTESTED for each in items)
    due = rule.due_on(Level.SELF, day.year)
    return ToDo(due, left, due is not None and (due - day).days <= SOON)


NEAR = 60
"""Days before the last one from which a unit is told of its check."""
SOON = 10
"""Days before the last one from which a check is told as near its end."""
