"""A year of checks against standards in an invented office: last year's finished, this year's under way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.intake.bulk import bulk_insert
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.standards.derived import Known, computed, rule_of
from jiceng.apps.standards.models import Answer, Assessment
from jiceng.apps.standards.sheets import build
from jiceng.engines.procedure.standards import ItemKind, Level, drawn

if TYPE_CHECKING:
    from jiceng.engines.procedure import Profile
    from jiceng.engines.procedure.standards import Checklist, ChecklistVersion, Item

_NO, _DIFFERENT, _SETTLED_DOWN, _REFUSED = 0.06, 0.03, 0.6, 0.05
"""How often: an item is said not to hold; a level above finds otherwise; it is settled as found; it is not
accepted.
"""
_TOWN, _COUNTY = 0.25, 0.3
"""Of last year's units, those drawn by the town; of these, by the county."""
_BEGUN, _CLOSED, _CHECKED = 0.35, 0.5, 0.2
"""This year: own checks begun; of these, closed; of these, being checked by the town."""
BY = {Level.SELF: "示例书记", Level.TOWN: "示例组织干事", Level.COUNTY: "示例组织部干部"}


@dataclass
class Cycle:
    """One unit's checks of a year, as they are made."""

    unit: UnitVersion
    year: int
    rule: "ChecklistVersion"
    known: Known
    random: Random
    checks: list[Assessment] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@dataclass
class Writer:
    """What is written, and by which rules."""

    rules: "Profile"
    checklist: "Checklist"
    said: dict[str, Any]
    found: dict[str, Any]
    cycles: list[Cycle] = field(default_factory=list)

    def open(self, cycle: Cycle, level: Level, day: date, seed: str = "") -> Assessment:
        """Open a check."""
        moment = _moment(day, 9)
        check = Assessment(
            pk=-(len(cycle.checks) + 1),
            unit_id=cycle.unit.unit_id,
            checklist=self.checklist.code,
            rule_from=cycle.rule.in_force_from,
            year=cycle.year,
            level=level,
            seed=seed,
            opened_at=moment,
            opened_by=BY[level],
        )
        cycle.checks.append(check)
        return check

    def close(self, cycle: Cycle, check: Assessment, day: date) -> None:
        """Close a check with what has been said."""
        check.closed_at, check.closed_by = _moment(day, 17), check.opened_by
        check.known, check.barred = cycle.known.items, " ".join(cycle.known.barred)
        found = self.sheet(cycle).score_at(Level(check.level))
        check.points, check.base, check.grade = found.whole.points, found.whole.base, found.grade

    def sheet(self, cycle: Cycle) -> Any:
        """The sheet as it stands."""
        day = timezone.localdate(cycle.checks[-1].opened_at)
        return build(
            self.rules,
            self.checklist,
            cycle.rule,
            cycle.unit,
            cycle.year,
            day,
            cycle.checks,
            cycle.answers,
            cycle.known,
        )

    def say(
        self, cycle: Cycle, check: Assessment, item: "Item", points: int, text: str, kind: str = "said"
    ) -> None:
        """Say something of an item; a second word replaces the first."""
        before = [
            each for each in cycle.answers
            if each.assessment_id == check.pk and each.item == item.code and each.kind != "replied"
        ]  # fmt: skip
        answer = Answer(
            assessment=check,
            item=item.code,
            kind=kind,
            points=None if kind == "replied" else points,
            text=text,
            by=BY[Level.SELF] if kind == "replied" else check.opened_by,
            at=check.opened_at + timedelta(hours=len(cycle.answers)),
        )
        if before and kind != "replied":
            answer.replaces = before[-1]
        cycle.answers.append(answer)

    def words(self, cycle: Cycle, item: "Item", month: int) -> str:
        """What somebody says of an item."""
        text: str = cycle.random.choice(self.said.get(item.code, self.said["other"]))
        return text.format(month=month)


def write_standards(today: date, seed: int) -> dict[str, int]:
    """Write the checks of last year and of this. Returns rows by table. Verdicts are there already."""
    rules = current_rules()
    data = read_data("standards")
    for checklist in rules.checklists.values():
        writer = Writer(rules, checklist, data["said"], data["found"])
        _last_year(writer, date(today.year - 1, 11, 30), seed)
        _this_year(writer, today, seed)
        _keep(writer)
    return {model._meta.db_table: model.objects.count() for model in (Assessment, Answer)}


def _cycles(writer: Writer, day: date, seed: int, share: float = 1.0) -> list[Cycle]:
    """The units asked on a day, or a share of them, with what the registers say of them."""
    rule = rule_of(writer.checklist, day.year)
    if rule is None:
        return []
    there = UnitVersion.objects.filter(
        on(day), kind__in=writer.checklist.unit_kinds, form__in=writer.checklist.forms
    )
    chosen = [
        (each, random)
        for each in there.select_related("unit").order_by("path")
        for random in [Random(f"standards {seed} {day.year} {each.unit.code}")]
        if share == 1.0 or random.random() < share
    ]
    rows = [(each.unit_id, each.kind, each.form) for each, _random in chosen]
    known = computed(writer.rules, rule, day, rows, evidence=True)
    return [Cycle(each, day.year, rule, known[each.unit_id], random) for each, random in chosen]


def _last_year(writer: Writer, day: date, seed: int) -> None:
    """Every unit checked itself; a sample was checked by its town, some of it by the county."""
    cycles = _cycles(writer, day, seed)
    town_seed, county_seed = f"{day.year}-town", f"{day.year}-county"
    codes = [each.unit.unit.code for each in cycles]
    town = drawn(codes, town_seed, round(len(codes) * _TOWN))
    county = set(drawn(town, county_seed, round(len(town) * _COUNTY)))
    checked = set(town)
    for cycle in cycles:
        _own(writer, cycle, day - timedelta(days=cycle.random.randint(0, 25)), finished=True)
        code = cycle.unit.unit.code
        if code in checked:
            _above(writer, cycle, Level.TOWN, day + timedelta(days=8), town_seed, settled=True)
        if code in county:
            _above(writer, cycle, Level.COUNTY, day + timedelta(days=20), county_seed, settled=True)
        writer.cycles.append(cycle)


def _this_year(writer: Writer, today: date, seed: int) -> None:
    """Some own checks are done, some under way; the first are being checked by their towns."""
    for cycle in _cycles(writer, today, seed, _BEGUN):
        closed = cycle.random.random() < _CLOSED
        _own(writer, cycle, today - timedelta(days=cycle.random.randint(2, 20)), finished=closed)
        if closed and cycle.random.random() < _CHECKED:
            _above(
                writer, cycle, Level.TOWN, today, f"{today.year}-town", settled=cycle.random.random() < 0.5
            )
        writer.cycles.append(cycle)


def _own(writer: Writer, cycle: Cycle, day: date, *, finished: bool) -> None:
    check = writer.open(cycle, Level.SELF, day)
    items = [each for each in cycle.rule.items.values() if each.kind is ItemKind.ATTESTED]
    for item in items if finished else items[: cycle.random.randint(1, len(items) - 1)]:
        holds = cycle.random.random() >= _NO
        text = writer.words(cycle, item, day.month) if holds else "还没有做到"
        writer.say(cycle, check, item, item.points if holds else 0, text)
    if finished:
        writer.close(cycle, check, day)


def _above(writer: Writer, cycle: Cycle, level: Level, day: date, seed: str, *, settled: bool) -> None:
    """A level above looks: judges what is judged, finds a little otherwise, settles it, closes."""
    random = cycle.random
    check = writer.open(cycle, level, day - timedelta(days=random.randint(1, 5)), seed)
    for item in cycle.rule.items.values():
        if item.kind is ItemKind.JUDGED and level is Level.TOWN:
            points = max(0, item.points - random.choice((0, 0, 0, 1, 1)))
            writer.say(cycle, check, item, points, writer.words(cycle, item, day.month))
        elif item.kind is ItemKind.ATTESTED and random.random() < _DIFFERENT * (1 if settled else 6):
            _differ(writer, cycle, check, item, settled=settled)
    if settled:
        check.accepted = random.random() >= _REFUSED if level is Level.COUNTY else None
        check.remark = random.choice(writer.found["refused"]) if check.accepted is False else ""
        writer.close(cycle, check, day)
        if check.accepted and check.grade == list(cycle.rule.grades)[-1]:
            check.accepted, check.remark = False, random.choice(writer.found["refused"])


def _differ(writer: Writer, cycle: Cycle, check: Assessment, item: "Item", *, settled: bool) -> None:
    random, below = cycle.random, writer.sheet(cycle).points(Level(check.level)).get(item.code)
    if not below:
        return
    writer.say(cycle, check, item, below // 2, random.choice(writer.found["reasons"]))
    if settled or random.random() < 0.5:
        writer.say(cycle, check, item, 0, random.choice(writer.found["replies"]), "replied")
    if settled:
        down = random.random() < _SETTLED_DOWN
        text = random.choice(writer.found["settled" if down else "kept"])
        writer.say(cycle, check, item, below // 2 if down else below, text, "settled")


def _keep(writer: Writer) -> None:
    """Write everything, with what is left to say and to settle."""
    for cycle in writer.cycles:
        check = cycle.checks[-1]
        if check.closed_at is None:
            sheet = writer.sheet(cycle)
            check.left, check.differences = len(sheet.waiting()), len(sheet.unsettled())
    checks = [check for cycle in writer.cycles for check in cycle.checks]
    answers = [answer for cycle in writer.cycles for answer in cycle.answers]
    for check in checks:
        check.pk = None
    bulk_insert(Assessment, checks)
    _write_answers(answers)


def _write_answers(answers: Sequence[Answer]) -> None:
    """First those that replace nothing: a row names the one before by its key."""
    waiting = list(answers)
    for first in (True, False):
        rows = [each for each in waiting if (each.replaces is None) is first]
        for each in rows:
            each.assessment = each.assessment  # the key it has only now
            each.replaces = each.replaces
        bulk_insert(Answer, rows)


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 30)))
