"""`jiceng statistics`: the yearly tables as the page gives them; a status that says whether sums agree."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from python_calamine import CalamineWorkbook

from jiceng.apps.journal.files import entries_of
from jiceng.apps.journal.models import AuditEntry
from jiceng.apps.organisations.models import profile
from tests.apps.statistics.entered_twice import enter_twice
from tests.county import AT, County
from tests.faces.cli.conftest import Command


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The command is given on the small county's day."""
    with patch("jiceng.faces.cli.statistics.timezone.now", return_value=AT):
        yield


def test_the_whole_office_of_the_running_year(jiceng: Command, county: County) -> None:
    done = jiceng("statistics", "--json")
    assert done.status == 0, done.err
    found = json.loads(done.out)
    assert (found["unit"], found["year"], found["as_of"]) == (county.unit("青禾县").code, 2026, "2026-11-22")
    assert [each["table"] for each in found["tables"]] == list(profile().statistics)
    assert found["agrees"] is True
    assert all(check["agrees"] for check in found["checks"])
    sex = next(each for each in found["tables"] if each["table"] == "sex")
    assert sex["rows"][-1] == {"code": "total", "title": "合计"}
    assert sex["figures"][-1][0] == 16  # as on the page


def test_a_unit_and_a_past_year(jiceng: Command, county: County) -> None:
    code = county.unit("青石镇").code
    found = json.loads(jiceng("statistics", "--unit", code, "--year", "2025", "--json").out)
    assert (found["unit"], found["name"], found["as_of"]) == (code, "青石镇", "2025-12-31")


def test_tables_and_sums_for_people(jiceng: Command, county: County) -> None:
    done = jiceng("statistics", "--unit", county.unit("青石镇").code)
    assert done.status == 0, done.err
    assert "青石镇2026年党组织统计表" in done.out
    assert "截至：2026年11月22日" in done.out
    assert "项全部成立。" in done.out.splitlines()[-1]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_sum_that_fails_is_told_and_is_the_status(
    jiceng: Command, county: County, form: tuple[str, ...]
) -> None:
    enter_twice(county)
    done = jiceng("statistics", "--year", "2025", *form)
    assert done.status == 1, done.err
    if form:
        found = json.loads(done.out)
        failed = [each for each in found["checks"] if not each["agrees"]]
        assert not found["agrees"]
        assert [(each["kind"], each["faults"][0]["stated"]) for each in failed] == [("once", 1)]
    else:
        assert "勾稽关系有1处不成立" in done.out
        assert "同一人只计一次" in done.out.splitlines()[-1]


def test_the_workbook_is_the_pages_and_stands_in_the_journal(
    jiceng: Command, county: County, tmp_path: Path
) -> None:
    path = tmp_path / "tables.xlsx"
    done = jiceng("statistics", "--out", str(path))
    assert done.status == 0, done.err
    assert "已写到" in done.out
    assert "项全部成立。" in done.out
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    assert len(book.sheet_names) == len(profile().statistics) + 1
    rows = book.get_sheet_by_index(0).to_python()
    mark = str(rows[-1][0]).split("标记")[-1].strip("：: 。.")
    entry = AuditEntry.objects.get(pk=entries_of(mark)[0])
    assert (entry.type, entry.actor_name) == ("table.exported", "jiceng statistics")


def test_a_workbook_that_cannot_be_written_leaves_no_entry(
    jiceng: Command, county: County, tmp_path: Path
) -> None:
    before = AuditEntry.objects.count()
    done = jiceng("statistics", "--out", str(tmp_path / "nowhere" / "tables.xlsx"))
    assert (done.status, done.out) == (2, "")
    assert "无法写入" in done.err
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("given", [("--unit", "nowhere"), ("--year", "0"), ("--year", "2027")])
def test_what_there_is_not_is_one_sentence(jiceng: Command, county: County, given: tuple[str, str]) -> None:
    done = jiceng("statistics", *given)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert ("2026 年的统计报表" in done.err) is (given[0] == "--year")
