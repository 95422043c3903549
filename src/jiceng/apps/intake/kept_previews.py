"""Previews as bytes, to be sealed: what a page shows, and apart from it the rows to be given back, which only
their download needs.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from jiceng.apps.intake.previews import Faults, Preview, PreviewColumn, PreviewTable
from jiceng.apps.intake.report import ImportReport
from jiceng.engines.sheets import DataRow, Heading, LeftOut, Table, Why
from jiceng.engines.sheets.workbook import pack_cell, unpack_cell

_LENGTH = 8


def packed(kept: Preview, rows: Iterable[Table] = ()) -> bytes:
    """A preview, and tables of the rows to be given back, as bytes."""
    head = _pressed(_head(kept))
    return len(head).to_bytes(_LENGTH) + head + _pressed([_flat(table) for table in rows])


def unpacked(content: bytes) -> Preview:
    """The preview of what `packed` made."""
    kept = _read(content[_LENGTH : _LENGTH + int.from_bytes(content[:_LENGTH])])
    report = kept.pop("report")
    return Preview(
        **kept
        | {
            "tables": tuple(_preview_table(each) for each in kept["tables"]),
            "report": _report(report) if report is not None else None,
            "faults": Faults(kept["faults"]),
            "reach": tuple(kept["reach"]),
        }
    )


def unpacked_rows(content: bytes) -> tuple[Table, ...]:
    """The tables of rows to be given back of what `packed` made."""
    rows = _read(content[_LENGTH + int.from_bytes(content[:_LENGTH]) :])
    return tuple(_whole(*table) for table in rows)


def _pressed(kept: Any) -> bytes:
    return zlib.compress(json.dumps(kept, cls=DjangoJSONEncoder, ensure_ascii=False).encode(), 1)


def _read(content: bytes) -> Any:
    return json.loads(zlib.decompress(content))


def _head(kept: Preview) -> dict[str, Any]:
    return {
        "kind": kept.kind,
        "tables": [asdict(table) for table in kept.tables],
        "more": kept.more,
        "report": asdict(kept.report) if kept.report is not None else None,
        "faults": kept.faults.kept,
        "code": kept.code,
        "data": kept.data,
        "reach": kept.reach,
    }


def _preview_table(kept: dict[str, Any]) -> PreviewTable:
    columns = (PreviewColumn(**each | {"samples": tuple(each["samples"])}) for each in kept["columns"])
    return PreviewTable(**kept | {"columns": tuple(columns)})


def _report(kept: dict[str, Any]) -> ImportReport:
    return ImportReport(
        **kept
        | {
            "rejected": (),
            "unknown_columns": tuple(kept["unknown_columns"]),
            "left_out": tuple(tuple(line) for line in kept["left_out"]),
        }
    )


def _flat(table: Table) -> list[Any]:
    headings = [[each.position, each.text, each.column, each.suggestion] for each in table.headings]
    rows = [[row.number, [pack_cell(cell) for cell in row.cells], row.group] for row in table.rows]
    left_out = [[line.number, line.text, str(line.why)] for line in table.left_out]
    return [table.sheet, table.header, headings, rows, left_out]


def _whole(sheet: str, header: Sequence[int], headings: Any, rows: Any, left_out: Any) -> Table:
    first, last = header
    return Table(
        sheet,
        (first, last),
        tuple(Heading(*each) for each in headings),
        tuple(DataRow(number, tuple(map(unpack_cell, cells)), group) for number, cells, group in rows),
        tuple(LeftOut(number, text, Why(why)) for number, text, why in left_out),
    )
