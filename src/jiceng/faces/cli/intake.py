"""`jiceng import`: spreadsheets into the register, and imports taken back."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiceng.apps.intake.choices import Choices, Differences
from jiceng.apps.intake.kinds import KINDS
from jiceng.apps.intake.layout import Layout, understand
from jiceng.apps.intake.report import ImportReport
from jiceng.apps.intake.returned import returned_sheets
from jiceng.apps.intake.services import Source, import_source, known
from jiceng.apps.intake.undo import UndoReport, undo_import
from jiceng.engines.sheets.writing import Properties, write_workbook
from jiceng.faces.cli.progress import shown_progress
from jiceng.faces.shared.sentences import explain, say
from jiceng.kernel.actors import system_actor
from jiceng.kernel.errors import Invalid, JicengError

REJECTED = 1
GOOD_ROWS_ONLY = 3
_LISTED = 50
_DIFFERENCES: tuple[Differences, ...] = ("reject", "register", "file")


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command("import")(import_command)


def import_command(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help=".xlsx .xls .ods .csv .et 表格文件。A spreadsheet."),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(
            "--as", metavar="KIND", help="units|people|posts|gatherings|establishments 不填则自动识别。"
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check only, write nothing. 只检查,不写入。")
    ] = False,
    accept_good: Annotated[
        bool,
        typer.Option(
            "--accept-good", help="Write the good rows though others are rejected. 先导入无误的行。"
        ),
    ] = False,
    differences: Annotated[
        str,
        typer.Option(
            "--differences",
            metavar="WHAT",
            help="Where the register says otherwise: reject|register|file. 与名册不同时:退回|以名册为准|以文件为准。",
        ),
    ] = "reject",
    returned: Annotated[
        Path | None,
        typer.Option(
            "--returned",
            metavar="FILE",
            help="Where rejected rows come back to be mended (beside FILE). 退回的行写到哪里(默认与原文件同处)。",
        ),
    ] = None,
    told: Annotated[
        list[str] | None,
        typer.Option(
            "--told",
            metavar="KEY=VALUE",
            help="Of a list of establishments: list_of=KIND as_of=DAY from=WHOM. 名单说明：种类、截至日期、来源。",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON. 以 JSON 输出。")] = False,
    undo: Annotated[
        int, typer.Option("--undo", metavar="ID", help="Take back one import. 撤销一次导入。")
    ] = 0,
) -> None:
    """Import a spreadsheet, or take an import back. 导入表格,或撤销一次导入。

    Exit status: 0 all written, 1 rows rejected and nothing written, 2 file refused, 3 good rows written.
    With --undo: 0 all taken back, 3 some left since they changed.
    退出码:0 全部写入,1 有误未写入,2 文件不能读,3 已写入无误的行;撤销时 3 表示有行后来改过而保留。
    """
    try:
        if undo:
            left = _undo(undo, as_json=as_json)
            code = GOOD_ROWS_ONLY if left else 0
        else:
            choices = _choices(kind, differences, dry_run=dry_run, accept_good=accept_good)
            choices = replace(choices, told=_told(told or ()))
            code = _import(file, choices, returned, as_json=as_json)
    except JicengError as error:
        if as_json:
            typer.echo(json.dumps(error.as_json(), ensure_ascii=False))
        raise
    raise typer.Exit(code)


def _choices(kind: str, differences: str, *, dry_run: bool, accept_good: bool) -> Choices:
    """The decisions of the command line. Raises `Invalid("unknown_kind")`, `Invalid("unknown_choice")`."""
    if kind and kind not in KINDS:
        raise Invalid("unknown_kind", field="kind", value=kind)
    wanted = next((each for each in _DIFFERENCES if each == differences), None)
    if wanted is None:
        raise Invalid("unknown_choice", field="differences", value=differences)
    return Choices(kind=kind or None, differences=wanted, dry_run=dry_run, accept_good=accept_good)


def _told(said: Sequence[str]) -> dict[str, str]:
    """What was told of the file. Raises `Invalid("unknown_choice")`."""
    found = dict(each.partition("=")[::2] for each in said)
    kinds = settings.PROFILE.coverage.kinds
    if found and not (
        set(found) == {"list_of", "as_of", "from"} and found["list_of"] in kinds and _is_day(found)
    ):
        raise Invalid("unknown_choice", field="told", value=" ".join(said))
    return found


def _is_day(found: dict[str, str]) -> bool:
    try:
        return date.fromisoformat(found["as_of"]) <= timezone.localdate()
    except ValueError:
        return False


def _import(file: Path | None, choices: Choices, returned: Path | None, *, as_json: bool) -> int:
    """Import a file and tell of it. Returns the exit status."""
    if file is None:
        raise Invalid("file_needed", field="file")
    actor = system_actor("jiceng import")
    with shown_progress(_("Importing")) as tell:
        tell("reading", 0, 0)
        source = Source.of(file)
        report = import_source(actor=actor, at=timezone.now(), source=source, choices=choices, tell=tell)
    back = None
    if report.rejected and not choices.dry_run:
        layout = understand(source.sheets, known(actor, report.kind, choices), choices.columns)
        back = _give_back(layout, report, returned or file.with_name(f"{file.stem}-待修改.xlsx"))
    if as_json:
        more = {"returned": str(back) if back else None}
        typer.echo(json.dumps(report_as_json(report) | more, ensure_ascii=False))
    else:
        _tell(report, dry_run=choices.dry_run)
        if back is not None:
            typer.echo(_("The rejected rows, to be mended and imported again: %(path)s") % {"path": back})
    if not report.rejected:
        return 0
    return GOOD_ROWS_ONLY if report.written else REJECTED


def _give_back(layout: Layout, report: ImportReport, path: Path) -> Path | None:
    """Write the rejected rows with what is wrong with them; None where nothing may be written there."""
    sheets = returned_sheets(layout, report.rejected, lambda each: explain(each.column, each.code, each.data))
    if not sheets:
        return None
    with BytesIO() as content:
        write_workbook(content, sheets, Properties(path.stem, "jiceng import", timezone.now()))
        try:
            path.write_bytes(content.getvalue())
        except OSError:
            typer.echo(_("The rejected rows could not be written to %(path)s.") % {"path": path}, err=True)
            return None
    return path


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
                "suggestion": each.suggestion,
            }
            for each in report.rejected
        ],
        "unknown_columns": list(report.unknown_columns),
        "import_id": report.import_id,
        "changed": report.changed,
        "left_out": [
            {"sheet": sheet, "row": row, "text": text, "why": why}
            for sheet, row, text, why in report.left_out
        ],
        "notes": dict(report.notes),
    }


def _undo(import_id: int, *, as_json: bool) -> bool:
    """Take an import back and tell of it. Returns whether something was left."""
    actor = system_actor("jiceng import --undo")
    with shown_progress(_("Taking back")) as tell:
        report = undo_import(actor=actor, at=timezone.now(), import_id=import_id, tell=tell)
    if as_json:
        typer.echo(json.dumps(_undo_as_json(report), ensure_ascii=False))
    else:
        counts = {"back": report.taken_back, "left": len(report.left)}
        typer.echo(_("%(back)s records taken back, %(left)s left.") % counts)
        if report.left:
            rows = [(each.sheet, str(each.row), say(each.why, {})) for each in report.left]
            _print_table((*_place(), pgettext("heading", "Reason")), rows)
    return bool(report.left)


def _undo_as_json(report: UndoReport) -> dict[str, Any]:
    return {
        "import_id": report.import_id,
        "taken_back": report.taken_back,
        "left": [{"sheet": e.sheet, "row": e.row, "record": e.record, "why": e.why} for e in report.left],
    }


def _tell(report: ImportReport, *, dry_run: bool) -> None:
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
    if report.left_out:
        counted = {"count": len(report.left_out)}
        typer.echo(_("%(count)s lines are no data: titles, totals, notes (--json lists them).") % counted)
    for code, count in report.notes.items():
        typer.echo(say(code, {"count": count}))
    if report.rejected:
        headings = (
            *_place(),
            pgettext("heading", "Column"),
            pgettext("heading", "Value"),
            pgettext("heading", "Reason"),
            pgettext("heading", "Suggestion"),
        )
        _print_table(
            headings,
            [
                (e.sheet, str(e.row), e.column, e.value, say(e.code, e.data), e.suggestion)
                for e in report.rejected
            ],
        )
    if report.import_id is None and report.good:
        typer.echo(_advice(report, dry_run))
    elif report.import_id is not None:
        typer.echo(
            _("Import no. %(id)s; take it back with: jiceng import --undo %(id)s") % {"id": report.import_id}
        )


def _place() -> tuple[str, str]:
    return pgettext("heading", "Sheet"), pgettext("heading", "Row")


def _advice(report: ImportReport, dry_run: bool) -> str:
    if dry_run:
        return _("Only checked: nothing was written. %(good)s rows are new and without fault.") % {
            "good": report.good
        }
    return _(
        "Nothing was written. Correct the file and import it again, or write the %(good)s good rows now "
        "with --accept-good."
    ) % {"good": report.good}


def _print_table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows[:_LISTED]:
        table.add_row(*map(Text, row))  # as they are: a file's words are no markup
    Console().print(table)
    if len(rows) > _LISTED:
        typer.echo(_("%(count)s more; --json lists all.") % {"count": len(rows) - _LISTED})
