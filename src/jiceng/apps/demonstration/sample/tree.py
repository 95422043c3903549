"""The units of a sample and their members."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from jiceng.apps.demonstration.names import village_surnames
from jiceng.apps.demonstration.people import Population
from jiceng.apps.demonstration.records import MemberRecord, PersonRecord, UnitRecord
from jiceng.apps.demonstration.sample.description import Description, Tier
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import path_of

_LEFT, _CAME_LATE, _AWAY = 0.02, 0.12, 0.02
_LEAVING = ("left", "died")


@dataclass(slots=True)
class Tree:
    """Makes units from the top down; every place name is used once."""

    random: Random
    description: Description
    today: date
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _places: list[str] = field(default_factory=list)

    def grow(self) -> UnitRecord:
        """The topmost unit with all under it."""
        self._places = list(self.description.places)
        root = self._unit(self.description.tiers[0], None, self.description.tiers[0].code)
        self._below(root, 1)
        return root

    def _below(self, parent: UnitRecord, level: int) -> None:
        if level == len(self.description.tiers):
            return
        tier = self.description.tiers[level]
        for number in range(1, self.random.randint(*tier.count) + 1):
            self._below(self._unit(tier, parent, f"{parent.code}{tier.code}{number:02}"), level + 1)

    def _unit(self, tier: Tier, parent: UnitRecord | None, code: str) -> UnitRecord:
        id = next(self._ids)
        made = UnitRecord(
            id=id,
            code=code,
            division_code="",
            parent=parent,
            name=self._name(tier, parent),
            kind=tier.kind,
            path=path_of(Unit(pk=id), parent.path if parent else ""),
            starts_on=self._founded(tier, parent),
            form=tier.form,
            order=id,
            size=_size(self.random, tier),
            setting=self.description.makeup,
        )
        if parent is not None:
            parent.children.append(made)
        return made

    def _name(self, tier: Tier, parent: UnitRecord | None) -> str:
        place = self._places.pop(0) if "{place}" in tier.name else ""
        return tier.name.format(place=place, trade=self.random.choice(self.description.trades))

    def _founded(self, tier: Tier, parent: UnitRecord | None) -> date:
        """A day of its years, never before the unit above."""
        day = date(self.random.randint(*tier.founded), self.random.randint(1, 12), self.random.randint(1, 28))
        return max(day, parent.starts_on) if parent else day


def _size(random: Random, tier: Tier) -> int:
    if tier.members is None:
        return 0
    least, usual, most = tier.members
    return max(least, min(most, round(random.lognormvariate(0, 0.55) * usual)))


def settle(random: Random, population: Population, unit: UnitRecord) -> None:
    """Give a unit its members: most since its early days, some lately; a few have left, a few are away."""
    common = village_surnames(random)
    for number in range(unit.size + round(unit.size * _LEFT)):
        joined = _joined(random, unit, population.today)
        person = population.person(random, unit.setting, common, joined)
        row = MemberRecord(person, unit.id, "full", joined)
        if number >= unit.size:
            row.ends_on = _between(random, max(joined, population.first_day), population.today)
            row.end_reason = random.choice(_LEAVING)
            if row.ends_on <= row.starts_on:
                continue
        elif random.random() < _AWAY:
            person.away.append((_between(random, joined, population.today), None))
        unit.members.append(row)


def _joined(random: Random, unit: UnitRecord, today: date) -> date:
    early = min(unit.starts_on + timedelta(days=700), today)
    late = random.random() < _CAME_LATE
    return _between(random, early if late else unit.starts_on, today if late else early)


def _between(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=int(random.random() * max((last - first).days, 1)))


def leading(unit: UnitRecord, today: date) -> list[PersonRecord]:
    """Who may sit in a unit's bodies: its members there now, the longest first; none who are away."""
    rows = [row for row in unit.members if row.ends_on is None and not row.person.is_away(today)]
    return [row.person for row in sorted(rows, key=lambda row: (row.starts_on, row.person.id))]
