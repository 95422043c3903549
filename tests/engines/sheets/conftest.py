"""One workbook in every format an office sends, made once a test run."""

import fcntl
import os
from datetime import datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from tests.office import converted


@pytest.fixture(scope="session")
def office_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `kinds` and `days1904`, each as .xlsx, .xls and .ods; the first worker that asks makes
    it, the others wait for it.
    """
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "office-files"
    with (base / "office-files.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            _make(folder)
            (folder / "made").touch()
    return folder


def _make(folder: Path) -> None:
    originals = [folder / "kinds.xlsx", folder / "days1904.xlsx"]
    kinds(originals[0])
    with xlsxwriter.Workbook(str(originals[1]), {"date_1904": True}) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        workbook.add_worksheet("日期").write_datetime(0, 0, datetime(1998, 7, 1), day)
    for suffix in ("xls", "ods"):
        for path in converted(originals, suffix):
            path.rename(folder / path.name)


def kinds(path: Path) -> None:
    """A workbook with a cell of every kind, merged ranges, an empty sheet and a hidden one."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("名册")
        sheet.merge_range(0, 0, 0, 4, "党员名册")
        sheet.merge_range(2, 0, 4, 0, "南村镇")
        sheet.write_row(2, 1, ["张三", 1, 2.5, "=1+1"])
        formats = ("yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm", 'yyyy"年"m"月"')
        day, moment, hour, month = (workbook.add_format({"num_format": each}) for each in formats)
        sheet.write_datetime(3, 1, datetime(1998, 7, 1), day)
        sheet.write_datetime(3, 2, datetime(1998, 7, 1, 9, 30), moment)
        sheet.write_datetime(3, 3, time(9, 30), hour)
        sheet.write_datetime(3, 4, datetime(1998, 7, 1), month)
        sheet.write_number(3, 5, 0.125, workbook.add_format({"num_format": "0.0%"}))
        sheet.write_number(3, 6, 1.25, workbook.add_format({"num_format": "[h]:mm"}))
        for column, value in enumerate(["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?"], start=1):
            sheet.write_formula(4, column, FORMULAS[value], value=value)
        sheet.write_row(5, 1, ["第一行\n第二行", " 前后 "])
        sheet.write_string(5, 3, "140521199001011234")
        sheet.write_number(5, 4, 1998.1)
        sheet.write_formula(5, 5, "=1+1", value=2)
        workbook.add_worksheet("空")
        hidden = workbook.add_worksheet("藏")
        hidden.write(0, 0, "x")
        hidden.hide()


FORMULAS = {
    "#DIV/0!": "=1/0",
    "#REF!": "=#REF!",
    "#N/A": "=NA()",
    "#VALUE!": '="a"+1',
    "#NAME?": "=nobody_knows()",
}
