"""Evaluating every duty of a county over 24 months: the columnar evaluator against its peers, in one run.

Peers: the tests' row-by-row evaluator (what a program without columns does; it must find the same outcomes)
and, for one duty that plain SQL says in one statement, DuckDB. The floor is one pass over the gatherings'
columns. Take the ratios, not the seconds.

    python benchmarks/duties_evaluation.py [--units 1300] [--naive-units 60] [--times 7] [--seed 1]
"""

import argparse
import importlib
import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from jiceng.engines.procedure import (  # noqa: E402  # the tests' evaluator lies beside this folder
    OPEN,
    Absences,
    Acts,
    Bodies,
    Facts,
    Memberships,
    Outcomes,
    Postponements,
    Profile,
    Terms,
    Units,
    UnitSpans,
    Vacancies,
    evaluate,
    load_profile,
)
from jiceng.kernel.periods import Cadence, periods_between  # noqa: E402
from tests.engines.procedure.naive import naive_outcomes  # noqa: E402
from tests.engines.procedure.unpacking import world_of  # noqa: E402

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
MEMBERS_A_UNIT, ACTS_A_UNIT = 35, 100


def zezhou() -> Profile:
    """The county's profile."""
    folder = resources.files("jiceng") / "profiles"
    return load_profile("zezhou", lambda name: (folder / name).read_text(encoding="utf-8"))


def rows_per_unit(chance: np.random.Generator, units: int, mean: float) -> np.ndarray:
    """Unit numbers, each as often as a Poisson draw of `mean` says."""
    return np.repeat(np.arange(units), chance.poisson(mean, units))


def days_between(chance: np.random.Generator, first: date, last: date, size: int) -> np.ndarray:
    """Random ordinals in [first, last]."""
    return chance.integers(first.toordinal(), last.toordinal() + 1, size)


def county(profile: Profile, units: int, seed: int) -> Facts:
    """Columns of a made-up county: about 35 members and 100 gatherings a unit."""
    chance = np.random.default_rng(seed)
    numbers = profile.numbers
    founded = np.full(units, date(2000, 1, 1).toordinal())
    late = chance.random(units) < 0.03
    founded[late] = days_between(chance, FIRST, LAST, int(late.sum()))
    closed = np.where(chance.random(units) < 0.02, days_between(chance, date(2026, 6, 1), LAST, units), OPEN)
    closed = np.where(closed > founded, closed, OPEN)
    forms = [
        numbers.organisation_forms[code] for code in ("branch", "joint_branch", "general_branch", "committee")
    ]
    return Facts(
        units=Units(founded, closed),
        unit_spans=UnitSpans(
            np.arange(units),
            chance.integers(2, len(profile.unit_kinds), units),
            chance.choice(forms, units, p=[0.85, 0.08, 0.05, 0.02]),
            founded,
            closed,
        ),
        **_people(chance, units),
        **_bodies(profile, chance, units),
        acts=_acts(profile, chance, units),
    )


def _people(chance: np.random.Generator, units: int) -> dict[str, Any]:
    member = rows_per_unit(chance, units, MEMBERS_A_UNIT)
    start = days_between(chance, date(1980, 1, 1), date(2026, 6, 1), len(member))
    left = chance.random(len(member)) < 0.1
    end = np.where(left, np.maximum(days_between(chance, FIRST, LAST, len(member)), start + 1), OPEN)
    away = rows_per_unit(chance, units, 2)
    gone = days_between(chance, FIRST, LAST, len(away))
    return {
        "memberships": Memberships(member, start, end, chance.random(len(member)) < 0.95),
        "absences": Absences(away, gone, gone + 200),
    }


def _bodies(profile: Profile, chance: np.random.Generator, units: int) -> dict[str, Any]:
    numbers = profile.numbers
    everyone = np.arange(units)
    groups = rows_per_unit(chance, units, 1.5)
    owner = np.concatenate([everyone, groups])
    kinds = np.repeat(
        [numbers.body_kinds["branch_committee"], numbers.body_kinds["party_group"]], [units, len(groups)]
    )
    since = np.full(len(owner), date(2000, 1, 1).toordinal())
    ends_on = days_between(chance, date(2024, 1, 1), date(2029, 1, 1), units)
    followed = np.where(chance.random(units) < 0.5, ends_on - 5, OPEN)
    empty = everyone[chance.random(units) < 0.05]
    gap = days_between(chance, FIRST, LAST, len(empty))
    some = everyone[chance.random(units) < 0.02]
    quarter = date(2026, 7, 1).toordinal()
    return {
        "bodies": Bodies(owner, kinds, since, np.full(len(owner), OPEN), np.arange(len(owner))),
        "terms": Terms(everyone, everyone, kinds[:units], ends_on - 1800, ends_on, followed, followed),
        "vacancies": Vacancies(
            empty,
            np.full(len(empty), numbers.post_kinds["secretary"]),
            gap,
            np.where(chance.random(len(empty)) < 0.6, gap + 80, OPEN),
        ),
        "postponements": Postponements(
            some,
            np.full(len(some), numbers.duties["members_meeting"]),
            np.full(len(some), quarter),
            np.full(len(some), date(2026, 9, 30).toordinal()),
            np.full(len(some), date(2026, 10, 31).toordinal()),
        ),
    }


def _acts(profile: Profile, chance: np.random.Generator, units: int) -> Acts:
    unit = rows_per_unit(chance, units, ACTS_A_UNIT)
    size = len(unit)
    day = days_between(chance, FIRST, LAST, size)
    entitled = chance.integers(3, 60, size)
    making_up = chance.random(size) < 0.02
    month = [date.fromordinal(int(each)).replace(day=1).toordinal() for each in day]
    before = [date.fromordinal(each - 1).replace(day=1).toordinal() for each in month]
    return Acts(
        id=np.arange(size) + 1,
        unit=unit,
        kind=chance.integers(0, len(profile.gathering_kinds), size),
        day=day,
        makes_up_start=np.where(making_up, before, 0),
        makes_up_cadence=making_up.astype(int),
        body=chance.integers(0, units, size),
        entitled=entitled,
        present=(entitled * chance.uniform(0.4, 1, size)).astype(int),
        items=chance.integers(0, 2 ** len(profile.items), size, dtype=np.uint64),
        measured=chance.integers(0, 30, size),
    )


def best(work: Callable[[], object], times: int) -> float:
    """Shortest of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def floor(facts: Facts) -> int:
    """One pass over the columns of gatherings: kind, quorum and month, counted by unit."""
    acts = facts.acts
    quorate = (acts.kind >= 0) & (acts.present * 2 >= acts.entitled)
    month = (acts.day - FIRST.toordinal()) // 31
    return int(np.bincount((acts.unit * 25 + month)[quorate]).max())


SQL = """
WITH dated AS (SELECT *, DATE '0001-01-01' + (day - 1) AS held FROM acts),
  met AS (
    SELECT unit, year(held) * 4 + quarter(held) - 1 AS slot, min(day) AS met_on, count(*) AS counted
    FROM dated WHERE kind = ? AND entitled > 0 AND present * 2 >= entitled GROUP BY 1, 2)
SELECT units.unit, periods.slot, met.met_on, met.counted
FROM units CROSS JOIN periods LEFT JOIN met USING (unit, slot)
WHERE EXISTS (
  SELECT 1 FROM members
  WHERE members.unit = units.unit AND members.start <= periods.closes AND members.ends > periods.closes)
"""


def duckdb_peer(profile: Profile, facts: Facts, times: int) -> float | None:
    """Seconds for the members' meeting without excuses, grace and make-ups; None when not installed."""
    if importlib.util.find_spec("duckdb") is None:
        return None
    duckdb = importlib.import_module("duckdb")
    connection = duckdb.connect()
    acts, members = facts.acts, facts.memberships
    quarters = periods_between(Cadence.QUARTER, FIRST, LAST)
    tables = {
        "acts": {name: getattr(acts, name) for name in ("unit", "kind", "day", "entitled", "present")},
        "members": {"unit": members.unit, "start": members.start, "ends": members.end},
        "units": {"unit": np.arange(facts.size)},
        "periods": {
            "slot": np.array([each.start.year * 4 + each.start.month // 3 for each in quarters]),
            "closes": np.array([each.end.toordinal() for each in quarters]),
        },
    }
    for name, columns in tables.items():
        connection.register(f"{name}_columns", columns)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_columns")  # noqa: S608
    kind = [profile.numbers.gathering_kinds["members_meeting"]]
    return best(lambda: connection.execute(SQL, kind).fetchnumpy(), times)


def naive_seconds(profile: Profile, facts: Facts, units: int) -> tuple[float, int]:
    """Seconds of the row-by-row evaluator over the first units, and how many rows; stops if they differ."""
    worlds = [world_of(profile, facts.of_unit(unit)) for unit in range(units)]
    start = time.perf_counter()
    found = [naive_outcomes(profile, world, FIRST, LAST) for world in worlds]
    seconds = time.perf_counter() - start
    naive = Counter(replace(each, unit=unit) for unit, rows in enumerate(found) for each in rows)
    bulk = Counter(each for each in evaluate(profile, facts, FIRST, LAST).rows() if each.unit < units)
    if naive != bulk:
        raise SystemExit("the evaluators disagree")
    return seconds, sum(naive.values())


def line(name: str, seconds: float, against: float, note: str = "") -> None:
    """Print one peer: seconds, and how many times those of the columnar evaluator."""
    print(f"{name:<32}{seconds:10.4f} s {seconds / against:9.3f} ×  {note}")


def report(profile: Profile, facts: Facts, naive_units: int, times: int) -> None:
    """Print sizes, seconds and ratios."""
    outcomes: Outcomes = evaluate(profile, facts, FIRST, LAST)
    print(f"{facts.size} units, {len(facts.memberships)} memberships, {len(facts.acts)} gatherings,")
    print(f"{len(profile.duties)} duties, {FIRST} to {LAST}: {len(outcomes)} outcomes")
    every = best(lambda: evaluate(profile, facts, FIRST, LAST), times)
    line("columnar, every duty", every, every)
    line("one pass over the gatherings", best(lambda: floor(facts), times), every, "floor")
    seconds, rows = naive_seconds(profile, facts, naive_units)
    note = f"from {naive_units} units; {rows} equal outcomes"
    line("row by row, every duty", seconds * facts.size / naive_units, every, note)
    one = best(lambda: evaluate(profile, facts, FIRST, LAST, ["members_meeting"]), times)
    line("columnar, members' meeting", one, one)
    peer = duckdb_peer(profile, facts, times)
    if peer is None:
        print("!!! DuckDB is not installed: its peer was NOT run. It belongs in a scratch environment.")
    else:
        line("DuckDB SQL, members' meeting", peer, one, "without excuses, grace, make-ups, evidence")


def main() -> None:
    """Read the arguments and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=1300)
    parser.add_argument("--naive-units", type=int, default=60)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    profile = zezhou()
    report(
        profile, county(profile, given.units, given.seed), min(given.naive_units, given.units), given.times
    )


if __name__ == "__main__":
    main()
