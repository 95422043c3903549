"""What happened to units in the last two years: a merger, a new name, a new branch, posts left empty, a
postponement.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.organisations import Tree, holding_units
from jiceng.apps.demonstration.records import (
    CountyRecord,
    MemberRecord,
    PostponementRecord,
    UnitRecord,
    VersionRecord,
)
from jiceng.apps.demonstration.words import BRANCH, MEMBERS_MEETING, SECRETARY
from jiceng.kernel.periods import Cadence, Period

_WEAK_SHARE = 0.03
_VACANT_DAYS = (96, 73, 58, 41, 30, 21, 12, 6, 3)
"""For how long posts of secretaries have been empty; the longest is past what a profile may allow."""
_BRANCHES_A_VACANCY = 110
_POSTPONED_DAYS = 24
_SILENT, _SILENT_SHARE = ("private_firm", "social_organisation"), 0.05


def mark_weak(random: Random, root: UnitRecord) -> None:
    """Choose the few branches that miss much."""
    units = holding_units(root)
    for unit in random.sample(units, round(len(units) * _WEAK_SHARE)):
        unit.weak = True


def fall_silent(random: Random, root: UnitRecord, today: date) -> None:
    """A few organisations of firms and associations have met no more for the better part of a year."""
    there = [unit for unit in holding_units(root) if unit.kind in _SILENT and not unit.in_weak_town]
    for unit in random.sample(there, round(len(there) * _SILENT_SHARE)):
        unit.silent_since = today - timedelta(days=random.randint(215, 420))


def found_lately(random: Random, root: UnitRecord, today: date) -> UnitRecord:
    """One firm's branch was founded in the middle of the current quarter, or yesterday when it has just
    begun.
    """
    firms = [unit for unit in holding_units(root) if unit.kind == "private_firm" and unit.form == BRANCH]
    unit = random.choice(firms)
    quarter = Period.containing(Cadence.QUARTER, today)
    unit.starts_on = min(quarter.start + timedelta(days=38), max(quarter.start, today - timedelta(days=9)))
    return unit


def rename(random: Random, root: UnitRecord, today: date) -> None:
    """One village was renamed a good year ago."""
    unit = random.choice([unit for unit in holding_units(root) if unit.kind == "village"])
    day = today - timedelta(days=430)
    former = VersionRecord(
        read_data("geography")["former_village"], unit.kind, unit.form, unit.starts_on, day
    )
    unit.earlier.append(former)


def to_be_merged(random: Random, tree: Tree, root: UnitRecord) -> tuple[UnitRecord, UnitRecord]:
    """A village that was merged into its neighbour: (the one that is no more, the one that goes on)."""
    towns = [unit for unit in root.children if unit.kind == "town"]
    town = towns[min(1, len(towns) - 1)]
    lasting = random.choice(
        [unit for unit in town.children if unit.kind == "village" and unit.form == BRANCH]
    )
    last = max(int(unit.division_code[-3:]) for unit in town.children if unit.division_code)
    code = f"{town.code}{last + 1:03}"
    merged = tree.unit(
        code,
        read_data("geography")["merged_village"],
        "village",
        town,
        division_code=code,
        form=BRANCH,
        size=max(8, lasting.size // 3),
        order=lasting.order,
    )
    lasting.size -= merged.size
    return merged, lasting


def merge(county: CountyRecord, merged: UnitRecord, lasting: UnitRecord, day: date) -> None:
    """Close a unit on `day`: its members go on in the other one, its bodies and posts end."""
    for row in list(merged.members):
        if row.starts_on >= day:
            merged.members.remove(row)
            lasting.members.append(replace(row, unit_id=lasting.id))
        elif row.ends_on is None or row.ends_on > day:
            after = MemberRecord(row.person, lasting.id, row.standing, day, row.ends_on, row.end_reason)
            lasting.members.append(after)
            row.ends_on, row.end_reason = day, "transferred"
    for body in merged.bodies:
        body.ends_on = day
        body.seats = [seat for seat in body.seats if seat.starts_on < day]
        for seat in body.seats:
            seat.ends_on = min(seat.ends_on or day, day)
    for post in merged.posts:
        post.ends_on = day
        for held in post.holdings:
            held.ends_on = min(held.ends_on or day, day)
    merged.ends_on = day
    county.successions.append((merged.id, lasting.id, "merge", day))


def leave_vacant(random: Random, units: Sequence[UnitRecord], today: date) -> None:
    """Some secretaries have left and nobody has followed yet; in others there was a gap, filled since."""
    there = [unit for unit in units if unit.ends_on is None and unit.post(SECRETARY) and not unit.earlier]
    wanted = _VACANT_DAYS[: max(2, len(there) // _BRANCHES_A_VACANCY)]
    chosen = random.sample(there, len(wanted) * 3)
    for unit, days in zip(chosen, wanted, strict=False):
        _vacate(unit, today - timedelta(days=days))
    for unit in chosen[len(wanted) :]:
        _fill_late(random, unit, today)


def _vacate(unit: UnitRecord, day: date) -> None:
    post = unit.post(SECRETARY)
    held = post.holdings[-1] if post else None
    if held is None or held.starts_on >= day:
        return
    held.ends_on = day
    for body in unit.bodies:
        for seat in body.seats:
            if body.terms and seat.person is held.person and seat.ends_on is None and seat.starts_on < day:
                seat.ends_on = day


def _fill_late(random: Random, unit: UnitRecord, today: date) -> None:
    post = unit.post(SECRETARY)
    if post is None or len(post.holdings) < 2:
        return
    before, now = post.holdings[-2:]
    left = max(now.starts_on, today - timedelta(days=120 + int(random.random() * 500)))
    back = left + timedelta(days=14 + int(random.random() * 70))
    if back < today:
        before.ends_on, now.starts_on = left, back


def postpone(random: Random, county: CountyRecord, today: date, approved_by: str) -> None:
    """One village's members' meeting of last quarter was put off with approval, and is still to be held."""
    units = [unit for unit in holding_units(county.root) if unit.kind == "village" and not unit.weak]
    unit = random.choice(units)
    period = Period.containing(Cadence.QUARTER, today).previous()
    held = [
        row
        for row in county.gatherings
        if row.unit_id == unit.id and row.kind == MEMBERS_MEETING and period.contains(row.day)
    ]
    gone = {row.id for row in held}
    county.gatherings = [row for row in county.gatherings if row.id not in gone]
    county.revisions = [row for row in county.revisions if row.gathering_id not in gone]
    county.postponements.append(
        PostponementRecord(
            unit_id=unit.id,
            duty=MEMBERS_MEETING,
            period=period.key,
            until=today + timedelta(days=_POSTPONED_DAYS),
            reason="秋收与道路施工同期，多数党员在外，申请延期召开",
            approved_by=approved_by,
            approved_on=period.end - timedelta(days=6),
        )
    )
