"""Units of every kind in the tree, how many members each is to have, and the form that follows from it."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.geography import Division
from jiceng.apps.demonstration.records import UnitRecord
from jiceng.apps.demonstration.words import (
    BRANCH,
    COMMITTEE,
    GENERAL_BRANCH,
    HOLDING_FORMS,
    JOINT_BRANCH,
    Words,
)
from jiceng.apps.organisations.models import Unit
from jiceng.apps.organisations.versions import path_of

_NUMERALS = "一二三四五六七八九十"
_SETTINGS = {
    "village": "village",
    "community": "community",
    "office": "office",
    "institution": "institution",
    "state_firm": "firm",
    "private_firm": "firm",
    "social_organisation": "society",
}
_LETTERS = {
    "office": "J",
    "institution": "S",
    "state_firm": "G",
    "private_firm": "F",
    "social_organisation": "H",
}
_SCALE = {"village": 1984, "community": 2003, "office": 1990, "institution": 1986, "state_firm": 1998}
_CODE_OF_BRANCH = "Z"
_TOWNS = date(1984, 4, 1)
"""When towns and working committees were set up: before all that stands under them."""


@dataclass(slots=True)
class Tree:
    """The units being made: `random` is theirs alone, so that names of persons never change the shape."""

    random: Random
    words: Words
    ids: "count[int]" = field(default_factory=lambda: count(1))

    def unit(self, code: str, name: str, kind: str, parent: UnitRecord | None, **more: Any) -> UnitRecord:
        """A new unit, last among its parent's; its setting is the parent's unless its kind has one."""
        id = next(self.ids)
        inherited = parent.setting if parent else "office"
        made = UnitRecord(
            id=id,
            code=code,
            division_code=more.pop("division_code", ""),
            parent=parent,
            name=name,
            kind=kind,
            path=path_of(Unit(pk=id), parent.path if parent else ""),
            starts_on=more.pop("starts_on", None) or self._founded(kind, parent),
            setting=_SETTINGS.get(kind, inherited),
            in_weak_town=bool(parent and parent.in_weak_town),
            **more,
        )
        if parent is not None:
            parent.children.append(made)
        return made

    def _founded(self, kind: str, parent: UnitRecord | None) -> date:
        first = _SCALE.get(kind)
        if first is None:
            if parent is not None and kind == "branch":
                return max(parent.starts_on, date(2012, 7, 1))
            return date(2006 + int(self.random.random() * 16), 1 + int(self.random.random() * 12), 18)
        return date(first, 5, 1) + timedelta(days=int(self.random.random() * 900))


def county_tree(tree: Tree, places: list[Division], share: float) -> UnitRecord:
    """The whole tree under a county: towns with villages and what else they have, then working committees
    with theirs.

    Parameters: `share`, how much of the county's own offices and firms to make (1: all), for a county of
    fewer towns.
    """
    made: dict[str, UnitRecord] = {}
    for place in places:
        parent = made.get(place.parent_code)
        made[place.code] = tree.unit(
            place.code,
            place.name,
            place.kind,
            parent,
            division_code=place.code,
            starts_on=_division_day(place),
        )
        if place.level == "town":
            made[place.code].in_weak_town = int(place.code[-3:]) == 99 + read_data("geography")["weak_town"]
    root = made[places[0].code]
    for town in list(root.children):
        _size_places(tree, town)
        _add_town_units(tree, town, root)
    _add_groups(tree, root, share)
    for unit in root.below():
        _take_form(tree, unit)
    for order, unit in enumerate(root.below(), start=1):
        unit.order = order
    return root


def _division_day(place: Division) -> date | None:
    return {"county": date(1949, 10, 1), "town": _TOWNS}.get(place.level)


def _size_places(tree: Tree, town: UnitRecord) -> None:
    data = read_data("organisations")
    for unit in town.children:
        of = data["communities"] if unit.kind == "community" else data["villages"]
        least, most = of["members"]
        drawn = round(of["median"] * math.exp(tree.random.gauss(0.0, of["spread"])))
        unit.size = min(max(drawn, least), most)
        unit.in_weak_town = town.in_weak_town


def _add_town_units(tree: Tree, town: UnitRecord, root: UnitRecord) -> None:
    data, short = read_data("organisations"), town.name.removesuffix("镇")
    for row in data["town_unit"]:
        _add(tree, town, row["name"].format(town=short), row["kind"], row["members"])
    firms, societies = data["town_firms"], data["town_societies"]
    for _ in range(tree.random.randint(*firms["count"])):
        _add(tree, town, _firm_name(tree, short), "private_firm", firms["members"])
    names = tree.random.sample(societies["names"], tree.random.randint(*societies["count"]))
    for name in names:
        _add(tree, town, name.format(town=short), "social_organisation", societies["members"])
    _join_small(tree, town, list(town.children))


def _firm_name(tree: Tree, place: str) -> str:
    data = read_data("organisations")["firm_names"]
    return f"{place}{tree.random.choice(data['brand'])}{tree.random.choice(data['trade'])}有限公司"


def _add(tree: Tree, parent: UnitRecord, name: str, kind: str, members: list[int]) -> UnitRecord:
    least, most = members
    size = least + int((most - least + 1) * tree.random.random() ** 1.5)
    number = sum(1 for sibling in parent.children if not sibling.division_code) + 1
    return tree.unit(f"{parent.code}-{_LETTERS[kind]}{number:02}", name, kind, parent, size=size)


def _add_groups(tree: Tree, root: UnitRecord, share: float) -> None:
    county = root.name.removesuffix("县")
    for row in read_data("organisations")["group"]:
        kind = "office" if "office" in tree.words.profile.unit_kinds else row["kind"]
        name = row["name"].format(county=county)
        group = tree.unit(f"{root.code}-{row['code']}", name, kind, root)
        group.starts_on = _TOWNS
        names = row.get("names") or [_firm_name(tree, county) for _ in range(row["made"])]
        for each in names[: max(2, math.ceil(len(names) * share))]:
            _add(tree, group, each.format(county=county), row["kind"], row["members"])
        _join_small(tree, group, group.children)


def _join_small(tree: Tree, parent: UnitRecord, units: list[UnitRecord]) -> None:
    """Put firms and social organisations too small for a branch of their own under joint branches, a few
    to each.
    """
    for kind, title in (("private_firm", "非公企业"), ("social_organisation", "社会组织")):
        small = [
            unit for unit in units if unit.kind == kind and not tree.words.may_form(BRANCH, kind, unit.size)
        ]
        for number, start in enumerate(range(0, len(small), 4), start=1):
            together = small[start : start + 4]
            short = parent.name if parent.kind == "town" else "县直"
            mark = _NUMERALS[number - 1] if len(small) > 4 else ""
            code = f"{parent.code}-{_LETTERS[kind]}L{number}"
            joint = tree.unit(
                code, f"{short}{title}第{mark}联合支部" if mark else f"{short}{title}联合支部", kind, parent
            )
            joint.size = sum(unit.size for unit in together) + 2  # with two sent to help set it up
            joint.form = JOINT_BRANCH
            for unit in together:
                _move(unit, joint)


def _move(unit: UnitRecord, parent: UnitRecord) -> None:
    if unit.parent is not None:
        unit.parent.children.remove(unit)
    unit.parent, unit.size = parent, 0
    unit.starts_on = max(unit.starts_on, parent.starts_on)
    unit.path = path_of(Unit(pk=unit.id), parent.path)
    parent.children.append(unit)


def _take_form(tree: Tree, unit: UnitRecord) -> None:
    """The form by size: a branch; above the limit mostly a general branch; with still more a committee."""
    words = tree.words
    if unit.form:
        return
    if not unit.size:
        forms = words.profile.unit_kinds[unit.kind].forms
        unit.form = next(iter(forms), "") if unit.kind in ("county", "town") else words.without_form
        return
    if words.may_form(COMMITTEE, unit.kind, unit.size):
        _split(tree, unit, COMMITTEE, max(3, math.ceil(unit.size / 38)))
    elif words.may_form(GENERAL_BRANCH, unit.kind, unit.size) and tree.random.random() < 0.9:
        _split(tree, unit, GENERAL_BRANCH, 2 + (unit.size > 70) + (unit.size > 90))
    else:
        unit.form = BRANCH


def _split(tree: Tree, unit: UnitRecord, form: str, parts: int) -> None:
    unit.form = form
    bare = unit.name.removesuffix("党委")
    for number in range(1, parts + 1):
        name = f"{bare}第{_NUMERALS[number - 1]}党支部"
        child = tree.unit(f"{unit.code}-{_CODE_OF_BRANCH}{number}", name, "branch", unit, form=BRANCH)
        child.size = unit.size // parts + (number <= unit.size % parts)


def holding_units(root: UnitRecord) -> list[UnitRecord]:
    """Units that have members of their own, in official order."""
    return [unit for unit in root.below() if unit.form in HOLDING_FORMS]
