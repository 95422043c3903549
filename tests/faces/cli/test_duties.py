"""`jiceng duties` and `jiceng rebuild`: what was owed, as JSON with exactly the promised fields."""

import json

from tests.county import County
from tests.faces.cli.conftest import Command

FIELDS = ["unit", "duty", "period", "state", "clause", "evidence"]


def test_duties_of_a_quarter(jiceng: Command, county: County) -> None:
    rebuilt = jiceng("rebuild")
    assert rebuilt.status == 0, rebuilt.err
    done = jiceng("duties", "--period", "2026-Q3", "--json")
    assert done.status == 0, done.err
    rows = json.loads(done.out)
    assert rows
    assert all(list(row) == FIELDS for row in rows)
    assert {"990525100200", "990525101200"} <= {row["unit"] for row in rows}
    assert all(row["clause"] and isinstance(row["evidence"], list) for row in rows)


def test_duties_below_a_unit(jiceng: Command, county: County) -> None:
    jiceng("rebuild")
    rows = json.loads(jiceng("duties", "--period", "2026-Q3", "--unit", "990525101", "--json").out)
    assert {row["unit"] for row in rows} <= {"990525101", "990525101200"}
    assert rows


def test_a_table_for_people_calls_no_habit_a_violation(jiceng: Command, county: County) -> None:
    jiceng("rebuild")
    done = jiceng("duties", "--period", "2026-Q2", "--unit", "990525101200")
    assert done.status == 0
    assert "未达一般频次" in done.out


def test_what_cannot_be_is_said_in_one_sentence(jiceng: Command, county: County) -> None:
    for arguments in (("--period", "soon"), ("--period", "2026", "--unit", "nowhere")):
        done = jiceng("duties", *arguments)
        assert (done.status, done.out) == (2, "")
        assert done.err.count("\n") == 1
