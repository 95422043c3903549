"""Rows given back: only the bad ones, in headings that are understood again, every reason beside them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.layout import understand
from jiceng.apps.intake.report import ImportReport, Rejection
from jiceng.apps.intake.returned import returned_sheets
from jiceng.apps.intake.services import Source, import_file, known
from jiceng.engines.sheets import Sheet, read_workbook
from jiceng.engines.sheets.writing import Properties, write_workbook
from tests.county import AT, SYSTEM, County, id_number

Lines = Sequence[Sequence[Any]]
GiveBack = Callable[[Lines], tuple[ImportReport, Sheet]]

GOOD = ["许小满", id_number(201), date(1999, 7, 1), "正式党员", "柳林村"]
HEADINGS = ["大名", "身份证号", "入党时间", "人员类别", "所在支部"]
COLUMNS = {"名册": {0: "name"}}


def explain(fault: Rejection) -> str:
    return f"{fault.column}:{fault.code}"


@pytest.fixture
def give_back(county: County, tmp_path: Path) -> GiveBack:
    """Import lines, and read the workbook of the rows that come back."""

    def given(lines: Lines) -> tuple[ImportReport, Sheet]:
        path = tmp_path / "名册.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet("名册")
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
        choices = Choices(kind="people", columns=COLUMNS, dry_run=True)
        report = import_file(actor=SYSTEM, at=AT, path=path, choices=choices)
        layout = understand(Source.of(path).sheets, known(SYSTEM, "people", Choices()), COLUMNS)
        target = tmp_path / "待修改.xlsx"
        about = Properties("t", "t", datetime(2026, 11, 22, tzinfo=UTC))
        write_workbook(target, returned_sheets(layout, report.rejected, explain), about)
        (back,) = read_workbook(target)
        return report, back

    return given


def test_only_rows_with_a_fault_come_back_with_all_their_reasons(give_back: GiveBack) -> None:
    bad = ["", id_number(202), date(2031, 1, 1), "正式党员", "柳林屯"]
    report, back = give_back([HEADINGS, GOOD, bad])
    assert report.good == 1
    heading, row = (list(each.cells) for each in back.rows)
    ours = ["错误原因", "修改建议", "原工作表", "原行号"]
    assert heading == ["姓名", "公民身份号码", "加入组织日期", "组织身份", "所在支部", *ours]
    assert row[:5] == [None, id_number(202), date(2031, 1, 1), "正式党员", "柳林屯"]
    why = "大名:name_missing\n入党时间:joined_in_the_future\n所在支部:unit_not_found"
    assert row[5:] == [why, "青石镇柳林村", "名册", 3]


def test_what_may_be_read_in_two_ways_comes_back_as_neither(give_back: GiveBack) -> None:
    _, back = give_back([HEADINGS, [*GOOD[:2], 1998.1, *GOOD[3:]]])
    assert back.rows[1].cells[2] == "1998-01 / 1998-10"


def test_numbers_come_back_as_they_stood(give_back: GiveBack) -> None:
    _, back = give_back(
        [
            [*HEADINGS, "备注"],
            ["", 990525197001012000, 1998.07, "正式党员", "柳林村", 0.5],
            ["", "", 36342, "正式党员", "柳林村", 7.25],
        ]
    )
    first, second = (row.cells for row in back.rows[1:])
    assert (first[1], first[2], first[5]) == ("9.90525197001012E+17", "1998.07", 0.5)
    assert (second[2], second[5]) == (36342, "7.25")


def test_the_group_above_a_row_comes_back_beside_it(give_back: GiveBack, tmp_path: Path) -> None:
    headings = [heading for heading in HEADINGS if heading != "所在支部"]
    _, back = give_back([headings, ["柳林村"], ["", *GOOD[1:4]]])
    assert list(back.rows[0].cells)[4] == "原表分组"
    assert list(back.rows[1].cells)[4] == "柳林村"


def test_the_line_that_names_the_unit_comes_back_above(give_back: GiveBack) -> None:
    headings = [heading for heading in HEADINGS if heading != "所在支部"]
    _, back = give_back([["党员名册"], ["填报单位：柳林村"], headings, ["", *GOOD[1:4]]])
    assert "填报单位：柳林村" in str(back.rows[0].cells[0])


def test_rows_mended_go_in_as_they_came_back(give_back: GiveBack, tmp_path: Path) -> None:
    bad = ["", id_number(202), 1998.1, "正式党员", "柳林村"]
    _, back = give_back([[*HEADINGS, "备注"], [*bad, "组长"]])
    lines = [list(row.cells) for row in back.rows]
    lines[1][0], lines[1][2] = "何雨", "1998-10"
    path = tmp_path / "改好.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(back.name)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in line])
    report = import_file(actor=SYSTEM, at=AT, path=path, choices=Choices(kind="people"))
    assert (report.written, report.rejected, report.unknown_columns) == (1, (), ("备注",))


def test_two_columns_that_mean_the_same_keep_different_headings(give_back: GiveBack) -> None:
    headings = [*HEADINGS, "手机", "联系电话"]
    _, back = give_back([headings, ["", *GOOD[1:], "13800000000", "03560000000"]])
    assert list(back.rows[0].cells)[5:7] == ["联系电话", "联系电话2"]
