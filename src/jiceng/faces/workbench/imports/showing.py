"""What was understood of a file and found in it, ready for the templates."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiceng.apps.intake.choices import Choices
from jiceng.apps.intake.previews import Faults, Preview, PreviewColumn, column_choices
from jiceng.apps.intake.report import Beside, Rejection
from jiceng.faces.shared.sentences import say
from jiceng.faces.workbench.imports.decisions import groups_of
from jiceng.faces.workbench.imports.words import (
    DIFFERENCES,
    answer_word,
    column_title,
    in_english,
    why_word,
)

PAGE = 25
LISTED = 50


def columns(preview: Preview) -> list[dict[str, Any]]:
    """The columns of each group of sheets with the same headings, and what each may be read as."""
    if not preview.kind:
        return []
    choices = [
        (key, english if in_english() else chinese) for key, chinese, english in column_choices(preview.kind)
    ]
    return [
        {
            "number": number,
            "sheets": [table.sheet for table in tables],
            "rows": sum(table.rows for table in tables),
            "more": tables[0].more,
            "columns": [_column(preview.kind, choices, each) for each in tables[0].columns],
        }
        for number, tables in enumerate(groups_of(preview.tables))
    ]


def _column(kind: str, choices: Sequence[tuple[str, str]], column: PreviewColumn) -> dict[str, Any]:
    perhaps = column.suggestion if any(column.suggestion == key for key, _title in choices) else ""
    offered = [("", _("— not read —"))]
    if perhaps and not column.column:
        offered.append((perhaps, _("perhaps: %(column)s") % {"column": column_title(kind, perhaps)}))
    offered += [choice for choice in choices if column.column or choice[0] != perhaps]
    return {
        "column": column,
        "offered": offered,
        "perhaps": column_title(kind, perhaps) if perhaps and not column.column else "",
    }


def notes(preview: Preview) -> list[str]:
    """What was read with a proviso, and how often."""
    found = preview.report.notes if preview.report else {}
    return [say(code, {"count": count}) for code, count in found.items()]


def left_out(preview: Preview) -> dict[str, Any]:
    """Lines that are no records: how many, and the first of them."""
    lines = preview.report.left_out if preview.report else ()
    return {
        "count": len(lines),
        "more": max(0, len(lines) - LISTED),
        "lines": [
            {"sheet": sheet, "row": row, "text": text, "why": why_word(why)}
            for sheet, row, text, why in lines[:LISTED]
        ],
    }


def unread(preview: Preview) -> dict[str, Any]:
    """Headings nothing is read from."""
    names = preview.report.unknown_columns if preview.report else ()
    return {"names": names[:LISTED], "count": len(names), "more": max(0, len(names) - LISTED)}


def faults(preview: Preview, choices: Choices, code: str, page: str | None) -> dict[str, Any]:
    """Rows with a fault, a page of them; with a `code`, those that have such a fault."""
    counts = preview.faults.counts()
    code = code if code in counts else ""
    places = preview.faults.by_row(code)
    found = Paginator(places, PAGE).get_page(page)
    rows = [_row(preview.faults, each) for each in found.object_list]
    return {
        "page": found,
        "rows": rows,
        "code": code,
        "codes": [(each, _in_short(each), count) for each, count in counts.most_common()],
        "questions": any(row["answers"] for row in rows),
        "differ": any({"file", "register"} & {answer for answer, _w in row["answers"]} for row in rows),
        "differences": [(each, words, each == choices.differences) for each, words in DIFFERENCES.items()],
    }


def _in_short(code: str) -> str:
    """The first clause of a fault's sentence: enough to tell one from another."""
    sentence = say(code, {})
    for mark in ("。", "；", "：", ". ", "; ", ": "):
        sentence = sentence.split(mark)[0]
    return sentence.removesuffix(".")


def _row(all_faults: Faults, places: Sequence[int]) -> dict[str, Any]:
    """One row: what is wrong with it, and the question where there is one."""
    found = [all_faults[place] for place in places]
    first = found[0]
    return {
        "place": places[0],
        "sheet": first.sheet,
        "row": first.row,
        "faults": [{"fault": each, "reason": say(each.code, each.data)} for each in found if not each.beside],
        "reasons": list(dict.fromkeys(say(each.code, each.data) for each in found if each.beside)),
        "beside": [_beside(line, found) for line in first.beside],
        "there": _there(first),
        "answers": [(answer, answer_word(answer)) for answer in first.answers],
    }


def _beside(line: Beside, found: Sequence[Rejection]) -> dict[str, Any]:
    return {"line": line, "differs": bool(line.here) and line.here != line.there}


def _there(fault: Rejection) -> str:
    """Where the other record stands."""
    row = fault.data.get("row")
    return _("Row %(row)s") % {"row": row} if row else _("In the register")


def summary(preview: Preview, rejected: int) -> list[tuple[int, str]]:
    """The figures of a check."""
    report = preview.report
    if report is None:
        return []
    new = report.good - report.changed
    return [
        (report.rows, ngettext("row in the file", "rows in the file", report.rows)),
        (new, _("new")),
        (report.changed, _("change something")),
        (report.unchanged, _("known and the same")),
        (rejected, _("to be mended or decided")),
    ]
