"""`jiceng import`: a member register from an .xlsx workbook into the register of people."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.services import import_people
from jiceng.faces.shared.sentences import say
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import JicengError

REJECTED = 1
GOOD_ROWS_ONLY = 3
_LISTED = 50


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command("import")(import_file)


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An .xlsx workbook. 党员名册工作簿。")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check only, write nothing. 只检查,不写入。")
    ] = False,
    accept_good: Annotated[
        bool,
        typer.Option(
            "--accept-good", help="Write the good rows though others are rejected. 先导入无误的行。"
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON. 以 JSON 输出。")] = False,
) -> None:
    """Import people from a workbook. 导入党员名册。

    Exit status: 0 all written, 1 rows rejected and nothing written, 2 file refused, 3 good rows written.
    退出码:0 全部写入,1 有误未写入,2 文件不能读,3 已写入无误的行。
    """
    try:
        report = import_people(
            actor=system_actor("jiceng import"),
            at=timezone.now(),
            path=file,
            dry_run=dry_run,
            accept_good=accept_good,
        )
    except JicengError as error:
        if as_json:
            typer.echo(json.dumps(error.as_json(), ensure_ascii=False))
        raise
    if as_json:
        typer.echo(json.dumps(report_as_json(report), ensure_ascii=False))
    else:
        _tell(report, dry_run)
    if report.rejected:
        raise typer.Exit(GOOD_ROWS_ONLY if report.written else REJECTED)


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """The report for machines; the reason is the sentence a reader would be told."""
    return {
        "as": report.kind,
        "rows": report.rows,
        "written": report.written,
        "unchanged": report.unchanged,
        "rejected": [
            {
                "sheet": each.sheet,
                "row": each.row,
                "column": each.column,
                "value": each.value,
                "code": each.code,
                "reason": say(each.code, each.data),
            }
            for each in report.rejected
        ],
        "unknown_columns": list(report.unknown_columns),
        "import_id": report.import_id,
    }


def _tell(report: ImportReport, dry_run: bool) -> None:
    """The report for people: counts, the rejected rows, what was not read, and what to do."""
    counts = {
        "rows": report.rows,
        "written": report.written,
        "unchanged": report.unchanged,
        "rejected": report.rejected_rows,
    }
    typer.echo(
        _("%(rows)s rows: %(written)s written, %(unchanged)s unchanged, %(rejected)s rejected.") % counts
    )
    if report.unknown_columns:
        names = pgettext("between the words of a list", ", ").join(report.unknown_columns)
        typer.echo(_("Columns nothing was read from: %(names)s") % {"names": names})
    if report.rejected:
        Console().print(_table(report))
        left = len(report.rejected) - _LISTED
        if left > 0:
            typer.echo(_("%(count)s more; --json lists all.") % {"count": left})
    if report.import_id is None and report.good:
        typer.echo(_advice(report, dry_run))


def _advice(report: ImportReport, dry_run: bool) -> str:
    if dry_run:
        return _("Only checked: nothing was written. %(good)s rows are new and without fault.") % {
            "good": report.good
        }
    return _(
        "Nothing was written. Correct the file and import it again, or write the %(good)s good rows now "
        "with --accept-good."
    ) % {"good": report.good}


def _table(report: ImportReport) -> Table:
    table = Table()
    for heading in (
        pgettext("heading", "Sheet"),
        pgettext("heading", "Row"),
        pgettext("heading", "Column"),
        pgettext("heading", "Value"),
        pgettext("heading", "Reason"),
    ):
        table.add_column(heading, overflow="fold")
    for each in report.rejected[:_LISTED]:
        cells = (each.sheet, str(each.row), each.column, each.value, say(each.code, each.data))
        table.add_row(*map(Text, cells))  # as they are: a file's words are no markup
    return table
