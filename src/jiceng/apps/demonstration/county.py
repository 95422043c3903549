"""The whole county from a seed, as plain records."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from jiceng.apps.demonstration import history
from jiceng.apps.demonstration.bodies import Leadership
from jiceng.apps.demonstration.geography import divisions
from jiceng.apps.demonstration.meetings import Meetings
from jiceng.apps.demonstration.organisations import Tree, county_tree, holding_units
from jiceng.apps.demonstration.people import Population, fill
from jiceng.apps.demonstration.records import CountyRecord, UnitRecord
from jiceng.apps.demonstration.villages import Year, set_up
from jiceng.apps.demonstration.words import Words, recorder
from jiceng.engines.procedure import Keeper, Profile

Progress = Callable[[str, int, int], None]
_YEARS = 2
_MERGED_DAYS_AGO = 510
_STEP = 50


def first_day_of(today: date) -> date:
    """First day of the records: the first month that lies wholly in the two years up to today."""
    day = date(today.year - _YEARS, today.month, 1)
    return day if today.day == 1 else (day + timedelta(days=32)).replace(day=1)


def generate(
    profile: Profile, register: Sequence[str], today: date, seed: int, towns: int | None, progress: Progress
) -> CountyRecord:
    """Make the county of a seed as it is on `today`.

    Parameters: `register`, lines of the register whose shape it takes; `towns`, only so many of them;
    `progress`, told (step, done,
    total).
    """
    words = Words(profile, today)
    tree = Tree(Random(f"{seed}/units"), words)
    kinds = profile.register.kinds if profile.register else {}
    places = divisions(Random(f"{seed}/places"), register, kinds, towns)
    of_all = sum(1 for line in register if ",town," in line)
    root = county_tree(tree, places, min(1.0, (towns or of_all) / of_all))
    random = Random(f"{seed}/history")
    history.mark_weak(random, root)
    history.fall_silent(Random(f"{seed}/silent"), root, today)
    history.found_lately(random, root, today)
    history.rename(random, root, today)
    merged, lasting = history.to_be_merged(random, tree, root)
    county = CountyRecord(root, root.below(), [])
    _people(county, words, seed, progress)
    _leaders(county, words, seed)
    history.merge(county, merged, lasting, today - timedelta(days=_MERGED_DAYS_AGO))
    history.leave_vacant(random, [unit for unit in county.units if unit.posts], today)
    _meetings(county, words, seed, progress)
    history.postpone(random, county, today, approved_by=recorder(profile, Keeper.ABOVE))
    return county


def _people(county: CountyRecord, words: Words, seed: int, progress: Progress) -> None:
    population = Population(words.day, first_day_of(words.day))
    units = holding_units(county.root)
    for done, unit in enumerate(units):
        random = Random(f"{seed}/people/{unit.code}")
        fill(
            population, random, unit, [other for other in units[max(0, done - 12) : done] if _settled(other)]
        )
        if done % _STEP == 0:
            progress("people", done, len(units))
    county.people = population.people


def _settled(unit: UnitRecord) -> bool:
    return bool(unit.members)


def _leaders(county: CountyRecord, words: Words, seed: int) -> None:
    leadership = Leadership(words, first_day_of(words.day))
    for unit in county.units:
        leadership.set_up(Random(f"{seed}/leaders/{unit.code}"), unit)
    for unit in county.units:
        set_up(Random(f"{seed}/villages/{unit.code}"), unit, words, leadership.body_ids)


def _meetings(county: CountyRecord, words: Words, seed: int, progress: Progress) -> None:
    meetings = Meetings(words, first_day_of(words.day))
    for done, unit in enumerate(county.units):
        meetings.hold(Random(f"{seed}/meetings/{unit.code}"), unit)
        if done % _STEP == 0:
            progress("meetings", done, len(county.units))
    for unit in county.units:
        Year(meetings, Random(f"{seed}/villages/{unit.code}/held"), unit).hold()
    county.gatherings, county.revisions, county.rolls = (
        meetings.gatherings,
        meetings.revisions,
        meetings.book.rolls,
    )
