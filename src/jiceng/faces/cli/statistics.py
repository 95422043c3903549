"""`jiceng statistics`: the yearly tables of a unit and all below it, and whether their sums agree."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiceng.apps.journal.files import new_mark
from jiceng.apps.organisations.history import unit_file
from jiceng.apps.organisations.selectors import visible
from jiceng.apps.people.exports import export_table
from jiceng.apps.statistics.selectors import year_tables
from jiceng.engines.sheets.writing import GroupRow, Properties, TotalRow, WrittenSheet, write_workbook
from jiceng.faces.shared.file_notes import file_note
from jiceng.faces.shared.statistics_tables import checks_sheet, set_title, shown, table_sheet
from jiceng.faces.shared.statistics_words import check_word, column_word, fault_word, row_word, title
from jiceng.kernel.actors import Actor, system_actor
from jiceng.kernel.errors import NotFound, Refused

if TYPE_CHECKING:
    from jiceng.apps.statistics.selectors import YearTables

DISAGREES = 1


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(statistics)


def statistics(
    unit: Annotated[
        str | None,
        typer.Option("--unit", help="Code of a unit; else the topmost. 单位代码，不填为最上级单位。"),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Else this year. 年份，不填为今年。")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.xlsx", help="Write a workbook instead. 改为写成 Excel 文件。"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON. 以 JSON 输出。")] = False,
) -> None:
    """Yearly tables of a unit and all below it. 单位及其下级的年度统计报表。

    Exit status: 0 all sums agree, 1 some do not, 2 refused. 退出码：0 勾稽关系全部成立，1 有不成立的，2 不能生成。
    """
    actor, now = system_actor("jiceng statistics"), timezone.now()
    today = timezone.localdate(now)
    file = unit_file(actor, unit or _topmost(actor, now), today)
    asked, first = today.year if year is None else year, file.founded_on.year
    if not first <= asked <= today.year:
        raise Refused("statistics_year", first=first, last=today.year)
    tables = year_tables(actor, file, asked, today)
    if out:
        _write(actor, now, tables, out)
    if as_json:
        typer.echo(json.dumps(as_data(tables), ensure_ascii=False))
    else:
        _tell(tables, out)
    raise typer.Exit(0 if all(check.holds for check in tables.checks) else DISAGREES)


def _topmost(actor: Actor, now: datetime) -> str:
    top = visible(actor, timezone.localdate(now)).filter(parent=None).first()
    if top is None:
        raise NotFound("unit_not_found")
    return top.unit.code


def as_data(tables: "YearTables") -> dict[str, Any]:
    """The tables and their sums, for machines."""
    checks = [
        {
            "table": check.statistic,
            "kind": check.kind,
            "other": check.other,
            "agrees": check.holds,
            "faults": [
                {"row": e.row, "column": e.column, "stated": e.stated, "expected": e.expected}
                for e in check.faults
            ],
        }
        for check in tables.checks
    ]
    return {
        "unit": tables.version.unit.code,
        "name": tables.unit_name,
        "year": tables.year,
        "as_of": str(tables.day),
        "agrees": all(check.holds for check in tables.checks),
        "tables": [_table_as_data(tables, code) for code in settings.PROFILE.statistics],
        "checks": checks,
    }


def _table_as_data(tables: "YearTables", code: str) -> dict[str, Any]:
    statistic, figures = tables.statistic(code), tables.figures[code]
    rows, columns = shown(tables, code)
    return {
        "table": code,
        "title": title(code),
        "rows": [{"code": row, "title": row_word(statistic, row)} for row in rows],
        "columns": [{"code": column, "title": column_word(statistic, column)} for column in columns],
        "figures": [[figures.at(row, column) for column in columns] for row in rows],
    }


def _sheets(tables: "YearTables") -> list[WrittenSheet]:
    return [*(table_sheet(tables, code) for code in settings.PROFILE.statistics), checks_sheet(tables)]


def _write(actor: Actor, now: datetime, tables: "YearTables", path: Path) -> None:
    """The workbook as the page hands it out, once the journal has it."""
    mark, called, content = new_mark(), set_title(tables), io.BytesIO()
    note = file_note(actor.name, now, mark)
    sheets = [replace(sheet, notes=(*sheet.notes, note)) for sheet in _sheets(tables)]
    rows = write_workbook(content, sheets, Properties(called, actor.name, now, note))
    with transaction.atomic():
        export_table(
            actor=actor,
            at=now,
            table="statistics",
            unit=tables.version,
            reach="unit.read",
            rows=sum(rows),
            persons=False,
            numbers=0,
            file=content.getvalue(),
            mark=mark,
        )
        try:
            path.write_bytes(content.getvalue())
        except OSError:
            raise Refused("tables_not_written", file=str(path)) from None


def _tell(tables: "YearTables", out: Path | None) -> None:
    """The tables for people, or where they were written; then the sums."""
    if out:
        typer.echo(_("%(title)s: written to %(file)s.") % {"title": set_title(tables), "file": out})
    else:
        _print(_sheets(tables)[:-1])
    faults = [(check, fault) for check in tables.checks for fault in check.faults]
    number = len(faults) or len(tables.checks)
    if faults:
        said = ngettext("%(n)s sum does not agree", "%(n)s sums do not agree", number)
    else:
        said = ngettext("The one sum that must agree does.", "All %(n)s sums that must agree do.", number)
    typer.echo(said % {"n": number})
    for check, fault in faults:
        where = fault_word(tables.statistic(check.statistic), check, fault)
        typer.echo(f"{title(check.statistic)}: {check_word(check)}. {where}")


def _print(sheets: Sequence[WrittenSheet]) -> None:
    console = Console()
    for sheet in sheets:
        table = Table(title=Text(f"{sheet.title}\n{sheet.sides[1]}"))
        for number, column in enumerate(sheet.columns):
            heading = f"{column.over}\n{column.heading}" if column.over else column.heading
            table.add_column(Text(heading), justify="right" if number else "left", overflow="fold")
        for line in sheet.lines:
            if not isinstance(line, GroupRow):
                total = isinstance(line, TotalRow)
                cells = line.cells if isinstance(line, TotalRow) else line
                table.add_row(*(Text(str(cell), "bold" if total else "") for cell in cells))
        console.print(table)
