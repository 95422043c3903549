"""Ledgers of meetings as offices would keep them, made for one test."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

HELD = date(2026, 11, 10)
COMING = date(2026, 12, 8)


def meeting(**changes: Any) -> dict[str, Any]:
    """A row without fault: what 柳林村 held on the tenth of November."""
    return {
        "日期": HELD,
        "时间": time(9, 30),
        "单位名称": "柳林村",
        "会议或活动": "党员大会",
        "主题": "水渠维修",
        "地点": "村委会",
        "主持人": "陈志明",
        "记录人": "褚红霞",
        "应到": 4,
        "实到": 3,
        "内容": "讨论水渠维修，同意先修西段。",
    } | changes


def call(**changes: Any) -> dict[str, Any]:
    """A row without fault: what 柳林村 is called to in December."""
    row = {
        "日期": COMING,
        "时间": time(15, 0),
        "单位名称": "柳林村",
        "会议或活动": "党课",
        "主题": "学习党章",
        "地点": "会议室",
    }
    return row | changes


def write_ledger(
    path: Path, *rows: Mapping[str, Any], title: str = "", sheet: str = "会议记录", others: Sequence[str] = ()
) -> Path:
    """A workbook with one sheet, headed by every key of the rows; `title` stands above, `others` are sheets
    that hold the same.
    """
    headings = list(dict.fromkeys(key for row in rows for key in row))
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        formats = {
            kind: workbook.add_format({"num_format": shape})
            for kind, shape in ((datetime, "yyyy-mm-dd hh:mm"), (date, "yyyy-mm-dd"), (time, "hh:mm"))
        }
        for name in (sheet, *others):
            page, top = workbook.add_worksheet(name), bool(title)
            if title:
                page.write(0, 0, title)
            page.write_row(int(top), 0, headings)
            for number, row in enumerate(rows, start=1 + top):
                for column, heading in enumerate(headings):
                    value = row.get(heading, "")
                    if type(value) in formats:
                        page.write_datetime(number, column, value, formats[type(value)])
                    else:
                        page.write(number, column, value)
    return path
