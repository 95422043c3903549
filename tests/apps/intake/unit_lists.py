"""Lists of units as an office would keep them, made for one test."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import import_file
from jiceng.apps.organisations.models import UnitVersion
from jiceng.kernel.actors import Actor
from tests.county import AT, SYSTEM

Take = Callable[..., ImportReport]

HEADINGS = (
    *("单位代码", "单位名称", "单位类别", "组织形式", "上级单位", "上级代码"),
    *("设立日期", "区划代码", "曾用名", "更名日期"),
)


def unit(name: str = "杏花村", **changes: Any) -> dict[str, Any]:
    """A row without fault: a new village of 青石镇."""
    return {
        "单位代码": "990525100210",
        "单位名称": name,
        "单位类别": "村",
        "组织形式": "党支部",
        "上级单位": "青石镇",
        "上级代码": "990525100",
        "设立日期": date(2020, 5, 1),
        "区划代码": "990525100210",
    } | changes


def bare(name: str, above: str = "青石镇", **changes: Any) -> dict[str, Any]:
    """A row that names the unit and the one above it, and has no codes."""
    return {"单位名称": name, "单位类别": "村", "组织形式": "党支部", "上级单位": above} | changes


def write_units(
    path: Path,
    *rows: dict[str, Any],
    headings: tuple[str, ...] = HEADINGS,
    title: str = "",
    sheet: str = "一",
) -> Path:
    """A workbook of units; a row of one cell alone is {"": text}."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        page = workbook.add_worksheet(sheet)
        first = 1 if title else 0
        if title:
            page.write(0, 0, title)
        page.write_row(first, 0, headings)
        for number, row in enumerate(rows, start=first + 1):
            if "" in row:
                page.write(number, 0, row[""])
            for column, heading in enumerate(headings):
                value = row.get(heading, "")
                if isinstance(value, date):
                    page.write_datetime(number, column, value, day)
                elif "" not in row:
                    page.write(number, column, value)
    return path


def importer(path: Path) -> Take:
    """What writes rows to `path` and imports them."""

    def taken(
        *rows: dict[str, Any], actor: Actor = SYSTEM, layout: dict[str, Any] | None = None, **choices: Any
    ) -> ImportReport:
        write_units(path, *rows, **(layout or {}))
        return import_file(actor=actor, at=AT, path=path, choices=Choices("units", **choices))

    return taken


def faults(report: ImportReport) -> list[tuple[int, str, str]]:
    """Row, column and code of every fault."""
    return [(each.row, each.column, each.code) for each in report.rejected]


def now(code: str) -> UnitVersion:
    """The unit of a code as it is at last."""
    return UnitVersion.objects.select_related("unit", "parent").get(unit__code=code, ends_on=None)


def id_of(report: ImportReport) -> int:
    """The import's own number."""
    assert report.import_id is not None
    return report.import_id
