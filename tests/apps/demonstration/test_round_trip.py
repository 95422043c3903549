"""The whole sample county: written with `jiceng sample --xlsx`, taken into an empty database with
`jiceng import`, the same again.

Compared is the register as it stands, by names and codes, never by ids: units, members, who is away, bodies,
terms, seats, posts and who holds them, gatherings, and every verdict that follows. Not carried by an office's
workbooks: who left, closed units, attendance by name, earlier versions of a record, postponements, and since
when a post that must be there was set up.
"""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from string import Template

import pytest
from django.utils import timezone

from jiceng.apps.duties.freshness import horizon
from tests.apps.demonstration.fixtures import ROOT, copy_county

KINDS = (("组织机构", "units"), ("党员名册", "people"), ("班子成员", "posts"), ("会议记录", "gatherings"))
NAMES = {
    "PERSON": "p.name, p.initials, p.sex, p.birth_date, p.ethnicity, p.education, p.occupation, p.phone, "
    "p.id_number_masked",
    "UNIT": "JOIN organisations_unit u ON u.id =",
}
TABLES = {
    "units": """
        SELECT u.code, u.division_code, v.name, v.kind, v.form, above.code, length(v.path), v."order",
               (SELECT min(starts_on) FROM organisations_unitversion WHERE unit_id = u.id)
        FROM organisations_unitversion v $UNIT v.unit_id
        LEFT JOIN organisations_unit above ON above.id = v.parent_id WHERE v.ends_on IS NULL""",
    "members": """
        SELECT $PERSON, u.code, m.standing, m.joined_on, m.starts_on
        FROM people_membership m JOIN people_person p ON p.id = m.person_id $UNIT m.unit_id
        WHERE m.ends_on IS NULL AND m.starts_on <= :day""",
    "away": """
        SELECT $PERSON, u.code, a.starts_on
        FROM people_absence a JOIN people_person p ON p.id = a.person_id $UNIT a.unit_id
        WHERE a.ends_on IS NULL AND a.starts_on <= :day""",
    "bodies": """
        SELECT u.code, b.kind, b.name, b.starts_on FROM organisations_body b $UNIT b.unit_id
        WHERE b.ends_on IS NULL""",
    "terms": """
        SELECT u.code, b.kind, b.name, t.starts_on, t.due_on, t.ended_on
        FROM organisations_term t JOIN organisations_body b ON b.id = t.body_id $UNIT b.unit_id
        WHERE b.ends_on IS NULL""",
    "seats": """
        SELECT u.code, b.kind, b.name, $PERSON, s.starts_on
        FROM people_seat s JOIN organisations_body b ON b.id = s.body_id $UNIT b.unit_id
        JOIN people_person p ON p.id = s.person_id WHERE s.ends_on IS NULL AND b.ends_on IS NULL""",
    "posts": """
        SELECT u.code, o.kind, $PERSON, h.starts_on
        FROM organisations_post o $UNIT o.unit_id
        LEFT JOIN people_postholding h ON h.post_id = o.id AND h.ends_on IS NULL
        LEFT JOIN people_person p ON p.id = h.person_id WHERE o.ends_on IS NULL""",
    "gatherings": """
        SELECT u.code, b.name, g.kind, g.state, g.day, g.time, g.place, g.subject, g.minutes, g.items,
               g.makes_up, g.chair, g.recorder, g.entitled, g.present, g.attended, g.measured
        FROM gatherings_gathering g $UNIT g.unit_id LEFT JOIN organisations_body b ON b.id = g.body_id
        JOIN organisations_unitversion v ON v.unit_id = u.id AND v.ends_on IS NULL
        WHERE g.day >= :first
            AND (g.state = 'held' AND g.day <= :day OR g.state = 'announced' AND g.day >= :day)
        """,
    "verdicts": """
        SELECT u.code, d.duty, d.period, d.opens_on, d.closes_on, d.grace_until, d.met_on, d.excuse,
               d.excuse_until
        FROM duties_verdict d $UNIT d.unit_id
        JOIN organisations_unitversion v ON v.unit_id = u.id AND v.ends_on IS NULL""",
}


def jiceng(folder: Path, *arguments: str) -> str:
    """Run the command on a data folder; returns what it says."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"JICENG_DATA": str(folder), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [str(Path(sys.executable).with_name("jiceng")), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def register(folder: Path, day: date) -> dict[str, "Counter[tuple[object, ...]]"]:
    """What a database says of each table, as far as workbooks carry it."""
    with sqlite3.connect(folder / "jiceng.sqlite3") as database:
        days = {"day": str(day), "first": str(horizon(day)[0])}
        return {
            name: Counter(database.execute(Template(query).substitute(NAMES), days))
            for name, query in TABLES.items()
        }


def postponed(folder: Path) -> set[tuple[str, ...]]:
    """Unit, duty and period of what was postponed: an approval no workbook carries."""
    query = "SELECT u.code, p.duty, p.period FROM duties_postponement p $UNIT p.unit_id"
    with sqlite3.connect(folder / "jiceng.sqlite3") as database:
        return set(database.execute(Template(query).substitute(NAMES)))


@pytest.mark.sample
def test_the_county_rebuilt_from_its_workbooks_is_the_county(sample_folder: Path, tmp_path: Path) -> None:
    county = copy_county(sample_folder, tmp_path / "county")
    sheets, empty = tmp_path / "sheets", tmp_path / "empty"
    jiceng(county, "sample", "--xlsx", str(sheets))
    jiceng(empty, "migrate")
    for name, kind in KINDS:
        for path in sorted(sheets.glob(f"{name}*.xlsx")):
            jiceng(empty, "import", str(path), "--as", kind)
    day = timezone.localdate()
    before, after = register(county, day), register(empty, day)
    assert {name for name, rows in before.items() if sum(rows.values()) > 1_000} == set(TABLES)
    except_for = postponed(county)
    for rows in (before["verdicts"], after["verdicts"]):
        for row in [row for row in rows if row[:3] in except_for]:
            del rows[row]
    for name, rows in before.items():
        missing, more = rows - after[name], after[name] - rows
        assert not missing, (name, len(missing), next(iter(missing)))
        assert not more, (name, len(more), next(iter(more)))
