"""Member registers as an office would keep them, made for one test."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.county import id_number

HEADINGS = (
    "姓名",
    "性别",
    "民族",
    "公民身份号码",
    "出生日期",
    "学历",
    "加入组织日期",
    "组织身份",
    "所在支部",
    "支部代码",
    "联系电话",
)


def person(number: int, **changes: Any) -> dict[str, Any]:
    """A row without fault: someone new in 柳林村; `number` makes her identity number."""
    return {
        "姓名": "许小满",
        "性别": "男" if number % 2 else "女",
        "民族": "汉族",
        "公民身份号码": id_number(number),
        "出生日期": date(1970, 1, 1),
        "学历": "大专",
        "加入组织日期": date(1999, 7, 1),
        "组织身份": "正式党员",
        "所在支部": "柳林村",
        "支部代码": "990525100201",
        "联系电话": "",
    } | changes


def write_register(
    path: Path,
    *rows: Mapping[str, Any],
    headings: Sequence[str] = HEADINGS,
    others: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> Path:
    """A workbook with one sheet of people, and `others` (name → rows of text) after it."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet = workbook.add_worksheet("党员名册")
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, start=1):
            for column, heading in enumerate(headings):
                value = row.get(heading, "")
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write(number, column, value)
        for name, lines in (others or {}).items():
            other = workbook.add_worksheet(name)
            for number, line in enumerate(lines):
                other.write_row(number, 0, line)
    return path
