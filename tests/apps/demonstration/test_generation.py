"""The county as plain records: its shape, its sizes, its people, and that a seed makes it again."""

import csv
import hashlib
import itertools
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.conf import settings

from jiceng.apps.demonstration.county import first_day_of, generate
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.demonstration.geography import Division, divisions, stem
from jiceng.apps.demonstration.organisations import holding_units
from jiceng.apps.demonstration.records import CountyRecord, UnitRecord
from jiceng.apps.demonstration.services import SEED
from jiceng.kernel.codes import IdNumber
from jiceng.kernel.errors import Conflict
from tests.county import DAY


def register() -> list[str]:
    text: str = settings.READ_PROFILE(settings.PROFILE.register.file)
    return text.splitlines()


def small(seed: int = SEED, today: date = DAY) -> CountyRecord:
    return generate(settings.PROFILE, register(), today, seed, 2, lambda *_: None)


def digest(county: CountyRecord) -> str:
    """Of every value that is written, secrets apart."""
    parts = [repr((u.code, u.name, u.kind, u.form, u.path, u.starts_on, u.ends_on)) for u in county.units]
    parts += [repr((p.name, p.id_number, p.joined_on, p.away, p.education, p.phone)) for p in county.people]
    for unit in county.units:
        parts += [repr((m.person.id, m.standing, m.starts_on, m.ends_on, m.end_reason)) for m in unit.members]
        parts += [repr((b.kind, b.starts_on, b.terms, [s.person.id for s in b.seats])) for b in unit.bodies]
        parts += [
            repr((p.kind, [(h.person.id, h.starts_on, h.ends_on) for h in p.holdings])) for p in unit.posts
        ]
    parts += [
        repr((g.unit_id, g.kind, g.day, g.minutes, g.items, g.absent, g.makes_up, g.chair, g.present))
        for g in county.gatherings
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@pytest.fixture(scope="module")
def county() -> CountyRecord:
    return small()


def members_on(unit: UnitRecord, day: date) -> int:
    return sum(1 for row in unit.members if row.holds_on(day))


def all_members(unit: UnitRecord, day: date) -> int:
    return sum(members_on(each, day) for each in unit.below())


def test_the_same_seed_and_day_make_the_same_county(county: CountyRecord) -> None:
    assert digest(small()) == digest(county)
    assert digest(small(seed=SEED + 1)) != digest(county)


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2024, 2, 29), date(2026, 10, 1), date(2027, 6, 30), date(2031, 12, 31)]
)
def test_it_can_be_made_on_any_day(today: date) -> None:
    county = small(today=today)
    days = [row.day for row in county.gatherings if row.state == "held"]
    assert first_day_of(today) <= min(days) <= max(days) <= today
    assert min(row.day for row in county.gatherings if row.state == "announced") > today


def test_no_name_is_one_of_the_real_register(county: CountyRecord) -> None:
    rows = list(csv.DictReader(register()))
    real_names, real_stems = {row["name"] for row in rows}, {stem(row["name"]) for row in rows}
    places = divisions_of_the_whole_county()
    assert not {place.name for place in places} & real_names
    assert not {stem(place.name) for place in places} & real_stems
    former = {read_data("geography")["former_village"], read_data("geography")["merged_village"]}
    assert not {stem(name) for name in former} & real_stems
    assert not former & {place.name for place in places}


def divisions_of_the_whole_county() -> list[Division]:

    return divisions(Random("a"), register(), settings.PROFILE.register.kinds)


def test_the_shape_is_the_real_one_with_codes_of_an_unassigned_area() -> None:
    rows, places = list(csv.DictReader(register())), divisions_of_the_whole_county()
    assert [place.code[6:] for place in places] == [row["code"][6:] for row in rows]
    assert {place.code[:6] for place in places} == {"990525"}
    assert [place.level for place in places] == [row["level"] for row in rows]
    assert len({place.name for place in places}) == len(places)
    communities = [place for place in places if place.kind == "community"]
    assert all(place.name.endswith("社区") for place in communities)
    assert len(communities) == sum("居" in row["name"][-5:] or row["name"].endswith("社区") for row in rows)


def test_too_many_places_for_the_names_are_refused() -> None:

    lines = ["code,name,level,parent_code", "140525,某县,county,"]
    lines += [f"140525{number:03},某镇,town,140525" for number in range(100, 140)]
    with pytest.raises(Conflict, match="names_exhausted"):
        divisions(Random("a"), lines, {"county": "county", "town": "town"})


def test_forms_follow_the_size_rules(county: CountyRecord) -> None:
    rules = settings.PROFILE.size_rules
    for unit in county.units:
        planned = sum(each.size for each in unit.children if each.kind == "branch") or unit.size
        if unit.form in ("general_branch", "committee") and unit.kind != "town":
            rule = next(rule for rule in rules.values() if rule.form == unit.form)
            assert rule.comparator.holds(planned, rule.value)
            assert {child.form for child in unit.children} == {"branch"}
        if unit.form == "general_branch":
            assert 2 <= len(unit.children) <= 5
    joint = [unit for unit in county.units if unit.form == "joint_branch"]
    assert joint
    assert all(child.form == "none" and not child.members for unit in joint for child in unit.children)


def test_committees_have_three_to_seven_seats_and_groups_hold_everyone(county: CountyRecord) -> None:
    for unit in [unit for unit in county.units if unit.ends_on is None]:
        committee = unit.body("branch_committee")
        if committee is not None:
            seated = [seat for seat in committee.seats if seat.starts_on <= DAY and seat.ends_on is None]
            assert 2 <= len(seated) <= 7
            assert sum(1 for row in unit.members if row.holds_on(DAY) and row.standing == "full") >= 7
        groups = [body for body in unit.bodies if body.kind == "party_group"]
        if groups and unit.id != county.successions[0][1]:
            grouped = [
                s.person.id for body in groups for s in body.seats if s.ends_on is None or s.ends_on > DAY
            ]
            assert len(grouped) == len(set(grouped)) == members_on(unit, DAY)


def test_people_are_plausible(county: CountyRecord) -> None:
    joined = {row.person.id: row for unit in county.units for row in unit.members}
    for person in county.people:
        number = IdNumber.parse(person.id_number)
        assert number.characters.startswith("990525")
        assert (number.sex.value, number.birth_date) == (person.sex, person.birth_date)
        assert person.joined_on - person.birth_date >= timedelta(days=18 * 365)
        assert person.joined_on <= DAY
        assert person.phone == "" or person.phone.startswith("0000")
    assert len({person.id_number for person in county.people}) == len(county.people)
    assert set(joined) == {person.id for person in county.people}
    ages = _ages(county, ("village",)), _ages(county, ("office", "institution"))
    assert 50 < sum(ages[0]) / len(ages[0]) < 64
    assert 36 < sum(ages[1]) / len(ages[1]) < 48
    women = sum(person.sex == "2" for person in county.people) / len(county.people)
    assert 0.22 < women < 0.42


def _ages(county: CountyRecord, settings_: tuple[str, ...]) -> list[float]:
    units = [unit for unit in holding_units(county.root) if unit.setting in settings_]
    rows = [row.person for unit in units for row in unit.members if row.holds_on(DAY)]
    return [(DAY - person.birth_date).days / 365.25 for person in rows]


def test_no_branch_trains_twice_on_a_day(county: CountyRecord) -> None:
    """Two records of a day that say the same would be one too many to whoever reads them in."""
    days = Counter((row.unit_id, row.day) for row in county.gatherings if row.kind == "member_training")
    assert len(days) > 500
    assert set(days.values()) == {1}


def test_nobody_is_a_member_twice_on_a_day(county: CountyRecord) -> None:
    spells: dict[int, list[tuple[date, date]]] = {}
    for unit in county.units:
        for row in unit.members:
            assert row.ends_on is None or row.starts_on < row.ends_on
            assert row.starts_on >= unit.starts_on
            assert row.starts_on >= row.person.joined_on
            spells.setdefault(row.person.id, []).append((row.starts_on, row.ends_on or date.max))
    for rows in spells.values():
        rows.sort()
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(rows))


def test_history_has_a_merger_a_rename_a_founding_a_postponement(county: CountyRecord) -> None:
    ((gone, lasting, event, day),) = county.successions
    units = {unit.id: unit for unit in county.units}
    assert event == "merge"
    assert units[gone].ends_on == day
    assert not [row for row in units[gone].members if row.ends_on is None or row.ends_on > day]
    assert [row for row in units[lasting].members if row.starts_on == day]
    assert not [g for g in county.gatherings if g.unit_id == gone and g.day >= day]
    assert [g for g in county.gatherings if g.unit_id == gone]
    assert sum(len(unit.earlier) for unit in county.units) == 1
    quarter = date(2026, 10, 1)
    assert sum(quarter < unit.starts_on <= DAY for unit in county.units) == 1
    (postponed,) = county.postponements
    assert postponed.period == "2026-Q3"


def test_gatherings_stand_on_their_rolls(county: CountyRecord) -> None:
    for row in county.gatherings:
        if row.roll is None:
            assert row.absent is None
            continue
        votes = dict(row.roll.entries)
        assert row.absent is not None
        places = [list(votes).index(int(id)) for id, _ in row.absent]
        assert places == sorted(set(places))
        assert row.entitled == row.roll.voting
        assert row.present == row.roll.voting - sum(votes[int(id)] for id, _ in row.absent)
        assert row.attended == row.roll.size - len(row.absent) >= 0
        assert {reason for _, reason in row.absent} <= {"", "leave", "away", "ill"}


def test_minutes_are_one_to_four_finished_sentences(county: CountyRecord) -> None:
    texts = [row.minutes for row in county.gatherings if row.state == "held"]
    for text in texts:
        assert text.endswith("。")
        assert "{" not in text
        assert len(text) < 300
    assert len(set(texts)) > 0.7 * len(texts)
