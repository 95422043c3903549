"""`read_workbook`: what comes back typed, and how it crosses the pipe."""

import subprocess
import sys
from datetime import date, datetime
from datetime import time as clock
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from jiceng.engines.sheets import Limits, Row, read_workbook
from jiceng.engines.sheets.workbook import pack_cell, unpack_cell
from jiceng.engines.sheets.worker import write_lines
from jiceng.kernel.errors import FileRefused
from tests.engines.sheets import hostile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.xlsx"


def refusal(path: Path, limits: Limits | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_workbook(path, limits)
    return caught.value


def test_cells_keep_their_type(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("名册")
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        hour = workbook.add_format({"num_format": "hh:mm"})
        sheet.write_row(2, 1, ["张三", 1, 2.5, True])
        sheet.write_datetime(2, 5, datetime(1998, 7, 1), day)
        sheet.write_datetime(2, 6, datetime(1998, 7, 1, 9, 30), moment)
        sheet.write_datetime(2, 7, clock(9, 30), hour)
        sheet.write_string(2, 8, "=1+1")
        sheet.write_formula(2, 9, "=1+1", value=2)
    (found,) = read_workbook(path)
    assert found.name == "名册"
    (row,) = found.rows
    assert row.number == 3
    expected = (
        None,
        "张三",
        1,
        2.5,
        True,
        date(1998, 7, 1),
        datetime(1998, 7, 1, 9, 30),
        clock(9, 30),
        "=1+1",
        2,
    )
    assert row.cells == expected


def test_empty_rows_are_left_out_and_numbers_stay_true(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("一")
        sheet.write_row(0, 0, ["a"])
        sheet.write_row(4, 2, ["b"])
        workbook.add_worksheet("二")
        workbook.add_worksheet("三").hide()
    first, second, third = read_workbook(path)
    assert first.rows == (Row(1, ("a",)), Row(5, (None, None, "b")))
    assert (second.rows, second.hidden) == ((), False)
    assert third.hidden


def test_a_million_styled_empty_rows_cost_little(path: Path) -> None:
    rows = "".join(
        f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>' for number in range(2, 1_000_002)
    )
    hostile.package(
        path, hostile.SHEET_START + '<row r="1"><c r="A1"><v>7</v></c></row>' + rows + hostile.SHEET_END
    )
    (sheet,) = read_workbook(path)
    assert sheet.rows == (Row(1, (7,)),)


def test_limits_hold_over_all_sheets_together(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name in ("一", "二"):
            workbook.add_worksheet(name).write_column(0, 0, ["a", "b"])
    assert len(read_workbook(path, Limits(cells=4, rows=4, texts=4, columns=1))) == 2
    assert refusal(path, Limits(cells=3)).code == "file_too_many_cells"
    assert refusal(path, Limits(rows=3)).code == "file_too_many_cells"
    assert refusal(path, Limits(texts=3)).code == "file_unpacks_too_large"
    assert refusal(path, Limits(columns=0)).code == "file_too_many_columns"


def test_worker_says_how_it_ended() -> None:
    output = BytesIO()
    write_lines(BytesIO(b"%PDF-1.7"), output, Limits())
    assert output.getvalue().endswith(b'\n{"refused": "file_wrong_type"}\n')


def test_worker_imports_no_django() -> None:
    program = "import sys, jiceng.engines.sheets.worker; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-I", "-c", program]).returncode == 0


@pytest.mark.parametrize(
    "value", ["文", 0, 1.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 678), clock(1, 2, 3), None]
)
def test_cells_cross_the_pipe_unchanged(value: object) -> None:
    found = unpack_cell(pack_cell(value))
    assert found == value
    assert type(found) is type(value)


def test_numbers_without_a_value_come_as_text() -> None:
    assert pack_cell(float("inf")) == "inf"
    assert pack_cell("") is None
