"""`jiceng import`: exit status, words and JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from jiceng.apps.people.models import Person
from jiceng.engines.sheets import read_workbook
from tests.apps.intake.workbooks import HEADINGS, person, write_register
from tests.county import County, id_number
from tests.engines.sheets import hostile
from tests.faces.cli.conftest import Command

KEYS = ["as", "rows", "written", "unchanged", "rejected", "unknown_columns", "import_id"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "党员名册.xlsx"


def test_all_good_ends_with_0(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(201), headings=[*HEADINGS, "备注"])
    done = jiceng("import", str(path))
    assert (done.status, done.err) == (0, "")
    assert "共 1 行:写入 1 行,无变化 0 行,退回 0 行。".replace(":", "：").replace(",", "，") in done.out
    assert "未读取的列：备注" in done.out
    assert Person.objects.filter(name="许小满").exists()


def test_a_rejected_row_ends_with_1_and_says_why(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(201), person(202, 姓名="[red]许3"))
    done = jiceng("import", str(path))
    assert done.status == 1
    assert "[red]许3" in done.out
    assert "--accept-good" in done.out
    assert not Person.objects.filter(name="许小满").exists()


def test_good_rows_written_ends_with_3(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(201), person(202, 公民身份号码=id_number(202)[:16] + "99"))
    done = jiceng("import", str(path), "--accept-good", "--json")
    assert done.status == 3
    report = json.loads(done.out)
    assert list(report)[: len(KEYS)] == KEYS
    assert (report["as"], report["rows"], report["written"], report["unchanged"]) == ("people", 2, 1, 0)
    (rejected,) = report["rejected"]
    reason = rejected.pop("reason")
    assert rejected == {
        "sheet": "党员名册",
        "row": 3,
        "column": "公民身份号码",
        "value": "990*************99",
        "code": "id_number_check",
        "suggestion": "",
    }
    assert "校验" in reason
    assert isinstance(report["import_id"], int)


def test_again_all_is_unchanged(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(201))
    jiceng("import", str(path))
    again = jiceng("import", str(path), "--json")
    report = json.loads(again.out)
    assert (again.status, report["written"], report["unchanged"], report["import_id"]) == (0, 0, 1, None)


def test_a_dry_run_says_what_would_come(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(201))
    done = jiceng("import", str(path), "--dry-run")
    assert done.status == 0
    assert "仅作检查" in done.out
    assert not Person.objects.filter(name="许小满").exists()


def test_a_file_refused_ends_with_2_in_one_sentence(jiceng: Command, county: County, path: Path) -> None:
    for make, code in ((hostile.truncated, "file_truncated"), (hostile.encrypted, "file_encrypted")):
        make(path)
        done = jiceng("import", str(path), "--json")
        assert done.status == 2
        assert json.loads(done.out) == {"error": code, "data": {}}
        assert done.err.endswith("。\n")
        assert done.err.count("\n") == 1
    missing = jiceng("import", str(path.with_name("none.xlsx")))
    assert (missing.status, missing.out) == (2, "")


def test_a_long_list_is_cut_short_on_screen_only(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, *(person(number, 姓名="") for number in range(201, 261)))
    assert "另有 10 条" in jiceng("import", str(path)).out
    assert len(json.loads(jiceng("import", str(path), "--json").out)["rejected"]) == 60


def test_rejected_rows_come_back_to_be_mended(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(201), person(202, 姓名="许3"))
    done = jiceng("import", str(path), "--accept-good")
    assert done.status == 3
    back = path.with_name("党员名册-待修改.xlsx")
    assert str(back) in done.out.replace("\n", "")
    (sheet,) = read_workbook(back)
    texts = [str(cell) for cell in sheet.rows[-1].cells]
    assert "许3" in texts
    assert id_number(202) in texts
    assert any(text.startswith("姓名") and "数字" in text for text in texts)
    again = jiceng("import", str(back), "--json")
    assert (again.status, json.loads(again.out)["rows"]) == (1, 1)


def test_a_dry_run_writes_no_file(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(202, 姓名="许3"))
    assert jiceng("import", str(path), "--dry-run").status == 1
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_import_is_taken_back(jiceng: Command, county: County, path: Path) -> None:
    write_register(path, person(201))
    number = json.loads(jiceng("import", str(path), "--json").out)["import_id"]
    done = jiceng("import", "--undo", str(number), "--json")
    assert (done.status, json.loads(done.out)) == (0, {"import_id": number, "taken_back": 1, "left": []})
    assert jiceng("import", "--undo", str(number)).status == 2


@pytest.mark.parametrize(
    "arguments",
    [("--as", "cats"), ("--differences", "both"), ("--undo", "77"), ()],
    ids=lambda each: each[:1],
)
def test_what_makes_no_sense_ends_with_2(jiceng: Command, county: County, path: Path, arguments: Any) -> None:
    write_register(path, person(201))
    file = () if not arguments or arguments[0] == "--undo" else (str(path),)
    done = jiceng("import", *file, *arguments)
    assert done.status == 2
    assert not Person.objects.filter(name="许小满").exists()
