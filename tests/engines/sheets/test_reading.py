"""`read_workbook`: what comes back typed, what is refused and how, and that nothing stays behind."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
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


def test_entities_are_not_expanded(path: Path) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    hostile.package(path, hostile.rows_of("&b;&c;"), doctype=doctype)
    assert refusal(path).code == "file_truncated"


def children() -> set[str]:
    """Processes this one has started and not yet buried."""
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread of the test run may end meanwhile
            found.update((task / "children").read_text().split())
    return found


@pytest.mark.parametrize("make", hostile.REFUSED, ids=lambda make: make.__name__)
def test_hostile_files_are_refused_soon_and_leave_nothing(make: Callable[[Path], None], path: Path) -> None:
    make(path)
    open_before = set(Path("/proc/self/fd").iterdir())
    children_before = children()
    refused = refusal(path)
    assert refused.code in hostile.REFUSED[make]
    assert sorted(path.parent.iterdir()) == [path]
    assert set(Path("/proc/self/fd").iterdir()) == open_before
    assert children() <= children_before


def test_a_worker_that_takes_too_long_is_stopped(path: Path) -> None:
    hostile.package(path, hostile.SHEET_START + "<row><c><v>1</v></c></row>" * 150_000 + hostile.SHEET_END)
    assert refusal(path, Limits(seconds=0)).code == "file_refused"
    assert refusal(path, Limits(cpu_seconds=0)).code == "file_refused"
    assert refusal(path, Limits(memory_bytes=24 << 20)).code == "file_refused"


def test_a_file_larger_than_the_limit_is_not_opened(path: Path) -> None:
    hostile.plain_workbook(path)
    assert refusal(path, Limits(file_bytes=100)).code == "file_too_large"


def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    for path in (pipe, folder, tmp_path / "none.xlsx", Path("nul\0.xlsx")):
        assert refusal(path).code == "file_missing"


def test_another_ending_is_refused_whatever_is_inside(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    hostile.plain_workbook(path)
    assert refusal(path.rename(tmp_path / "file.txt")).code == "file_wrong_type"


def test_cell_limit(path: Path) -> None:
    hostile.package(path, hostile.rows_of("a", "b", "c"))
    assert refusal(path, Limits(cells=2)).code == "file_too_many_cells"


def test_worker_says_how_it_ended() -> None:
    output = BytesIO()
    write_lines(BytesIO(b"no workbook"), output, Limits())
    assert output.getvalue() == b'{"refused": "file_wrong_type"}\n'


def test_worker_imports_no_django_and_obeys_its_memory_limit(path: Path) -> None:
    program = "import sys, jiceng.engines.sheets.worker; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-I", "-c", program]).returncode == 0
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    hostile.far_corner(path)
    refusal(path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert after == before or after < 256 << 10  # kilobytes


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
