"""A hundred counties at random: tables agree with a plain recount, sums agree, every figure has its list."""

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from django.db import transaction

from jiceng.apps.organisations.history import unit_file
from jiceng.apps.organisations.models import Unit, UnitVersion, profile
from jiceng.apps.statistics.behind import cell_list
from jiceng.apps.statistics.selectors import YearTables, year_tables
from jiceng.engines.procedure import GAINED, LOST, ONCE, TOTAL
from tests.apps.statistics.random_counties import FIRST, TODAY, RandomCounty, draw
from tests.apps.statistics.recount import (
    EDUCATION,
    ETHNICITY,
    OCCUPATION,
    Cells,
    Recount,
    age_class,
    joined_class,
    size_class,
)
from tests.county import SYSTEM

COUNTIES = 100


def tables_of(unit: Unit, year: int) -> YearTables:
    return year_tables(SYSTEM, unit_file(SYSTEM, unit.code, TODAY), year, TODAY)


def shown(tables: YearTables, code: str) -> Cells:
    """A table's figures by row and column, without totals, parts and zeros."""
    figures, found = tables.figures[code], Counter[tuple[str, str]]()
    for row in figures.rows:
        for column in figures.columns:
            if not {TOTAL, GAINED, LOST} & {row, column} and "." not in column and figures.at(row, column):
                found[row, column] = figures.at(row, column)
    return found


def expected(recount: Recount) -> dict[str, Cells]:
    """The same of every table, counted anew."""
    members = recount.members()

    def of_members(place: Any) -> Cells:
        return Counter((place(row), row.standing) for row in members)

    def kind(row: Any) -> str:
        version = recount.version(row.unit_id, recount.last)
        return version.kind if version else ""

    units = recount.units()
    branches = [(version, heads) for version, heads in units if version.form in ("branch", "joint_branch")]
    return {
        "sex": of_members(lambda row: {"1": "male", "2": "female"}.get(row.person.sex, "unknown")),
        "age": of_members(lambda row: age_class(row.person.birth_date, recount.last)),
        "ethnicity": of_members(lambda row: ETHNICITY[row.person.ethnicity]),
        "education": of_members(lambda row: EDUCATION[row.person.education]),
        "occupation": of_members(lambda row: OCCUPATION[row.person.occupation]),
        "joined": of_members(lambda row: joined_class(row.joined_on)),
        "where": of_members(kind),
        "changes": recount.changes(),
        "organisations": Counter((version.kind, version.form or "unknown") for version, _ in units),
        "size": Counter((size_class(heads), version.form) for version, heads in branches),
        "posts": recount.posts(),
        "committees": recount.terms(),
    }


def women(recount: Recount) -> Cells:
    """Of the members by age, the women."""
    rows = [row for row in recount.members() if row.person.sex == "2"]
    return Counter((age_class(row.person.birth_date, recount.last), "sex.female") for row in rows)


def every_list_is_as_long_as_its_figure(tables: YearTables) -> Iterable[str]:
    for code, figures in tables.figures.items():
        for row in figures.rows:
            for column in figures.columns:
                behind = cell_list(tables, code, row, column)
                if len(behind.ids) != figures.at(row, column) or behind.hidden:
                    yield f"{code} {row} {column}: {len(behind.ids)} ≠ {figures.at(row, column)}"


@pytest.mark.django_db
@pytest.mark.parametrize("tenth", range(10))
def test_tables_of_random_counties_agree_with_a_recount_and_their_sums_hold(tenth: int) -> None:
    for seed in range(tenth * COUNTIES // 10, (tenth + 1) * COUNTIES // 10):
        random = Random(seed)
        with transaction.atomic():
            county = draw(random)
            _agree(random, county, seed)
            transaction.set_rollback(True)


def _agree(random: Random, county: RandomCounty, seed: int) -> None:
    year, unit = random.randint(2021, 2026), random.choice((county.root, *county.towns))
    tables, recount = tables_of(unit, year), Recount(unit, year, TODAY)
    counted = expected(recount)
    assert set(counted) == set(profile().statistics)
    for code, cells in counted.items():
        assert shown(tables, code) == cells, (seed, unit.code, year, code)
    found = tables.figures["age"]
    parts = {(row, "sex.female"): found.at(row, "sex.female") for row in found.rows if row != TOTAL}
    assert Counter(parts) == women(recount)
    assert not [check for check in tables.checks if not check.holds and check.kind != ONCE], (seed, year)
    assert not list(every_list_is_as_long_as_its_figure(tables)), (seed, unit.code, year)


@pytest.mark.django_db
def test_the_random_counties_have_what_is_hard() -> None:
    """Movements of every kind, units that moved, persons entered twice: else agreement says little."""
    seen: Counter[str] = Counter()
    for seed in range(COUNTIES):
        random = Random(seed)
        with transaction.atomic():
            county = draw(random)
            year, unit = random.randint(2021, 2026), random.choice((county.root, *county.towns))
            tables = tables_of(unit, year)
            seen.update(each.code for each in tables.people.moved)
            seen["twice"] += len(tables.people.twice)
            seen["moved"] += UnitVersion.objects.filter(starts_on__gt=FIRST).count()
            transaction.set_rollback(True)
    codes = {word for group in profile().classifications["movement"].groups for word in group.words}
    assert codes - {"opening", "closing", "withdrawn"} <= set(seen)
    assert seen["twice"] > 5
    assert seen["moved"] > 100
