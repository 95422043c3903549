"""What a person decided on the page of an import, put together with what she decided before."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from django.http import QueryDict

from jiceng.apps.intake.choices import Answer, Choices, Differences, kept_choices
from jiceng.apps.intake.previews import Preview, PreviewTable, column_choices
from jiceng.apps.intake.report import shown
from jiceng.faces.workbench.imports.words import DIFFERENCES
from jiceng.kernel.errors import Conflict

if TYPE_CHECKING:
    from jiceng.apps.intake.models import Import

Groups = list[list[PreviewTable]]


def groups_of(tables: tuple[PreviewTable, ...]) -> Groups:
    """Sheets with the same headings together: their columns are named once for all."""
    found: dict[tuple[tuple[int, str, str], ...], list[PreviewTable]] = {}
    for table in tables:
        key = tuple((each.position, each.heading, each.column) for each in table.columns)
        found.setdefault(key, []).append(table)
    return list(found.values())


def decided(sent: "Import", preview: Preview, posted: QueryDict) -> Choices:
    """The decisions on an import after a form of its page was sent, by the form's `part`.

    Raises `Conflict("import_moved_on")` when the form shows an earlier check than the last.
    """
    if posted.get("seen") != sent.job:
        raise Conflict("import_moved_on")
    kept = kept_choices(sent.choices, dry_run=True)
    match posted.get("part"):
        case "kind":
            return Choices(kind=posted.get("kind") or None, differences=kept.differences, unit=kept.unit)
        case "columns":
            return replace(kept, kind=preview.kind, columns=_columns(kept, preview, posted))
        case "answers":
            answers = {**kept.answers, **_answers(preview, posted)}
            return replace(kept, differences=_differences(posted, kept), answers=answers)
        case "anew":
            return replace(kept, differences="reject", answers={})
    return kept


def _columns(kept: Choices, preview: Preview, posted: QueryDict) -> Mapping[str, Mapping[int, str | None]]:
    """What columns are read as: what was chosen before, and where a select now says otherwise than the page
    did.
    """
    keys = {"", *(key for key, _, _ in column_choices(preview.kind))} if preview.kind else set()
    columns = {sheet: dict(chosen) for sheet, chosen in kept.columns.items()}
    if kept.kind not in (None, preview.kind):
        columns = {}
    for number, tables in enumerate(groups_of(preview.tables)):
        for column in tables[0].columns:
            said = posted.get(f"column-{number}-{column.position}")
            if said is None or said not in keys or said == column.column:
                continue
            for table in tables:
                columns.setdefault(table.sheet, {})[column.position] = said or None
    return columns


def _answers(preview: Preview, posted: QueryDict) -> dict[tuple[str, int], Answer]:
    """Answers to the questions on the page: each bears the place of its row's first fault."""
    sheets = {shown(table.sheet): table.sheet for table in preview.tables}
    found: dict[tuple[str, int], Answer] = {}
    for name, said in posted.items():
        place = name.removeprefix("answer-")
        if name == place or not place.isdecimal() or not int(place) < len(preview.faults):
            continue
        fault = preview.faults[int(place)]
        if said in fault.answers:
            found[sheets.get(fault.sheet, fault.sheet), fault.row] = cast("Answer", said)
    return found


def _differences(posted: QueryDict, kept: Choices) -> Differences:
    said = posted.get("differences")
    return cast("Differences", said) if said in DIFFERENCES else kept.differences
