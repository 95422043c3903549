"""Lists of establishments for tests: workbooks of rows, taken in as an office does."""

from datetime import date
from pathlib import Path
from typing import Any

from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import import_file
from jiceng.engines.sheets.writing import Column, Properties, WrittenSheet, write_workbook
from jiceng.kernel.actors import Actor
from jiceng.kernel.codes import credit_code_check
from tests.county import AT, SYSTEM

AS_OF = date(2026, 9, 30)
TOLD = {"list_of": "private_firm", "as_of": str(AS_OF), "from": "县市场监管局"}
HEADINGS = (
    "企业名称",
    "统一社会信用代码",
    "登记状态",
    "成立日期",
    "行业门类",
    "从业人数",
    "住所",
    "乡镇",
    "最近年报年度",
    "党员人数",
)


def code(number: int, first: str = "91") -> str:
    """A sound credit code, another for each number."""
    head = f"{first}990525MA{number:07}"
    return head + credit_code_check(head)


def row(number: int, **said: Any) -> dict[str, Any]:
    """A sound row: an operating firm of 青石镇 with ten employees, whose reports are made."""
    usual = {
        "企业名称": f"青石第{number}铸造有限公司",
        "统一社会信用代码": code(number),
        "登记状态": "存续",
        "成立日期": date(2015, 3, 1),
        "行业门类": "制造业",
        "从业人数": 10,
        "乡镇": "青石镇",
        "最近年报年度": 2025,
    }
    return usual | said


def workbook(folder: Path, rows: list[dict[str, Any]], name: str = "名单") -> Path:
    """The rows as a registration office's workbook."""
    columns = [Column(heading, 16) for heading in HEADINGS]
    lines = [[each.get(heading) for heading in HEADINGS] for each in rows]
    path = folder / f"{name}.xlsx"
    write_workbook(path, [WrittenSheet(name, columns, lines)], Properties(name, "tests", AT))
    return path


def take_in(path: Path, actor: Actor = SYSTEM, **choices: Any) -> ImportReport:
    """The workbook taken in as the list of `TOLD`, or of what is told."""
    return import_file(actor=actor, at=AT, path=path, choices=Choices(**{"told": TOLD} | choices))
